//! Links that open an order on another device, and who came by one.

use cobro_wire::{OrderId, Timestamp};

use super::{CustomerId, Store, StoreError};

impl Store {
    /// Keeps a link to an order, by the digest of its token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_link(
        &self,
        order: &OrderId,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO order_links (token_hash, order_id, created_at) VALUES ($1, $2, $3)
             ON CONFLICT (token_hash) DO NOTHING",
        )
        .bind(token_hash)
        .bind(order.as_str())
        .bind(now)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Whether there is such a link to the order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_link_to(&self, order: &OrderId, token_hash: &str) -> Result<bool, StoreError> {
        let links: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM order_links WHERE token_hash = $1 AND order_id = $2",
        )
        .bind(token_hash)
        .bind(order.as_str())
        .fetch_one(&self.pool)
        .await?;
        Ok(links == 1)
    }

    /// Has somebody see and pay an order that is not theirs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn let_in(
        &self,
        guest: &CustomerId,
        order: &OrderId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO order_guests (order_id, customer_id, created_at) VALUES ($1, $2, $3)
             ON CONFLICT (order_id, customer_id) DO NOTHING",
        )
        .bind(order.as_str())
        .bind(&guest.0)
        .bind(now)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Whether somebody may see and pay an order that is not theirs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_guest(
        &self,
        customer: &CustomerId,
        order: &OrderId,
    ) -> Result<bool, StoreError> {
        let guests: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM order_guests WHERE order_id = $1 AND customer_id = $2",
        )
        .bind(order.as_str())
        .bind(&customer.0)
        .fetch_one(&self.pool)
        .await?;
        Ok(guests == 1)
    }
}
