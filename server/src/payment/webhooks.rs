//! Webhook events: made durable first, processed after, in any order and any number of times.
//!
//! An event is a hint: the provider is asked again, and its answer goes where every answer goes.
//! That holds for an attempt that has ended with us too, since money may have moved after we
//! thought that none would. An event that cannot be processed waits ever longer, holds up no
//! other, and is put aside in the end.

use axum::http::HeaderMap;
use cobro_wire::{Actor, Timestamp};

use super::challenge::known;
use super::decide::{self, Due, Hint};
use super::reconcile::IN_HAND_MARGIN;
use super::{PaymentError, Payments};
use crate::gateway::{Answer, GatewayOrder, Known, News, Outcome, WebhookEvent, WebhookRefusal};
use crate::store::{AttemptRecord, OrderRecord};

/// Events that are processed in one round.
const ROUND_LIMIT: u32 = 50;
/// How often an event is tried before it is put aside: about a day, with the waits below.
const MAX_TRIES: i64 = 30;
/// The longest wait between two tries, in seconds.
const LONGEST_WAIT: Timestamp = 3600;
/// How long an event waits for an attempt that is in a server's hands, in seconds.
const IN_HAND_WAIT: Timestamp = 2;

/// How long an event waits after a try that failed, in seconds: 5, 10, 20 and so on.
fn wait_after(tries: i64) -> Timestamp {
    let doublings = u32::try_from(tries - 1).unwrap_or(u32::MAX);
    let wait = 2_i64
        .checked_pow(doublings)
        .and_then(|times| times.checked_mul(5));
    wait.unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
}

/// What became of a try to process an event.
enum Done {
    /// There is nothing more to do.
    Processed,
    /// The attempt is in a server's hands, whose answer comes first.
    InHand,
}

/// Why a try failed. Its text is kept for the operator, so there is nothing personal in it.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// It is signed, and does not read as an event: it never will.
    #[error("it does not read as an event of the provider's")]
    Unreadable,
    /// The provider could not be asked, or gave no answer that is believed.
    #[error("the provider did not say what became of the charge")]
    NotAnswered,
    /// Something of ours failed.
    #[error("{0}")]
    Payment(#[from] PaymentError),
}

impl Payments {
    /// Takes a webhook event in: when this returns, it is durable.
    ///
    /// # Errors
    /// When it is not genuine, or the store fails: then the provider sends it again.
    pub async fn hear(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Result<(), WebhookRefusal>, PaymentError> {
        if let Err(refusal) = self.gateway.verify_webhook(headers, body).await {
            return Ok(Err(refusal));
        }
        // What is genuine and unreadable is kept for the operator: sent again, it reads no better.
        let event = self.gateway.read_webhook(body).ok();
        let attempt = event.as_ref().and_then(|event| event.attempt.as_ref());
        let id = event
            .as_ref()
            .map_or_else(|| WebhookEvent::id_by_body(body), |event| event.id.clone());
        let (name, now) = (self.gateway.traits().name, self.host.now());
        self.store
            .insert_webhook_event(name, &id, attempt, body, now)
            .await?;
        let (payments, body) = (self.clone(), body.to_owned());
        self.tasks
            .spawn(async move { payments.take_on(&id, &body).await });
        Ok(Ok(()))
    }

    /// Processes the events that are due: those that failed before, and those that another server,
    /// or an earlier run of this one, left behind.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn process_webhooks(&self) -> Result<(), PaymentError> {
        let (name, now) = (self.gateway.traits().name, self.host.now());
        let due = self
            .store
            .due_webhook_events(name, now, ROUND_LIMIT)
            .await?;
        // All at once: one that waits for the provider must not hold up the others.
        let work = due.iter().map(|event| self.take_on(&event.id, &event.body));
        futures::future::join_all(work).await;
        Ok(())
    }

    /// Processes an event, unless somebody else is at it or it is not due.
    async fn take_on(&self, id: &str, body: &[u8]) {
        if let Err(error) = self.try_on(id, body).await {
            tracing::error!(
                event = id,
                ?error,
                "a webhook event waits for the next round"
            );
        }
    }

