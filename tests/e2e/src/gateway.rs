//! The providers, and all in which a journey on one differs from the same journey on the other.

use crate::cards::{TestCard, TestCards};
use crate::words::Words;

/// A provider, as a shopper of the store meets it.
#[derive(Debug, Clone, Copy)]
pub struct Gateway {
    /// Its name in the server's settings.
    pub name: &'static str,
    /// What becomes of which card.
    pub cards: TestCards,
    /// What the vase costs, in minor units of the provider's currency.
    pub price: i64,
    /// Whether the shopper says where the card's bills go.
    pub asks_where: bool,
    /// Whether the bank's page, in a tab of its own, leads back to the store.
    pub leads_back: bool,
    /// Whether it tells what a card looks like.
    describes_cards: bool,
    in_dollars: bool,
}

impl Gateway {
    /// Pesos, 3-D Secure inside the order.
    pub const CONEKTA: Self = Self {
        name: "conekta",
        cards: TestCards::CONEKTA,
        price: 20015,
        asks_where: false,
        leads_back: true,
        describes_cards: true,
        in_dollars: false,
    };

    /// Dollars, a second charge after 3-D Secure, and nobody to ask: webhooks only.
    pub const N1CO: Self = Self {
        name: "n1co",
        cards: TestCards::N1CO,
        price: 1150,
        asks_where: true,
        leads_back: false,
        describes_cards: false,
        in_dollars: true,
    };

    /// What the vase costs, as a page writes it.
    #[must_use]
    pub fn price_said(&self, words: &Words) -> &'static str {
        if self.in_dollars {
            words.dollars
        } else {
            words.pesos
        }
    }

    /// How a saved card reads.
    #[must_use]
    pub fn saved_as(&self, card: TestCard, words: &Words) -> &'static str {
        if self.describes_cards {
            card.last4()
        } else {
            words.saved_card
        }
    }

    /// What is said of a saved card beside that.
    #[must_use]
    pub fn good_until(&self, words: &Words) -> &'static str {
        if self.describes_cards {
            words.good_until
        } else {
            ""
        }
    }

    /// What a receipt says of the card: nothing, where the provider does not tell.
    #[must_use]
    pub fn paid_with(&self, card: TestCard) -> &'static str {
        if self.describes_cards {
            card.last4()
        } else {
            ""
        }
    }
}
