//! An order's own page: how it ended, and its receipt.

use anyhow::{Context, Result};
use thirtyfour::WebElement;

use crate::Browser;

/// Writes down all that live regions say from now on.
const HEAR: &str = "
window.said = '';
const hear = (changes) => changes
  .filter(({ target }) => (target.closest ? target : target.parentElement)?.closest('[aria-live]'))
  .flatMap(({ addedNodes }) => [...addedNodes])
  .forEach((added) => { window.said += `${added.textContent}\n`; });
new MutationObserver(hear).observe(document.body, { subtree: true, childList: true });";

/// The page.
pub struct OrderPage<'a>(&'a Browser);

impl<'a> OrderPage<'a> {
    /// Waits for the page of a paid order.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn arrive_paid(browser: &'a Browser) -> Result<Self> {
        browser.see(".outcome.outcome-good").await?;
        browser.see(".receipt").await?;
        Ok(Self(browser))
    }

    /// All that the checkout's notice said since [`super::Checkout::listen`].
    ///
    /// # Errors
    /// When nobody listened.
    pub async fn heard(&self) -> Result<String> {
        let heard = "return sessionStorage.heard";
        Ok(self.0.web().execute(heard, vec![]).await?.convert()?)
    }

    /// Listens to the page's live regions from now on; [`Self::said`] tells.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn listen(browser: &Browser) -> Result<()> {
        browser.web().execute(HEAR, vec![]).await?;
        Ok(())
    }

    /// All that the page's live regions said since [`Self::listen`].
    ///
    /// # Errors
    /// When nobody listened.
    pub async fn said(&self) -> Result<String> {
        let said = "return window.said";
        Ok(self.0.web().execute(said, vec![]).await?.convert()?)
    }

    /// Waits for the title to say something.
    ///
    /// # Errors
    /// When it does not.
    pub async fn title(&self, text: &str) -> Result<WebElement> {
        self.0.read(".outcome-title", text).await
    }

    /// Opens the address that is to be shared.
    ///
    /// # Errors
    /// When there is none.
    pub async fn share(&self) -> Result<String> {
        let link = self.0.see(".receipt-share").await?;
        let address = link.attr("href").await?;
        address.context("a link has an address")
    }

    /// Waits for the receipt to say something.
    ///
    /// # Errors
    /// When it does not.
    pub async fn receipt(&self, text: &str) -> Result<WebElement> {
        self.0.read(".receipt", text).await
    }
}
