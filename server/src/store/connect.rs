//! Opening the database: connections and their limits, and the schema.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};

use super::{ServerId, Store, StoreError, changes};
use crate::config::{DatabaseAddress, DatabaseConfig};

impl Store {
    /// Opens the database, makes the file if it is one and not there, and brings the schema up to
    /// date. Servers that start together on one PostgreSQL wait for each other to do so.
    ///
    /// # Errors
    /// When the database cannot be opened or migrated.
    pub async fn open(config: &DatabaseConfig, server: ServerId) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let (url, settings, is_shared) = match &config.address {
            DatabaseAddress::Sqlite(url) => (url, on_sqlite(config), false),
            DatabaseAddress::Postgres(url) => (url, on_postgres(config), true),
        };
        let options = AnyConnectOptions::from_str(url.expose())?;
        migrate(&options, config.acquire_timeout, is_shared).await?;
        let pool = AnyPoolOptions::new()
            .max_connections(config.connections)
            .acquire_timeout(config.acquire_timeout)
            .after_connect(move |connection, _| {
                let settings = AssertSqlSafe(settings.clone());
                Box::pin(async move { connection.execute(settings).await.map(drop) })
            })
            .connect_with(options)
            .await?;
        Ok(Store {
            pool,
            server: Arc::new(server),
            is_shared,
            telling: None,
            changed: changes::channel(),
        })
    }
}

/// On a connection of its own, without limits: a migration takes as long as it takes, and so does
/// waiting for another server's. On PostgreSQL, sqlx holds an advisory lock meanwhile.
async fn migrate(
    options: &AnyConnectOptions,
    limit: Duration,
    is_postgres: bool,
) -> Result<(), StoreError> {
    let connecting = tokio::time::timeout(limit, AnyConnection::connect_with(options));
    let mut connection = connecting.await.map_err(|_| sqlx::Error::PoolTimedOut)??;
    if is_postgres {
        // Nor the limits that the database may have of its own, nor news of what is there already.
        connection
            .execute(
                "SET statement_timeout = 0; SET lock_timeout = 0; SET client_min_messages = warning",
            )
            .await?;
    }
    sqlx::migrate!().run(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// Readers do not wait for the writer, and what is committed survives a power cut.
fn on_sqlite(config: &DatabaseConfig) -> String {
    format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = {}",
        config.lock_timeout.as_millis(),
    )
}

/// What this module counts on, whatever the database's own defaults are: the isolation, and that
/// what is committed survives a power cut.
fn on_postgres(config: &DatabaseConfig) -> String {
    let limit = |name: &str, limit: Duration| format!("SET {name} = {}", limit.as_millis());
    [
        limit("statement_timeout", config.statement_timeout),
        limit("lock_timeout", config.lock_timeout),
        limit("idle_in_transaction_session_timeout", config.idle_timeout),
        "SET default_transaction_isolation = 'read committed'".to_owned(),
        "SELECT set_config('synchronous_commit', 'on', false) \
         WHERE current_setting('synchronous_commit') = 'off'"
            .to_owned(),
    ]
    .join("; ")
}
