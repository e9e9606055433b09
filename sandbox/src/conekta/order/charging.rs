//! How a charge is made: at once, after a challenge, in two steps, or not at all.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Order, PaymentStatus};
use crate::conekta::charge::{Charge, ChargeStatus};
use crate::conekta::error::Fault;
use crate::conekta::test_card::{Behaviour, Decline};
use crate::conekta::three_ds::{Challenge, End, Event, challenges};
use crate::conekta::token::Card;
use crate::ledger::{Ledger, LedgerEntry, Movement};
use crate::random::Random;
use crate::sandbox::Sandbox;

/// A charge that is to be made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ChargePlan {
    /// The id that the charge gets.
    pub(crate) charge_id: String,
    pub(crate) amount: i64,
    pub(crate) card: Card,
    pub(crate) monthly_installments: Option<u8>,
    pub(crate) contract_id: Option<String>,
    pub(crate) customer_ip_address: Option<String>,
    pub(crate) reference_id: Option<String>,
}

/// A charge that waits for the card holder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PendingCharge {
    pub(crate) plan: ChargePlan,
    /// Names the challenge in its address.
    pub(crate) challenge_id: String,
    pub(crate) challenge: Challenge,
    /// When the order expires.
    pub(crate) expires_at: i64,
}

impl Order {
    /// Makes these charges, or puts the challenge to the card holder. Says why where a charge is
    /// declined: the first one that is.
    pub(super) fn begin(
        &mut self,
        plans: Vec<ChargePlan>,
        sandbox: &Sandbox,
        challenges_of: &mut HashMap<String, String>,
        ledger: &mut Ledger,
    ) -> Option<Decline> {
        self.is_split |= plans.len() > 1;
        let mut declined = None;
        for plan in plans {
            let refused = self.begin_one(plan, sandbox, challenges_of, ledger);
            declined = declined.or(refused);
        }
        if declined.is_some() {
            // Money is reserved for all of an order or for nothing.
            self.release(ledger, sandbox.now());
            self.status = Some(self.outcome());
        }
        declined
    }

    fn begin_one(
        &mut self,
        plan: ChargePlan,
        sandbox: &Sandbox,
        challenges_of: &mut HashMap<String, String>,
        ledger: &mut Ledger,
    ) -> Option<Decline> {
        let (config, now) = (sandbox.config(), sandbox.now());
        if !challenges(self.three_ds_mode, plan.card.test_card.behaviour) {
            return self.charge(&plan, false, &config.random, ledger, now);
        }
        let challenge_id = config.random.uuid();
        challenges_of.insert(challenge_id.clone(), self.id.clone());
        self.status = Some(PaymentStatus::PendingPayment);
        self.pending = Some(PendingCharge {
            plan,
            challenge_id,
            challenge: Challenge::NEW,
            expires_at: now.saturating_add(config.challenge_seconds),
        });
        None
    }

    /// Lets time pass: an order whose challenge was not passed in time is expired.
    pub(crate) fn settle(&mut self, now: i64) {
        let Some(pending) = &mut self.pending else {
            return;
        };
        if self.status == Some(PaymentStatus::PendingPayment) && now >= pending.expires_at {
            pending.challenge = pending.challenge.next(Event::Expire);
            self.status = Some(PaymentStatus::Expired);
            self.updated_at = now;
        }
    }

    /// What the card holder did. Passing makes the charge; what is over stays as it is.
    pub(crate) fn answer_challenge(
        &mut self,
        event: Event,
        random: &Random,
        ledger: &mut Ledger,
        now: i64,
    ) {
        self.settle(now);
        let Some(pending) = &mut self.pending else {
            return;
        };
        if self.status != Some(PaymentStatus::PendingPayment) {
            return;
        }
        let before = pending.challenge;
        let leaves_charge = pending.plan.card.test_card.behaviour == Behaviour::LeavesCharge;
        pending.challenge = before.next(match event {
            Event::RightCode if leaves_charge => Event::RightCodeOnly,
            other => other,
        });
        if pending.challenge == before {
            return;
        }
        let plan = pending.plan.clone();
        match pending.challenge {
            // The order waits for its time to run out, as the real one does.
            Challenge::Open { .. } | Challenge::Over(End::Expired | End::Left) => {}
            Challenge::Over(End::Passed) => {
                self.charge(&plan, true, random, ledger, now);
            }
            Challenge::Over(End::Failed) => {
                self.decline(&plan, Decline::NotAuthenticated, now);
            }
            Challenge::Over(End::Refused) => self.decline(&plan, Decline::Refused, now),
        }
    }

