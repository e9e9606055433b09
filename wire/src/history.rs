//! What happened to an order, step by step.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::id::AttemptId;

/// Who made something happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The shopper, by their browser.
    Shopper,
    /// The provider, by a webhook event.
    Provider,
    /// The server on its own, or asking the provider what became of an attempt.
    Server,
    /// Whoever runs the server.
    Operator,
}

impl Actor {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Shopper, Self::Provider, Self::Server, Self::Operator];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Shopper => "shopper",
            Self::Provider => "provider",
            Self::Server => "server",
            Self::Operator => "operator",
        }
    }
}

/// One step. None is ever changed or taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// The attempt that it happened to; none where it happened to the order itself.
    pub attempt: Option<AttemptId>,
    /// Where the attempt, or the order, stood from then on: `charging`, `paid`…
    pub status: String,
    /// Where its authentication stood, if one was asked for: `challenge_open`, `passed`…
    pub authentication: Option<String>,
    /// The provider's order, once it was known.
    pub provider_order: Option<String>,
    /// The provider's charge, where money moved.
    pub provider_charge: Option<String>,
}

/// Answer of `GET /api/orders/{order}/history`, first step first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderHistory {
    /// The steps.
    pub entries: Vec<HistoryEntry>,
}
