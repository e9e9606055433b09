//! Where the server remembers, and how long it waits for it. Pure.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use url::Url;

use super::Secret;

/// Where the server remembers.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// Which database.
    pub address: DatabaseAddress,
    /// Connections at most.
    pub connections: u32,
    /// How long a caller waits for a connection, a new one included.
    pub acquire_timeout: Duration,
    /// How long PostgreSQL may take for one statement.
    pub statement_timeout: Duration,
    /// How long a statement waits for what another one has locked.
    pub lock_timeout: Duration,
    /// How long a transaction may do nothing before PostgreSQL ends it.
    pub idle_timeout: Duration,
}

/// Which database: its whole address, possibly with a password in it.
#[derive(Debug, Clone)]
pub enum DatabaseAddress {
    /// A file, for one server.
    Sqlite(Secret),
    /// PostgreSQL, which several servers may share.
    Postgres(Secret),
}

impl fmt::Display for DatabaseAddress {
    /// The file; of PostgreSQL's address nothing, as it may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DatabaseAddress::Sqlite(address) => {
                let file = address.expose().trim_start_matches("sqlite:");
                let file = file.split('?').next().unwrap_or_default();
                write!(f, "{file} (SQLite; the folder must be there and writable)")
            }
            DatabaseAddress::Postgres(_) => f.write_str("PostgreSQL"),
        }
    }
}

/// Parameters that an address of PostgreSQL may have. The driver would log any other one with its
/// value, which may be a piece of a password that was not escaped.
const PARAMETERS: [&str; 10] = [
    "application_name",
    "dbname",
    "host",
    "password",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];

/// Reads an address, and adds what is not left to chance.
///
/// # Errors
/// What is wrong with it, without any piece of it.
pub(super) fn address(text: &str) -> Result<DatabaseAddress, &'static str> {
    if text.starts_with("sqlite:") {
        let mode = if text.contains('?') { "" } else { "?mode=rwc" };
        return Ok(DatabaseAddress::Sqlite(Secret::new(format!(
            "{text}{mode}"
        ))));
    }
    let mut url = match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "postgres" | "postgresql") => url,
        _ => return Err("sqlite:FILE or postgres://USER:PASSWORD@HOST/DATABASE is expected"),
    };
    if !url.query_pairs().all(|(name, _)| is_parameter(&name)) {
        return Err(
            "a parameter of the address is not one that PostgreSQL's can have here; in a \
             password, write ? as %3F, # as %23, / as %2F and @ as %40",
        );
    }
    let host = parameter(&url, "host").or_else(|| url.host_str().map(str::to_owned));
    let Some(host) = host.filter(|host| !host.is_empty()) else {
        return Err(
            "the address names no host: postgres://USER:PASSWORD@HOST/DATABASE, or \
             postgres:///DATABASE?host=/FOLDER for a socket",
        );
    };
    if !is_local(&host) && parameter(&url, "sslmode").is_none() {
        url.query_pairs_mut().append_pair("sslmode", "verify-full");
    }
    Ok(DatabaseAddress::Postgres(Secret::new(url)))
}

fn is_parameter(name: &str) -> bool {
    PARAMETERS.contains(&name)
}

/// A parameter's value; where it is given twice, the last one counts.
fn parameter(url: &Url, name: &str) -> Option<String> {
    let pairs = url.query_pairs().filter(|(found, _)| found == name);
    pairs.last().map(|(_, value)| value.into_owned())
}

/// Whether what is said to a host stays on this machine: a socket, or a loopback address.
fn is_local(host: &str) -> bool {
    let is_socket = host.starts_with('/') || host.get(..3).is_some_and(is_slash);
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    is_socket
        || host == "localhost"
        || host.ends_with(".localhost")
        || address.is_ok_and(|address| address.is_loopback())
}

fn is_slash(escaped: &str) -> bool {
    escaped.eq_ignore_ascii_case("%2f")
}

#[cfg(test)]
mod tests;
