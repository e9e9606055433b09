//! Cards of customers whose provider lists none.

use cobro_wire::{CardDescription, PaymentSourceId, Timestamp};
use sqlx::{Any, FromRow, Transaction};

use super::{Store, StoreError, read, read_json, write_json};
use crate::gateway::GatewayCustomer;

/// A card that we keep.
#[derive(Debug, Clone)]
pub struct KeptCard {
    /// The provider's id for it.
    pub id: PaymentSourceId,
    /// What it looks like, where somebody told.
    pub description: Option<CardDescription>,
    /// Whether an order is paid with it when no card is named.
    pub default: bool,
}

#[derive(FromRow)]
struct Row {
    id: String,
    description: Option<String>,
    is_default: i64,
}

impl TryFrom<Row> for KeptCard {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let description = row.description.as_deref();
        Ok(KeptCard {
            id: read("kept_cards.id", &row.id)?,
            description: description
                .map(|json| read_json("description", json))
                .transpose()?,
            default: row.is_default == 1,
        })
    }
}

impl Store {
    /// A customer's cards, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kept_cards(
        &self,
        customer: &GatewayCustomer,
    ) -> Result<Vec<KeptCard>, StoreError> {
        let rows = sqlx::query_as::<_, Row>(
            "SELECT id, description, is_default FROM kept_cards
             WHERE gateway_customer = $1 ORDER BY created_at, id",
        )
        .bind(&customer.0)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(KeptCard::try_from).collect()
    }

    /// Keeps a card; the first one is the default. One that is kept already stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_card(
        &self,
        customer: &GatewayCustomer,
        card: &PaymentSourceId,
        description: Option<&CardDescription>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let description = description
            .map(|card| write_json("description", card))
            .transpose()?;
        let mut transaction = self.begin_on_cards_of(customer).await?;
        sqlx::query(
            "INSERT INTO kept_cards (gateway_customer, id, description, is_default, created_at)
             SELECT $1, $2, $3, CASE WHEN COUNT(*) = 0 THEN 1 ELSE 0 END, $4
             FROM kept_cards WHERE gateway_customer = $5
             ON CONFLICT (gateway_customer, id) DO NOTHING",
        )
        .bind(&customer.0)
        .bind(card.as_str())
        .bind(description)
        .bind(now)
        .bind(&customer.0)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Makes a card the default one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_default_kept_card(
        &self,
        customer: &GatewayCustomer,
        card: &PaymentSourceId,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin_on_cards_of(customer).await?;
        sqlx::query("UPDATE kept_cards SET is_default = 0 WHERE gateway_customer = $1")
            .bind(&customer.0)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("UPDATE kept_cards SET is_default = 1 WHERE gateway_customer = $1 AND id = $2")
            .bind(&customer.0)
            .bind(card.as_str())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Forgets a card. Where it was the default, the oldest of the others becomes it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_card(
        &self,
        customer: &GatewayCustomer,
        card: &PaymentSourceId,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin_on_cards_of(customer).await?;
        sqlx::query("DELETE FROM kept_cards WHERE gateway_customer = $1 AND id = $2")
            .bind(&customer.0)
            .bind(card.as_str())
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "UPDATE kept_cards SET is_default = 1
             WHERE gateway_customer = $1
               AND id = (SELECT id FROM kept_cards WHERE gateway_customer = $2
                         ORDER BY created_at, id LIMIT 1)
               AND NOT EXISTS (SELECT 1 FROM kept_cards
                               WHERE gateway_customer = $3 AND is_default = 1)",
        )
        .bind(&customer.0)
        .bind(&customer.0)
        .bind(&customer.0)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Begins a change of a customer's cards. Whoever changes them at the same time waits here: one
    /// of several cards is the default, so the change of one is a change of all. A customer whom
    /// nobody else knows yet has no row to wait at, and needs none.
    async fn begin_on_cards_of(
        &self,
        customer: &GatewayCustomer,
    ) -> Result<Transaction<'static, Any>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("UPDATE customers SET gateway_customer = $1 WHERE gateway_customer = $2")
            .bind(&customer.0)
            .bind(&customer.0)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction)
    }
}
