//! Attempts that an operator may have to look at.

use cobro_wire::Timestamp;

use super::{Store, StoreError};
use crate::payment::attempt::LATE_ARRIVAL_ENDS_AFTER;

/// An attempt that waits for the provider's word, or for an operator's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsettled {
    /// Its id, which is also the provider's reference.
    pub attempt: String,
    /// `outcome_unknown`, `returning`, or `never_arrived` where a day has passed.
    pub status: String,
    /// The order that it pays.
    pub order: String,
    /// How much, in minor units.
    pub amount_minor: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// Since when it stands so, in seconds since 1970.
    pub since: Timestamp,
}

impl Store {
    /// Attempts of which nobody knows whether money moved, those whose money is on its way back,
    /// and those that were said not to be charged a day ago, when nothing can arrive any more, and
    /// that nobody has looked at since; oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unsettled_attempts(&self, now: Timestamp) -> Result<Vec<Unsettled>, StoreError> {
        let rows: Vec<(String, String, String, i64, String, i64)> = sqlx::query_as(
            "SELECT a.id, a.status, o.id, o.total_minor, o.currency, a.updated_at
             FROM attempts a JOIN orders o ON o.id = a.order_id
             WHERE a.worth_asking = 1 AND (a.status IN ('outcome_unknown', 'returning')
                OR a.status = 'never_arrived' AND a.updated_at <= $1)
             ORDER BY a.updated_at",
        )
        .bind(now - LATE_ARRIVAL_ENDS_AFTER)
        .fetch_all(&self.pool)
        .await?;
        let unsettled = |(attempt, status, order, amount_minor, currency, since)| Unsettled {
            attempt,
            status,
            order,
            amount_minor,
            currency,
            since,
        };
        Ok(rows.into_iter().map(unsettled).collect())
    }
}
