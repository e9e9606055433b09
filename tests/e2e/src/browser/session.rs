//! Browsers that are used again: to start one takes as long as half a journey.
//!
//! Each journey gets a new tab, with no cookies, no history and no log, and a port that may have
//! been another store's before: what that one kept is cleared. A browser that saw a journey fail is
//! not used again.

use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use serde_json::json;
use thirtyfour::extensions::query::ElementPollerWithTimeout;
use thirtyfour::prelude::*;

use super::driver::Driver;
use super::kind::Kind;
use super::window;
use crate::look::{Language, Look};
use crate::wait::{PATIENCE, PERIOD};

/// Held for single lines only.
static POOL: Mutex<Pool> = Mutex::new(Pool {
    journeys: 0,
    idle: Vec::new(),
});

struct Pool {
    /// Journeys that have begun, and not ended.
    journeys: usize,
    /// Browsers that wait for a journey.
    idle: Vec<Session>,
}

/// A running browser, and the process that steers it.
pub(super) struct Session {
    language: Language,
    pub(super) kind: Kind,
    pub(super) web: WebDriver,
    /// After the session: it is closed first.
    _driver: Driver,
}

impl Session {
    /// One that waits, or a new one.
    pub(super) async fn begin(look: Look) -> Result<Self> {
        let waiting = with_pool(|pool| {
            let fits = |one: &Session| one.language == look.language;
            let place = pool.idle.iter().position(fits);
            place.map(|place| pool.idle.swap_remove(place))
        });
        match waiting {
            Some(session) => Ok(session),
            None => Self::start(look).await,
        }
    }

    async fn start(look: Look) -> Result<Self> {
        let kind = Kind::asked_for()?;
        let driver = Driver::start(kind).await?;
        let web = WebDriver::new(driver.url(), kind.capabilities(look)?)
            .await
            .context("the browser does not start")?;
        web.set_poller(Arc::new(ElementPollerWithTimeout::new(PATIENCE, PERIOD)));
        if kind == Kind::Firefox {
            window::resize(&web, look.size).await?;
        }
        Ok(Self {
            language: look.language,
            kind,
            web,
            _driver: driver,
        })
    }

    /// Forgets what was seen of an origin, and waits for the next journey.
    pub(super) async fn leave(self, origin: &str) -> Result<()> {
        if self.kind == Kind::Firefox {
            return self.quit().await;
        }
        let left = async {
            let new = self.web.new_tab().await?;
            for old in self.web.windows().await? {
                if old != new {
                    self.web.switch_to_window(old).await?;
                    self.web.close_window().await?;
                }
            }
            self.web.switch_to_window(new).await?;
            let devtools = self.web.cdp();
            devtools
                .send_raw("Network.clearBrowserCookies", json!({}))
                .await?;
            let all = json!({ "origin": origin, "storageTypes": "all" });
            devtools.send_raw("Storage.clearDataForOrigin", all).await?;
            // What the old tab said last belongs to nobody.
            self.web.browser_log().await?;
            anyhow::Ok(())
        };
        match left.await {
            Ok(()) => {
                with_pool(|pool| pool.idle.push(self));
                Ok(())
            }
            Err(error) => self.quit().await.and(Err(error)),
        }
    }

    /// Ends it.
    pub(super) async fn quit(self) -> Result<()> {
        Ok(self.web.clone().quit().await?)
    }
}

/// A journey's place among those that go on. As long as one does, browsers wait for the next one.
pub(crate) struct Place;

impl Place {
    /// A journey begins.
    pub(crate) fn take() -> Self {
        with_pool(|pool| pool.journeys += 1);
        Self
    }

    /// It has ended. The last one ends all browsers that wait: none outlives the tests.
    pub(crate) async fn leave(self) -> Result<()> {
        let over = with_pool(|pool| {
            pool.journeys -= 1;
            match pool.journeys {
                0 => take(&mut pool.idle),
                _ => Vec::new(),
            }
        });
        for session in over {
            session.quit().await?;
        }
        Ok(())
    }
}

fn with_pool<T>(work: impl FnOnce(&mut Pool) -> T) -> T {
    work(&mut POOL.lock().unwrap_or_else(PoisonError::into_inner))
}
