//! All that a journey needs, started for it alone: sandbox, server, database, browser.

mod bank;
mod proxy;
mod services;

use anyhow::{Context, Result};
use cobro_sandbox::{Fault, Ledger, Pause, Rule};
use tempfile::TempDir;

use crate::browser::Browser;
use crate::cards::TestCards;
use crate::gateway::Gateway;
use crate::look::Look;
use crate::wait::until;
use crate::words::Words;
use services::Services;

/// What is different about a world, whatever the gateway.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How long the bank waits for its code, in seconds.
    pub challenge_seconds: i64,
    /// Whether the bank's page shows nothing without its cookie.
    pub bank_wants_cookie: bool,
    /// Flags of the server, after all others.
    pub server_flags: &'static [&'static str],
    /// Pieces of what the console may complain about: what the journey itself breaks.
    pub complaints: &'static [&'static str],
}

impl Options {
    /// Nothing unusual.
    pub const DEFAULT: Self = Self {
        challenge_seconds: cobro_sandbox::config::DEFAULT_CHALLENGE_SECONDS,
        bank_wants_cookie: false,
        server_flags: &[],
        complaints: &[],
    };
}

/// A running store and a browser that has never seen it. Dropping it stops everything.
pub struct World {
    /// The browser.
    pub browser: Browser,
    /// Who charges.
    pub gateway: Gateway,
    /// What becomes of which card.
    pub cards: TestCards,
    services: Services,
    _folder: TempDir,
}

impl World {
    /// Starts everything, for a shopper to whom it looks like that.
    ///
    /// # Errors
    /// When the front end is not built, or something does not start.
    pub async fn start(gateway: Gateway, look: Look, options: &Options) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let services = Services::start(gateway, options, folder.path()).await?;
        let browser = Browser::begin(look, services.store_url()).await?;
        Ok(Self {
            browser,
            gateway,
            cards: gateway.cards,
            services,
            _folder: folder,
        })
    }

    /// What the shopper must read.
    #[must_use]
    pub fn words(&self) -> &'static Words {
        self.browser.words()
    }

    /// The address of the provider's own page.
    #[must_use]
    pub fn sandbox_url(&self) -> &str {
        self.services.sandbox_url()
    }

    /// The provider has customers, cards and orders of others, whatever the store does.
    ///
    /// # Errors
    /// When it does not take them.
    pub fn seed_provider(&self) -> Result<()> {
        let seeded = self.services.sandbox().seed();
        seeded.map_err(anyhow::Error::msg)
    }

    /// What was really charged until now, by the provider's own book.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.services.sandbox().ledger()
    }

    /// The amounts that were taken from the shopper, in minor units.
    #[must_use]
    pub fn taken(&self) -> Vec<i64> {
        self.ledger().taken().map(|entry| entry.amount).collect()
    }

    /// The cards that money was taken from, by the end of their numbers.
    #[must_use]
    pub fn taken_from(&self) -> Vec<String> {
        let ledger = self.ledger();
        ledger.taken().map(|entry| entry.last4.clone()).collect()
    }

    /// From now on, whatever the store answers about an order gets lost on the way to the shopper,
    /// though it is done; or comes through again.
    pub fn lose_answers(&self, lose: bool) {
        self.services.proxy().lose_answers(lose);
    }

    /// From now on, what the store answers to who reads an order gets lost, and only what it tells
    /// by itself comes through; or comes through again.
    pub fn lose_looks(&self, lose: bool) {
        self.services.proxy().lose_looks(lose);
    }

    /// What the provider answers to the next charge gets lost on the way to the store, though the
    /// charge is made.
    ///
    /// # Errors
    /// When the sandbox knows no such fault.
    pub fn lose_next_charge(&self) -> Result<()> {
        let faults = self.services.sandbox().faults();
        for charge in ["conekta.create_order", "n1co.charges"] {
            faults.add(Rule::next(charge, Fault::DropAfterEffect, 1))?;
        }
        Ok(())
    }

    /// From now on, the provider neither answers the store's questions nor tells it anything.
    ///
    /// # Errors
    /// When the sandbox knows no such fault.
    pub fn lose_answers_to_the_store(&self) -> Result<()> {
        let faults = self.services.sandbox().faults();
        let all = u64::MAX;
        for question in ["conekta.get_order", "conekta.list_orders"] {
            faults.add(Rule::next(question, Fault::ErrorBeforeEffect(503), all))?;
        }
        faults.add(Rule::next("conekta.webhook", Fault::Lose, all))?;
        Ok(())
    }

    /// Nothing goes wrong at the provider any more.
    pub fn mend_provider(&self) {
        self.services.sandbox().faults().clear();
    }

    /// Every saved card is put out of use by who issued it.
    pub fn block_saved_cards(&self) {
        self.services.sandbox().block_saved_cards();
    }

    /// The bank's page comes later than anybody waits for it, the next time that it is asked for.
    ///
    /// # Errors
    /// When the sandbox knows no such fault.
    pub fn delay_next_challenge(&self) -> Result<()> {
        let pause = Pause {
            ms: 60_000,
            jitter_ms: 0,
        };
        let late = Rule::next("conekta.show_challenge", Fault::Latency(pause), 1);
        self.services.sandbox().faults().add(late)?;
        Ok(())
    }

    /// Waits until money was taken from as many cards.
    ///
    /// # Errors
    /// When it was not.
    pub async fn until_taken(&self, times: usize) -> Result<()> {
        until(async || Ok(self.taken().len() >= times))
            .await
            .context("no money was taken")
    }
}
