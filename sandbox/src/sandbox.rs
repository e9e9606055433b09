//! The handle that holds the sandbox's state, and the ways to put it on the network.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use tokio::net::TcpListener;

use crate::conekta::Book;
use crate::config::{Config, ConfigError};
use crate::ledger::Ledger;
use crate::n1co;
use crate::router::router;

/// The sandbox: a cheap handle to its settings and all that it remembers.
#[derive(Clone)]
pub struct Sandbox(Arc<Shared>);

struct Shared {
    config: Config,
    /// A plain mutex: each request holds it for some lookups and never across an await, and one
    /// lock for all makes every request atomic.
    world: Mutex<World>,
    webhooks: n1co::Webhooks,
}

/// All that the sandbox remembers, in memory.
#[derive(Default)]
pub(crate) struct World {
    /// Conekta's customers, tokens and orders.
    pub(crate) conekta: Book,
    /// n1co's bearers, cards, orders and authentications.
    pub(crate) n1co: n1co::Book,
    /// What was really charged.
    pub(crate) ledger: Ledger,
}

impl Sandbox {
    /// A sandbox that remembers nothing yet.
    ///
    /// # Errors
    ///
    /// Where the configuration is refused.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self(Arc::new(Shared {
            webhooks: n1co::Webhooks::new(config.n1co.webhook.clone()),
            config,
            world: Mutex::default(),
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

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn now(&self) -> i64 {
        (self.0.config.clock)()
    }

    /// Where n1co's webhook events go.
    pub(crate) fn webhooks(&self) -> &n1co::Webhooks {
        &self.0.webhooks
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Answers on `listener` until `shutdown` is done; requests that are under way are finished.
///
/// # Errors
///
/// Where the listener fails.
pub async fn serve(
    listener: TcpListener,
    sandbox: Sandbox,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, sandbox.router())
        .with_graceful_shutdown(shutdown)
        .await
}
