//! Conekta's webhook events: whether they are genuine, and what they are about.
//!
//! `Digest` is the base64 of an RSA signature over the body, by a key whose public half Conekta
//! shows once. There is no time in it, so an event can be replayed: its id tells.

use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cobro_wire::AttemptId;
use serde_json::Value;

use super::NAME;
use super::mapping::ATTEMPT_KEY;
use super::shapes::{ConektaEvent, EventObject};
use crate::config::ConektaConfig;
use crate::gateway::{GatewayOrder, News, WebhookEvent, WebhookRefusal};
use crate::public_key::PublicKey;
use crate::store::Store;

const SIGNATURE: &str = "Digest";
/// Signatures that are looked at: while keys are exchanged, there is one by each.
const MOST_SIGNATURES: usize = 8;
/// The longest signature that there is, by a key of 8192 bits, in base64.
const LONGEST_SIGNATURE: usize = 1368;
/// The longest id of an event or an order that is taken for one.
const LONGEST_ID: usize = 64;

/// The signatures that come with an event.
///
/// # Errors
/// When there is none that could be one.
fn signatures(headers: &HeaderMap) -> Result<Vec<Vec<u8>>, WebhookRefusal> {
    let given = headers.get_all(SIGNATURE).iter().take(MOST_SIGNATURES);
    let signatures: Vec<_> = given
        .filter(|value| value.len() <= LONGEST_SIGNATURE)
        .filter_map(|value| STANDARD.decode(value.as_bytes()).ok())
        .collect();
    if signatures.is_empty() {
        return Err(WebhookRefusal::NotGenuine);
    }
    Ok(signatures)
}

/// Whether one of the signatures is by one of the keys.
fn is_signed(body: &[u8], signatures: &[Vec<u8>], keys: &[PublicKey]) -> bool {
    let by_one = |signature: &Vec<u8>| keys.iter().any(|key| key.has_signed(body, signature));
    signatures.iter().any(by_one)
}

/// The keys that events may be signed for.
pub(super) struct WebhookKeys {
    configured: Vec<PublicKey>,
    is_sandbox: bool,
    /// Those that `cobro-server webhook-key` stored.
    store: Store,
}

impl WebhookKeys {
    pub(super) fn new(settings: &ConektaConfig, store: Store) -> Self {
        WebhookKeys {
            configured: settings.webhook_public_keys.clone(),
            is_sandbox: settings.is_sandbox(),
            store,
        }
    }

    /// Whether an event is signed for one of the keys.
    pub(super) async fn verify(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<(), WebhookRefusal> {
        // Read each time: a key that is stored, or taken away, while the server runs counts at
        // once, on every server of the database.
        let mut keys = self.stored().await?;
        keys.extend(self.configured.iter().cloned());
        if keys.is_empty() {
            return Err(WebhookRefusal::NotConfigured);
        }
        let signatures = signatures(headers)?;
        if is_signed(body, &signatures, &keys) {
            Ok(())
        } else {
            Err(WebhookRefusal::NotGenuine)
        }
    }

    /// The keys of the database. One of the sandbox's, which a database that was used with it may
    /// still hold, proves nothing elsewhere.
    async fn stored(&self) -> Result<Vec<PublicKey>, WebhookRefusal> {
        let stored = self.store.webhook_keys(NAME).await;
        let stored = stored.map_err(|error| WebhookRefusal::Unverifiable(error.to_string()))?;
        let mut keys = Vec::new();
        for key in stored {
            match PublicKey::read_all(&key.public_key) {
                Ok(read) => keys.extend(read),
                Err(error) => tracing::error!(key = key.id, %error, "a stored webhook key"),
            }
        }
        keys.retain(|key| self.is_sandbox || !key.is_of_sandbox());
        Ok(keys)
    }
}

/// Reads a verified event.
pub(super) fn read(body: &[u8]) -> Result<WebhookEvent, WebhookRefusal> {
    let event: ConektaEvent =
        serde_json::from_slice(body).map_err(|_| WebhookRefusal::Unreadable)?;
    // A test of the webhook may come without one.
    let id = event.id.filter(|id| is_id(id));
    let object = event.data.object.unwrap_or_default();
    let order = match event.r#type.split('.').next() {
        Some("order") => object.id.clone(),
        Some("charge") => object.order_id.clone(),
        _ => None,
    };
    Ok(WebhookEvent {
        id: id.unwrap_or_else(|| WebhookEvent::id_by_body(body)),
        attempt: attempt(&object),
        // It becomes part of an address: what is not an id stays out.
        order: order.filter(|id| is_id(id)).map(GatewayOrder),
        news: news(&event.r#type),
    })
}

fn is_id(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(is_plain)
}

/// Our reference, wherever it stands.
fn attempt(object: &EventObject) -> Option<AttemptId> {
    let in_metadata = object.metadata.get(ATTEMPT_KEY).and_then(Value::as_str);
    let in_charges = object.charges.data.iter();
    let in_charges = in_charges.filter_map(|charge| charge.reference_id.as_deref());
    let mut all = in_metadata
        .into_iter()
        .chain(object.reference_id.as_deref())
        .chain(in_charges);
    all.find_map(|text| text.parse().ok())
}

fn news(kind: &str) -> News {
    match kind {
        // Ours is being answered at this moment.
        "order.created" | "charge.created" => News::Other,
        // Types that are not known yet may be about money too.
        kind if kind.starts_with("order.") || kind.starts_with("charge.") => News::Ask,
        _ => News::Other,
    }
}

#[cfg(test)]
mod tests;
