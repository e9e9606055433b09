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

/// When a card ceases to be good: at the end of this month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expiry {
    /// 1 to 12.
    pub month: u8,
    /// Four digits.
    pub year: u16,
}

impl Expiry {
    /// How many months it is still good for after this one; less than none where it is over.
    #[must_use]
    pub fn months_left(self, this_year: u32, this_month: u32) -> i64 {
        let months = |year, month| i64::from(year) * 12 + i64::from(month);
        let end = months(u32::from(self.year), u32::from(self.month));
        end - months(this_year, this_month)
    }
}

/// A saved card. Not every provider tells what a card looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The provider's id for it.
    pub id: PaymentSourceId,
    /// Network and last four digits, where known.
    pub summary: Option<CardSummary>,
    /// When it ceases to be good, where known.
    pub expiry: Option<Expiry>,
    /// Card holder's name as written on it, where known.
    pub holder: Option<String>,
    /// Whether an order is paid with it when no card is named.
    pub default: bool,
    /// Whether the provider has put it out of use.
    #[serde(default)]
    pub blocked: bool,
}

/// What a card looks like, told by whoever made its token, for a provider that does not tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardDescription {
    /// The network.
    pub brand: Brand,
    /// The last four digits.
    pub last4: String,
    /// When it ceases to be good.
    pub expiry: Expiry,
}

/// Body of `POST /api/cards`, answered with 201 and the [`Card`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveCard {
    /// The token that the component made, or a card id made elsewhere.
    pub token_id: TokenId,
    /// What the card looks like. Refused where the provider tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<CardDescription>,
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
        assert_eq!(
            card,
            CardSummary {
                brand: Brand::Other,
                last4: "0001".into()
            }
        );
    }
}
