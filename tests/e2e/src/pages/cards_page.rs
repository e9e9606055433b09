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
        let button = format!("{row} .wallet-actions button:not([data-card])");
        self.0.press(&button).await?;
        self.0.see(&format!("{row} .chip")).await.map(drop)
    }

    /// Removes a card, which can be had back for a while: the way back has the focus.
    ///
    /// # Errors
    /// When it stays.
    pub async fn remove(&self, card: &SavedCard) -> Result<()> {
        let before = self.saved().await?;
        self.0.press(&format!("[data-card='{}']", card.0)).await?;
        self.lists(before.len() - 1).await?;
        self.0.see(".toast-action:focus").await.map(drop)
    }

    /// Has the card that was just removed back, by the keyboard: the focus is on its row again.
    ///
    /// # Errors
    /// When it does not come back.
    pub async fn undo(&self, card: &SavedCard) -> Result<()> {
        self.0.key(Key::Enter).await?;
        let row = format!("[data-card='{}']:focus", card.0);
        self.0.see(&row).await.map(drop)
    }

    /// Leaves the page, and waits until the server has as many cards.
    ///
    /// # Errors
    /// When it has more, or fewer.
    pub async fn leave(&self, cards: usize) -> Result<()> {
        self.0.open("/").await?;
        self.keeps(cards).await
    }

    /// Waits until the server has as many cards.
    ///
    /// # Errors
    /// When it has more, or fewer.
    pub async fn keeps(&self, cards: usize) -> Result<()> {
        until(async || Ok(self.kept().await? == cards))
            .await
            .with_context(|| format!("the server does not have {cards} cards"))
    }

    /// How many cards the server has.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn kept(&self) -> Result<usize> {
        Ok(self.saved().await?.len())
    }

    /// Waits until nothing can be had back any more.
    ///
    /// # Errors
    /// When it still can.
    pub async fn let_go(&self) -> Result<()> {
        self.0.miss(".toast").await
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
