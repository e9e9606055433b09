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
        let Some(
            PaymentStatus::Paid | PaymentStatus::PartiallyPaid | PaymentStatus::PartiallyRefunded,
        ) = self.status
        else {
            return Err(Fault::not_refundable(self.status_word()));
        };
        if !(1..=self.charges.iter().map(Charge::left).sum()).contains(&amount) {
            let reason = "1 up to what is left of the charge is expected";
            return Err(Fault::invalid("amount", reason));
        }
        // Of several charges, the first one's money goes back first.
        let mut rest = amount;
        let mut charges = std::mem::take(&mut self.charges);
        for charge in &mut charges {
            let part = rest.min(charge.left());
            if part > 0 {
                rest -= part;
                charge.refunds.push(Refund::new(part, random, now));
                charge.follow_refunds();
                ledger.record(self.entry(charge, Movement::Refunded, part, now));
            }
        }
        self.take_in(charges, now);
        Ok(())
    }

    fn take_again(&mut self, refund: &str, ledger: &mut Ledger, now: i64) -> Result<(), Fault> {
        let mut charges = self.charges.clone();
        let mut places = charges.iter_mut().filter_map(|charge| {
            let place = charge.refunds.iter().position(|row| row.id == refund)?;
            Some((charge, place))
        });
        let found = places.next();
        let (charge, place) = found.ok_or_else(|| Fault::not_found("Refund", refund))?;
        let amount = charge.refunds.remove(place).given_back();
        charge.follow_refunds();
        ledger.record(self.entry(charge, Movement::RefundCanceled, amount, now));
        self.take_in(charges, now);
        Ok(())
    }

    /// Puts charges back whose refunds changed.
    fn take_in(&mut self, charges: Vec<Charge>, now: i64) {
        self.charges = charges;
        self.status = Some(self.standing());
        self.updated_at = now;
    }
}

impl Charge {
    /// Takes the status that follows from its refunds.
    pub(super) fn follow_refunds(&mut self) {
        self.status = match self.refunded() {
            0 => ChargeStatus::Paid,
            all if all == self.amount => ChargeStatus::Refunded,
            _ => ChargeStatus::PartiallyRefunded,
        };
    }
}
