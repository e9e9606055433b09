//! The charges that a request asks for: one of all that is due, or several that share it.
//!
//! Conekta calls an order of several charges combined payments. Each charge names its amount, and
//! together they are what is due; where one is declined, the others stand, the order is
//! `partially_paid`, and what is left is charged by more charges
//! (developers.conekta.com/docs/aceptar-pagos-combinados, …/docs/reintentos-de-pago).

use super::charging::ChargePlan;
use super::payment_method::ChargeRequest;
use super::{CustomerInfo, Order, PaymentStatus};
use crate::conekta::book::Book;
use crate::conekta::charge::{Charge, ChargeStatus};
use crate::conekta::error::Fault;
use crate::conekta::three_ds::{Mode, challenges};
use crate::sandbox::Sandbox;

/// What a request's charges are for.
pub(super) struct Due<'a> {
    pub(super) customer: &'a CustomerInfo,
    /// What they must add up to.
    pub(super) amount: i64,
    pub(super) three_ds_mode: Option<Mode>,
    /// Whether money was taken for the order before.
    pub(super) is_begun: bool,
    /// Whether they stand in a list, or are the body.
    pub(super) is_listed: bool,
}

impl Due<'_> {
    /// The charges to make, once all of them are known to be right: a token is used up only then.
    pub(super) fn plans(
        &self,
        requests: Vec<ChargeRequest>,
        sandbox: &Sandbox,
        book: &mut Book,
    ) -> Result<Vec<ChargePlan>, Fault> {
        let is_alone = requests.len() == 1;
        if !is_alone && !requests.is_empty() {
            self.check_sum(&requests)?;
        }
        let mut used = Vec::new();
        let mut plans = Vec::new();
        for (number, request) in requests.into_iter().enumerate() {
            let listed = format!("charges[{number}].");
            let place = if self.is_listed { &listed } else { "" };
            let token = request.token();
            let plan = request.plan(place, self.customer, self.amount, is_alone, sandbox, book);
            if plan.is_ok() {
                used.extend(token);
            }
            let plan = plan.and_then(|plan| self.check(plan, is_alone));
            match plan {
                Ok(plan) => plans.push(plan),
                Err(fault) => {
                    used.iter().for_each(|token| book.give_back(token));
                    return Err(fault);
                }
            }
        }
        Ok(plans)
    }

    fn check_sum(&self, requests: &[ChargeRequest]) -> Result<(), Fault> {
        let mut sum: i64 = 0;
        for (number, request) in requests.iter().enumerate() {
            let param = format!("charges[{number}].amount");
            let amount = request.amount.ok_or_else(|| Fault::missing(&param))?;
            if !(1..=self.amount).contains(&amount) {
                let reason = "1 up to what is left of the order's amount is expected";
                return Err(Fault::invalid(&param, reason));
            }
            sum = sum.saturating_add(amount);
        }
        if sum == self.amount {
            return Ok(());
        }
        let reason = format!("{} altogether is expected, and not {sum}", self.amount);
        Err(Fault::invalid("charges", &reason))
    }

    /// Refuses a challenge about a part. An order has one `next_action` and none of its charges
    /// while that is open, so that nothing could be said of the other parts; what Conekta does is
    /// not documented.
    fn check(&self, plan: ChargePlan, is_alone: bool) -> Result<ChargePlan, Fault> {
        let is_part = !is_alone || self.is_begun;
        if is_part && challenges(self.three_ds_mode, plan.card.test_card.behaviour) {
            let reason = "a part of an order is charged without a challenge only";
            return Err(Fault::invalid("three_ds_mode", reason));
        }
        Ok(plan)
    }
}

impl Order {
    /// What is not paid yet.
    pub(super) fn due(&self) -> i64 {
        self.amount - self.taken()
    }

    /// How much was taken, whatever was given back of it.
    fn taken(&self) -> i64 {
        let taken = self.charges.iter().filter(|charge| charge.is_taken());
        taken.map(|charge| charge.amount).sum()
    }

    /// How much was given back.
    pub(super) fn given_back(&self) -> i64 {
        self.charges.iter().map(Charge::refunded).sum()
    }

    /// Where an order stands of which money was taken.
    pub(super) fn standing(&self) -> PaymentStatus {
        match (self.given_back(), self.taken()) {
            (0, taken) if taken == self.amount => PaymentStatus::Paid,
            (0, _) => PaymentStatus::PartiallyPaid,
            (given_back, taken) if given_back == taken => PaymentStatus::Refunded,
            _ => PaymentStatus::PartiallyRefunded,
        }
    }

    /// Where an order stands after its charges were made or refused.
    pub(super) fn outcome(&self) -> PaymentStatus {
        let has = |status| self.charges.iter().any(|charge| charge.status == status);
        if has(ChargeStatus::PreAuthorized) {
            PaymentStatus::PreAuthorized
        } else if self.charges.iter().any(Charge::is_taken) {
            self.standing()
        } else {
            PaymentStatus::Declined
        }
    }
}
