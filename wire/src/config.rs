//! What the browser needs to know before it can show a checkout. Nothing in here is secret.

use serde::{Deserialize, Serialize};

use crate::locale::Locale;

/// The provider's hosted card component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// Address of the provider's script.
    pub script_url: String,
    /// Host that the script and its frame come from, to name in messages: `pay.conekta.com`.
    pub host: String,
    /// The provider's public key: it can make tokens and nothing else.
    pub public_key: String,
}

/// Answer of `GET /api/config`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicConfig {
    /// The card component.
    pub component: Component,
    /// Language for a shopper whose browser prefers none of ours.
    pub default_locale: Locale,
    /// Exact origins that a message from the bank's page may come from:
    /// `https://3ds-pay.conekta.com`.
    pub challenge_origins: Vec<String>,
    /// How long a challenge may take, in milliseconds.
    pub challenge_timeout_ms: u32,
    /// Whether a payment must say where the card's bills go.
    pub billing: bool,
    /// Whether a saved card's security code may be asked for and sent (PCI merchants only).
    pub cvc_for_saved_cards: bool,
    /// The months that a shopper may choose among to pay in: 3, 6… None where that is not offered.
    #[serde(default)]
    pub installments: Vec<u8>,
    /// Whether the provider is the sandbox, where test cards are the only ones.
    pub sandbox: bool,
}
