//! What the imitation of n1co remembers, in memory.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::authentication::{Authentication, Subject};
use super::card::Card;
use super::dollars::Dollars;
use super::fault::Fault;
use super::test_card::Last4;
use super::webhook::Due;
use crate::sandbox::World;
use crate::table::{Row, Shelf, Table};

/// The number of the first order, as in n1co's sample answer.
const FIRST_ORDER: usize = 100;

/// Everything that n1co keeps for the merchant.
#[derive(Default)]
pub(crate) struct Book {
    /// Until when each bearer is good.
    pub(crate) bearers: Shelf<i64>,
    pub(crate) cards: Shelf<Card>,
    pub(crate) authentications: Shelf<Authentication>,
    pub(crate) orders: Table<Order>,
    /// What the merchant's server is still to be told.
    pub(crate) notices: Table<Due>,
}

/// An order, as n1co counts them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Order {
    /// n1co's own number.
    pub(crate) id: String,
    /// The merchant's own id.
    pub(crate) reference: String,
    #[serde(with = "super::dollars::as_cents")]
    pub(crate) amount: Dollars,
    pub(crate) charge: Option<Charge>,
}

/// A charge that was made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Charge {
    pub(crate) id: String,
    #[serde(deserialize_with = "super::test_card::last4")]
    pub(crate) last4: Last4,
    pub(crate) refunded: bool,
}

impl Row for Order {
    const CLASS: &'static str = "Order";

    fn id(&self) -> &str {
        &self.id
    }
}

impl Book {
    /// The order that a charge is for, and whether it is new. Tries go on one order until it is
    /// charged; the same reference once more is another order.
    pub(crate) fn open_order(&mut self, subject: &Subject) -> (&mut Order, bool) {
        let known = self.orders.newest_first().find(|order| {
            order.charge.is_none()
                && order.reference == subject.reference
                && order.amount == subject.amount
        });
        let known = known.map(|order| order.id.clone());
        let is_new = known.is_none();
        let id = known.unwrap_or_else(|| {
            let id = FIRST_ORDER.saturating_add(self.orders.len()).to_string();
            self.orders.insert(Order {
                id: id.clone(),
                reference: subject.reference.clone(),
                amount: subject.amount,
                charge: None,
            });
            id
        });
        let order = self.orders.get_mut(&id);
        (order.expect("it was found or inserted"), is_new)
    }

    /// Whether there is an order of a reference.
    pub(super) fn has_order(&self, reference: &str) -> bool {
        self.orders
            .newest_first()
            .any(|order| order.reference == reference)
    }

    /// The latest orders, as a list of them would read.
    pub(crate) fn shown_orders(&self, most: usize) -> Vec<Value> {
        let row = |order: &Order| {
            let asked = self.authentications.iter();
            let asked = asked.filter(|(_, authentication)| authentication.order_id == order.id);
            let asked: Vec<_> = asked
                .map(|(id, authentication)| {
                    json!({ "id": id, "stage": authentication.stage.name(),
                        "used": authentication.used, "expires_at": authentication.expires_at })
                })
                .collect();
            json!({
                "id": order.id, "reference": order.reference, "amount": order.amount,
                "amount_minor": order.amount.cents(), "currency": super::CURRENCY,
                "charge": order.charge.as_ref().map(|charge| {
                    json!({ "id": charge.id, "last4": charge.last4, "refunded": charge.refunded })
                }),
                "authentications": asked,
            })
        };
        self.orders.newest_first().take(most).map(row).collect()
    }

    /// The order with n1co's number.
    pub(crate) fn order(&mut self, id: &str) -> Option<&mut Order> {
        self.orders.get_mut(id)
    }
}

impl World {
    /// The card that an id stands for: one that was registered here, the one of n1co's sample
    /// request, or a token of the card component, which does not wear out here.
    pub(super) fn card(&self, id: &str) -> Result<Card, Fault> {
        if let Some(card) = self.n1co.cards.get(id) {
            return Ok(card.clone());
        }
        let of_token = || Card::of_number(self.conekta.card_number(id)?);
        Card::of_sample(id)
            .or_else(of_token)
            .ok_or_else(Fault::unknown_card)
    }
}
