//! Refunds: some or all of what was taken is given back.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;

use super::{Order, OrderAnswer, PaymentStatus, with_order};
use crate::conekta::charge::{ChargeStatus, Refund};
use crate::conekta::error::Fault;
use crate::conekta::payload::Payload;
use crate::ledger::{Ledger, Movement};
use crate::random::Random;
use crate::sandbox::Sandbox;

/// Body of `POST /orders/{id}/refunds`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateRefund {
    /// All that is left, when not given.
    amount: Option<i64>,
    reason: String,
}

/// `POST /orders/{id}/refunds`
pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Payload(body): Payload<CreateRefund>,
) -> Result<Json<OrderAnswer>, Fault> {
    if body.reason.trim().is_empty() {
        return Err(Fault::missing("reason"));
    }
    let random = &sandbox.config().random;
    let now = sandbox.now();
    with_order(&sandbox, &id, |order, ledger| {
        order.give_back(body.amount, random, ledger, now)
    })
}

impl Order {
    fn give_back(
        &mut self,
        amount: Option<i64>,
        random: &Random,
        ledger: &mut Ledger,
        now: i64,
    ) -> Result<(), Fault> {
        let refused = Fault::order_status("refunded", self.status_word());
        let (Some(PaymentStatus::Paid | PaymentStatus::PartiallyRefunded), Some(mut charge)) =
            (self.status, self.charge.clone())
        else {
            return Err(refused);
        };
        let left = charge.amount - charge.refunded();
        let amount = amount.unwrap_or(left);
        if !(1..=left).contains(&amount) {
            let reason = "1 up to what is left of the charge is expected";
            return Err(Fault::invalid("amount", reason));
        }
        charge.refunds.push(Refund::new(amount, random, now));
        let (of_charge, of_order) = if amount == left {
            (ChargeStatus::Refunded, PaymentStatus::Refunded)
        } else {
            let status = ChargeStatus::PartiallyRefunded;
            (status, PaymentStatus::PartiallyRefunded)
        };
        charge.status = of_charge;
        self.status = Some(of_order);
        self.updated_at = now;
        ledger.record(self.entry(&charge, Movement::Refunded, amount, now));
        self.charge = Some(charge);
        Ok(())
    }
}
