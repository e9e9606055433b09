//! Answers by idempotency key: one caller at a time carries a request out, and what it was answered
//! is answered again.

use cobro_wire::Timestamp;
use sqlx::FromRow;

use super::{CustomerId, Store, StoreError};

/// How long a claim counts whose server lives and never answered it, in seconds: longer than any
/// request runs. Its answer could not be written, and what is claimed here can be done again.
const CLAIM_ENDS_AFTER: Timestamp = 900;

/// A request under a caller's key.
#[derive(Debug, Clone)]
pub struct KeyedRequest {
    /// Who asks: a key means nothing to another.
    pub customer: CustomerId,
    /// The key.
    pub key: String,
    /// What is asked for.
    pub fingerprint: String,
}

/// What became of a request's claim on its key.
#[derive(Debug, PartialEq, Eq)]
pub enum KeyClaim {
    /// The caller is to carry it out.
    Granted {
        /// What is made gets its id from this, the same at each run.
        seed: String,
    },
    /// Somebody is carrying it out.
    Running,
    /// The key stands for something else.
    Reused,
    /// It was carried out before.
    Answered(KeptAnswer),
}

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// HTTP status.
    pub status: u16,
    /// JSON.
    pub body: String,
}

#[derive(FromRow)]
struct Row {
    fingerprint: String,
    status: Option<i64>,
    body: Option<String>,
}

impl Store {
    /// Claims a key. It is granted to one caller at a time, and anew where the server that had it
    /// is gone, or could not write down what it answered.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_key(
        &self,
        request: &KeyedRequest,
        seed: &str,
        now: Timestamp,
    ) -> Result<KeyClaim, StoreError> {
        let seed: Option<String> = sqlx::query_scalar(
            "INSERT INTO idempotency_keys
                 (customer_id, key, fingerprint, seed, claimed_by, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (customer_id, key) DO UPDATE SET claimed_by = excluded.claimed_by
             WHERE idempotency_keys.body IS NULL
               AND idempotency_keys.fingerprint = excluded.fingerprint
               AND (idempotency_keys.created_at <= $7 OR NOT EXISTS (SELECT 1 FROM servers
                   WHERE servers.id = idempotency_keys.claimed_by AND lease_until > $8))
             RETURNING seed",
        )
        .bind(&request.customer.0)
        .bind(&request.key)
        .bind(&request.fingerprint)
        .bind(seed)
        .bind(&self.server.0)
        .bind(now)
        .bind(now - CLAIM_ENDS_AFTER)
        .bind(now)
        .fetch_optional(&self.pool)
        .await?;
        if let Some(seed) = seed {
            return Ok(KeyClaim::Granted { seed });
        }
        let row = sqlx::query_as::<_, Row>(
            "SELECT fingerprint, status, body FROM idempotency_keys
             WHERE customer_id = $1 AND key = $2",
        )
        .bind(&request.customer.0)
        .bind(&request.key)
        .fetch_optional(&self.pool)
        .await?;
        Ok(match row {
            Some(row) if row.fingerprint != request.fingerprint => KeyClaim::Reused,
            Some(Row {
                status: Some(status),
                body: Some(body),
                ..
            }) => KeyClaim::Answered(KeptAnswer {
                status: u16::try_from(status).unwrap_or(500),
                body,
            }),
            // Gone in between: it was refused, and may be sent again.
            Some(_) | None => KeyClaim::Running,
        })
    }

    /// Keeps the answer of a request that was carried out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_answer(
        &self,
        request: &KeyedRequest,
        answer: &KeptAnswer,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE idempotency_keys SET status = $1, body = $2 WHERE customer_id = $3 AND key = $4",
        )
        .bind(i64::from(answer.status))
        .bind(&answer.body)
        .bind(&request.customer.0)
        .bind(&request.key)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Forgets a key whose request was refused before anything was done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_key(&self, request: &KeyedRequest) -> Result<(), StoreError> {
        sqlx::query(
            "DELETE FROM idempotency_keys WHERE customer_id = $1 AND key = $2 AND body IS NULL",
        )
        .bind(&request.customer.0)
        .bind(&request.key)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Gives a claim back whose request failed half-way: the next one under the key goes on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_key(&self, request: &KeyedRequest) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE idempotency_keys SET claimed_by = '' WHERE customer_id = $1 AND key = $2",
        )
        .bind(&request.customer.0)
        .bind(&request.key)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Forgets the keys that are older than `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_keys_before(&self, before: Timestamp) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM idempotency_keys WHERE created_at < $1")
            .bind(before)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
