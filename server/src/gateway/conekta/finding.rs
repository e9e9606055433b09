//! Finding an order by our reference, and being sure that there is none.
//!
//! Conekta does not say whether its search looks into references and metadata, and "no such order"
//! ends an attempt: believed wrongly, it would let a second charge be made. So a search that finds
//! nothing counts only where the same search finds an order that is known to be there. Otherwise
//! all orders of the time are looked through, page after page, which takes a busy store too long.

use std::sync::{Mutex, PoisonError};

use cobro_wire::{AttemptId, Locale, Timestamp};

use super::client::Fault;
use super::shapes::{ConektaOrder, List};
use super::{Conekta, PAGE_LIMIT, mapping};
use crate::gateway::{Answer, Expected, Known, Outcome};
use crate::host::Host;

/// Pages that are read until a look-up gives up.
const MAX_PAGES: usize = 40;
/// How far Conekta's clock may be behind ours, in seconds.
const CLOCK_MARGIN: Timestamp = 300;
/// How long after an attempt was made its order is looked for among all, in seconds. One that comes
/// later is found by its reference, or told of by a webhook event.
const ARRIVES_WITHIN: Timestamp = 900;
/// How long the search is trusted once it found what it should, in seconds; and how long one order
/// is the one that it should find.
const TRUST_LASTS: Timestamp = 60;

/// What is known of Conekta's search.
pub(super) struct Search {
    /// Held for the length of an assignment.
    state: Mutex<State>,
    host: Host,
}

#[derive(Debug, Default)]
struct State {
    /// An attempt whose order is at Conekta, and since when we know that.
    witness: Option<(AttemptId, Timestamp)>,
    trusted_until: Timestamp,
}

impl State {
    /// Takes an order in that is at Conekta. The search may need a while to know it, so it is not
    /// replaced by the next one at once.
    fn witness(&mut self, attempt: &AttemptId, now: Timestamp) {
        let is_wanted = match &self.witness {
            Some((_, since)) => now - since >= TRUST_LASTS,
            None => true,
        };
        if is_wanted {
            self.witness = Some((attempt.clone(), now));
        }
    }

    /// Whether the search found lately what it should.
    fn is_trusted(&self, now: Timestamp) -> bool {
        now < self.trusted_until
    }
}

impl Search {
    pub(super) fn new(host: Host) -> Self {
        Search {
            state: Mutex::default(),
            host,
        }
    }

    /// Takes an answer to a charge in: where it brought an order, that is at Conekta.
    pub(super) fn witness(&self, attempt: &AttemptId, outcome: &Outcome) {
        let is_there = outcome.order.is_some() && outcome.answer != Answer::NoAnswer;
        if is_there {
            let now = self.host.now();
            self.with(|state| state.witness(attempt, now));
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Conekta {
    /// By our reference; and where that finds nothing and the search is not to be trusted, among
    /// all orders of the time.
    pub(super) async fn find(
        &self,
        known: Known<'_>,
        expected: Expected<'_>,
        locale: Locale,
    ) -> Outcome {
        match self.search(expected.attempt, locale).await {
            Ok(list) => {
                if let Some(found) = mapping::found(list.data, expected) {
                    return found;
                }
            }
            Err(fault) => return mapping::unread(&fault, expected).into(),
        }
        if self.search_finds_references(locale).await {
            return Answer::Absent.into();
        }
        self.look_through(known, expected, locale).await
    }

    async fn search(
        &self,
        attempt: &AttemptId,
        locale: Locale,
    ) -> Result<List<ConektaOrder>, Fault> {
        let by_reference = [("search", attempt.as_str()), ("limit", PAGE_LIMIT)];
        self.list(&by_reference, locale).await
    }

    /// Whether the search finds an order that is there.
    async fn search_finds_references(&self, locale: Locale) -> bool {
        let now = self.search.host.now();
        let (is_trusted, witness) = self
            .search
            .with(|state| (state.is_trusted(now), state.witness.clone()));
        if is_trusted {
            return true;
        }
        let Some((witness, _)) = witness else {
            return false;
        };
        let found = self.search(&witness, locale).await;
        let is_found = found.is_ok_and(|list| mapping::names(&list.data, &witness));
        if is_found {
            self.search
                .with(|state| state.trusted_until = now + TRUST_LASTS);
        } else {
            tracing::warn!(%witness, "Conekta's search does not find an order that is there");
        }
        is_found
    }

    async fn look_through(
        &self,
        known: Known<'_>,
        expected: Expected<'_>,
        locale: Locale,
    ) -> Outcome {
        let from = (known.since - CLOCK_MARGIN).to_string();
        let to = (known.since + ARRIVES_WITHIN).to_string();
        let mut last = None;
        for _ in 0..MAX_PAGES {
            let mut query = vec![
                ("created_at.gte", from.as_str()),
                ("created_at.lte", to.as_str()),
                ("limit", PAGE_LIMIT),
            ];
            query.extend(last.as_deref().map(|last| ("next", last)));
            let list = match self.list(&query, locale).await {
                Ok(list) => list,
                Err(fault) => return mapping::unread(&fault, expected).into(),
            };
            let (more, end) = (
                list.has_more,
                list.data.last().map(|order| order.id.clone()),
            );
            match mapping::found(list.data, expected) {
                Some(found) => return found,
                None if !more => return Answer::Absent.into(),
                None => last = end,
            }
        }
        tracing::error!(attempt = %expected.attempt, "too many orders at Conekta to look through");
        Answer::NoAnswer.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_stays_the_witness_until_the_search_had_time_to_know_it() {
        let [first, second] = [1, 2].map(|byte| AttemptId::from_random([byte; 16]));
        let mut state = State::default();
        state.witness(&first, 1000);
        state.witness(&second, 1000 + TRUST_LASTS - 1);
        assert_eq!(state.witness, Some((first, 1000)));
        state.witness(&second, 1000 + TRUST_LASTS);
        assert_eq!(state.witness, Some((second, 1000 + TRUST_LASTS)));
    }

    #[test]
    fn the_search_is_not_trusted_for_ever() {
        let state = State {
            trusted_until: 1060,
            ..State::default()
        };
        assert!(state.is_trusted(1059));
        assert!(!state.is_trusted(1060));
        assert!(!State::default().is_trusted(0));
    }
}
