//! Waiting for a condition: looked at again and again, for as long as a shopper would.

use std::time::Duration;

use anyhow::{Context, Result};
use tokio::time::{interval, timeout};

/// How long a condition may take to come true.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is looked at.
pub(crate) const PERIOD: Duration = Duration::from_millis(50);

/// Waits until a look says yes.
pub(crate) async fn until(look: impl AsyncFn() -> Result<bool>) -> Result<()> {
    let looking = async {
        let mut looks = interval(PERIOD);
        loop {
            looks.tick().await;
            if look().await? {
                return Ok(());
            }
        }
    };
    timeout(PATIENCE, looking)
        .await
        .context("it did not come to be")?
}
