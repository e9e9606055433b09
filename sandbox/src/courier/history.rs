//! The history of letters, as a provider's panel shows it.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::Letter;

/// A letter that was to be brought.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Delivered {
    operation: &'static str,
    id: String,
    kind: String,
    order_id: String,
    state: State,
    /// Why it is lost; else nothing.
    reason: String,
    /// How often it was brought, and got lost or was answered.
    tries: u32,
}

/// How many letters that were taken are kept, in case they are wanted again.
const MOST_TAKEN: usize = 500;

/// Where a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// On its way.
    Sending,
    /// The merchant's server said that it has it.
    Taken,
    /// It got lost, or was not taken.
    Lost,
}

/// Every letter, oldest first.
#[derive(Default)]
pub(super) struct History {
    rows: Vec<Delivered>,
    /// What may have to be brought again, in the same places.
    letters: Vec<Option<Arc<Letter>>>,
    places: HashMap<String, usize>,
}

impl History {
    /// Every letter until now.
    pub(super) fn rows(&self) -> Vec<Delivered> {
        self.rows.clone()
    }

    /// Notes that a letter is on its way, and whether that is the first time.
    pub(super) fn open(&mut self, letter: &Arc<Letter>) -> bool {
        let about = &letter.about;
        if self.places.contains_key(&about.id) {
            return false;
        }
        self.places.insert(about.id.clone(), self.rows.len());
        self.rows.push(Delivered {
            operation: about.operation.name(),
            id: about.id.clone(),
            kind: about.kind.clone(),
            order_id: about.order_id.clone(),
            state: State::Sending,
            reason: String::new(),
            tries: 0,
        });
        self.forget_the_oldest();
        self.letters.push(Some(Arc::clone(letter)));
        true
    }

    /// Notes what became of a letter. One that was taken once was taken.
    pub(super) fn close(&mut self, letter: &Letter, state: State, reason: &str) {
        let Some(place) = self.places.get(&letter.about.id) else {
            return;
        };
        let Some(row) = self.rows.get_mut(*place) else {
            return;
        };
        row.tries = row.tries.saturating_add(1);
        if row.state == State::Taken {
            return;
        }
        row.state = state;
        row.reason = reason.to_owned();
    }

    /// Lets go of the oldest letter that was taken, where there are many.
    fn forget_the_oldest(&mut self) {
        let place = self.letters.len().checked_sub(MOST_TAKEN);
        let place = place.unwrap_or(usize::MAX);
        if let (Some(row), Some(letter)) = (self.rows.get(place), self.letters.get_mut(place))
            && row.state == State::Taken
        {
            *letter = None;
        }
    }

    /// A letter, as long as it is kept.
    pub(super) fn letter(&self, id: &str) -> Option<Arc<Letter>> {
        self.letters.get(*self.places.get(id)?)?.clone()
    }

    /// Puts a letter on its way again, whatever became of it, as long as it is kept.
    pub(super) fn reopen_one(&mut self, id: &str) -> Option<Arc<Letter>> {
        let place = *self.places.get(id)?;
        let letter = self.letters.get(place)?.clone()?;
        let row = self.rows.get_mut(place)?;
        row.state = State::Sending;
        row.reason.clear();
        Some(letter)
    }

    /// Puts everything that is lost on its way again.
    pub(super) fn reopen(&mut self) -> Vec<Arc<Letter>> {
        let mut lost = Vec::new();
        for (row, letter) in self.rows.iter_mut().zip(&self.letters) {
            if let (State::Lost, Some(letter)) = (row.state, letter) {
                row.state = State::Sending;
                row.reason.clear();
                lost.push(Arc::clone(letter));
            }
        }
        lost
    }
}
