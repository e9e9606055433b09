//! What is to be told to the merchant's own system: written in the transaction in which it happens,
//! sent by one server at a time.

use cobro_wire::{OrderId, Timestamp};
use sqlx::{AnyConnection, FromRow};

use super::attempts::read_attempts;
use super::orders::read_order;
use super::{AttemptRecord, Store, StoreError, corrupt};
use crate::outgoing::event::{self, Kind, Telling};

/// An event that is due to be sent.
#[derive(Debug, Clone, FromRow)]
pub struct OutgoingEvent {
    /// Its id, the same for each delivery.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// Its body, as it is sent.
    pub body: String,
    /// How often it was sent in vain.
    pub tries: i64,
}

/// An event that is not delivered, as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct UndeliveredEvent {
    /// Its id.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// When it happened.
    pub created_at: Timestamp,
    /// How often it was sent in vain.
    pub tries: i64,
    /// When it is to be sent again; nothing where it was given up.
    pub due_at: Option<Timestamp>,
    /// Why it was not delivered the last time.
    pub failure: Option<String>,
}

/// What is news about an order, while its transaction is open.
pub(super) struct News {
    kinds: Vec<Kind>,
    /// The place of the first of them among the order's events.
    first: i64,
    provider: &'static str,
}

impl News {
    /// Locks the order and takes a place for each of them among its events. Does nothing where
    /// there are none, or where nobody is told.
    pub(super) async fn open(
        connection: &mut AnyConnection,
        order: &OrderId,
        telling: Option<&'static str>,
        kinds: Vec<Kind>,
    ) -> Result<Self, StoreError> {
        let (provider, kinds) = telling.map_or_else(Default::default, |name| (name, kinds));
        let count = i64::try_from(kinds.len()).map_err(|error| corrupt("events", error))?;
        let mut first = 0;
        if count > 0 {
            let last: i64 = sqlx::query_scalar(
                "UPDATE orders SET events = events + $1 WHERE id = $2 RETURNING events",
            )
            .bind(count)
            .bind(order.as_str())
            .fetch_one(connection)
            .await?;
            first = last - count + 1;
        }
        Ok(News {
            kinds,
            first,
            provider,
        })
    }

    /// Writes them down, after what happened to the order and, where it was one, to the attempt.
    pub(super) async fn append(
        self,
        connection: &mut AnyConnection,
        order: &OrderId,
        attempt: Option<&AttemptRecord>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        if self.kinds.is_empty() {
            return Ok(());
        }
        let attempts = read_attempts(connection, order).await?;
        let order = read_order(connection, order)
            .await?
            .ok_or_else(|| corrupt("order_id", order))?;
        for (sequence, kind) in (self.first..).zip(self.kinds) {
            let telling = Telling {
                kind,
                sequence,
                at,
                provider: self.provider,
                order: &order,
                attempts: &attempts,
                attempt,
            };
            let body = event::body(&telling).map_err(|error| corrupt("body", error))?;
            sqlx::query(
                "INSERT INTO outgoing_events
                 (id, order_id, sequence, kind, body, created_at, tries, due_at)
                 VALUES ($1, $2, $3, $4, $5, $6, 0, $7)",
            )
            .bind(event::id(&order.id, sequence))
            .bind(order.id.as_str())
            .bind(sequence)
            .bind(kind.name())
            .bind(body)
            .bind(at)
            .bind(at)
            .execute(&mut *connection)
            .await?;
        }
        Ok(())
    }
}

impl Store {
    /// The same store, which from now on writes down what there is to tell. The provider's name
    /// stands in it.
    #[must_use]
    pub fn telling(self, provider: &'static str) -> Self {
        Store {
            telling: Some(provider),
            ..self
        }
    }

    /// Events that are due and that nobody is sending, longest due first. An event waits while an
    /// earlier one of its order is yet to be sent for the first time; it does not wait for one that
    /// failed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_outgoing_events(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<OutgoingEvent>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT id, kind, body, tries FROM outgoing_events AS event
             WHERE due_at <= $1
               AND (claimed_until IS NULL OR claimed_until <= $2
                    OR (claimed_by <> $3 AND NOT EXISTS
                    (SELECT 1 FROM servers WHERE servers.id = claimed_by AND lease_until > $4)))
               AND NOT EXISTS
                   (SELECT 1 FROM outgoing_events AS earlier
                    WHERE earlier.order_id = event.order_id AND earlier.sequence < event.sequence
                      AND earlier.due_at IS NOT NULL AND earlier.tries = 0)
             ORDER BY due_at, id LIMIT $5",
        )
        .bind(now)
        .bind(now)
        .bind(&self.server.0)
        .bind(now)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?)
    }

    /// Takes the right to send a due event, until `until` at most. Answers whether it was given:
    /// not while another claim on it holds, or once it is no longer due.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_outgoing_event(
        &self,
        id: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE outgoing_events SET claimed_by = $1, claimed_until = $2
             WHERE id = $3 AND due_at <= $4
               AND (claimed_until IS NULL OR claimed_until <= $5
                    OR (claimed_by <> $6 AND NOT EXISTS
                    (SELECT 1 FROM servers WHERE servers.id = claimed_by AND lease_until > $7)))",
        )
        .bind(&self.server.0)
        .bind(until)
        .bind(id)
        .bind(now)
        .bind(now)
        .bind(&self.server.0)
        .bind(now)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Notes that the receiver took an event.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outgoing_event_delivered(
        &self,
        id: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE outgoing_events SET delivered_at = $1, due_at = NULL, given_up_at = NULL,
                 claimed_by = NULL, claimed_until = NULL, failure = NULL
             WHERE id = $2 AND delivered_at IS NULL",
        )
        .bind(now)
        .bind(id)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Notes that this server sent an event in vain, and when it is to be sent again, or that it is
    /// given up. Does nothing where the event is no longer this server's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outgoing_event_failed(
        &self,
        id: &str,
        failure: &str,
        due_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE outgoing_events SET tries = tries + 1, failure = $1, due_at = $2,
                 given_up_at = $3, claimed_by = NULL, claimed_until = NULL
             WHERE id = $4 AND claimed_by = $5 AND due_at IS NOT NULL",
        )
        .bind(failure)
        .bind(due_at)
        .bind(due_at.is_none().then_some(now))
        .bind(id)
        .bind(&self.server.0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Events that are not delivered, oldest first: all of them, or those that were given up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn undelivered_events(
        &self,
        only_given_up: bool,
    ) -> Result<Vec<UndeliveredEvent>, StoreError> {
        let filter = match only_given_up {
            true => "given_up_at IS NOT NULL",
            false => "due_at IS NOT NULL OR given_up_at IS NOT NULL",
        };
        let sql = format!(
            "SELECT id, kind, created_at, tries, due_at, failure FROM outgoing_events
             WHERE {filter} ORDER BY created_at, order_id, sequence"
        );
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .fetch_all(&self.pool)
            .await?)
    }

    /// Makes an event that was given up due, with all its tries before it; nothing names all of
    /// them. Answers how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn retry_given_up(
        &self,
        id: Option<&str>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "UPDATE outgoing_events SET due_at = $1, given_up_at = NULL, tries = 0
             WHERE given_up_at IS NOT NULL AND id = COALESCE($2, id)",
        )
        .bind(now)
        .bind(id)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected())
    }
}
