//! The shopper's saved cards.

use anyhow::{Context, Result};
use thirtyfour::prelude::*;

use super::CardFrame;
use crate::{Browser, TestCard};

/// The page.
pub struct CardsPage<'a>(&'a Browser);

impl<'a> CardsPage<'a> {
    /// Opens it.
    ///
    /// # Errors
    /// When the list does not come.
    pub async fn open(browser: &'a Browser) -> Result<Self> {
        browser.open("/cards").await?;
        browser.see(".wallet-row, .empty").await?;
        Ok(Self(browser))
    }

    /// Waits for a card's row, by the end of its number.
    ///
    /// # Errors
    /// When there is none.
    pub async fn row(&self, last4: &str) -> Result<WebElement> {
        self.0.read(".wallet-row", last4).await
    }

    /// Waits until a card is the default one.
    ///
    /// # Errors
    /// When it is not.
    pub async fn default_is(&self, last4: &str) -> Result<()> {
        self.0.read(".wallet-row:has(.chip)", last4).await.map(drop)
    }

    /// Waits until a card is not listed.
    ///
    /// # Errors
    /// When it still is.
    pub async fn is_gone(&self, last4: &str) -> Result<()> {
        let row = self.0.web().query(By::Css(".wallet-row")).with_filter({
            let last4 = last4.to_owned();
            move |row: WebElement| {
                let last4 = last4.clone();
                async move { Ok(row.text().await.is_ok_and(|said| said.contains(&last4))) }
            }
        });
        row.wait_until_gone()
            .await
            .with_context(|| format!("{last4} is still listed"))
    }

    /// Adds a card.
    ///
    /// # Errors
    /// When it is not listed afterwards.
    pub async fn add(&self, card: TestCard) -> Result<()> {
        self.0.press("main > .button-quiet").await?;
        CardFrame::arrive(self.0).await?.fill(card).await?;
        self.0
            .press("section .wallet-actions .button-primary")
            .await?;
        self.row(card.last4()).await.map(drop)
    }

    /// Makes a card the default one.
    ///
    /// # Errors
    /// When it does not become it.
    pub async fn make_default(&self, last4: &str) -> Result<()> {
        let row = self.row(last4).await?;
        row.query(By::Css(".wallet-actions button:not([aria-disabled])"))
            .first()
            .await?
            .click()
            .await?;
        self.default_is(last4).await
    }

    /// Removes a card, and says that it is meant.
    ///
    /// # Errors
    /// When it stays.
    pub async fn remove(&self, last4: &str) -> Result<()> {
        let row = self.row(last4).await?;
        let last = By::Css(".wallet-actions button:last-of-type:not([aria-disabled])");
        row.query(last).first().await?.click().await?;
        row.query(By::Css(".button-danger"))
            .first()
            .await?
            .click()
            .await?;
        self.is_gone(last4).await
    }
}
