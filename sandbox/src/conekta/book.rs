//! What the imitation of Conekta remembers, in memory.

use std::collections::{BTreeSet, HashMap};

use super::customer::Customer;
use super::error::Fault;
use super::event::Event;
use super::order::Order;
use super::token::Token;
use super::webhook::Webhook;
use super::webhook_key::WebhookKey;

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

/// Rows in the order in which they were made, found by their id.
pub(crate) struct Table<T> {
    rows: Vec<T>,
    places: HashMap<String, usize>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            places: HashMap::new(),
        }
    }
}

/// What can be kept in a table.
pub(crate) trait Row {
    /// What it is called in an error.
    const CLASS: &'static str;

    /// Its id, which never changes.
    fn id(&self) -> &str;
}

impl<T: Row> Table<T> {
    pub(crate) fn insert(&mut self, row: T) {
        self.places.insert(row.id().to_owned(), self.rows.len());
        self.rows.push(row);
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.rows.get_mut(*self.places.get(id)?)
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.rows.get(*self.places.get(id)?)
    }

    /// The row, or the answer that there is none.
    pub(crate) fn find(&mut self, id: &str) -> Result<&mut T, Fault> {
        self.get_mut(id)
            .ok_or_else(|| Fault::not_found(T::CLASS, id))
    }

    /// Takes the row out, or answers that there is none.
    pub(crate) fn remove(&mut self, id: &str) -> Result<T, Fault> {
        let place = self.places.remove(id);
        let place = place.ok_or_else(|| Fault::not_found(T::CLASS, id))?;
        let row = self.rows.remove(place);
        let places = self.rows.iter().enumerate();
        self.places = places
            .map(|(place, row)| (row.id().to_owned(), place))
            .collect();
        Ok(row)
    }

    /// Every row, newest first: the order in which Conekta lists.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().rev()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.rows.iter_mut()
    }
}
