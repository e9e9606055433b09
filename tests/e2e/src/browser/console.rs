//! What the page complains about behind the shopper's back.

use anyhow::{Result, ensure};

use super::Browser;
use super::kind::Kind;

impl Browser {
    /// Fails if the console has an error or a breach of the Content-Security-Policy since it was
    /// last asked. `expected` are pieces of those that belong to the journey.
    ///
    /// # Errors
    /// With all that was found.
    pub async fn console_is_clean(&self, expected: &[&str]) -> Result<()> {
        // Firefox tells its console to nobody.
        if self.session.kind == Kind::Firefox {
            return Ok(());
        }
        let entries = self.web().browser_log().await?;
        let told: Vec<_> = entries
            .iter()
            .filter(|entry| entry.level == "SEVERE" || entry.message.contains("Content Security"))
            .filter(|entry| !expected.iter().any(|piece| entry.message.contains(piece)))
            .map(|entry| entry.message.as_str())
            .collect();
        ensure!(told.is_empty(), "the console says: {}", told.join("\n"));
        Ok(())
    }
}
