//! Customers and the sessions that stand for them.

use cobro_wire::{Contact, Timestamp};
use sqlx::FromRow;

use super::{Store, StoreError};
use crate::gateway::GatewayCustomer;

/// Our id of a customer; it never leaves the server.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CustomerId(pub(super) String);

impl CustomerId {
    /// Makes an id from random bytes, which the caller draws.
    #[must_use]
    pub fn from_random(bytes: [u8; 16]) -> Self {
        CustomerId(format!("cu_{}", hex::encode(bytes)))
    }
}

/// A shopper, as far as we know them.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Our id of them.
    pub id: CustomerId,
    /// The provider's id of them, once the provider knows them.
    pub gateway: Option<GatewayCustomer>,
    /// How to reach them, once they said.
    pub contact: Option<Contact>,
    /// The same, as the provider was told last.
    pub told_contact: Option<Contact>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    gateway_customer: Option<String>,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    told_contact: Option<String>,
}

impl From<Row> for Customer {
    fn from(row: Row) -> Self {
        let contact = match (row.name, row.email, row.phone) {
            (Some(name), Some(email), Some(phone)) => Some(Contact { name, email, phone }),
            _ => None,
        };
        Customer {
            id: CustomerId(row.id),
            gateway: row.gateway_customer.map(GatewayCustomer),
            contact,
            // One that cannot be read is told again.
            told_contact: row
                .told_contact
                .and_then(|told| serde_json::from_str(&told).ok()),
        }
    }
}

impl Store {
    /// Opens a session with a new customer behind it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_session(
        &self,
        token_hash: &str,
        customer: &CustomerId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("INSERT INTO customers (id, created_at) VALUES ($1, $2)")
            .bind(&customer.0)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO sessions (token_hash, customer_id, created_at) VALUES ($1, $2, $3)",
        )
        .bind(token_hash)
        .bind(&customer.0)
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The customer behind a session, if there is such a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer_of_session(
        &self,
        token_hash: &str,
    ) -> Result<Option<Customer>, StoreError> {
        let row = sqlx::query_as::<_, Row>(
            "SELECT c.id, c.gateway_customer, c.name, c.email, c.phone, c.told_contact
             FROM sessions s JOIN customers c ON c.id = s.customer_id
             WHERE s.token_hash = $1",
        )
        .bind(token_hash)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(Customer::from))
    }

    /// A customer, if there is one of that id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer(&self, id: &CustomerId) -> Result<Option<Customer>, StoreError> {
        let row = sqlx::query_as::<_, Row>(
            "SELECT id, gateway_customer, name, email, phone, told_contact
             FROM customers WHERE id = $1",
        )
        .bind(&id.0)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(Customer::from))
    }

    /// Keeps how to reach a customer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_contact(
        &self,
        customer: &CustomerId,
        contact: &Contact,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE customers SET name = $1, email = $2, phone = $3 WHERE id = $4")
            .bind(&contact.name)
            .bind(&contact.email)
            .bind(&contact.phone)
            .bind(&customer.0)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Keeps the provider's id of a customer in place of the one that was known. Answers whether it
    /// was kept: the first one wins.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_gateway_customer(
        &self,
        customer: &CustomerId,
        old: Option<&GatewayCustomer>,
        gateway: &GatewayCustomer,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE customers SET gateway_customer = $1
             WHERE id = $2 AND COALESCE(gateway_customer, '') = $3",
        )
        .bind(&gateway.0)
        .bind(&customer.0)
        .bind(old.map_or("", |known| known.0.as_str()))
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}
