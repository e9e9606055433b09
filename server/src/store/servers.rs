//! The servers of a database. Each has a lease that it renews while it lives; what is in the hands
//! of one whose lease ran out is free to take up.

use cobro_wire::Timestamp;

use super::{Store, StoreError};

/// One run of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerId(pub(super) String);

impl ServerId {
    /// Makes an id from random bytes, which the caller draws.
    #[must_use]
    pub fn from_random(bytes: [u8; 16]) -> Self {
        ServerId(format!("sv_{}", hex::encode(bytes)))
    }
}

impl Store {
    /// Enters this server among those of the database, until `until`. A file has one server: any
    /// other one that stands there has stopped without saying so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enter_server(&self, now: Timestamp, until: Timestamp) -> Result<(), StoreError> {
        let gone = if self.is_shared { now } else { Timestamp::MAX };
        sqlx::query("DELETE FROM servers WHERE lease_until <= $1")
            .bind(gone)
            .execute(&self.pool)
            .await?;
        self.renew_lease(until).await
    }

    /// Says that this server lives until `until`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_lease(&self, until: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO servers (id, lease_until) VALUES ($1, $2)
             ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until",
        )
        .bind(&self.server.0)
        .bind(until)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Says that this server has stopped.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_lease(&self) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM servers WHERE id = $1")
            .bind(&self.server.0)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
