//! The latest calls, and the news of them for every open page.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;

use super::call::{Call, Line};

/// How many calls are kept; older ones are forgotten.
const MOST_CALLS: usize = 500;
/// How much news a page may be behind before it is told everything anew.
const MOST_NEWS: usize = 256;

/// The latest calls; cloning it is cheap.
#[derive(Clone)]
pub(crate) struct Log(Arc<Mutex<Kept>>);

/// Held for a look or a push, and never across an await.
struct Kept {
    calls: VecDeque<Call>,
    last_id: u64,
    /// Gone when the sandbox stops: then the pages' streams end.
    news: Option<broadcast::Sender<News>>,
}

/// What a page is told.
#[derive(Debug, Clone)]
pub(super) enum News {
    /// A call came, or went on.
    Call(Arc<Line>),
    /// Something else is not as it was: a delivery, a fault, the clock.
    Changed,
}

impl Default for Log {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Kept {
            calls: VecDeque::new(),
            last_id: 0,
            news: Some(broadcast::channel(MOST_NEWS).0),
        })))
    }
}

impl Log {
    /// Notes a call that begins, and answers with its number.
    pub(super) fn begin(&self, mut call: Call) -> u64 {
        let mut kept = self.kept();
        kept.last_id = kept.last_id.saturating_add(1);
        let id = kept.last_id;
        call.line.id = id;
        kept.tell(&call.line);
        if kept.calls.len() >= MOST_CALLS {
            kept.calls.pop_front();
        }
        kept.calls.push_back(call);
        id
    }

    /// Notes what became of a call, unless it is forgotten.
    pub(super) fn change(&self, id: u64, change: impl FnOnce(&mut Call)) {
        let mut kept = self.kept();
        let call = kept.calls.iter_mut().rev().find(|call| call.line.id == id);
        if let Some(call) = call {
            change(call);
            let line = call.line.clone();
            kept.tell(&line);
        }
    }

    /// Notes what goes wrong with a call because it was asked for.
    pub(crate) fn struck(&self, id: u64, faults: Vec<String>) {
        self.change(id, |call| call.line.faults = faults);
    }

    /// Says that something else is not as it was.
    pub(crate) fn changed(&self) {
        self.kept().send(News::Changed);
    }

    /// Forgets every call.
    pub(super) fn clear(&self) {
        self.kept().calls.clear();
    }

    /// A call in full.
    pub(super) fn call(&self, id: u64) -> Option<Call> {
        let kept = self.kept();
        kept.calls.iter().find(|call| call.line.id == id).cloned()
    }

    /// Every call that is kept, oldest first.
    pub(super) fn lines(&self) -> Vec<Line> {
        let kept = self.kept();
        kept.calls.iter().map(|call| call.line.clone()).collect()
    }

    /// News from now on; none once the sandbox stops.
    pub(super) fn follow(&self) -> Option<broadcast::Receiver<News>> {
        self.kept().news.as_ref().map(broadcast::Sender::subscribe)
    }

    /// Ends all that follow: the sandbox stops.
    pub(crate) fn close(&self) {
        self.kept().news = None;
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn tell(&self, line: &Line) {
        if self
            .news
            .as_ref()
            .is_some_and(|news| news.receiver_count() > 0)
        {
            self.send(News::Call(Arc::new(line.clone())));
        }
    }

    fn send(&self, news: News) {
        // Nobody may be looking.
        let _ = self.news.as_ref().map(|sender| sender.send(news));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_calls_are_forgotten() {
        let log = Log::default();
        for _ in 0..MOST_CALLS + 2 {
            log.begin(Call::default());
        }
        assert_eq!(log.lines().len(), MOST_CALLS);
        assert!(log.call(2).is_none());
        assert_eq!(log.call(3).unwrap().line.id, 3);
        // What becomes of a forgotten call is nobody's concern.
        log.change(1, |call| call.line.left = true);
        assert!(log.lines().iter().all(|line| !line.left));
    }
}
