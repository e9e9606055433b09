//! Waiting for Ctrl-C, or for something to go wrong.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use anyhow::{Context, Result};

/// How often the rest is looked after.
const PERIOD: Duration = Duration::from_millis(200);
/// How the program ends where nobody listens: as a shell says it of one that SIGINT ended.
const STOPPED: i32 = 130;

/// Whom a signal is passed on to; `None` as long as none is listened for, since a program can have
/// one handler only.
static LISTENERS: Mutex<Option<Vec<Listener>>> = Mutex::new(None);

/// Hears the signals that ask us to stop, until it is dropped.
#[derive(Debug)]
pub(crate) struct Stop {
    told: Receiver<()>,
    listening: Arc<()>,
}

/// Acts at a signal, until it is dropped.
#[derive(Debug)]
pub(crate) struct Guard {
    _listening: Arc<()>,
}

#[derive(Debug)]
struct Listener {
    tell: Sender<()>,
    listening: Weak<()>,
}

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
        let (tell, told) = channel();
        let listening = Arc::new(());
        let mut listeners = LISTENERS.lock().unwrap_or_else(PoisonError::into_inner);
        if listeners.is_none() {
            ctrlc::set_handler(pass_on).context("cannot listen for Ctrl-C")?;
        }
        listeners.get_or_insert_default().push(Listener {
            tell,
            listening: Arc::downgrade(&listening),
        });
        Ok(Self { told, listening })
    }

    /// Acts at the signal, and ends the program.
    pub(crate) fn then(self, act: impl FnOnce() + Send + 'static) -> Guard {
        let Self { told, listening } = self;
        std::thread::spawn(move || {
            if told.recv().is_ok() {
                act();
                std::process::exit(STOPPED);
            }
        });
        Guard {
            _listening: listening,
        }
    }

    /// Whether a signal came until now.
    pub(crate) fn is_told(&self) -> bool {
        self.told.try_recv().is_ok()
    }

    /// Waits for a signal, and asks now and then whether something died.
    pub(crate) fn wait(&self, mut died: impl FnMut() -> Option<Result<String>>) -> Result<Told> {
        loop {
            match self.told.recv_timeout(PERIOD) {
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return Ok(Told::ByPerson),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if let Some(last_words) = died() {
                return last_words.map(Told::ByDeath);
            }
        }
    }
}

/// Tells whoever still listens. Where nobody does, nothing is left to be put away.
fn pass_on() {
    let mut listeners = LISTENERS.lock().unwrap_or_else(PoisonError::into_inner);
    let listeners = listeners.get_or_insert_default();
    listeners
        .retain(|listener| listener.listening.strong_count() > 0 && listener.tell.send(()).is_ok());
    if listeners.is_empty() {
        std::process::exit(STOPPED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_told_to_everybody_who_still_listens() {
        let [one, other, gone] = [(); 3].map(|()| Stop::listen().unwrap());
        drop(gone);
        assert!(!one.is_told());
        pass_on();
        assert!(one.is_told() && other.is_told());
        assert!(!one.is_told(), "once");
    }
}
