//! Signed webhook events, kept as they came: once each, and processed after they are durable.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cobro_wire::{AttemptId, Timestamp};
use sqlx::FromRow;

use super::{Store, StoreError, corrupt, read};
use crate::gateway::GatewayOrder;

/// What stands before a body that is not text. JSON does not begin like this.
const NOT_TEXT: &str = "base64:";

/// An event that is due to be processed.
#[derive(Debug, Clone)]
pub struct DueEvent {
    /// Its id.
    pub id: String,
    /// Its body, as it came.
    pub body: Vec<u8>,
}

/// An event that was put aside.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ParkedEvent {
    /// Its id.
    pub id: String,
    /// The attempt that it is about, if it names one.
    pub attempt_id: Option<String>,
    /// When it came.
    pub received_at: Timestamp,
    /// When it was put aside.
    pub parked_at: Timestamp,
    /// How often it was tried.
    pub tries: i64,
    /// Why the last try failed.
    pub failure: Option<String>,
}

impl Store {
    /// Writes an event down, to be processed. One that is there already stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_webhook_event(
        &self,
        gateway: &str,
        id: &str,
        attempt: Option<&AttemptId>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO webhook_events (gateway, id, attempt_id, body, received_at, try_after)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (gateway, id) DO NOTHING",
        )
        .bind(gateway)
        .bind(id)
        .bind(attempt.map(AttemptId::as_str))
        .bind(kept(body).as_ref())
        .bind(now)
        .bind(now)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Events that are due, those that wait longest first.
    ///
    /// # Errors
    /// When the database fails, or a body in it is not as it was written.
    pub async fn due_webhook_events(
        &self,
        gateway: &str,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<DueEvent>, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT id, body FROM webhook_events
             WHERE gateway = $1 AND processed_at IS NULL AND parked_at IS NULL AND try_after <= $2
             ORDER BY try_after, received_at, id LIMIT $3",
        )
        .bind(gateway)
        .bind(now)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|(id, body)| {
                let body = as_it_came(body)?;
                Ok(DueEvent { id, body })
            })
            .collect()
    }

    /// Takes the right to process an event that is due, until `until` at most, and counts the try.
    /// Answers with how many there were with this one; nothing while another claim on it holds, or
    /// where it is not due.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_webhook_event(
        &self,
        gateway: &str,
        id: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        Ok(sqlx::query_scalar(
            "UPDATE webhook_events
             SET claimed_by = $1, claimed_until = $2, tries = tries + 1
             WHERE gateway = $3 AND id = $4
               AND processed_at IS NULL AND parked_at IS NULL AND try_after <= $5
               AND (claimed_until IS NULL OR claimed_until <= $6
                    OR (claimed_by <> $7 AND NOT EXISTS
                    (SELECT 1 FROM servers WHERE servers.id = claimed_by AND lease_until > $8)))
             RETURNING tries",
        )
        .bind(&self.server.0)
        .bind(until)
        .bind(gateway)
        .bind(id)
        .bind(now)
        .bind(now)
        .bind(&self.server.0)
        .bind(now)
        .fetch_optional(&self.pool)
        .await?)
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

    /// Gives this server's claim on an event back: it waits for another try. Notes how many tries
    /// count, and why the last one failed if it did.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook_event_waits(
        &self,
        gateway: &str,
        id: &str,
        tries: i64,
        try_after: Timestamp,
        failure: Option<&str>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE webhook_events
             SET tries = $1, try_after = $2, failure = $3, claimed_until = NULL
             WHERE gateway = $4 AND id = $5 AND claimed_by = $6",
        )
        .bind(tries)
        .bind(try_after)
        .bind(failure)
        .bind(gateway)
        .bind(id)
        .bind(&self.server.0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Puts an event aside.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn park_webhook_event(
        &self,
        gateway: &str,
        id: &str,
        failure: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE webhook_events SET parked_at = $1, failure = $2 WHERE gateway = $3 AND id = $4",
        )
        .bind(now)
        .bind(failure)
        .bind(gateway)
        .bind(id)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Events that were put aside, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn parked_webhook_events(
        &self,
        gateway: &str,
        limit: u32,
    ) -> Result<Vec<ParkedEvent>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT id, attempt_id, received_at, parked_at, tries, failure FROM webhook_events
             WHERE gateway = $1 AND parked_at IS NOT NULL ORDER BY parked_at DESC, id LIMIT $2",
        )
        .bind(gateway)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?)
    }

    /// Has an event that was put aside tried again from the beginning; answers whether there is
    /// one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unpark_webhook_event(
        &self,
        gateway: &str,
        id: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE webhook_events
             SET parked_at = NULL, tries = 0, try_after = $1, claimed_until = NULL
             WHERE gateway = $2 AND id = $3 AND parked_at IS NOT NULL",
        )
        .bind(now)
        .bind(gateway)
        .bind(id)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The attempt that an order of the provider's was made for.
    ///
    /// # Errors
    /// When the database fails, or an id in it is not one.
    pub async fn attempt_of(&self, order: &GatewayOrder) -> Result<Option<AttemptId>, StoreError> {
        let id: Option<String> =
            sqlx::query_scalar("SELECT id FROM attempts WHERE gateway_order = $1 LIMIT 1")
                .bind(&order.0)
                .fetch_optional(&self.pool)
                .await?;
        id.map(|id| read("id", &id)).transpose()
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

/// A body for a column of text, which takes neither other bytes than text nor, on PostgreSQL, NUL.
fn kept(body: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(body) {
        Ok(text) if !text.contains('\0') && !text.starts_with(NOT_TEXT) => Cow::Borrowed(text),
        _ => Cow::Owned(format!("{NOT_TEXT}{}", STANDARD.encode(body))),
    }
}

fn as_it_came(kept: String) -> Result<Vec<u8>, StoreError> {
    match kept.strip_prefix(NOT_TEXT) {
        Some(encoded) => STANDARD
            .decode(encoded)
            .map_err(|error| corrupt("body", error)),
        None => Ok(kept.into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_kept_to_the_byte() {
        for body in [
            &b"{}"[..],
            b"",
            b"\xff\x00",
            b"a\0b",
            b"base64:e30=",
            "ñ".as_bytes(),
        ] {
            let text = kept(body).into_owned();
            assert!(!text.contains('\0'));
            assert_eq!(as_it_came(text).unwrap(), body);
        }
    }
}
