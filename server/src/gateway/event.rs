//! What a provider says of its own accord, in Cobro's words.

use cobro_wire::{AttemptId, ChallengeEnd};
use sha2::{Digest, Sha256};

use super::GatewayOrder;

/// A webhook event that the provider signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEvent {
    /// The same for each delivery of the event, and for no other event.
    pub id: String,
    /// The attempt that it is about, if it is about one.
    pub attempt: Option<AttemptId>,
    /// The provider's order that it is about, if it is about one: a hint like all of it.
    pub order: Option<GatewayOrder>,
    /// What it says.
    pub news: News,
}

impl WebhookEvent {
    /// An id for an event that says none: the same for each delivery of the same bytes.
    #[must_use]
    pub fn id_by_body(body: &[u8]) -> String {
        format!("sha256:{}", hex::encode(Sha256::digest(body)))
    }
}

/// What a webhook event says: a hint, after which the provider is asked where it can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The challenge came to an end.
    ChallengeEnded {
        /// Which one: see [`super::Challenge::reference`].
        reference: String,
        /// How.
        end: ChallengeEnd,
    },
    /// Something became of the charge.
    Ask,
    /// Nothing that matters to an attempt.
    Other,
}

/// Why a webhook event is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookRefusal {
    /// No secret or key is configured to verify one with.
    #[error("webhooks are not configured")]
    NotConfigured,
    /// It is not signed, or not by the provider.
    #[error("the signature is missing or wrong")]
    NotGenuine,
    /// It is signed, and does not read as an event.
    #[error("the event is unreadable")]
    Unreadable,
    /// What verifies one could not be read: nobody knows whether it is genuine.
    #[error("what verifies an event could not be read: {0}")]
    Unverifiable(String),
}
