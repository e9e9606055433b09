//! Where the server of a run remembers.

use std::convert::Infallible;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use anyhow::Result;

use crate::tool::postgres;
use crate::workspace::Workspace;

/// Where the server remembers. It must be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Database {
    /// A file of the run's own.
    Sqlite,
    /// A PostgreSQL of the run's own.
    Postgres,
    /// Wherever somebody says.
    Address(String),
}

/// A database that is there. Dropping it ends what was started for it.
pub(super) struct Opened {
    /// Its address for the server.
    pub(super) address: String,
    _server: Option<postgres::Server>,
}

impl Database {
    /// Starts what it needs.
    pub(super) fn open(&self, workspace: &Workspace, folder: &Path) -> Result<Opened> {
        let (address, server) = match self {
            Database::Sqlite => {
                let path = folder.join("cobro.db");
                (format!("sqlite:{}", path.display()), None)
            }
            Database::Postgres => {
                let server = postgres::Server::start(workspace)?;
                (server.url(), Some(server))
            }
            Database::Address(address) => (address.clone(), None),
        };
        Ok(Opened {
            address,
            _server: server,
        })
    }
}

impl FromStr for Database {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "sqlite" => Database::Sqlite,
            "postgres" => Database::Postgres,
            address => Database::Address(address.to_owned()),
        })
    }
}

impl fmt::Display for Database {
    /// Without the address: it may have a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Database::Sqlite => "sqlite",
            Database::Postgres => "postgres",
            Database::Address(_) => "URL",
        })
    }
}
