//! Writing down what the provider answered, whoever asked it.

use cobro_wire::{Actor, Timestamp};

use super::{PaymentError, Payments, attempt, authentication, decide};
use crate::gateway::{Answer, Ending, Outcome};
use crate::store::{AttemptRecord, Mark, OrderRecord, Written};

/// How often a write is tried again after somebody else was faster. Each loss means that another
/// write went through, so a handful is plenty.
const MAX_WRITES: usize = 16;

/// What is done with money that moved for an attempt that had ended without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LateMoney {
    /// It pays the order.
    Honour,
    /// It goes back.
    Return,
}

impl Payments {
    /// Takes an answer into the attempt. Where somebody else has written meanwhile, it is taken
    /// into what they wrote: an answer stays true.
    pub(super) async fn settle(
        &self,
        mut attempt: AttemptRecord,
        order: &OrderRecord,
        outcome: Outcome,
        mark: Mark<'_>,
    ) -> Result<AttemptRecord, PaymentError> {
        let rule = self.rules.late_money;
        let mut late = decide::late_money(order.expires_at, rule, self.host.now());
        for _ in 0..MAX_WRITES {
            let now = self.host.now();
            if self.is_too_early(&attempt.state, &outcome.answer, now) {
                return Ok(attempt);
            }
            let Some(changed) = apply(&attempt, &outcome, late, now) else {
                return Ok(attempt);
            };
            match self.store.update_attempt(changed, mark).await? {
                Written::Done(written) => {
                    let (from, to) = (attempt.state.name(), written.state.name());
                    tracing::info!(attempt = %written.id, from, to, "settled");
                    if !attempt.state.is_live() && written.state.payment().is_some() {
                        tracing::warn!(
                            attempt = %written.id,
                            ?late,
                            "money moved for an attempt that had ended without"
                        );
                    }
                    return Ok(*written);
                }
                // An operator's word is about the attempt as it was shown to them.
                Written::Stale if mark.by == Actor::Operator => {
                    return Err(PaymentError::NotToDecide("changing at this moment"));
                }
                Written::Stale => attempt = self.reload(&attempt).await?,
                // The order is another attempt's: this one's money goes back.
                Written::Held => late = LateMoney::Return,
            }
        }
        tracing::error!(attempt = %attempt.id, "an answer could not be written: it is asked again");
        Ok(attempt)
    }

    /// Whether the provider's "no such order" says nothing yet.
    fn is_too_early(&self, state: &attempt::State, answer: &Answer, now: Timestamp) -> bool {
        match (state, answer) {
            (attempt::State::OutcomeUnknown { since }, Answer::Absent) => {
                now - since < self.rules.absence
            }
            _ => false,
        }
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
fn apply(
    attempt: &AttemptRecord,
    outcome: &Outcome,
    late: LateMoney,
    now: Timestamp,
) -> Option<AttemptRecord> {
    let (state, authentication) = match taken_in(
        &attempt.state,
        &attempt.authentication,
        &outcome.answer,
        late,
        now,
    ) {
        Ok(both) => both,
        Err(refusal) => {
            tracing::debug!(attempt = %attempt.id, %refusal, "an answer came too late to count");
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

/// Both machines after an answer of the provider's. Pure.
///
/// # Errors
/// When the answer cannot change anything any more.
pub fn taken_in(
    state: &attempt::State,
    authentication: &authentication::State,
    answer: &Answer,
    late: LateMoney,
    now: Timestamp,
) -> Result<(attempt::State, authentication::State), attempt::Refusal> {
    // The page came after all, in another answer: whoever asked before that was told old news.
    if *answer == Answer::ChallengeLost && *authentication != authentication::State::NotRequired {
        return Err(attempt::Refusal::OutOfPlace);
    }
    let authentication = authentication_event(authentication, answer)
        .and_then(|event| authentication::next(authentication, event, now).ok())
        .map_or_else(|| authentication.clone(), |next| next.state);
    let event = attempt_event(state, &authentication, answer, late);
    let next = attempt::next(state, event, now)?;
    Ok((next.state, authentication))
}

fn authentication_event(
    state: &authentication::State,
    answer: &Answer,
) -> Option<authentication::Event> {
    use authentication::{Decision, Event};
    match answer {
        Answer::ChallengeRequired(challenge) => Some(Event::ChallengeRequired(challenge.clone())),
        Answer::Ended(Ending::Paid(payment) | Ending::Refunded { payment, .. })
            if payment.frictionless && *state == authentication::State::NotRequired =>
        {
            Some(Event::Frictionless)
        }
        Answer::Ended(Ending::Paid(_) | Ending::Refunded { .. }) => {
            Some(Event::Decided(Decision::Charged))
        }
        Answer::Ended(Ending::Declined(decline)) => Some(Event::Decided(
            decline
                .authentication
                .map_or(Decision::Declined, Decision::NotAuthenticated),
        )),
        Answer::Ended(Ending::Expired | Ending::Canceled) => Some(Event::Decided(Decision::Lapsed)),
        Answer::Pending => Some(Event::StillOpen),
        Answer::Refused { .. }
        | Answer::NotSent
        | Answer::NoAnswer
        | Answer::Absent
        | Answer::ChallengeLost => None,
    }
}

fn attempt_event(
    state: &attempt::State,
    authentication: &authentication::State,
    answer: &Answer,
    late: LateMoney,
) -> attempt::Event {
    let failure = authentication::failure(authentication);
    match (answer, failure) {
        (Answer::Ended(Ending::Paid(payment) | Ending::Refunded { payment, .. }), _)
            if late == LateMoney::Return && state.has_ended_without() =>
        {
            attempt::Event::Unwanted(payment.clone())
        }
        // An end without a charge, after an authentication that failed, is that failure.
        (
            Answer::Ended(Ending::Declined(_) | Ending::Expired | Ending::Canceled),
            Some(failure),
        ) => attempt::Event::AuthenticationFailed(failure),
        _ => attempt::Event::Answered(answer.clone()),
    }
}

#[cfg(test)]
mod tests;
