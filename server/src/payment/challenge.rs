//! The bank's challenge: how it ended, by whoever says so, and what the provider makes of it.

use cobro_wire::{
    Actor, AttemptId, AuthenticationReport, ChallengeClaim, ChallengeEnd, Order, OrderId, Timestamp,
};

use super::pay::{Sending, charge_of};
use super::{PaymentError, Payments, attempt, authentication, decide};
use crate::gateway::{Answer, Known, Outcome};
use crate::store::{AttemptRecord, Customer, OrderRecord, Written};

impl Payments {
    /// Takes in how the challenge ended, as the browser saw it, and asks the provider.
    ///
    /// # Errors
    /// When there is no such attempt, it never had a challenge, or the report is about another
    /// authentication, order or amount.
    pub async fn report(
        &self,
        customer: &Customer,
        order: &OrderId,
        attempt: &AttemptId,
        report: &AuthenticationReport,
    ) -> Result<Order, PaymentError> {
        let order = self.order_of(customer, order).await?;
        let attempt = self
            .store
            .attempt(attempt)
            .await?
            .filter(|attempt| attempt.order == order.id)
            .ok_or(PaymentError::NotFound("attempt"))?;
        if attempt.authentication == authentication::State::NotRequired {
            return Err(PaymentError::NoChallenge);
        }
        if let Some(claim) = &report.claim
            && !self.agrees(claim, &attempt, &order)
        {
            return Err(PaymentError::AuthenticationMismatch);
        }
        let id = order.id.clone();
        self.challenge_ended(attempt, order, report.end, Actor::Shopper)
            .await?;
        self.view(self.order_by_id(&id).await?, &customer.id).await
    }

    /// Moves an attempt on whose challenge ended. Runs to its end whatever the caller does.
    pub(super) async fn challenge_ended(
        &self,
        attempt: AttemptRecord,
        order: OrderRecord,
        end: ChallengeEnd,
        by: Actor,
    ) -> Result<(), PaymentError> {
        if attempt.state != attempt::State::AwaitingAuthentication {
            return Ok(());
        }
        let event = authentication::Event::Reported(end);
        let payments = self.clone();
        self.tasks
            .spawn(async move { payments.authenticate(attempt, &order, event, by).await })
            .await?
    }

    /// Whether what a message named is what we wrote down.
    fn agrees(&self, claim: &ChallengeClaim, attempt: &AttemptRecord, order: &OrderRecord) -> bool {
        let challenge = attempt.authentication.challenge();
        challenge.is_none_or(|challenge| challenge.reference == claim.reference)
            && claim
                .order
                .as_ref()
                .is_none_or(|claimed| is_order_of(claimed, attempt))
            && claim
                .amount
                .as_ref()
                .is_none_or(|claimed| self.gateway.reads_as(claimed, order.total))
    }

    /// Moves the authentication on, and carries out what it asks for.
    pub(super) async fn authenticate(
        &self,
        attempt: AttemptRecord,
        order: &OrderRecord,
        event: authentication::Event,
        by: Actor,
    ) -> Result<(), PaymentError> {
        let now = self.host.now();
        let step = decide::authenticated(&attempt.state, &attempt.authentication, event, now);
        let Some(step) = step else {
            return Ok(());
        };
        let changed = AttemptRecord {
            state: step.state,
            authentication: step.authentication,
            ..attempt
        };
        let Written::Done(attempt) = self.store.update_attempt(changed, self.mark(by)).await?
        else {
            // Another report was faster, and its answer is as good as ours.
            return Ok(());
        };
        let outcome = match step.command {
            Some(authentication::Command::Confirm) => self.confirm(&attempt, order, now).await?,
            Some(authentication::Command::Withdraw) => {
                let expected = self.expected(&attempt, order);
                self.gateway
                    .withdraw(known(&attempt), expected, attempt.locale)
                    .await
            }
            None => return Ok(()),
        };
        self.settle(*attempt, order, outcome, self.mark(by)).await?;
        Ok(())
    }

    async fn confirm(
        &self,
        attempt: &AttemptRecord,
        order: &OrderRecord,
        written_at: Timestamp,
    ) -> Result<Outcome, PaymentError> {
        let payer = attempt.guest.as_ref().unwrap_or(&order.customer);
        let customer = self.store.customer(payer).await?;
        let (Some(source), Some(contact)) = (&attempt.source, &order.contact) else {
            return Err(PaymentError::NotFound("card"));
        };
        let sending = Sending {
            attempt,
            order,
            customer: customer
                .as_ref()
                .and_then(|customer| customer.gateway.as_ref()),
            contact,
            source,
            cvc: None,
        };
        let return_url = self.rules.return_base.return_url(&order.id);
        let charge = charge_of(&sending, return_url.as_str());
        let expected = self.expected(attempt, order);
        if decide::may_be_sent(written_at, self.host.now()) {
            let gateway = &self.gateway;
            return Ok(gateway.confirm(&charge, known(attempt), expected).await);
        }
        tracing::error!(attempt = %attempt.id, "the server slept over a charge: it is not sent");
        // Where the provider can be asked, the bank's page may have finished the charge without us.
        Ok(match self.traits().answers_look_ups {
            true => Answer::NoAnswer.into(),
            false => Answer::NotSent.into(),
        })
    }
}

/// An order is named by our reference, or by the provider's own id, which we may not know yet.
fn is_order_of(claimed: &str, attempt: &AttemptRecord) -> bool {
    let is_another = claimed
        .parse::<AttemptId>()
        .is_ok_and(|id| id != attempt.id);
    let known = attempt.gateway_order.as_ref();
    claimed == attempt.id.as_str() || (!is_another && known.is_none_or(|order| order.0 == claimed))
}

/// What we know of the attempt's charge.
pub(super) fn known(attempt: &AttemptRecord) -> Known<'_> {
    Known {
        since: attempt.created_at,
        order: attempt.gateway_order.as_ref(),
        challenge: attempt.authentication.challenge(),
    }
}
