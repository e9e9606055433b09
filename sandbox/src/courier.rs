//! The courier: every webhook, of whichever provider, leaves the sandbox by [`Courier::deliver`]
//! and by nothing else. What goes wrong on the way is not known to the provider.

mod history;
mod post;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use crate::faults::{Faults, Operation, WebhookFate};
use crate::window::Log;
pub(crate) use history::Delivered;
use history::{History, State};

/// How long is waited before a letter that was late is brought again, where it was not taken: the
/// provider believes that it was.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(1)];

/// A webhook on its way to the merchant's server.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// What it is about.
    pub(crate) about: About,
    /// Where it goes: plain http.
    pub(crate) url: String,
    /// Its signature, and whatever else comes with it.
    pub(crate) headers: HeaderMap,
    /// JSON, as it is signed.
    pub(crate) body: Bytes,
}

/// What a letter is about.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// What faults know it by.
    pub(crate) operation: Operation,
    /// The event and whom it goes to: the same each time that it is tried, and no other's.
    pub(crate) id: String,
    /// What the event says, in the provider's word for it.
    pub(crate) kind: String,
    /// The provider's order that it is about; empty where it is about none.
    pub(crate) order_id: String,
}

/// Delivers letters; cloning it is cheap.
#[derive(Clone)]
pub(crate) struct Courier(Arc<Shared>);

struct Shared {
    faults: Faults,
    /// Told whenever a letter is somewhere else.
    log: Log,
    client: post::Client,
    /// Both are held for a look or a push, and never across an await.
    history: Mutex<History>,
    /// Letters that wait, by order, until the next one about the same order was brought.
    overtaken: Mutex<HashMap<String, oneshot::Sender<()>>>,
}

impl Courier {
    pub(crate) fn new(faults: Faults, log: Log) -> Self {
        Self(Arc::new(Shared {
            faults,
            log,
            client: post::client(),
            history: Mutex::default(),
            overtaken: Mutex::default(),
        }))
    }

    /// Delivers a letter, once: what it was answered with, or why there is no answer. What gets
    /// lost or held up on the way looks delivered.
    pub(crate) async fn deliver(&self, letter: Letter) -> Result<StatusCode, String> {
        let letter = Arc::new(letter);
        let is_new = self.history().open(&letter);
        // A further try of the provider's has its luck behind it.
        let fate = if is_new {
            self.0.faults.of_webhook(letter.about.operation)
        } else {
            WebhookFate::default()
        };
        let order = letter.about.order_id.clone();
        if fate.lost {
            self.close(&letter, State::Lost, "lost on request");
            return Ok(StatusCode::OK);
        }
        if let Some(pause) = fate.late {
            tokio::spawn(self.clone().hold(letter, fate, sleep(pause)));
            return Ok(StatusCode::OK);
        }
        if let Some(pause) = fate.out_of_order {
            let (sender, next_is_brought) = oneshot::channel();
            // Should one be waiting already, it need not any more.
            drop(self.overtaken().insert(order, sender));
            let turn = wait(next_is_brought, pause);
            tokio::spawn(self.clone().hold(letter, fate, turn));
            return Ok(StatusCode::OK);
        }
        let answer = self.bring(&letter, fate).await;
        drop(self.overtaken().remove(&order));
        answer
    }

    /// Every letter until now, oldest first.
    pub(crate) fn delivered(&self) -> Vec<Delivered> {
        self.history().rows()
    }

    /// A letter, as long as it is kept.
    pub(crate) fn letter(&self, id: &str) -> Option<Arc<Letter>> {
        self.history().letter(id)
    }

    fn history(&self) -> MutexGuard<'_, History> {
        let history = &self.0.history;
        history.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings every letter again that was lost or not taken, or this one, whatever became of it;
    /// answers with how many.
    pub(crate) fn resend(&self, id: Option<&str>) -> usize {
        let letters = match id {
            None => self.history().reopen(),
            Some(id) => self.history().reopen_one(id).into_iter().collect(),
        };
        let count = letters.len();
        for letter in letters {
            let now = std::future::ready(());
            tokio::spawn(self.clone().hold(letter, WebhookFate::default(), now));
        }
        count
    }

    fn close(&self, letter: &Letter, state: State, reason: &str) {
        self.history().close(letter, state, reason);
        self.0.log.changed();
    }

    fn overtaken(&self) -> MutexGuard<'_, HashMap<String, oneshot::Sender<()>>> {
        let overtaken = &self.0.overtaken;
        overtaken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings a letter when its time has come, and again where it is not taken.
    async fn hold(self, letter: Arc<Letter>, fate: WebhookFate, turn: impl Future<Output = ()>) {
        turn.await;
        let mut answer = self.bring(&letter, fate).await;
        for pause in PAUSES {
            if answer.as_ref().is_ok_and(|status| status.is_success()) {
                return;
            }
            sleep(pause).await;
            answer = self.bring(&letter, WebhookFate::default()).await;
        }
    }

    async fn bring(&self, letter: &Arc<Letter>, fate: WebhookFate) -> Result<StatusCode, String> {
        let client = &self.0.client;
        if fate.forged {
            // It should be refused; nothing depends on it here.
            drop(post::post(client, post::forged(letter)).await);
        }
        let answer = post::post(client, letter.as_ref().clone()).await;
        match &answer {
            Ok(status) if status.is_success() => {
                if fate.twice {
                    drop(post::post(client, letter.as_ref().clone()).await);
                }
                self.close(letter, State::Taken, "");
            }
            Ok(status) => {
                let reason = format!("answered with {status}");
                self.close(letter, State::Lost, &reason);
            }
            Err(reason) => self.close(letter, State::Lost, reason),
        }
        answer
    }
}

async fn wait(next_is_brought: oneshot::Receiver<()>, limit: Duration) {
    // It ends when the other end is dropped; where there is no next letter, the limit counts.
    drop(timeout(limit, next_is_brought).await);
}
