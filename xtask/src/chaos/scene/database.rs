//! Where the server of a run remembers.

use std::convert::Infallible;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// Where the server remembers. It must be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Database {
    /// A file of the run's own.
    Sqlite,
    /// Wherever somebody says.
    Address(String),
}

impl Database {
    /// Its address for the server.
    pub(super) fn address(&self, folder: &Path) -> String {
        match self {
            Database::Sqlite => format!("sqlite:{}", folder.join("cobro.db").display()),
            Database::Address(address) => address.clone(),
        }
    }
}

impl FromStr for Database {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "sqlite" => Database::Sqlite,
            address => Database::Address(address.to_owned()),
        })
    }
}

impl fmt::Display for Database {
    /// Without the address: it may have a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Database::Sqlite => "sqlite",
            Database::Address(_) => "URL",
        })
    }
}
