//! `--state FILE`: what is remembered, kept in a SQLite file across restarts. The only SQL here.
//!
//! Before an answer leaves, each row that its call may have changed is written, in one transaction:
//! what was answered is still there after the process was killed. Faults, the calls in the window
//! and the history of deliveries are of one process and are not kept.

use std::path::Path;
use std::time::Duration;

use axum::extract::{Request, State as Extracted};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior, params};

use crate::config::ConfigError;
use crate::ledger::LedgerEntry;
use crate::sandbox::{Sandbox, World};
use crate::table::{Change, Kept};

/// `application_id` of a file of ours: "Cobr" in ASCII.
const APPLICATION: i64 = 0x436f_6272;
/// `user_version`: the shape of the rows.
const VERSION: i64 = 2;
const LEDGER: &str = "ledger";
const NUMBERS: &str = "numbers";
const KEYS_MADE: &str = "webhook_keys_made";
const AHEAD: &str = "clock_ahead";

const SCHEMA: &str = "CREATE TABLE rows (
    place INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    json TEXT NOT NULL,
    UNIQUE (kind, id)
) STRICT";
const PUT: &str = "INSERT INTO rows (kind, id, json) VALUES (?1, ?2, ?3)
    ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json";
const DROP: &str = "DELETE FROM rows WHERE kind = ?1 AND id = ?2";
const ALL: &str = "SELECT kind, id, json FROM rows ORDER BY place";

/// The file, held by this process alone.
pub(crate) struct State {
    connection: Connection,
    /// What is to be written: all of it stays until a transaction with it has ended well.
    due: Vec<(&'static str, Change)>,
    /// How many of the ledger's entries were noted.
    entries: usize,
    /// As it was noted last.
    keys_made: i64,
    /// As it was noted last.
    ahead: i64,
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("another process has it open")]
    InUse,
    #[error("it is not a state of the sandbox")]
    Foreign,
    #[error(
        "it is of another version of the sandbox ({0}, not {VERSION}): move it away to begin anew"
    )]
    Version(i64),
    #[error("its row {0} cannot be read: {1}")]
    Row(String, serde_json::Error),
    #[error("{0}")]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::InUse,
            Some(ErrorCode::NotADatabase) => Self::Foreign,
            _ => Self::Sqlite(error),
        }
    }
}

impl State {
    /// Opens the file, makes it where there is none, and puts back what was kept in it.
    pub(crate) fn open(path: &Path, world: &mut World) -> Result<Self, ConfigError> {
        Self::try_open(path, world).map_err(|refusal| ConfigError::State {
            path: path.display().to_string(),
            reason: refusal.to_string(),
        })
    }

