//! This server's lease on what it has in hand: while it is renewed, no other server of the database
//! takes that up.
//!
//! Money does not hang on it. Whoever takes an attempt up writes first, and each write names the
//! version that it read: a charge that has begun is looked up, and one that has not is not sent.

use std::time::Duration;

use cobro_wire::Timestamp;

use super::{PaymentError, Payments};

/// How long a server is taken to live after it said so, in seconds.
const LEASE: Timestamp = 15;
/// How often it says so.
const RENEWAL: Duration = Duration::from_secs(5);

impl Payments {
    /// Enters this server among those of the database, and takes up what the ones that are gone
    /// left in mid-charge. Before the first request.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin(&self) -> Result<(), PaymentError> {
        let now = self.host.now();
        self.store.enter_server(now, now + LEASE).await?;
        self.take_up_interrupted().await
    }

    /// Renews the lease, again and again, until it is dropped.
    pub async fn renew_lease_for_ever(self) {
        let mut renewals = tokio::time::interval(RENEWAL);
        renewals.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            renewals.tick().await;
            let until = self.host.now() + LEASE;
            if let Err(error) = self.store.renew_lease(until).await {
                tracing::error!(?error, "the lease is not renewed; it is tried again");
            }
        }
    }

    /// Ends the lease: nothing is in this server's hands any more.
    ///
    /// # Errors
    /// When the store fails; the lease runs out by itself then.
    pub async fn end_lease(&self) -> Result<(), PaymentError> {
        Ok(self.store.end_lease().await?)
    }
}
