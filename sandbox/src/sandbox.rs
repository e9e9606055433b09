//! The handle that holds the sandbox's state, and its routes.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use axum::Router;

use crate::conekta::{self, Book, Outbox};
use crate::config::{Config, ConfigError};
use crate::courier::Courier;
use crate::faults::Faults;
use crate::ledger::Ledger;
use crate::n1co;
use crate::router::router;
use crate::state::State;
use crate::window::Log;

/// The sandbox: a cheap handle to its settings and all that it remembers.
#[derive(Clone)]
pub struct Sandbox(Arc<Shared>);

/// A handle that does not keep the sandbox alive: for what the sandbox itself holds.
pub(crate) struct WeakSandbox(Weak<Shared>);

struct Shared {
    config: Config,
    /// A plain mutex: each request holds it for some lookups and never across an await, and one
    /// lock for all makes every request atomic.
    world: Mutex<World>,
    courier: Courier,
    outbox: Outbox,
    webhooks: n1co::Webhooks,
    faults: Faults,
    log: Log,
    /// The file that all of this is kept in, if any: taken after the world and never without it.
    state: Option<Mutex<State>>,
    /// How far the clock was moved forward, in seconds.
    ahead: Arc<AtomicI64>,
}

/// All that the sandbox remembers.
#[derive(Default)]
pub(crate) struct World {
    /// Conekta's customers, tokens, orders, and events about them.
    pub(crate) conekta: Book,
    /// n1co's bearers, cards, orders and authentications.
    pub(crate) n1co: n1co::Book,
    /// What was really charged.
    pub(crate) ledger: Ledger,
}

impl Sandbox {
    /// A sandbox that remembers nothing yet, or what is in the file that the configuration names.
    ///
    /// # Errors
    ///
    /// Where the configuration is refused, or the file is.
    pub fn new(mut config: Config) -> Result<Self, ConfigError> {
        config.check()?;
        let ahead = Arc::new(AtomicI64::new(0));
        let (clock, moved) = (config.clock, Arc::clone(&ahead));
        config.clock = Arc::new(move || clock().saturating_add(moved.load(Ordering::SeqCst)));
        let faults = Faults::default();
        let log = Log::default();
        let courier = Courier::new(faults.clone(), log.clone());
        let mut world = World::default();
        let state = match &config.state {
            Some(path) => Some(State::open(path, &mut world)?),
            None => None,
        };
        if let Some(state) = &state {
            ahead.store(state.ahead(), Ordering::SeqCst);
        }
        world.conekta.begin(&config);
        Ok(Self(Arc::new(Shared {
            state: state.map(Mutex::new),
            webhooks: n1co::Webhooks::new(courier.clone(), config.n1co.webhook.clone()),
            courier,
            outbox: Outbox::default(),
            config,
            world: Mutex::new(world),
            faults,
            log,
            ahead,
        })))
    }

    /// Everything that it answers.
    pub fn router(&self) -> Router {
        router(self.clone())
    }

    /// What was really charged until now.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.world().ledger.clone()
    }

    /// Puts every card that Conekta keeps out of use, as their issuers may.
    pub fn block_saved_cards(&self) {
        let customers = &mut self.world().conekta.customers;
        let all = customers.oldest_first().map(|customer| customer.id.clone());
        for id in all.collect::<Vec<_>>() {
            let sources = customers
                .get_mut(&id)
                .map(|customer| &mut customer.payment_sources);
            for source in sources.into_iter().flatten() {
                source.blocked = true;
            }
        }
    }

    /// What goes wrong, and what is to.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    /// Puts in the customers, cards and orders of `docs/sandbox.md`, as far as they are not there.
    ///
    /// # Errors
    ///
    /// Where they cannot be kept.
    pub fn seed(&self) -> Result<(), String> {
        {
            let world = &mut *self.world();
            conekta::seed(self, world);
            n1co::seed(self, world);
        }
        self.keep()
    }

    /// Moves the clock forward, by seconds.
    pub fn forward(&self, seconds: i64) {
        self.0.ahead.fetch_add(seconds.max(0), Ordering::SeqCst);
    }

    /// Writes what changed into the file, if there is one. Says why where that fails; it is tried
    /// again the next time.
    pub(crate) fn keep(&self) -> Result<(), String> {
        let Some(state) = &self.0.state else {
            return Ok(());
        };
        // One after the other, in the order in which things happened.
        let world = &mut *self.world();
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let ahead = self.0.ahead.load(Ordering::SeqCst);
        let kept = state.keep(world, ahead);
        kept.map_err(|error| format!("the state cannot be kept: {error}"))
    }

    /// Whether there is a file that all of it is kept in.
    pub(crate) fn is_kept(&self) -> bool {
        self.0.state.is_some()
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn now(&self) -> i64 {
        (self.0.config.clock)()
    }

    /// By whom webhook events go.
    pub(crate) fn courier(&self) -> &Courier {
        &self.0.courier
    }

    /// Where Conekta's webhook events go.
    pub(crate) fn outbox(&self) -> &Outbox {
        &self.0.outbox
    }

    /// Where n1co's webhook events go.
    pub(crate) fn webhooks(&self) -> &n1co::Webhooks {
        &self.0.webhooks
    }

    /// The latest calls, for whoever looks on.
    pub(crate) fn log(&self) -> &Log {
        &self.0.log
    }

    pub(crate) fn downgrade(&self) -> WeakSandbox {
        WeakSandbox(Arc::downgrade(&self.0))
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WeakSandbox {
    /// The sandbox, while there is one.
    pub(crate) fn upgrade(&self) -> Option<Sandbox> {
        self.0.upgrade().map(Sandbox)
    }
}

/// The whole sandbox as one router.
///
/// # Errors
///
/// Where the configuration is refused.
pub fn app(config: Config) -> Result<Router, ConfigError> {
    Sandbox::new(config).map(|sandbox| sandbox.router())
}
