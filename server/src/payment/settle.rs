//! Writing down what the provider answered, whoever asked it.

use super::{PaymentError, Payments, attempt, authentication};
use crate::gateway::{Answer, Ending, Outcome};
use crate::store::AttemptRecord;

/// How often a write is tried again after somebody else was faster. Each loss means that another
/// write went through, so a handful is plenty.
const MAX_WRITES: usize = 16;

impl Payments {
    /// Takes an answer into the attempt. Where somebody else has written meanwhile, it is taken
    /// into what they wrote: an answer stays true.
    pub(super) async fn settle(
        &self,
        mut attempt: AttemptRecord,
        outcome: Outcome,
    ) -> Result<AttemptRecord, PaymentError> {
        for _ in 0..MAX_WRITES {
            let Some(changed) = apply(&attempt, &outcome, self.host.now()) else {
                return Ok(attempt);
            };
            match self.store.update_attempt(changed, self.host.now()).await? {
                Some(written) => {
                    let (from, to) = (attempt.state.name(), written.state.name());
                    tracing::info!(attempt = %written.id, from, to, "settled");
                    return Ok(written);
                }
                None => attempt = self.reload(&attempt).await?,
            }
        }
        tracing::error!(attempt = %attempt.id, "an answer could not be written: it is asked again");
        Ok(attempt)
    }

    /// The attempt as it is kept now.
    pub(super) async fn reload(
        &self,
        attempt: &AttemptRecord,
    ) -> Result<AttemptRecord, PaymentError> {
        self.store
            .attempt(&attempt.id)
            .await?
            .ok_or(PaymentError::NotFound("attempt"))
    }
}

/// The attempt after an answer, or nothing where the answer changes nothing.
fn apply(attempt: &AttemptRecord, outcome: &Outcome, now: i64) -> Option<AttemptRecord> {
    let authentication = match authentication_event(&attempt.authentication, &outcome.answer) {
        Some(event) => match authentication::next(&attempt.authentication, event, now) {
            Ok(next) => next.state,
            Err(authentication::Refusal) => attempt.authentication.clone(),
        },
        None => attempt.authentication.clone(),
    };
    let event = attempt_event(&authentication, &outcome.answer);
    let state = match attempt::next(&attempt.state, event, now) {
        Ok(next) => next.state,
        Err(refusal) => {
            warn_of_stray_money(attempt, outcome, refusal);
            return None;
        }
    };
    let changed = AttemptRecord {
        state,
        authentication,
        gateway_order: outcome
            .order
            .clone()
            .or_else(|| attempt.gateway_order.clone()),
        card: outcome.card.clone().or_else(|| attempt.card.clone()),
        ..attempt.clone()
    };
    let is_same = changed.state == attempt.state
        && changed.authentication == attempt.authentication
        && changed.gateway_order == attempt.gateway_order
        && changed.card == attempt.card;
    (!is_same).then_some(changed)
}

/// An answer that comes after the end changes nothing. Should it say that money moved, somebody has
/// to give it back: it is said as loudly as we can.
fn warn_of_stray_money(attempt: &AttemptRecord, outcome: &Outcome, refusal: attempt::Refusal) {
    match (&outcome.answer, refusal) {
        (Answer::Ended(Ending::Paid(payment)), attempt::Refusal::AlreadyEnded) => {
            tracing::error!(
                attempt = %attempt.id,
                state = attempt.state.name(),
                order = outcome.order.as_ref().map(|order| order.0.as_str()),
                charge = payment.charge,
                "money moved for an attempt that had ended without: refund it at the provider"
            );
        }
        _ => tracing::debug!(attempt = %attempt.id, %refusal, "an answer came too late to count"),
    }
}

fn authentication_event(
    state: &authentication::State,
    answer: &Answer,
) -> Option<authentication::Event> {
    use authentication::{Decision, Event};
    match answer {
        Answer::ChallengeRequired(challenge) => Some(Event::ChallengeRequired(challenge.clone())),
        Answer::Ended(Ending::Paid(payment))
            if payment.frictionless && *state == authentication::State::NotRequired =>
        {
            Some(Event::Frictionless)
        }
        Answer::Ended(Ending::Paid(_)) => Some(Event::Decided(Decision::Charged)),
        Answer::Ended(Ending::Declined(decline)) => Some(Event::Decided(
            decline
                .authentication
                .map_or(Decision::Declined, Decision::NotAuthenticated),
        )),
        Answer::Ended(Ending::Expired | Ending::Canceled) => Some(Event::Decided(Decision::Lapsed)),
        Answer::Pending => Some(Event::StillOpen),
        Answer::Refused { .. } | Answer::NotSent | Answer::NoAnswer | Answer::Absent => None,
    }
}

/// An end without a charge, after an authentication that failed, is that failure.
fn attempt_event(authentication: &authentication::State, answer: &Answer) -> attempt::Event {
    let failure = authentication::failure(authentication);
    match (answer, failure) {
        (
            Answer::Ended(Ending::Declined(_) | Ending::Expired | Ending::Canceled),
            Some(failure),
        ) => attempt::Event::AuthenticationFailed(failure),
        _ => attempt::Event::Answered(answer.clone()),
    }
}
