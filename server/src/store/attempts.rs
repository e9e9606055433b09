//! Attempts. Each write names the version that it read, and the database itself allows one attempt
//! of an order at most to be live or paid.

use cobro_wire::{
    Actor, AttemptId, BillingAddress, CardSummary, Contact, Locale, OrderId, Timestamp,
};
use sqlx::{AnyConnection, FromRow};

use super::outbox::News;
use super::{
    CustomerId, Mark, Store, StoreError, corrupt, history, read, read_json, read_optional_json,
    write_json, write_optional_json,
};
use crate::gateway::{GatewayOrder, Source};
use crate::outgoing::event;
use crate::payment::{attempt, authentication};

/// One try at paying an order, as it is kept.
#[derive(Debug, Clone)]
pub struct AttemptRecord {
    /// Its id, which is also the provider's reference.
    pub id: AttemptId,
    /// The order that it pays.
    pub order: OrderId,
    /// Who tries to pay, where that is not whose order it is.
    pub guest: Option<CustomerId>,
    /// Where it stands.
    pub state: attempt::State,
    /// What 3-D Secure came to.
    pub authentication: authentication::State,
    /// What was asked for.
    pub fingerprint: String,
    /// What it is charged with, once that is known.
    pub source: Option<Source>,
    /// Where the card's bills go, where the provider asks.
    pub billing: Option<BillingAddress>,
    /// The provider's order, once we know it.
    pub gateway_order: Option<GatewayOrder>,
    /// The card, once we know it.
    pub card: Option<CardSummary>,
    /// In how many months it is paid; at once if there are none.
    pub installments: Option<u8>,
    /// The shopper's language.
    pub locale: Locale,
    /// When it was made.
    pub created_at: Timestamp,
    /// How often the provider was asked what became of it.
    pub asks: u32,
    /// Which write of it was read; the next write must name it.
    pub version: i64,
    /// Where that write left it: what a new state is news against.
    pub kept: attempt::State,
}

/// An attempt to write down.
pub struct NewAttempt<'a> {
    /// Its id.
    pub id: &'a AttemptId,
    /// The order that it pays.
    pub order: &'a OrderId,
    /// Who pays, where that is not whose order it is.
    pub guest: Option<&'a CustomerId>,
    /// Who pays.
    pub contact: &'a Contact,
    /// What was asked for.
    pub fingerprint: &'a str,
    /// Where the card's bills go, where the provider asks.
    pub billing: Option<&'a BillingAddress>,
    /// The card, where it is a saved one.
    pub card: Option<&'a CardSummary>,
    /// In how many months it is paid; at once if there are none.
    pub installments: Option<u8>,
    /// The shopper's language.
    pub locale: Locale,
}

/// What came of writing an attempt down.
#[derive(Debug)]
pub enum Insertion {
    /// It is written down.
    Done(Box<AttemptRecord>),
    /// The order has another attempt that is live or paid, or one of this id exists.
    Held,
}

/// What came of writing an attempt's new state down.
#[derive(Debug)]
pub enum Written {
    /// It is written down: the attempt as it is kept now.
    Done(Box<AttemptRecord>),
    /// Somebody has written since it was read.
    Stale,
    /// It would hold the order, and another attempt does.
    Held,
}

#[derive(FromRow)]
struct Row {
    id: String,
    order_id: String,
    customer_id: Option<String>,
    state: String,
    authentication: String,
    fingerprint: String,
    source: Option<String>,
    billing: Option<String>,
    gateway_order: Option<String>,
    card: Option<String>,
    installments: Option<i64>,
    locale: String,
    created_at: i64,
    asks: i64,
    version: i64,
}

