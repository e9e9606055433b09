//! What is to be paid.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::attempt::Attempt;
use crate::id::{LinkToken, OrderId, ProductId, ReceiptToken};
use crate::money::Money;
use crate::session::Contact;

/// One line of a new order: never a price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOrderLine {
    /// What is bought.
    pub product_id: ProductId,
    /// How many, 1 to 99.
    pub quantity: u32,
}

/// Body of `POST /api/orders`, answered with 201 and the [`Order`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    /// What is bought: 1 to 50 lines, each product once.
    pub lines: Vec<NewOrderLine>,
}

/// One line of an order, with the price it was bought at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// What is bought.
    pub product_id: ProductId,
    /// Its name in the shopper's language.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// The price of one.
    pub unit_price: Money,
    /// The price of all.
    pub total: Money,
}

/// What became of an order. It follows from its attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Can be paid, or is being paid.
    Open,
    /// The provider took a payment and will say later.
    PendingPayment,
    /// Paid.
    Paid,
    /// Was not paid in time.
    Expired,
    /// Called off.
    Canceled,
    /// Part of the money was given back.
    PartiallyRefunded,
    /// All of the money was given back.
    Refunded,
}

/// Answer of every call about an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// What became of it.
    pub status: OrderStatus,
    /// When it was made.
    pub created_at: Timestamp,
    /// What is bought.
    pub lines: Vec<OrderLine>,
    /// What is to be paid, taxes included.
    pub total: Money,
    /// Who pays, once they said; told to nobody but them.
    pub contact: Option<Contact>,
    /// The last try at paying it.
    pub attempt: Option<Attempt>,
    /// Opens the receipt without a session, once money moved: `/receipts/{receipt_token}`. A
    /// receipt that is opened so names nobody.
    #[serde(default)]
    pub receipt_token: Option<ReceiptToken>,
}

/// Answer of `POST /api/orders/{order}/link`, and body of `POST /api/orders/{order}/guests`, which
/// is answered with the [`Order`].
///
/// The link is `/checkout/{order}#{token}`: what follows the `#` is sent to no server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderLink {
    /// Whoever has it may see the order and pay it, as long as it is not paid.
    pub token: LinkToken,
}

/// Answer of `GET /api/orders`: the shopper's orders, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderList {
    /// At most the hundred newest.
    pub orders: Vec<Order>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::OrderId;
    use crate::money::{Currency, Money};

    #[test]
    fn an_order_survives_the_wire_and_a_reader_older_than_it() {
        let order = Order {
            id: OrderId::from_random([7; 16]),
            status: OrderStatus::Open,
            created_at: 1_790_000_000,
            lines: Vec::new(),
            total: Money::new(20015, Currency::Mxn),
            contact: None,
            attempt: None,
            receipt_token: None,
        };
        let mut json = serde_json::to_value(&order).unwrap();
        json["added_next_year"] = serde_json::json!({ "x": 1 });
        assert_eq!(serde_json::from_value::<Order>(json).unwrap(), order);
    }
}
