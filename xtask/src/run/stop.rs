//! Waiting for Ctrl-C, or for something to go wrong.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context, Result};

/// How often the rest is looked after.
const PERIOD: Duration = Duration::from_millis(200);

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
    /// Listens from now on. Once a program.
    pub(crate) fn listen() -> Result<Self> {
        let (sender, receiver) = channel();
        ctrlc::set_handler(move || {
            // Whoever does not listen any more is stopping already.
            let _ = sender.send(());
        })
        .context("cannot listen for Ctrl-C")?;
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