impl TryFrom<Row> for AttemptRecord {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let state: attempt::State = read_json("state", &row.state)?;
        Ok(AttemptRecord {
            id: read("attempts.id", &row.id)?,
            order: read("order_id", &row.order_id)?,
            guest: row.customer_id.map(CustomerId),
            kept: state.clone(),
            state,
            authentication: read_json("authentication", &row.authentication)?,
            fingerprint: row.fingerprint,
            source: read_optional_json("source", row.source.as_deref())?,
            billing: read_optional_json("billing", row.billing.as_deref())?,
            gateway_order: row.gateway_order.map(GatewayOrder),
            card: read_optional_json("card", row.card.as_deref())?,
            installments: row
                .installments
                .map(u8::try_from)
                .transpose()
                .map_err(|error| corrupt("installments", error))?,
            locale: Locale::preferred(&row.locale),
            created_at: row.created_at,
            asks: u32::try_from(row.asks).unwrap_or(u32::MAX),
            version: row.version,
        })
    }
}

/// The rows that can be read: one that cannot must not keep the others from being looked at.
fn readable(rows: Vec<Row>) -> Vec<AttemptRecord> {
    let read = |row: Row| {
        let id = row.id.clone();
        AttemptRecord::try_from(row)
            .inspect_err(|error| tracing::error!(attempt = id, %error, "an attempt is unreadable"))
            .ok()
    };
    rows.into_iter().filter_map(read).collect()
}

const COLUMNS: &str = "id, order_id, customer_id, state, authentication, fingerprint, source, billing, \
                       gateway_order, card, installments, locale, created_at, asks, version";

