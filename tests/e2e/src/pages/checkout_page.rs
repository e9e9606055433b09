//! The checkout: who pays, with which card, and the button.

use anyhow::Result;
use thirtyfour::WebElement;

use super::{CardFrame, ChallengeFrame, OrderPage};
use crate::Browser;

/// Who pays.
#[derive(Debug, Clone, Copy)]
pub struct Contact {
    /// First and last name.
    pub name: &'static str,
    /// E-mail address.
    pub email: &'static str,
    /// Phone number.
    pub phone: &'static str,
}

impl Contact {
    /// Somebody.
    pub const SOMEBODY: Self = Self {
        name: "Ana Torres",
        email: "ana@example.com",
        phone: "5512345678",
    };
}

/// The page on which an order is paid.
pub struct Checkout<'a>(&'a Browser);

impl<'a> Checkout<'a> {
    /// Waits until it is there, without opening it.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn arrive(browser: &'a Browser) -> Result<Self> {
        browser.see(".checkout-page #contact-title").await?;
        Ok(Self(browser))
    }

    /// Says who pays.
    ///
    /// # Errors
    /// When it is not taken.
    pub async fn say_who(&self, contact: Contact) -> Result<()> {
        self.0.write("#name", contact.name).await?;
        self.0.write("#email", contact.email).await?;
        self.0.write("#phone", contact.phone).await?;
        self.0.press(".contact-form button[type=submit]").await?;
        self.0.see(".contact-said").await?;
        Ok(())
    }

    /// The provider's form, once it can be typed into.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn card(&self) -> Result<CardFrame<'a>> {
        self.0.see(".card-form[data-state=ready]").await?;
        Ok(CardFrame::new(self.0))
    }

    /// Ticks or unticks the box that keeps the card.
    ///
    /// # Errors
    /// When there is no such box.
    pub async fn keep_card(&self) -> Result<()> {
        self.0.press("input[name=save-card]").await
    }

    /// The saved cards on offer, as they read, the chosen one first or last as it stands.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn saved_cards(&self) -> Result<Vec<String>> {
        let rows = self
            .0
            .web()
            .find_all(thirtyfour::By::Css(".saved-cards-label .card-row"))
            .await?;
        let mut texts = Vec::new();
        for row in rows {
            texts.push(row.text().await?);
        }
        Ok(texts)
    }

    /// Chooses a saved card by the end of its number.
    ///
    /// # Errors
    /// When there is none.
    pub async fn choose(&self, last4: &str) -> Result<()> {
        Ok(self
            .0
            .read(".saved-cards-label", last4)
            .await?
            .click()
            .await?)
    }

    /// Presses the button.
    ///
    /// # Errors
    /// When it cannot be pressed.
    pub async fn pay(&self) -> Result<()> {
        self.0.press(".pay-bar button").await
    }

    /// Waits for the bank's dialog.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn challenge(&self) -> Result<ChallengeFrame<'a>> {
        ChallengeFrame::arrive(self.0).await
    }

    /// Waits for a notice that says something.
    ///
    /// # Errors
    /// When none does.
    pub async fn notice(&self, text: &str) -> Result<WebElement> {
        self.0.read(".checkout-notice", text).await
    }

    /// Waits for the receipt.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn receipt(self) -> Result<OrderPage<'a>> {
        OrderPage::arrive_paid(self.0).await
    }
}
