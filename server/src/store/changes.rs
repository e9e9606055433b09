//! Noticing that something was written about an order: told at once of what this server writes, and
//! cheap to ask for whatever another one may have written.

use cobro_wire::OrderId;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::{Store, StoreError};

/// Changes that may wait for a listener. One that falls further behind is told that it did.
const WAITING: usize = 256;

/// Where a store tells of its own writes.
pub(super) fn channel() -> broadcast::Sender<OrderId> {
    broadcast::Sender::new(WAITING)
}

/// What this server writes about one order from now on.
#[derive(Debug)]
pub struct Changes {
    order: OrderId,
    told: broadcast::Receiver<OrderId>,
}

impl Changes {
    /// Waits until something may have been written about the order.
    pub async fn next(&mut self) {
        loop {
            match self.told.recv().await {
                Ok(order) if order == self.order => return,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return,
                // The listener holds a store of its own, so there is always somebody to tell.
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}

impl Store {
    /// Listens to what this server writes about an order.
    #[must_use]
    pub fn changes_of(&self, order: &OrderId) -> Changes {
        Changes {
            order: order.clone(),
            told: self.changed.subscribe(),
        }
    }

    /// A number that grows with whatever any server writes about an order and its attempts; nothing
    /// where there is no such order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revision_of(&self, order: &OrderId) -> Result<Option<i64>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT)
                 + (SELECT COALESCE(closed_at, 0) FROM orders WHERE id = $1)
             FROM attempts WHERE order_id = $2",
        )
        .bind(order.as_str())
        .bind(order.as_str())
        .fetch_one(&self.pool)
        .await?)
    }

    /// Tells whoever listens. That nobody does is as good.
    pub(super) fn tell_change(&self, order: &OrderId) {
        drop(self.changed.send(order.clone()));
    }
}
