//! Streams of what becomes of an order: who may have one, and when they end.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::store::CustomerId;

/// Streams that one shopper may have open. A browser opens six connections to a host at most: three
/// tabs that look on leave room for paying.
pub const STREAMS_OF_A_SHOPPER: usize = 3;
/// Streams that a server holds open, whoever they are for.
pub const STREAMS: usize = 1_000;

/// The places at the streams, and what ends them all. Cloning it is cheap.
#[derive(Debug, Clone, Default)]
pub struct Live {
    /// A lock of the standard library: it is held for a look and a step, and never over an await.
    taken: Arc<Mutex<Taken>>,
    stop: CancellationToken,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_shopper: HashMap<CustomerId, usize>,
}

/// A place at the streams, which is free again when this is dropped.
#[derive(Debug)]
pub struct Place {
    live: Live,
    shopper: CustomerId,
}

impl Live {
    /// A place for a stream, if there is one.
    #[must_use]
    pub fn place(&self, shopper: &CustomerId) -> Option<Place> {
        let mut taken = self.taken();
        let own = taken.by_shopper.get(shopper).copied().unwrap_or_default();
        if taken.all >= STREAMS || own >= STREAMS_OF_A_SHOPPER {
            return None;
        }
        taken.all += 1;
        taken.by_shopper.insert(shopper.clone(), own + 1);
        Some(Place {
            live: self.clone(),
            shopper: shopper.clone(),
        })
    }

    /// Waits for `shutdown`, then ends every stream: a server that stops waits for its answers, and
    /// a stream is one without an end.
    pub async fn end_after(self, shutdown: impl Future<Output = ()>) {
        shutdown.await;
        self.stop.cancel();
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Waits until the stream has to end.
    pub async fn ended(&self) {
        self.live.stop.cancelled().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.live.taken();
        taken.all = taken.all.saturating_sub(1);
        if let Entry::Occupied(mut own) = taken.by_shopper.entry(self.shopper.clone()) {
            match own.get().checked_sub(1) {
                None | Some(0) => drop(own.remove()),
                Some(left) => *own.get_mut() = left,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_is_left_is_free_again_for_its_shopper_and_no_other_lacks_one() {
        let live = Live::default();
        let [ana, eva] = [[1; 16], [2; 16]].map(CustomerId::from_random);
        let mut places: Vec<_> = (0..STREAMS_OF_A_SHOPPER)
            .map(|_| live.place(&ana).unwrap())
            .collect();
        assert!(live.place(&ana).is_none());
        assert!(live.place(&eva).is_some());
        places.pop();
        assert!(live.place(&ana).is_some());
        drop(places);
        assert_eq!(live.taken().all, 0);
        assert!(live.taken().by_shopper.is_empty());
    }

    #[test]
    fn a_server_that_is_full_takes_nobody() {
        let live = Live::default();
        let somebody =
            |number: usize| CustomerId::from_random(u128::try_from(number).unwrap().to_be_bytes());
        let places: Vec<_> = (0..STREAMS)
            .filter_map(|number| live.place(&somebody(number)))
            .collect();
        assert_eq!(places.len(), STREAMS);
        assert!(live.place(&somebody(STREAMS)).is_none());
    }
}
