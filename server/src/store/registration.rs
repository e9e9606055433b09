//! What the provider is told of a customer: once who they are, and again what changed.

use cobro_wire::{Contact, Timestamp};

use super::{CustomerId, Store, StoreError, write_json};
use crate::gateway::GatewayCustomer;

impl Store {
    /// Has one caller register a customer whom the provider knows as `old`, or not at all. Nobody
    /// else may until `until`, or until that is done or given up. Answers whether it is this one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_registration(
        &self,
        customer: &CustomerId,
        old: Option<&GatewayCustomer>,
        claim: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE customers SET registering_by = $1, registering_until = $2
             WHERE id = $3 AND COALESCE(gateway_customer, '') = $4
               AND (registering_by IS NULL OR registering_until <= $5)",
        )
        .bind(claim)
        .bind(until)
        .bind(&customer.0)
        .bind(old.map_or("", |known| known.0.as_str()))
        .bind(now)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Lets others register the customer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_up_registration(
        &self,
        customer: &CustomerId,
        claim: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE customers SET registering_by = NULL, registering_until = NULL
             WHERE id = $1 AND registering_by = $2",
        )
        .bind(&customer.0)
        .bind(claim)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Keeps the contact that the provider was told of a customer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_told_contact(
        &self,
        customer: &CustomerId,
        told: &Contact,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE customers SET told_contact = $1 WHERE id = $2")
            .bind(write_json("told_contact", told)?)
            .bind(&customer.0)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
