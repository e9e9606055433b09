//! Clock and randomness, as arguments: only `main` takes them from the machine.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use cobro_wire::Timestamp;

type Clock = dyn Fn() -> Timestamp + Send + Sync;
type Entropy = dyn Fn(&mut [u8]) + Send + Sync;

/// What the server takes from the machine that it runs on; cloning it is cheap.
#[derive(Clone)]
pub struct Host {
    clock: Arc<Clock>,
    entropy: Arc<Entropy>,
}

impl Host {
    /// The real clock and the operating system's randomness.
    #[must_use]
    pub fn real() -> Self {
        Host {
            clock: Arc::new(|| {
                let since_epoch = SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default();
                Timestamp::try_from(since_epoch.as_secs()).unwrap_or(Timestamp::MAX)
            }),
            entropy: Arc::new(|bytes| {
                getrandom::fill(bytes).expect("the operating system gives random bytes");
            }),
        }
    }

    /// The same randomness with another clock.
    #[must_use]
    pub fn with_clock(self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Host {
            clock: Arc::new(clock),
            ..self
        }
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Random bytes that nobody can guess.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.entropy)(&mut bytes);
        bytes
    }
}
