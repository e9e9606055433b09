//! A breaker in front of a provider. Where calls fail in a row, the next ones are not made for a
//! while: a shopper is told at once, of a charge that is known not to have left, and a provider
//! that is coming back is not trampled on.

use std::sync::{Mutex, PoisonError};

use cobro_wire::Timestamp;

use crate::host::Host;

/// Calls that fail in a row until none is made.
const TRIPS_AFTER: u32 = 8;
/// How long no call is made then, in seconds; after that one is tried.
const COOLS_FOR: Timestamp = 10;

/// Whether calls are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// They are.
    Closed {
        /// Failures in a row.
        failures: u32,
    },
    /// They are not, until `until`; then one is.
    Open {
        /// When the next one is tried.
        until: Timestamp,
    },
}

/// Whether a call is made now, and what follows from that it is.
fn admit(state: State, now: Timestamp) -> (State, bool) {
    match state {
        State::Closed { .. } => (state, true),
        // One call finds out; should it not come back, the next one does.
        State::Open { until } if now >= until => (
            State::Open {
                until: now + COOLS_FOR,
            },
            true,
        ),
        State::Open { .. } => (state, false),
    }
}

/// What follows from how a call went.
fn record(state: State, answered: bool, now: Timestamp) -> State {
    match (state, answered) {
        (_, true) => State::Closed { failures: 0 },
        (State::Closed { failures }, false) if failures + 1 < TRIPS_AFTER => State::Closed {
            failures: failures + 1,
        },
        (State::Closed { .. } | State::Open { .. }, false) => State::Open {
            until: now + COOLS_FOR,
        },
    }
}

/// The breaker of one provider.
pub(super) struct Breaker {
    /// Held for the length of an assignment.
    state: Mutex<State>,
    host: Host,
}

/// No call is made: the provider failed too often.
#[derive(Debug, thiserror::Error)]
#[error("the provider failed {TRIPS_AFTER} times in a row: it is left alone for {COOLS_FOR} s")]
pub(super) struct Tripped;

impl Breaker {
    pub(super) fn new(host: Host) -> Self {
        Breaker {
            state: Mutex::new(State::Closed { failures: 0 }),
            host,
        }
    }

    /// Asks whether a call may be made.
    ///
    /// # Errors
    /// When it may not.
    pub(super) fn admit(&self) -> Result<(), Tripped> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (next, is_admitted) = admit(*state, self.host.now());
        *state = next;
        if is_admitted { Ok(()) } else { Err(Tripped) }
    }

    /// Tells how a call went: whether the provider answered anything that can be understood, be it
    /// a refusal.
    pub(super) fn record(&self, answered: bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let next = record(*state, answered, self.host.now());
        match (*state, next) {
            (State::Closed { .. }, State::Open { .. }) => {
                tracing::error!(
                    "the provider failed {TRIPS_AFTER} times in a row: it is left alone"
                );
            }
            (State::Open { .. }, State::Closed { .. }) => tracing::info!("the provider is back"),
            (State::Closed { .. } | State::Open { .. }, _) => {}
        }
        *state = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(failures: u32) -> State {
        let closed = State::Closed { failures: 0 };
        (0..failures).fold(closed, |state, _| record(state, false, 100))
    }

    #[test]
    fn calls_are_made_until_so_many_fail_in_a_row() {
        assert!(admit(after(TRIPS_AFTER - 1), 100).1);
        assert!(!admit(after(TRIPS_AFTER), 100).1);
    }

    #[test]
    fn an_answer_in_between_counts_the_failures_anew() {
        let state = record(after(TRIPS_AFTER - 1), true, 100);
        assert!(admit(record(state, false, 100), 100).1);
    }

    #[test]
    fn after_a_pause_one_call_finds_out_and_the_others_wait_for_it() {
        let cool = 100 + COOLS_FOR;
        let open = after(TRIPS_AFTER);
        assert!(!admit(open, cool - 1).1);
        let (trying, first) = admit(open, cool);
        assert!(first);
        assert!(!admit(trying, cool).1);
        // It failed: another pause. It went well: all are made.
        assert!(!admit(record(trying, false, cool), cool + COOLS_FOR - 1).1);
        assert!(admit(record(trying, true, cool), cool).1);
    }

    #[test]
    fn a_try_that_never_comes_back_does_not_hold_up_the_next_one() {
        let (trying, _) = admit(after(TRIPS_AFTER), 100 + COOLS_FOR);
        assert!(admit(trying, 100 + 2 * COOLS_FOR).1);
    }
}
