//! Delivery: each event signed and posted to each webhook, again and again until it is answered
//! with 200.

use std::sync::OnceLock;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::header::{AUTHORIZATION, HeaderName};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{sleep, timeout};
use url::Url;

use super::Book;
use super::event::WebhookLog;
use super::webhook::Webhook;
use super::webhook_key::Pair;
use crate::courier::{About, Letter};
use crate::faults::Operation;
use crate::sandbox::{Sandbox, WeakSandbox};

const SIGNATURE_HEADER: HeaderName = HeaderName::from_static("digest");
/// How long an event holds up the next one.
const PATIENCE: Duration = Duration::from_millis(250);

/// An event on its way to a webhook.
struct Parcel {
    event: String,
    kind: String,
    order_id: String,
    webhook: String,
    body: Bytes,
}

/// The way out for events. Each is brought after the one before it was taken, so that they arrive
/// in the order in which they happened; but none waits long for another, and retries go their own
/// ways.
#[derive(Default)]
pub(crate) struct Outbox {
    /// The task starts with the first event: only then is there surely a runtime.
    sender: OnceLock<UnboundedSender<Parcel>>,
}

impl Outbox {
    fn put(&self, parcel: Parcel, sandbox: &Sandbox) {
        let sender = self.sender.get_or_init(|| {
            let (sender, receiver) = unbounded_channel();
            tokio::spawn(empty(receiver, sandbox.downgrade()));
            sender
        });
        // The other end is gone only when the runtime is, and then nobody listens.
        let _ = sender.send(parcel);
    }
}

/// Brings what is put into the outbox, until there is no sandbox any more.
async fn empty(mut parcels: UnboundedReceiver<Parcel>, sandbox: WeakSandbox) {
    while let Some(parcel) = parcels.recv().await {
        let Some(sandbox) = sandbox.upgrade() else {
            return;
        };
        let first_try = tokio::spawn(async move {
            if !sandbox.bring(&parcel).await {
                tokio::spawn(sandbox.bring_again(parcel));
            }
        });
        // What takes longer is overtaken.
        drop(timeout(PATIENCE, first_try).await);
    }
}

/// Whom an event goes to.
pub(crate) enum To<'a> {
    /// Every webhook that is subscribed to events of its type.
    Subscribers,
    /// The webhooks with these ids, whatever they are subscribed to.
    Only(&'a [String]),
}

/// Sends an event, without waiting for that.
pub(crate) fn send(sandbox: &Sandbox, book: &mut Book, event: &str, to: &To<'_>) {
    for parcel in pack(sandbox, book, event, to) {
        sandbox.outbox().put(parcel, sandbox);
    }
}

/// Sends again what a sandbox before this one was asked to send and nobody took yet.
pub(crate) fn deliver_again(sandbox: &Sandbox) {
    let most = sandbox.config().conekta.webhook_tries;
    let mut world = sandbox.world();
    let events = world.conekta.events.oldest_first();
    let due: Vec<(String, Vec<String>)> = events
        .map(|event| {
            let logs = event.logs.iter();
            let due = logs.filter(|log| !log.taken && log.failed_attempts < most);
            let webhooks = due.map(|log| log.webhook.clone()).collect();
            (event.id.clone(), webhooks)
        })
        .filter(|(_, webhooks): &(_, Vec<_>)| !webhooks.is_empty())
        .collect();
    for (event, webhooks) in due {
        send(sandbox, &mut world.conekta, &event, &To::Only(&webhooks));
    }
}

/// The event as it goes to each webhook, with the logs of all these deliveries begun.
fn pack(sandbox: &Sandbox, book: &mut Book, event: &str, to: &To<'_>) -> Vec<Parcel> {
    let Some(event) = book.events.get_mut(event) else {
        return Vec::new();
    };
    let is_chosen = |webhook: &&Webhook| match to {
        To::Subscribers => webhook.takes(&event.kind),
        To::Only(ids) => ids.contains(&webhook.id),
    };
    let chosen: Vec<_> = book.webhooks.newest_first().filter(is_chosen).collect();
    for webhook in &chosen {
        if !event.logs.iter().any(|log| log.webhook == webhook.id) {
            event.logs.push(WebhookLog::new(webhook, sandbox.config()));
        }
    }
    let body = serde_json::to_vec(&event.answer()).expect("an event is plain data");
    let body = Bytes::from(body);
    let parcel = |webhook: &&Webhook| Parcel {
        event: event.id.clone(),
        kind: event.kind.clone(),
        order_id: event.order_id().to_owned(),
        webhook: webhook.id.clone(),
        body: body.clone(),
    };
    chosen.iter().map(parcel).collect()
}