    async fn try_on(&self, id: &str, body: &[u8]) -> Result<(), PaymentError> {
        let (name, now) = (self.gateway.traits().name, self.host.now());
        let until = now + self.rules.call_timeout + IN_HAND_MARGIN;
        let Some(tries) = self.store.claim_webhook_event(name, id, now, until).await? else {
            return Ok(());
        };
        let done = self.process(body).await;
        let now = self.host.now();
        match done {
            Ok(Done::Processed) => self.store.webhook_event_processed(name, id, now).await?,
            Ok(Done::InHand) => {
                let at = now + IN_HAND_WAIT;
                self.store
                    .webhook_event_waits(name, id, tries - 1, at, None)
                    .await?;
            }
            Err(failure) if matches!(failure, Failure::Unreadable) || tries >= MAX_TRIES => {
                tracing::error!(event = id, tries, %failure, "a webhook event was put aside");
                let failure = failure.to_string();
                self.store
                    .park_webhook_event(name, id, &failure, now)
                    .await?;
            }
            Err(failure) => {
                tracing::warn!(event = id, tries, ?failure, "a webhook event waits");
                let (at, failure) = (now + wait_after(tries), failure.to_string());
                self.store
                    .webhook_event_waits(name, id, tries, at, Some(&failure))
                    .await?;
            }
        }
        Ok(())
    }

    async fn process(&self, body: &[u8]) -> Result<Done, Failure> {
        let event = self
            .gateway
            .read_webhook(body)
            .map_err(|_| Failure::Unreadable)?;
        if event.news == News::Other {
            return Ok(Done::Processed);
        }
        let Some(attempt) = self.attempt_of(&event).await? else {
            tracing::info!(event = event.id, "a webhook event about what is not ours");
            return Ok(Done::Processed);
        };
        if attempt.state.is_in_hand() {
            return Ok(Done::InHand);
        }
        let order = self.order_by_id(&attempt.order).await?;
        match decide::heard(&event.news, &attempt.state, &attempt.authentication) {
            Some(Hint::Report(end)) => {
                self.challenge_ended(attempt, order, end, Actor::Provider)
                    .await?;
            }
            Some(Hint::Ask) => self.ask_again(attempt, &order, event.order).await?,
            None => {}
        }
        Ok(Done::Processed)
    }

    async fn attempt_of(
        &self,
        event: &WebhookEvent,
    ) -> Result<Option<AttemptRecord>, PaymentError> {
        let id = match (&event.attempt, &event.order) {
            (Some(id), _) => Some(id.clone()),
            (None, Some(order)) => self.store.attempt_of(order).await?,
            (None, None) => None,
        };
        Ok(match id {
            Some(id) => self.store.attempt(&id).await?,
            None => None,
        })
    }

    /// Does what is due about an attempt. Where nothing is, the provider is asked what became of
    /// it, whatever we think did.
    async fn ask_again(
        &self,
        attempt: AttemptRecord,
        order: &OrderRecord,
        named: Option<GatewayOrder>,
    ) -> Result<(), Failure> {
        if let (Some(ours), Some(named)) = (&attempt.gateway_order, &named)
            && ours != named
        {
            tracing::error!(
                attempt = %attempt.id,
                ours = ours.0,
                named = named.0,
                "the provider has two orders for one attempt: look for a second charge"
            );
        }
        if self.due(&attempt) != Due::LookUp {
            return Ok(self.ask_now(attempt, order, Actor::Provider).await?);
        }
        let known = Known {
            // Where its answer was lost, the event says how the provider calls the order.
            order: attempt.gateway_order.as_ref().or(named.as_ref()),
            ..known(&attempt)
        };
        let expected = self.expected(&attempt, order);
        let outcome = self.gateway.look_up(known, expected, attempt.locale).await;
        let is_answered = !matches!(
            outcome.answer,
            Answer::NoAnswer | Answer::NotSent | Answer::Absent
        );
        // A name that led to nothing is not taken over.
        let outcome = Outcome {
            order: outcome.order.filter(|_| is_answered),
            ..outcome
        };
        // As long as something is owed to it, it is asked about in rounds anyway; else only here.
        let is_enough =
            is_answered || attempt.state.duty().is_some() || !self.traits().answers_look_ups;
        self.settle(attempt, order, outcome, self.mark(Actor::Provider))
            .await?;
        if is_enough {
            Ok(())
        } else {
            Err(Failure::NotAnswered)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_waits_longer_after_each_try_and_an_hour_at_most() {
        let waits: Vec<_> = (1..=12).map(wait_after).collect();
        let expected = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600];
        assert_eq!(waits, expected);
        assert_eq!(wait_after(i64::MAX), LONGEST_WAIT);
        let day: Timestamp = (1..MAX_TRIES).map(wait_after).sum();
        assert!((70_000..90_000).contains(&day), "{day}");
    }
}
