//! Sending what is written down, signed, until the receiver takes it.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use cobro_wire::Timestamp;
use futures::future::join_all;
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook, WebhookError,
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::schedule::wait_after;
use crate::config::EventsConfig;
use crate::gateway::transport;
use crate::host::Host;
use crate::store::{OutgoingEvent, Store, StoreError};

/// How often the server looks for events to send.
const ROUND: Duration = Duration::from_secs(2);
/// How long a connection to the receiver may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Events that are on their way at once.
const HANDS: usize = 16;
/// Beyond a delivery's own limit, how long until an event that a server took is free again, in
/// seconds.
const CLAIM_MARGIN: Timestamp = 15;

/// Tells the merchant's own system; cloning it is cheap.
#[derive(Clone)]
pub struct Outgoing {
    store: Store,
    host: Host,
    client: reqwest::Client,
    url: Url,
    /// One for each secret: all of them sign.
    signers: Arc<Vec<Webhook>>,
    timeout: Duration,
    tries: u32,
}

/// Why a delivery came to nothing.
struct Failure {
    /// In an operator's words, without the receiver's address, which may hold a key of theirs.
    why: String,
    /// Whether the receiver never wants it again.
    is_final: bool,
    /// How long the receiver asks to wait, in seconds.
    asked_for: Option<Timestamp>,
}

impl From<String> for Failure {
    fn from(why: String) -> Self {
        Failure {
            why,
            is_final: false,
            asked_for: None,
        }
    }
}

impl Outgoing {
    /// Makes the client; nothing runs yet.
    ///
    /// # Errors
    /// When a secret is not one, or TLS cannot be set up.
    pub fn new(config: &EventsConfig, store: Store, host: Host) -> anyhow::Result<Self> {
        let signers = config
            .secrets
            .iter()
            .map(|secret| Webhook::new(secret.expose()));
        Ok(Outgoing {
            store,
            host,
            client: transport::builder(CONNECT_TIMEOUT, config.timeout).build()?,
            url: config.url.clone(),
            signers: Arc::new(signers.collect::<Result<_, WebhookError>>()?),
            timeout: config.timeout,
            tries: config.tries,
        })
    }

    /// Sends what is due, round after round, until `stop`; then what is on its way gets there.
    pub async fn deliver_for_ever(self, stop: CancellationToken) {
        let mut rounds = tokio::time::interval(ROUND);
        rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut under_way = JoinSet::new();
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                _ = rounds.tick() => {}
                // A hand is free, and the next event of the same order may be sent.
                Some(_) = under_way.join_next() => {}
            }
            let free = HANDS.saturating_sub(under_way.len());
            match self.take(free).await {
                Ok(events) => events.into_iter().for_each(|event| {
                    let this = self.clone();
                    under_way.spawn(async move { this.deliver(event).await });
                }),
                Err(error) => tracing::error!(?error, "events wait for the next round"),
            }
        }
        while under_way.join_next().await.is_some() {}
    }

    /// Sends all that is due, and what becomes due by that.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn deliver_round(&self) -> Result<(), StoreError> {
        loop {
            let events = self.take(HANDS).await?;
            if events.is_empty() {
                return Ok(());
            }
            join_all(events.into_iter().map(|event| self.deliver(event))).await;
        }
    }

    /// Events to send, which no other server sends meanwhile.
    async fn take(&self, limit: usize) -> Result<Vec<OutgoingEvent>, StoreError> {
        let now = self.host.now();
        let until = now.saturating_add_unsigned(self.timeout.as_secs()) + CLAIM_MARGIN;
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        let mut taken = Vec::new();
        if limit == 0 {
            return Ok(taken);
        }
        for event in self.store.due_outgoing_events(now, limit).await? {
            if self
                .store
                .claim_outgoing_event(&event.id, now, until)
                .await?
            {
                taken.push(event);
            }
        }
        Ok(taken)
    }

    /// Sends an event and writes down what came of it. Should that fail, it is sent once more when
    /// the claim on it ends.
    async fn deliver(&self, event: OutgoingEvent) {
        let sent = self.send(&event).await;
        let now = self.host.now();
        let noted = match sent {
            Ok(()) => self.store.outgoing_event_delivered(&event.id, now).await,
            Err(failure) => self.note_failure(&event, failure, now).await,
        };
        if let Err(error) = noted {
            tracing::error!(
                event = event.id,
                ?error,
                "what came of a delivery is not noted"
            );
        }
    }

    async fn note_failure(
        &self,
        event: &OutgoingEvent,
        failure: Failure,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let tries = u32::try_from(event.tries)
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        let [dice] = self.host.random();
        let wait = wait_after(tries, self.tries, failure.asked_for, dice);
        let wait = wait.filter(|_| !failure.is_final);
        let (id, kind, why) = (&event.id, &event.kind, &failure.why);
        match wait {
            Some(wait) => tracing::warn!(event = id, kind, tries, why, wait, "not delivered"),
            None => tracing::error!(event = id, kind, tries, why, "given up: see `events list`"),
        }
        let due_at = wait.map(|wait| now + wait);
        self.store.outgoing_event_failed(id, why, due_at, now).await
    }

    /// One delivery. Whatever the receiver answers is not read beyond its status.
    async fn send(&self, event: &OutgoingEvent) -> Result<(), Failure> {
        let now = self.host.now();
        let sign = |signer: &Webhook| signer.sign(&event.id, now, event.body.as_bytes());
        let signatures: Result<Vec<_>, _> = self.signers.iter().map(sign).collect();
        let signatures = signatures.map_err(|error| error.to_string())?;
        let answer = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(HEADER_WEBHOOK_ID, &event.id)
            .header(HEADER_WEBHOOK_TIMESTAMP, now)
            .header(HEADER_WEBHOOK_SIGNATURE, signatures.join(" "))
            .body(event.body.clone())
            .send()
            .await
            .map_err(|error| in_words(&error, self.timeout))?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status => Err(Failure {
                why: format!("the receiver answered {}", status.as_u16()),
                is_final: status == StatusCode::GONE,
                asked_for: asked_for(answer.headers()),
            }),
        }
    }
}

/// Why there was no answer.
fn in_words(error: &reqwest::Error, timeout: Duration) -> String {
    if error.is_connect() {
        "no connection".to_owned()
    } else if error.is_timeout() {
        format!("no answer within {} s", timeout.as_secs())
    } else {
        "the connection broke".to_owned()
    }
}

/// The seconds of a `Retry-After`. A date in it is left alone: the schedule's own waits are long.
fn asked_for(headers: &HeaderMap) -> Option<Timestamp> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}
