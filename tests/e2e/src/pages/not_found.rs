//! The page of an address where there is nothing for this shopper.

use anyhow::Result;

use crate::Browser;

/// The page.
pub struct NotFound;

impl NotFound {
    /// Waits for it, in Spanish.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn arrive(browser: &Browser) -> Result<Self> {
        browser.read(".empty h2", "Aquí no hay nada").await?;
        Ok(Self)
    }
}
