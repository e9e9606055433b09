//! Everything that is remembered, and the only place with SQL.
//!
//! One text of SQL runs on SQLite and on PostgreSQL. Each write is one statement, or a transaction
//! that begins with a write, so that SQLite never has to turn a reader into a writer.

mod attempts;
mod customers;
mod kept_cards;
mod orders;
mod webhooks;

use std::str::FromStr;
use std::time::Duration;

use serde::de::DeserializeOwned;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyPool, Executor};

pub use self::attempts::{AttemptRecord, Insertion, NewAttempt};
pub use self::customers::{Customer, CustomerId};
pub use self::kept_cards::KeptCard;
pub use self::orders::OrderRecord;
pub use self::webhooks::WaitingEvent;

/// Connections to the database. SQLite writes one at a time anyway.
const MAX_CONNECTIONS: u32 = 8;
/// How long a caller waits for a free connection before the database counts as gone.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

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
}

impl Store {
    /// Opens the database at `url` (`sqlite:PATH`), makes it if it is not there, and brings its
    /// schema up to date.
    ///
    /// # Errors
    /// When the database cannot be opened or migrated.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let is_sqlite = url.starts_with("sqlite:");
        let url = if is_sqlite && !url.contains('?') {
            format!("{url}?mode=rwc")
        } else {
            url.into()
        };
        let pool = AnyPoolOptions::new()
            .max_connections(MAX_CONNECTIONS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if is_sqlite {
                        // Readers do not wait for the writer, and what is committed survives a
                        // power cut.
                        connection
                            .execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
                            .await?;
                    }
                    Ok(())
                })
            })
            .connect_with(AnyConnectOptions::from_str(&url)?)
            .await?;
        sqlx::migrate!().run(&pool).await?;
        Ok(Store { pool })
    }

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

#[cfg(test)]
mod tests;
