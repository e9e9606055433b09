//! An order's own page: how it ended, and its receipt.

use anyhow::{Context, Result};
use thirtyfour::WebElement;

use crate::Browser;

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
