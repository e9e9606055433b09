//! Saved cards: payment sources that the provider keeps for the shopper.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::{PaymentSourceId, TokenId};

/// A card network. A name that we do not know is [`Brand::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Brand {
    /// Visa.
    Visa,
    /// Mastercard.
    Mastercard,
    /// American Express.
    AmericanExpress,
    /// Any other network.
    #[serde(other)]
    Other,
}

/// What is shown of a card, wherever one is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardSummary {
    /// The network.
    pub brand: Brand,
    /// The last four digits.
    pub last4: String,
}

/// A saved card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The provider's id for it.
    pub id: PaymentSourceId,
    /// Network and last four digits.
    #[serde(flatten)]
    pub summary: CardSummary,
    /// Month of expiry, 1 to 12.
    pub exp_month: u8,
    /// Year of expiry, four digits.
    pub exp_year: u16,
    /// Card holder's name as written on it, where the provider tells.
    pub holder: Option<String>,
    /// Whether an order is paid with it when no card is named.
    pub default: bool,
}

/// Body of `POST /api/cards`, answered with 201 and the [`Card`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveCard {
    /// The token that the component made.
    pub token_id: TokenId,
}

/// Body of `PUT /api/cards/default`, answered with the list of cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetDefaultCard {
    /// The saved card that becomes the default.
    pub payment_source_id: PaymentSourceId,
}

/// `•••• 4242`
impl fmt::Display for CardSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "•••• {}", self.last4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_that_appears_later_is_read_as_other() {
        let card: CardSummary =
            serde_json::from_str(r#"{"brand":"carnet","last4":"0001","new":1}"#).unwrap();
        assert_eq!(card, CardSummary { brand: Brand::Other, last4: "0001".into() });
    }
}
