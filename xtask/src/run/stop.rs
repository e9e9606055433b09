//! Waiting for Ctrl-C, or for something to go wrong.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};

/// How often the rest is looked after.
const PERIOD: Duration = Duration::from_millis(200);

/// Whom a signal is passed on to; `None` as long as none is listened for, since a program can have
/// one handler only.
static LISTENERS: Mutex<Option<Vec<Sender<()>>>> = Mutex::new(None);

/// Hears the signals that ask us to stop.
#[derive(Debug)]
pub(crate) struct Stop(Receiver<()>);

/// Why waiting ended.
#[derive(Debug)]
pub(crate) enum Told {
    /// Somebody asked for it.
    ByPerson,
    /// A service died; its last words.
    ByDeath(String),
}

impl Stop {
    /// Listens from now on.
    pub(crate) fn listen() -> Result<Self> {
        let (sender, receiver) = channel();
        let mut listeners = LISTENERS.lock().unwrap_or_else(PoisonError::into_inner);
        if listeners.is_none() {
            ctrlc::set_handler(pass_on).context("cannot listen for Ctrl-C")?;
        }
        listeners.get_or_insert_default().push(sender);
        Ok(Self(receiver))
    }

    /// Whether a signal came until now.
    pub(crate) fn is_told(&self) -> bool {
        self.0.try_recv().is_ok()
    }

    /// Waits for a signal, and asks now and then whether something died.
    pub(crate) fn wait(&self, mut died: impl FnMut() -> Option<Result<String>>) -> Result<Told> {
        loop {
            match self.0.recv_timeout(PERIOD) {
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return Ok(Told::ByPerson),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if let Some(last_words) = died() {
                return last_words.map(Told::ByDeath);
            }
        }
    }
}

/// Tells whoever still listens; where nobody does, nothing is left to be put away.
fn pass_on() {
    let mut listeners = LISTENERS.lock().unwrap_or_else(PoisonError::into_inner);
    let listeners = listeners.get_or_insert_default();
    listeners.retain(|listener| listener.send(()).is_ok());
    if listeners.is_empty() {
        // As a shell says it of a program that SIGINT ended.
        std::process::exit(130);
    }
}
