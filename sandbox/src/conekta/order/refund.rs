//! Refunds: some or all of what was taken is given back, or is not after all.

use axum::Json;
use axum::extract::{Path, State};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Order, OrderAnswer, PaymentStatus, with_order};
use crate::conekta::charge::{Charge, ChargeStatus, Refund};
use crate::conekta::error::Fault;
use crate::conekta::payload::{Payload, length};
use crate::ledger::{Ledger, Movement};
use crate::random::Random;
use crate::sandbox::Sandbox;

/// Body of `POST /orders/{id}/refunds`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateRefund {
    amount: i64,
    reason: String,
    #[serde(rename = "expires_at")]
    _expires_at: Option<i64>,
}

/// `POST /orders/{id}/refunds`
pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Payload(body): Payload<CreateRefund>,
) -> Result<Json<OrderAnswer>, Fault> {
    length("reason", body.reason.trim(), 1, 249)?;
    let random = &sandbox.config().random;
    let now = sandbox.now();
    with_order(&sandbox, &id, |order, ledger| {
        order.give_back(body.amount, random, ledger, now)
    })
}

/// `DELETE /orders/{id}/refunds/{id}`: the money stays with the merchant after all.
pub(crate) async fn cancel(
    State(sandbox): State<Sandbox>,
    Path((id, refund)): Path<(String, String)>,
) -> Result<Json<OrderAnswer>, Fault> {
    let now = sandbox.now();
    with_order(&sandbox, &id, |order, ledger| {
        order.take_again(&refund, ledger, now)
    })
}

impl Order {
    pub(super) fn give_back(
        &mut self,
        amount: i64,
        random: &Random,
        ledger: &mut Ledger,
        now: i64,
    ) -> Result<(), Fault> {
        let refused = Fault::not_refundable(self.status_word());
        let (Some(PaymentStatus::Paid | PaymentStatus::PartiallyRefunded), Some(mut charge)) =
            (self.status, self.charge.clone())
        else {
            return Err(refused);
        };
        let left = charge.amount - charge.refunded();
        if !(1..=left).contains(&amount) {
            let reason = "1 up to what is left of the charge is expected";
            return Err(Fault::invalid("amount", reason));
        }
        charge.refunds.push(Refund::new(amount, random, now));
        ledger.record(self.entry(&charge, Movement::Refunded, amount, now));
        self.take_in(charge, now);
        Ok(())
    }

    fn take_again(&mut self, refund: &str, ledger: &mut Ledger, now: i64) -> Result<(), Fault> {
        let unknown = || Fault::not_found("Refund", refund);
        let mut charge = self.charge.clone().ok_or_else(unknown)?;
        let mut refunds = charge.refunds.iter();
        let place = refunds.position(|row| row.id == refund);
        let canceled = charge.refunds.remove(place.ok_or_else(unknown)?);
        let amount = canceled.given_back();
        ledger.record(self.entry(&charge, Movement::RefundCanceled, amount, now));
        self.take_in(charge, now);
        Ok(())
    }

    /// Puts a charge back whose refunds changed, with the status that follows from them.
    fn take_in(&mut self, mut charge: Charge, now: i64) {
        let (of_charge, of_order) = match charge.refunded() {
            0 => (ChargeStatus::Paid, PaymentStatus::Paid),
            all if all == charge.amount => (ChargeStatus::Refunded, PaymentStatus::Refunded),
            _ => (
                ChargeStatus::PartiallyRefunded,
                PaymentStatus::PartiallyRefunded,
            ),
        };
        charge.status = of_charge;
        self.status = Some(of_order);
        self.updated_at = now;
        self.charge = Some(charge);
    }
}
