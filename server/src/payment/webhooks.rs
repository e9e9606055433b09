//! Webhook events: made durable first, processed after, in any order and any number of times.

use axum::http::HeaderMap;
use cobro_wire::Actor;

use super::decide::{self, Hint};
use super::reconcile::IN_HAND_MARGIN;
use super::{PaymentError, Payments};
use crate::gateway::{WebhookEvent, WebhookRefusal};

/// Events that are processed in one round.
const ROUND_LIMIT: u32 = 100;

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
        let event = match self.gateway.webhook(headers, body) {
            Ok(event) => event,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let text = String::from_utf8_lossy(body);
        let name = self.gateway.traits().name;
        self.store
            .insert_webhook_event(
                name,
                &event.id,
                event.attempt.as_ref(),
                &text,
                self.host.now(),
            )
            .await?;
        let payments = self.clone();
        self.tasks.spawn(async move {
            if let Err(error) = payments.process_webhooks().await {
                tracing::error!(?error, "webhook events wait for the next round");
            }
        });
        Ok(Ok(()))
    }

    /// Processes what waits.
    pub(super) async fn process_webhooks(&self) -> Result<(), PaymentError> {
        let name = self.gateway.traits().name;
        for waiting in self.store.waiting_webhook_events(name, ROUND_LIMIT).await? {
            let now = self.host.now();
            let until = now + self.rules.call_timeout + IN_HAND_MARGIN;
            let id = &waiting.id;
            // Another server, or another task of this one, is at it.
            if !self.store.claim_webhook_event(name, id, now, until).await? {
                continue;
            }
            let processed = match self.gateway.read_webhook(waiting.body.as_bytes()) {
                Ok(event) => self.process(event).await,
                Err(refusal) => {
                    tracing::error!(%refusal, "a kept webhook event");
                    Ok(())
                }
            };
            // One that fails waits for the next round, and holds up no other.
            match processed {
                Ok(()) => {
                    let now = self.host.now();
                    self.store.webhook_event_processed(name, id, now).await?;
                }
                Err(error) => {
                    tracing::error!(event = id, ?error, "was not processed");
                    self.store.release_webhook_event(name, id).await?;
                }
            }
        }
        Ok(())
    }

    async fn process(&self, event: WebhookEvent) -> Result<(), PaymentError> {
        let Some(id) = event.attempt else {
            return Ok(());
        };
        let Some(attempt) = self.store.attempt(&id).await? else {
            tracing::warn!(attempt = %id, "a webhook event about an attempt that is not ours");
            return Ok(());
        };
        let order = self.order_by_id(&attempt.order).await?;
        let by = Actor::Provider;
        match decide::heard(&event.news, &attempt.state, &attempt.authentication) {
            Some(Hint::Report(end)) => self.challenge_ended(attempt, order, end, by).await,
            Some(Hint::Ask) => self.ask_now(attempt, &order, by).await,
            None => Ok(()),
        }
    }
}
