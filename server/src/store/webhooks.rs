//! Signed webhook events, kept as they came: once each, and processed after they are durable.

use cobro_wire::{AttemptId, Timestamp};
use sqlx::FromRow;

use super::{Store, StoreError};

/// An event that waits to be processed.
#[derive(Debug, Clone, FromRow)]
pub struct WaitingEvent {
    /// Its id.
    pub id: String,
    /// Its body, as it came.
    pub body: String,
}

impl Store {
    /// Writes an event down. One that is there already stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_webhook_event(
        &self,
        gateway: &str,
        id: &str,
        attempt: Option<&AttemptId>,
        body: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO webhook_events (gateway, id, attempt_id, body, received_at)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (gateway, id) DO NOTHING",
        )
        .bind(gateway)
        .bind(id)
        .bind(attempt.map(AttemptId::as_str))
        .bind(body)
        .bind(now)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Events that wait, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_webhook_events(
        &self,
        gateway: &str,
        limit: u32,
    ) -> Result<Vec<WaitingEvent>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT id, body FROM webhook_events
             WHERE gateway = $1 AND processed_at IS NULL ORDER BY received_at, id LIMIT $2",
        )
        .bind(gateway)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?)
    }

    /// Takes the right to process an event, until `until` at most. Answers whether it was given:
    /// not while another claim on it holds, or once it is processed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_webhook_event(
        &self,
        gateway: &str,
        id: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE webhook_events SET claimed_by = $1, claimed_until = $2
             WHERE gateway = $3 AND id = $4 AND processed_at IS NULL
               AND (claimed_until IS NULL OR claimed_until <= $5
                    OR (claimed_by <> $6 AND NOT EXISTS
                    (SELECT 1 FROM servers WHERE servers.id = claimed_by AND lease_until > $7)))",
        )
        .bind(&self.server.0)
        .bind(until)
        .bind(gateway)
        .bind(id)
        .bind(now)
        .bind(&self.server.0)
        .bind(now)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives this server's claim on an event back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_webhook_event(&self, gateway: &str, id: &str) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE webhook_events SET claimed_until = NULL
             WHERE gateway = $1 AND id = $2 AND claimed_by = $3",
        )
        .bind(gateway)
        .bind(id)
        .bind(&self.server.0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Notes that an event is processed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook_event_processed(
        &self,
        gateway: &str,
        id: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE webhook_events SET processed_at = $1 WHERE gateway = $2 AND id = $3")
            .bind(now)
            .bind(gateway)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The bodies of all events about an attempt, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook_bodies(
        &self,
        gateway: &str,
        attempt: &AttemptId,
    ) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT body FROM webhook_events
             WHERE gateway = $1 AND attempt_id = $2 ORDER BY received_at, id",
        )
        .bind(gateway)
        .bind(attempt.as_str())
        .fetch_all(&self.pool)
        .await?)
    }
}
