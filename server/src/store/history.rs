//! What happened to an order, step by step: each write of an attempt adds a row in the same
//! transaction, and no row is ever changed.

use cobro_wire::{Actor, HistoryEntry, OrderId, Timestamp};
use sqlx::{AnyConnection, FromRow};

use super::{AttemptRecord, Store, StoreError, corrupt, read};
use crate::payment::authentication;

/// Who makes a change, and when.
#[derive(Debug, Clone, Copy)]
pub struct Mark<'a> {
    /// Who.
    pub by: Actor,
    /// Why, in an operator's words.
    pub note: Option<&'a str>,
    /// When.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    attempt_id: Option<String>,
    at: i64,
    actor: String,
    status: String,
    authentication: Option<String>,
    gateway_order: Option<String>,
    gateway_charge: Option<String>,
}

impl TryFrom<Row> for HistoryEntry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let by = Actor::ALL
            .into_iter()
            .find(|actor| actor.name() == row.actor)
            .ok_or_else(|| corrupt("actor", &row.actor))?;
        Ok(HistoryEntry {
            at: row.at,
            by,
            attempt: row
                .attempt_id
                .map(|id| read("history.attempt_id", &id))
                .transpose()?,
            status: row.status,
            authentication: row.authentication,
            provider_order: row.gateway_order,
            provider_charge: row.gateway_charge,
        })
    }
}

/// Adds a step of the order's own: its making is version 0, its expiry version 1.
pub(super) async fn append_to_order(
    connection: &mut AnyConnection,
    order: &OrderId,
    (version, status): (i64, &str),
    by: Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO order_history (order_id, number, version, at, actor, status)
         VALUES ($1, 0, $2, $3, $4, $5)",
    )
    .bind(order.as_str())
    .bind(version)
    .bind(now)
    .bind(by.name())
    .bind(status)
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds the step by which an attempt came to be what it is now.
pub(super) async fn append(
    connection: &mut AnyConnection,
    attempt: &AttemptRecord,
    mark: Mark<'_>,
) -> Result<(), StoreError> {
    let authentication = match &attempt.authentication {
        authentication::State::NotRequired => None,
        asked => Some(asked.name()),
    };
    sqlx::query(
        "INSERT INTO order_history (order_id, number, version, attempt_id, at, actor, status,
             authentication, gateway_order, gateway_charge, note)
         SELECT order_id, number, $1, id, $2, $3, $4, $5, $6, $7, $8 FROM attempts WHERE id = $9",
    )
    .bind(attempt.version)
    .bind(mark.at)
    .bind(mark.by.name())
    .bind(attempt.state.name())
    .bind(authentication)
    .bind(attempt.gateway_order.as_ref().map(|order| order.0.as_str()))
    .bind(
        attempt
            .state
            .payment()
            .map(|payment| payment.charge.as_str()),
    )
    .bind(mark.note)
    .bind(attempt.id.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

impl Store {
    /// What happened to an order, first step first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history_of(&self, order: &OrderId) -> Result<Vec<HistoryEntry>, StoreError> {
        let rows = sqlx::query_as::<_, Row>(
            "SELECT attempt_id, at, actor, status, authentication, gateway_order, gateway_charge
             FROM order_history WHERE order_id = $1 ORDER BY at, number, version",
        )
        .bind(order.as_str())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(HistoryEntry::try_from).collect()
    }
}
