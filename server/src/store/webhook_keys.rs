//! Public keys that a provider signs its webhook events for.

use cobro_wire::Timestamp;
use sqlx::FromRow;

use super::{Store, StoreError};

/// A key.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct KeptWebhookKey {
    /// The provider's id of it.
    pub id: String,
    /// The key itself, in PEM.
    pub public_key: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Store {
    /// Every key that counts, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook_keys(&self, gateway: &str) -> Result<Vec<KeptWebhookKey>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT id, public_key, created_at FROM webhook_keys
             WHERE gateway = $1 ORDER BY created_at, id",
        )
        .bind(gateway)
        .fetch_all(&self.pool)
        .await?)
    }

    /// Keeps a key beside the ones that are there.
    ///
    /// # Errors
    /// When the database fails, or has a key of this id.
    pub async fn insert_webhook_key(
        &self,
        gateway: &str,
        key: &KeptWebhookKey,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO webhook_keys (gateway, id, public_key, created_at)
             VALUES ($1, $2, $3, $4)",
        )
        .bind(gateway)
        .bind(&key.id)
        .bind(&key.public_key)
        .bind(key.created_at)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Forgets a key: from now on it verifies nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_webhook_key(&self, gateway: &str, id: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM webhook_keys WHERE gateway = $1 AND id = $2")
            .bind(gateway)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