    fn charge(
        &mut self,
        plan: &ChargePlan,
        authenticated: bool,
        random: &Random,
        ledger: &mut Ledger,
        now: i64,
    ) -> Option<Decline> {
        let decline = plan
            .card
            .test_card
            .decline(plan.monthly_installments.is_some());
        if let Some(decline) = decline {
            self.decline(plan, decline, now);
            return Some(decline);
        }
        let (status, movement) = if self.pre_authorize {
            (ChargeStatus::PreAuthorized, Movement::Authorized)
        } else {
            (ChargeStatus::Paid, Movement::Charged)
        };
        let mut charge = Charge::new(self, plan, status, now);
        charge.auth_code = Some(random.digits(6));
        charge.three_ds_flow_required = authenticated;
        charge.paid_at = (!self.pre_authorize).then_some(now);
        ledger.record(self.entry(&charge, movement, charge.amount, now));
        self.take_in_charge(charge, now);
        None
    }

    fn decline(&mut self, plan: &ChargePlan, decline: Decline, now: i64) {
        let declined = ChargeStatus::Declined(decline);
        self.take_in_charge(Charge::new(self, plan, declined, now), now);
    }

    fn take_in_charge(&mut self, charge: Charge, now: i64) {
        self.charges.push(charge);
        self.status = Some(self.outcome());
        self.updated_at = now;
    }

    /// Releases what is reserved.
    fn release(&mut self, ledger: &mut Ledger, now: i64) {
        let mut charges = std::mem::take(&mut self.charges);
        for charge in &mut charges {
            if charge.status == ChargeStatus::PreAuthorized {
                charge.status = ChargeStatus::Voided;
                ledger.record(self.entry(charge, Movement::Voided, charge.amount, now));
            }
        }
        self.charges = charges;
    }

    /// Whether the card holder passed the challenge and the charge was left to the merchant.
    pub(super) fn is_left_to_merchant(&self) -> bool {
        let challenge = self.pending.as_ref().map(|pending| pending.challenge);
        self.status == Some(PaymentStatus::PendingPayment)
            && challenge == Some(Challenge::Over(End::Left))
    }

    /// Makes the charge that was left to the merchant. Says why where it is declined.
    pub(super) fn complete(
        &mut self,
        amount: Option<i64>,
        random: &Random,
        ledger: &mut Ledger,
        now: i64,
    ) -> Result<Option<Decline>, Fault> {
        if amount.is_some_and(|asked| asked != self.amount) {
            return Err(Fault::invalid("amount", "the order's amount is expected"));
        }
        let plan = self.pending.as_ref().map(|pending| pending.plan.clone());
        Ok(plan.and_then(|plan| self.charge(&plan, true, random, ledger, now)))
    }

    pub(super) fn capture(
        &mut self,
        amount: Option<i64>,
        ledger: &mut Ledger,
        now: i64,
    ) -> Result<(), Fault> {
        if self.status != Some(PaymentStatus::PreAuthorized) {
            return Err(Fault::order_status("captured", self.status_word()));
        }
        let mut charges = self.charges.clone();
        let is_reserved = |charge: &&mut Charge| charge.status == ChargeStatus::PreAuthorized;
        let mut reserved: Vec<_> = charges.iter_mut().filter(is_reserved).collect();
        let all = self.amount;
        let amount = amount.unwrap_or(all);
        let least = if reserved.len() > 1 { all } else { 1 };
        if !(least..=all).contains(&amount) {
            let reason = format!("{least} up to {all}, the reserved amount, is expected");
            return Err(Fault::invalid("amount", &reason));
        }
        if let [charge] = reserved.as_mut_slice() {
            charge.amount = amount;
        }
        for charge in reserved {
            charge.status = ChargeStatus::Paid;
            charge.paid_at = Some(now);
            ledger.record(self.entry(charge, Movement::Captured, charge.amount, now));
        }
        self.charges = charges;
        self.status = Some(PaymentStatus::Paid);
        self.amount = amount;
        self.updated_at = now;
        Ok(())
    }

    pub(super) fn cancel(&mut self, ledger: &mut Ledger, now: i64) -> Result<(), Fault> {
        match self.status {
            Some(PaymentStatus::PreAuthorized) => {
                self.release(ledger, now);
                self.status = Some(PaymentStatus::Voided);
            }
            None | Some(PaymentStatus::PendingPayment) => {
                if let Some(pending) = &mut self.pending {
                    pending.challenge = pending.challenge.next(Event::Expire);
                }
                self.status = Some(PaymentStatus::Canceled);
            }
            _ => return Err(Fault::order_status("canceled", self.status_word())),
        }
        self.updated_at = now;
        Ok(())
    }

    pub(super) fn entry(
        &self,
        charge: &Charge,
        movement: Movement,
        amount: i64,
        at: i64,
    ) -> LedgerEntry {
        LedgerEntry {
            at,
            movement,
            amount,
            currency: self.currency.clone(),
            order_id: self.id.clone(),
            charge_id: charge.id.clone(),
            reference_id: charge.reference_id.clone(),
            last4: charge.card.test_card.last4().into(),
        }
    }
}
