//! What was really charged: the truth that tests compare every claim with.

use serde::{Deserialize, Serialize};

/// What happened to the shopper's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// It was taken.
    Charged,
    /// It was reserved.
    Authorized,
    /// What was reserved was taken.
    Captured,
    /// What was reserved was released.
    Voided,
    /// What was taken was given back.
    Refunded,
    /// What was to be given back was not, after all.
    RefundCanceled,
    /// The card holder had the bank take it back.
    ChargedBack,
    /// The bank returned what it had taken back.
    ChargebackWon,
}

/// One movement of money. A declined charge moves none and has no entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// When, in seconds since 1970.
    pub at: i64,
    /// What happened.
    pub movement: Movement,
    /// How much, in minor units.
    pub amount: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// The provider's order.
    pub order_id: String,
    /// The provider's charge.
    pub charge_id: String,
    /// The merchant's own reference, where the charge named one.
    pub reference_id: Option<String>,
    /// The end of the card's number.
    pub last4: String,
}

/// Money that was taken, and what was given back of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerCharge {
    /// The provider's order.
    pub order_id: String,
    /// The provider's charge.
    pub charge_id: String,
    /// The merchant's own reference, where the charge named one.
    pub reference_id: Option<String>,
    /// How much was taken, in minor units.
    pub amount: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// How much of it was given back, in minor units.
    pub refunded: i64,
}

/// Every movement of money, oldest first. Entries are added and never changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Ledger {
    entries: Vec<LedgerEntry>,
}

impl Ledger {
    /// Writes a movement down.
    pub(crate) fn record(&mut self, entry: LedgerEntry) {
        self.entries.push(entry);
    }

    /// Every movement, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[LedgerEntry] {
        &self.entries
    }

    /// What came of each charge, in the order in which money was taken.
    #[must_use]
    pub fn charges(&self) -> Vec<LedgerCharge> {
        let refunded = |charge_id: &str| {
            let entries = self.entries.iter();
            let of_charge = entries.filter(|entry| entry.charge_id == charge_id);
            let given_back = |entry: &LedgerEntry| match entry.movement {
                Movement::Refunded => entry.amount,
                Movement::RefundCanceled => -entry.amount,
                Movement::Charged
                | Movement::Authorized
                | Movement::Captured
                | Movement::Voided
                | Movement::ChargedBack
                | Movement::ChargebackWon => 0,
            };
            of_charge.map(given_back).sum()
        };
        let charge = |entry: &LedgerEntry| LedgerCharge {
            order_id: entry.order_id.clone(),
            charge_id: entry.charge_id.clone(),
            reference_id: entry.reference_id.clone(),
            amount: entry.amount,
            currency: entry.currency.clone(),
            refunded: refunded(&entry.charge_id),
        };
        self.taken().map(charge).collect()
    }

    /// The movements by which money was taken: each one is a line on a shopper's statement.
    pub fn taken(&self) -> impl Iterator<Item = &LedgerEntry> {
        let takes = |entry: &&LedgerEntry| match entry.movement {
            Movement::Charged | Movement::Captured => true,
            Movement::Authorized
            | Movement::Voided
            | Movement::Refunded
            | Movement::RefundCanceled
            | Movement::ChargedBack
            | Movement::ChargebackWon => false,
        };
        self.entries.iter().filter(takes)
    }
}