    fn try_open(path: &Path, world: &mut World) -> Result<Self, Refusal> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(Duration::ZERO)?;
        // The lock that the first transaction takes is kept until the process ends.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        claim(&transaction)?;
        transaction.commit()?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A commit outlives the process, and the machine's power too.
        connection.pragma_update(None, "synchronous", "FULL")?;
        let mut state = Self {
            connection,
            due: Vec::new(),
            entries: 0,
            keys_made: 0,
            ahead: 0,
        };
        state.restore(world)?;
        Ok(state)
    }

    /// How far the clock was moved forward, in seconds.
    pub(crate) fn ahead(&self) -> i64 {
        self.ahead
    }

    fn restore(&mut self, world: &mut World) -> Result<(), Refusal> {
        let mut statement = self.connection.prepare(ALL)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (kind, id): (String, String) = (row.get(0)?, row.get(1)?);
            let json: String = row.get(2)?;
            let read = match (kind.as_str(), id.as_str()) {
                (LEDGER, _) => serde_json::from_str::<LedgerEntry>(&json)
                    .map(|entry| world.ledger.record(entry)),
                (NUMBERS, KEYS_MADE) => serde_json::from_str(&json).map(|n| self.keys_made = n),
                (NUMBERS, AHEAD) => serde_json::from_str(&json).map(|n| self.ahead = n),
                _ => {
                    let mut tables = world.tables().into_iter();
                    let table = tables.find(|(name, _)| *name == kind);
                    let (_, table) = table.ok_or(Refusal::Foreign)?;
                    table.restore(&id, &json)
                }
            };
            read.map_err(|error| Refusal::Row(format!("{kind} {id}"), error))?;
        }
        self.entries = world.ledger.entries().len();
        world.conekta.webhook_keys_made = usize::try_from(self.keys_made).unwrap_or_default();
        world.conekta.index();
        for (_, table) in world.tables() {
            table.watch();
        }
        Ok(())
    }

    /// Notes everything that changed, in the order of the tables.
    fn note(&mut self, world: &mut World, ahead: i64) {
        for (kind, table) in world.tables() {
            let changes = table.changes().into_iter();
            self.due.extend(changes.map(|change| (kind, change)));
        }
        let entries = world.ledger.entries().iter().enumerate();
        for (place, entry) in entries.skip(self.entries) {
            self.put(LEDGER, place.to_string(), entry);
        }
        self.entries = world.ledger.entries().len();
        let keys_made = i64::try_from(world.conekta.webhook_keys_made).unwrap_or_default();
        if self.keys_made != keys_made {
            self.keys_made = keys_made;
            self.put(NUMBERS, KEYS_MADE.into(), &keys_made);
        }
        if self.ahead != ahead {
            self.ahead = ahead;
            self.put(NUMBERS, AHEAD.into(), &ahead);
        }
    }

    fn put(&mut self, kind: &'static str, id: String, thing: &impl serde::Serialize) {
        let json = serde_json::to_string(thing).expect("numbers and texts are JSON");
        let json = Some(json);
        self.due.push((kind, Change { id, json }));
    }

    /// Writes everything that changed.
    pub(crate) fn keep(&mut self, world: &mut World, ahead: i64) -> Result<(), rusqlite::Error> {
        self.note(world, ahead);
        if self.due.is_empty() {
            return Ok(());
        }
        let transaction = self.connection.transaction()?;
        {
            let mut put = transaction.prepare(PUT)?;
            let mut drop = transaction.prepare(DROP)?;
            for (kind, Change { id, json }) in &self.due {
                match json {
                    Some(json) => put.execute(params![kind, id, json])?,
                    None => drop.execute(params![kind, id])?,
                };
            }
        }
        transaction.commit()?;
        self.due.clear();
        Ok(())
    }
}

/// Makes an empty file ours, and refuses one that is somebody else's.
fn claim(transaction: &Transaction<'_>) -> Result<(), Refusal> {
    let number = |sql: &str| transaction.query_row(sql, [], |row| row.get::<_, i64>(0));
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    match (application, version, tables) {
        (0, 0, 0) => {
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
            transaction.execute_batch(SCHEMA)?;
            Ok(())
        }
        (APPLICATION, VERSION, _) => Ok(()),
        (APPLICATION, other, _) => Err(Refusal::Version(other)),
        _ => Err(Refusal::Foreign),
    }
}

impl World {
    /// Every table, by its name in the file.
    fn tables(&mut self) -> [(&'static str, &mut dyn Kept); 11] {
        let (conekta, n1co) = (&mut self.conekta, &mut self.n1co);
        [
            ("conekta.customers", &mut conekta.customers),
            ("conekta.tokens", &mut conekta.tokens),
            ("conekta.orders", &mut conekta.orders),
            ("conekta.events", &mut conekta.events),
            ("conekta.webhooks", &mut conekta.webhooks),
            ("conekta.webhook_keys", &mut conekta.webhook_keys),
            ("n1co.bearers", &mut n1co.bearers),
            ("n1co.cards", &mut n1co.cards),
            ("n1co.authentications", &mut n1co.authentications),
            ("n1co.orders", &mut n1co.orders),
            ("n1co.notices", &mut n1co.notices),
        ]
    }
}

/// Innermost of all middleware: nothing is answered that is not kept, whatever goes wrong with the
/// answer on its way.
pub(crate) async fn keep(
    Extracted(sandbox): Extracted<Sandbox>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    match sandbox.keep() {
        Ok(()) => response,
        Err(reason) => (StatusCode::INTERNAL_SERVER_ERROR, reason).into_response(),
    }
}
