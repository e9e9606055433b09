//! The page of an address where there is nothing for this shopper.

use anyhow::Result;

use crate::Browser;

/// The page.
pub struct NotFound;

impl NotFound {
    /// Waits for it.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn arrive(browser: &Browser) -> Result<Self> {
        let said = browser.words().nothing_here;
        browser.read(".empty h2", said).await?;
        Ok(Self)
    }
}
