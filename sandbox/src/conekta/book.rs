//! What the imitation of Conekta remembers, in memory.

use std::collections::{BTreeSet, HashMap};

use super::customer::Customer;
use super::error::Fault;
use super::event::Event;
use super::order::{Order, is_long};
use super::token::Token;
use super::webhook::Webhook;
use super::webhook_key::WebhookKey;
pub(crate) use crate::table::Row;
use crate::table::Table;

/// Everything that Conekta keeps for the merchant.
#[derive(Default)]
pub(crate) struct Book {
    pub(crate) customers: Table<Customer>,
    pub(crate) tokens: Table<Token>,
    pub(crate) orders: Table<Order>,
    /// The orders that have a long word among what they can be found by. Most searches are for a
    /// reference, and need not look at all others.
    pub(crate) words: HashMap<String, Vec<String>>,
    /// Orders that wait for the card holder, by when they expire.
    pub(crate) waiting: BTreeSet<(i64, String)>,
    /// The order behind the address of a challenge.
    pub(crate) challenges: HashMap<String, String>,
    pub(crate) events: Table<Event>,
    pub(crate) webhooks: Table<Webhook>,
    pub(crate) webhook_keys: Table<WebhookKey>,
    /// Keys that were ever made.
    pub(crate) webhook_keys_made: usize,
}

impl Book {
    /// Notes what orders are found by, and for whom time runs, of orders that were kept.
    pub(crate) fn index(&mut self) {
        for order in self.orders.oldest_first() {
            let id = order.id.clone();
            for word in order.searchable.lines().filter(|word| is_long(word)) {
                let found = self.words.entry(word.to_owned()).or_default();
                found.push(id.clone());
            }
            if let Some(expires_at) = order.waits_until() {
                self.waiting.insert((expires_at, id.clone()));
            }
            if let Some(pending) = &order.pending {
                self.challenges.insert(pending.challenge_id.clone(), id);
            }
        }
    }
}

impl<T: Row> Table<T> {
    /// The row, or the answer that there is none.
    pub(crate) fn find(&mut self, id: &str) -> Result<&mut T, Fault> {
        self.get_mut(id)
            .filter(|row| row.is_visible())
            .ok_or_else(|| Fault::not_found(T::CLASS, id))
    }

    /// Takes the row out, or answers that there is none.
    pub(crate) fn remove(&mut self, id: &str) -> Result<T, Fault> {
        self.take(id).ok_or_else(|| Fault::not_found(T::CLASS, id))
    }
}