impl Sandbox {
    /// Brings an event to its webhook, once. Whether that is done with.
    async fn bring(&self, parcel: &Parcel) -> bool {
        let Some((url, pairs)) = self.address(&parcel.webhook) else {
            return true;
        };
        let answer = match letter(&url, &pairs, parcel) {
            Ok(letter) => self.courier().deliver(letter).await,
            Err(reason) => Err(reason),
        };
        let status = answer.ok();
        self.note(parcel, status);
        status == Some(StatusCode::OK)
    }

    async fn bring_again(self, parcel: Parcel) {
        let settings = &self.config().conekta;
        let mut pause = settings.webhook_retry;
        for _ in 1..settings.webhook_tries {
            sleep(pause).await;
            if self.bring(&parcel).await {
                return;
            }
            pause = pause.saturating_mul(2);
        }
        complain(&parcel);
    }

    /// Where a webhook is, and what is signed with now; nothing where it was deleted.
    fn address(&self, webhook: &str) -> Option<(String, Vec<Pair>)> {
        let world = self.world();
        let webhook = world.conekta.webhooks.get(webhook)?;
        Some((webhook.url.clone(), world.conekta.signing_pairs()))
    }

    /// Notes how a delivery went.
    fn note(&self, parcel: &Parcel, status: Option<StatusCode>) {
        let now = self.now();
        let taken = status == Some(StatusCode::OK);
        let mut world = self.world();
        if let Some(webhook) = world.conekta.webhooks.get_mut(&parcel.webhook) {
            webhook.failures = if taken {
                0
            } else {
                webhook.failures.saturating_add(1)
            };
        }
        let event = world.conekta.events.get_mut(&parcel.event);
        let logs = event.into_iter().flat_map(|event| event.logs.iter_mut());
        for log in logs.filter(|log| log.webhook == parcel.webhook) {
            log.taken = taken;
            log.last_http_response_status = status.map_or(-1, |status| status.as_u16().into());
            log.last_attempted_at = now;
            if !taken {
                log.failed_attempts = log.failed_attempts.saturating_add(1);
            }
        }
    }
}

/// The event with its signatures, one for each key; a user and a password in the address become
/// the header that they stand for (RFC 7617).
fn letter(url: &str, pairs: &[Pair], parcel: &Parcel) -> Result<Letter, String> {
    let mut url = Url::parse(url).map_err(|error| error.to_string())?;
    if url.scheme() != "http" {
        return Err("the sandbox delivers by plain http only".into());
    }
    let mut headers = HeaderMap::new();
    for pair in pairs {
        let signature =
            HeaderValue::try_from(pair.sign(&parcel.body)).map_err(|error| error.to_string())?;
        headers.append(SIGNATURE_HEADER, signature);
    }
    if !url.username().is_empty() {
        let pair = format!("{}:{}", url.username(), url.password().unwrap_or_default());
        let basic = format!("Basic {}", STANDARD.encode(pair));
        let basic = HeaderValue::try_from(basic).map_err(|error| error.to_string())?;
        headers.insert(AUTHORIZATION, basic);
        // Only an address without a host refuses this.
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    Ok(Letter {
        about: About {
            operation: Operation::CONEKTA_WEBHOOK,
            id: format!("{}-{}", parcel.event, parcel.webhook),
            kind: parcel.kind.clone(),
            order_id: parcel.order_id.clone(),
        },
        url: url.into(),
        headers,
        body: parcel.body.clone(),
    })
}

#[expect(
    clippy::print_stderr,
    reason = "the sandbox has no log, and an event that nobody takes shows nowhere else"
)]
fn complain(parcel: &Parcel) {
    eprintln!(
        "cobro-sandbox: event {} ({}) was not taken by webhook {}",
        parcel.event, parcel.kind, parcel.webhook
    );
}
