//! Orders whose time is over: each is looked at once, and what nobody paid is noted as expired.

use cobro_wire::{Actor, OrderId, OrderStatus, Timestamp};

use super::attempts::read_attempts;
use super::orders::read_order;
use super::outbox::News;
use super::{Store, StoreError, history, read};
use crate::outgoing::event::Kind;
use crate::payment::order;

impl Store {
    /// Orders whose time is over and that nobody is paying any more, longest over first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn orders_to_close(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<OrderId>, StoreError> {
        let ids: Vec<String> = sqlx::query_scalar(
            "SELECT id FROM orders
             WHERE closed_at IS NULL AND expires_at <= $1 AND NOT EXISTS
                 (SELECT 1 FROM attempts WHERE order_id = orders.id AND holds_order = 1
                  AND status NOT IN ('paid', 'refunded'))
             ORDER BY expires_at LIMIT $2",
        )
        .bind(now)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        ids.iter().map(|id| read("orders.id", id)).collect()
    }

    /// Closes an order whose time is over, unless somebody has done so or is paying it. Where it
    /// was not paid, that is a step of its history, and news. Answers whether it was not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_order(&self, id: &OrderId, now: Timestamp) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done =
            sqlx::query("UPDATE orders SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL")
                .bind(now)
                .bind(id.as_str())
                .execute(&mut *transaction)
                .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let Some(order) = read_order(&mut transaction, id).await? else {
            return Ok(false);
        };
        let attempts = read_attempts(&mut transaction, id).await?;
        let is_expired = match order::status(&order, &attempts, now) {
            OrderStatus::Expired => true,
            // Somebody is paying it, or its time is not over: left as it was.
            OrderStatus::Open | OrderStatus::PendingPayment => return Ok(false),
            OrderStatus::Paid
            | OrderStatus::Canceled
            | OrderStatus::PartiallyRefunded
            | OrderStatus::Refunded => false,
        };
        if is_expired {
            let kinds = vec![Kind::OrderExpired];
            let news = News::open(&mut transaction, id, self.telling, kinds).await?;
            let expired = (1, "expired");
            history::append_to_order(&mut transaction, id, expired, Actor::Server, now).await?;
            news.append(&mut transaction, id, None, now).await?;
        }
        transaction.commit().await?;
        self.tell_change(id);
        Ok(is_expired)
    }
}
