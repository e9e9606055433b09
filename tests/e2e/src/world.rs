//! All that a journey needs, started for it alone: sandbox, server, database, browser.

mod services;

use anyhow::Result;
use cobro_sandbox::{Ledger, Sandbox};
use tempfile::TempDir;

use crate::browser::Browser;
use services::Services;

/// What is different about a world.
#[derive(Debug, Clone)]
pub struct Options {
    /// The browser's language.
    pub language: &'static str,
    /// How long the bank waits for its code, in seconds.
    pub challenge_seconds: i64,
    /// Whether the provider's script can be loaded.
    pub script_reachable: bool,
    /// Flags of the server, after all others.
    pub server_flags: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            language: "es-MX",
            challenge_seconds: cobro_sandbox::config::DEFAULT_CHALLENGE_SECONDS,
            script_reachable: true,
            server_flags: Vec::new(),
        }
    }
}

/// A running store and a browser that has never seen it. Dropping it stops everything.
pub struct World {
    /// The browser.
    pub browser: Browser,
    services: Services,
    _folder: TempDir,
}

impl World {
    /// Starts everything.
    ///
    /// # Errors
    /// When the front end is not built, or something does not start.
    pub async fn start(options: &Options) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let services = Services::start(options, folder.path()).await?;
        let browser = Browser::start(options.language, services.store_url()).await?;
        Ok(Self {
            browser,
            services,
            _folder: folder,
        })
    }

    /// The provider.
    #[must_use]
    pub fn sandbox(&self) -> &Sandbox {
        self.services.sandbox()
    }

    /// What was really charged until now.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.sandbox().ledger()
    }

    /// The movements by which the shopper's money was taken, in minor units.
    #[must_use]
    pub fn taken(&self) -> Vec<i64> {
        self.ledger().taken().map(|entry| entry.amount).collect()
    }
}
