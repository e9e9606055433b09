//! Everything that is remembered, and the only place with SQL.
//!
//! One text of SQL runs on SQLite and on PostgreSQL. Each write is one statement, or a transaction
//! that begins by writing the one row that all of its kind write first: SQLite never has to turn a
//! reader into a writer, and on PostgreSQL, where each statement sees what others have committed
//! (READ COMMITTED), whoever comes second waits there and then sees all that the first did.

mod attempts;
mod changes;
mod closing;
mod connect;
mod customers;
mod guests;
mod history;
mod idempotency;
mod kept_cards;
mod orders;
mod outbox;
mod registration;
mod servers;
mod unsettled;
mod webhook_keys;
mod webhooks;

use std::str::FromStr;
use std::sync::Arc;

use cobro_wire::OrderId;
use serde::de::DeserializeOwned;
use sqlx::AnyPool;
use tokio::sync::broadcast;

pub use self::attempts::{AttemptRecord, Insertion, NewAttempt, Written};
pub use self::changes::Changes;
pub use self::customers::{Customer, CustomerId};
pub use self::history::Mark;
pub use self::idempotency::{KeptAnswer, KeyClaim, KeyedRequest};
pub use self::kept_cards::KeptCard;
pub use self::orders::OrderRecord;
pub use self::outbox::{OutgoingEvent, UndeliveredEvent};
pub use self::servers::ServerId;
pub use self::unsettled::Unsettled;
pub use self::webhook_keys::KeptWebhookKey;
pub use self::webhooks::{DueEvent, ParkedEvent};

/// Why the store could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database schema could not be migrated")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row does not read as what was written.
    #[error("the column {column} holds something unreadable: {reason}")]
    Corrupt {
        /// Which column.
        column: &'static str,
        /// Why.
        reason: String,
    },
}

/// A handle to the database; cloning it is cheap.
#[derive(Clone)]
pub struct Store {
    pool: AnyPool,
    server: Arc<ServerId>,
    /// Whether other servers may work on the same database.
    is_shared: bool,
    /// The provider's name, where what happens is to be told.
    telling: Option<&'static str>,
    /// Orders that this server wrote about, as it does.
    changed: broadcast::Sender<OrderId>,
}

impl Store {
    /// The provider that the database belongs to: the first one that asks. Ids of customers, cards
    /// and orders mean nothing to another.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn gateway(&self, asking: &str) -> Result<String, StoreError> {
        sqlx::query(
            "INSERT INTO facts (name, value) VALUES ('gateway', $1) ON CONFLICT (name) DO NOTHING",
        )
        .bind(asking)
        .execute(&self.pool)
        .await?;
        Ok(
            sqlx::query_scalar("SELECT value FROM facts WHERE name = 'gateway'")
                .fetch_one(&self.pool)
                .await?,
        )
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Closes all connections, after what runs on them.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

fn corrupt(column: &'static str, reason: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt {
        column,
        reason: reason.to_string(),
    }
}

fn read<T: FromStr<Err: std::fmt::Display>>(
    column: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    text.parse().map_err(|error| corrupt(column, error))
}

fn read_json<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| corrupt(column, error))
}

fn write_json<T: serde::Serialize>(column: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| corrupt(column, error))
}

fn read_optional_json<T: DeserializeOwned>(
    column: &'static str,
    json: Option<&str>,
) -> Result<Option<T>, StoreError> {
    json.map(|json| read_json(column, json)).transpose()
}

fn write_optional_json<T: serde::Serialize>(
    column: &'static str,
    value: Option<&T>,
) -> Result<Option<String>, StoreError> {
    value.map(|value| write_json(column, value)).transpose()
}

#[cfg(test)]
mod tests;
