//! Orders and their lines. An order's amount and lines never change once it is made.

use cobro_wire::{Actor, Contact, Currency, Money, OrderId, OrderLine, ReceiptToken, Timestamp};
use sqlx::{AnyConnection, FromRow};

use super::{CustomerId, Store, StoreError, corrupt, history, read, read_json};

/// An order, less its attempts.
#[derive(Debug, Clone)]
pub struct OrderRecord {
    /// Its id.
    pub id: OrderId,
    /// Whose it is.
    pub customer: CustomerId,
    /// What is bought.
    pub lines: Vec<OrderLine>,
    /// What is to be paid.
    pub total: Money,
    /// Who pays, from the first attempt on.
    pub contact: Option<Contact>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it can no longer be paid.
    pub expires_at: Timestamp,
    /// What opens its receipt.
    pub receipt_token: Option<ReceiptToken>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    customer_id: String,
    currency: String,
    total_minor: i64,
    contact: Option<String>,
    created_at: i64,
    expires_at: i64,
    receipt_token: Option<String>,
}

#[derive(FromRow)]
struct LineRow {
    product_id: String,
    name: String,
    quantity: i64,
    unit_price_minor: i64,
}

impl LineRow {
    fn into_line(self, currency: Currency) -> Result<OrderLine, StoreError> {
        let quantity = self
            .quantity
            .try_into()
            .map_err(|error| corrupt("quantity", error))?;
        let unit_price = Money::new(self.unit_price_minor, currency);
        Ok(OrderLine {
            product_id: read("product_id", &self.product_id)?,
            name: self.name,
            quantity,
            unit_price,
            total: unit_price
                .times(quantity)
                .map_err(|error| corrupt("quantity", error))?,
        })
    }
}

impl Store {
    /// Writes a new order down. One that is there already stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_order(&self, order: &OrderRecord) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        let inserted = sqlx::query(
            "INSERT INTO orders
                 (id, customer_id, currency, total_minor, created_at, expires_at, receipt_token)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
        )
        .bind(order.id.as_str())
        .bind(&order.customer.0)
        .bind(order.total.currency.code())
        .bind(order.total.amount_minor)
        .bind(order.created_at)
        .bind(order.expires_at)
        .bind(order.receipt_token.as_ref().map(ReceiptToken::as_str))
        .execute(&mut *transaction)
        .await?;
        if inserted.rows_affected() == 0 {
            return Ok(());
        }
        for (position, line) in (0_i64..).zip(&order.lines) {
            sqlx::query(
                "INSERT INTO order_lines
                 (order_id, position, product_id, name, quantity, unit_price_minor)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(order.id.as_str())
            .bind(position)
            .bind(line.product_id.as_str())
            .bind(&line.name)
            .bind(i64::from(line.quantity))
            .bind(line.unit_price.amount_minor)
            .execute(&mut *transaction)
            .await?;
        }
        let by = Actor::Shopper;
        let made = (0, "open");
        history::append_to_order(&mut transaction, &order.id, made, by, order.created_at).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// An order, if there is one of that id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn order(&self, id: &OrderId) -> Result<Option<OrderRecord>, StoreError> {
        read_order(&mut *self.pool.acquire().await?, id).await
    }

    /// The order whose receipt a token opens, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn order_of_receipt(
        &self,
        token: &ReceiptToken,
    ) -> Result<Option<OrderRecord>, StoreError> {
        let id: Option<String> =
            sqlx::query_scalar("SELECT id FROM orders WHERE receipt_token = $1")
                .bind(token.as_str())
                .fetch_optional(&self.pool)
                .await?;
        match id {
            Some(id) => self.order(&read("orders.id", &id)?).await,
            None => Ok(None),
        }
    }

    /// The customer's orders, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn orders_of(
        &self,
        customer: &CustomerId,
        limit: u32,
    ) -> Result<Vec<OrderRecord>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let rows = sqlx::query_as::<_, Row>(
            "SELECT id, customer_id, currency, total_minor, contact, created_at, expires_at,
                 receipt_token
             FROM orders WHERE customer_id = $1 ORDER BY created_at DESC, id LIMIT $2",
        )
        .bind(&customer.0)
        .bind(i64::from(limit))
        .fetch_all(&mut *connection)
        .await?;
        let mut orders = Vec::with_capacity(rows.len());
        for row in rows {
            orders.push(with_lines(&mut connection, row).await?);
        }
        Ok(orders)
    }
}

/// An order, if there is one of that id.
pub(super) async fn read_order(
    connection: &mut AnyConnection,
    id: &OrderId,
) -> Result<Option<OrderRecord>, StoreError> {
    let row = sqlx::query_as::<_, Row>(
        "SELECT id, customer_id, currency, total_minor, contact, created_at, expires_at,
                 receipt_token
         FROM orders WHERE id = $1",
    )
    .bind(id.as_str())
    .fetch_optional(&mut *connection)
    .await?;
    match row {
        Some(row) => Ok(Some(with_lines(connection, row).await?)),
        None => Ok(None),
    }
}

async fn with_lines(connection: &mut AnyConnection, row: Row) -> Result<OrderRecord, StoreError> {
    let currency =
        Currency::from_code(&row.currency).ok_or_else(|| corrupt("currency", &row.currency))?;
    let lines = sqlx::query_as::<_, LineRow>(
        "SELECT product_id, name, quantity, unit_price_minor
         FROM order_lines WHERE order_id = $1 ORDER BY position",
    )
    .bind(&row.id)
    .fetch_all(connection)
    .await?;
    Ok(OrderRecord {
        id: read("orders.id", &row.id)?,
        customer: CustomerId(row.customer_id),
        lines: lines
            .into_iter()
            .map(|line| line.into_line(currency))
            .collect::<Result<_, _>>()?,
        total: Money::new(row.total_minor, currency),
        contact: row
            .contact
            .map(|json| read_json("contact", &json))
            .transpose()?,
        created_at: row.created_at,
        expires_at: row.expires_at,
        receipt_token: row
            .receipt_token
            .map(|token| read("receipt_token", &token))
            .transpose()?,
    })
}
