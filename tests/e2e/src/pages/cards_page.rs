//! The shopper's saved cards.

use anyhow::{Context, Result};
use serde_json::Value;
use thirtyfour::prelude::*;

use super::CardFrame;
use crate::wait::until;
use crate::{Browser, TestCard};

/// A saved card, by its id: not every provider tells what it looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedCard(pub(super) String);

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

    /// Waits until as many cards are listed.
    ///
    /// # Errors
    /// When there are more, or fewer.
    pub async fn lists(&self, cards: usize) -> Result<()> {
        let rows = || self.0.web().find_all(By::Css(".wallet-row"));
        until(async || Ok(rows().await?.len() == cards))
            .await
            .with_context(|| format!("{cards} cards are not listed"))
    }

    /// The default card, of those that are saved.
    ///
    /// # Errors
    /// When there is none.
    pub async fn default(&self) -> Result<SavedCard> {
        let saved = self.saved().await?;
        let default = saved.iter().find(|card| card["default"] == true);
        id(default.context("one card is the default")?)
    }

    /// Waits until a card's row says something.
    ///
    /// # Errors
    /// When it does not.
    pub async fn reads(&self, card: &SavedCard, text: &str) -> Result<()> {
        let row = self.row(card).await?;
        self.0.read(&row, text).await.map(drop)
    }

    /// Adds a card.
    ///
    /// # Errors
    /// When it is not listed afterwards.
    pub async fn add(&self, card: TestCard) -> Result<SavedCard> {
        let before = self.saved().await?;
        self.0.press("main > .button-quiet").await?;
        CardFrame::arrive(self.0).await?.fill(card).await?;
        self.0
            .press("section .wallet-actions .button-primary")
            .await?;
        self.lists(before.len() + 1).await?;
        let after = self.saved().await?;
        let is_new = |card: &&Value| before.iter().all(|known| known["id"] != card["id"]);
        id(after.iter().find(is_new).context("a card was added")?)
    }

    /// Makes a card the default one.
    ///
    /// # Errors
    /// When it does not become it.
    pub async fn make_default(&self, card: &SavedCard) -> Result<()> {
        let row = self.row(card).await?;
        let button = format!("{row} .wallet-actions button:first-of-type");
        self.0.press(&button).await?;
        self.0.see(&format!("{row} .chip")).await.map(drop)
    }

    /// Removes a card, and says that it is meant.
    ///
    /// # Errors
    /// When it stays.
    pub async fn remove(&self, card: &SavedCard) -> Result<()> {
        let (row, before) = (self.row(card).await?, self.saved().await?);
        let button = format!("{row} .wallet-actions button:last-of-type");
        self.0.press(&button).await?;
        self.0.press(&format!("{row} .button-danger")).await?;
        self.lists(before.len() - 1).await
    }

    /// The saved cards as the server knows them, in the order in which they are listed.
    async fn saved(&self) -> Result<Vec<Value>> {
        let cards = self.0.ask("/api/cards").await?;
        Ok(cards.as_array().context("cards are a list")?.clone())
    }

    /// The selector of a card's row.
    async fn row(&self, card: &SavedCard) -> Result<String> {
        let saved = self.saved().await?;
        let place = saved.iter().position(|known| known["id"] == card.0);
        let place = place.context("the card is saved")? + 1;
        Ok(format!(".wallet-row:nth-child({place})"))
    }
}

fn id(card: &Value) -> Result<SavedCard> {
    let id = card["id"].as_str().context("a card has an id")?;
    Ok(SavedCard(id.to_owned()))
}