impl Store {
    /// Writes a new attempt down, before the provider is asked anything. The contact becomes the
    /// order's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_attempt(
        &self,
        new: NewAttempt<'_>,
        now: Timestamp,
    ) -> Result<Insertion, StoreError> {
        let state = attempt::State::Created;
        let mut transaction = self.pool.begin().await?;
        // First, so that of two attempts on one order the second waits here, and counts the first.
        sqlx::query("UPDATE orders SET contact = $1 WHERE id = $2")
            .bind(write_json("contact", new.contact)?)
            .bind(new.order.as_str())
            .execute(&mut *transaction)
            .await?;
        let inserted = sqlx::query(
            "INSERT INTO attempts (id, order_id, number, state, status, holds_order, worth_asking,
                 authentication, fingerprint, billing, card, installments, locale, version, asks,
                 ask_after, created_at, updated_at, server, customer_id)
             SELECT $1, $2, COUNT(*) + 1, $3, $4, 1, 0, $5, $6, $7, $8, $9, $10, 1, 0,
                 $11, $12, $13, $14, $15
             FROM attempts WHERE order_id = $16",
        )
        .bind(new.id.as_str())
        .bind(new.order.as_str())
        .bind(write_json("state", &state)?)
        .bind(state.name())
        .bind(write_json(
            "authentication",
            &authentication::State::NotRequired,
        )?)
        .bind(new.fingerprint)
        .bind(write_optional_json("billing", new.billing)?)
        .bind(write_optional_json("card", new.card)?)
        .bind(new.installments.map(i64::from))
        .bind(new.locale.code())
        .bind(now)
        .bind(now)
        .bind(now)
        .bind(&self.server.0)
        .bind(new.guest.map(|guest| guest.0.as_str()))
        .bind(new.order.as_str())
        .execute(&mut *transaction)
        .await;
        match inserted {
            Ok(_) => {}
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                return Ok(Insertion::Held);
            }
            Err(error) => return Err(error.into()),
        }
        let sql = format!("SELECT {COLUMNS} FROM attempts WHERE id = $1");
        let row = sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(sql))
            .bind(new.id.as_str())
            .fetch_one(&mut *transaction)
            .await?;
        let attempt = AttemptRecord::try_from(row)?;
        let mark = Mark {
            by: Actor::Shopper,
            note: None,
            at: now,
        };
        history::append(&mut transaction, &attempt, mark).await?;
        transaction.commit().await?;
        self.tell_change(&attempt.order);
        Ok(Insertion::Done(Box::new(attempt)))
    }

    /// An attempt, if there is one of that id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempt(&self, id: &AttemptId) -> Result<Option<AttemptRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM attempts WHERE id = $1");
        let row = sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(sql))
            .bind(id.as_str())
            .fetch_optional(&self.pool)
            .await?;
        row.map(AttemptRecord::try_from).transpose()
    }

    /// The attempts of an order, first to last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempts_of(&self, order: &OrderId) -> Result<Vec<AttemptRecord>, StoreError> {
        read_attempts(&mut *self.pool.acquire().await?, order).await
    }

    /// Writes an attempt's new state down, if nobody else has written since it was read, and adds
    /// the step to the order's history and what is news to the outbox.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn update_attempt(
        &self,
        changed: AttemptRecord,
        mark: Mark<'_>,
    ) -> Result<Written, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // First, as for a new attempt: whoever writes what is told of an order locks the order.
        let news = event::news(&changed.kept, &changed.state);
        let news = News::open(&mut transaction, &changed.order, self.telling, news).await?;
        // What begins or changes to be owed is owed at once, and soon again where it fails.
        let done = sqlx::query(
            "UPDATE attempts SET state = $1, status = $2, holds_order = $3, worth_asking = $4,
                 authentication = $5, gateway_order = $6, source = $7, card = $8, updated_at = $9,
                 server = $10, asks = CASE WHEN status = $11 THEN asks ELSE 0 END,
                 version = version + 1
             WHERE id = $12 AND version = $13",
        )
        .bind(write_json("state", &changed.state)?)
        .bind(changed.state.name())
        .bind(i64::from(changed.state.holds_order()))
        .bind(i64::from(changed.state.duty().is_some()))
        .bind(write_json("authentication", &changed.authentication)?)
        .bind(changed.gateway_order.as_ref().map(|order| order.0.as_str()))
        .bind(write_optional_json("source", changed.source.as_ref())?)
        .bind(write_optional_json("card", changed.card.as_ref())?)
        .bind(mark.at)
        .bind(&self.server.0)
        .bind(changed.state.name())
        .bind(changed.id.as_str())
        .bind(changed.version)
        .execute(&mut *transaction)
        .await;
        match done {
            Ok(done) if done.rows_affected() == 1 => {}
            Ok(_) => return Ok(Written::Stale),
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                return Ok(Written::Held);
            }
            Err(error) => return Err(error.into()),
        }
        let written = AttemptRecord {
            version: changed.version + 1,
            kept: changed.state.clone(),
            ..changed
        };
        history::append(&mut transaction, &written, mark).await?;
        let (order, at) = (&written.order, mark.at);
        news.append(&mut transaction, order, Some(&written), at)
            .await?;
        transaction.commit().await?;
        self.tell_change(&written.order);
        Ok(Written::Done(Box::new(written)))
    }

    /// Takes the right to ask the provider about an attempt, at most one caller at a time, and
    /// none before `ask_after`. Answers whether it was given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_ask(
        &self,
        id: &AttemptId,
        now: Timestamp,
        next_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE attempts SET asks = asks + 1, ask_after = $1 WHERE id = $2 AND ask_after <= $3",
        )
        .bind(next_at)
        .bind(id.as_str())
        .bind(now)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Attempts that the provider may know more about, and that it is time to ask about.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempts_to_ask_about(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<AttemptRecord>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM attempts WHERE worth_asking = 1 AND ask_after <= $1
             ORDER BY ask_after LIMIT $2"
        );
        let rows = sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(sql))
            .bind(now)
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await?;
        Ok(readable(rows))
    }

    /// Attempts that are in the hands of another server whose lease ran out, or of any one since
    /// `since` or longer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempts_left_in_hand(
        &self,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<AttemptRecord>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM attempts
             WHERE status IN ('created', 'charging', 'authenticated')
               AND (updated_at <= $1 OR (COALESCE(server, '') <> $2 AND NOT EXISTS
                    (SELECT 1 FROM servers WHERE servers.id = server AND lease_until > $3)))"
        );
        let rows = sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(sql))
            .bind(since)
            .bind(&self.server.0)
            .bind(now)
            .fetch_all(&self.pool)
            .await?;
        Ok(readable(rows))
    }
}

/// The attempts of an order, first to last.
pub(super) async fn read_attempts(
    connection: &mut AnyConnection,
    order: &OrderId,
) -> Result<Vec<AttemptRecord>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM attempts WHERE order_id = $1 ORDER BY number");
    let rows = sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(sql))
        .bind(order.as_str())
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(AttemptRecord::try_from).collect()
}
