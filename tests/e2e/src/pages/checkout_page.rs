//! The checkout: who pays, with which card, and the button.

use anyhow::{Context, Result};
use serde_json::Value;
use thirtyfour::WebElement;

use super::{CardFrame, ChallengeFrame, OrderPage, SavedCard};
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

/// Writes down all that the notice says from now on, in a place that the next page reads too.
const HEAR: &str = "
const hear = () => {
  const said = document.querySelector('.checkout-notice')?.textContent ?? '';
  sessionStorage.heard = `${sessionStorage.heard ?? ''}${said}\\n`;
};
const parts = { subtree: true, childList: true, characterData: true };
new MutationObserver(hear).observe(document.body, parts);";

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
        CardFrame::arrive(self.0).await
    }

    /// Waits for the words that stand in place of the provider's form, and presses their button.
    ///
    /// # Errors
    /// When they do not come.
    pub async fn retry_card(&self, text: &str) -> Result<()> {
        self.0.read(".card-form .notice", text).await?;
        self.0.press(".card-form .notice button").await
    }

    /// Ticks or unticks the box that keeps the card.
    ///
    /// # Errors
    /// When there is no such box.
    pub async fn keep_card(&self) -> Result<()> {
        self.0.press("input[name=save-card]").await
    }

    /// Whether the card is to be kept.
    ///
    /// # Errors
    /// When there is no such box.
    pub async fn keeps_card(&self) -> Result<bool> {
        let ticked = self.0.see("input[name=save-card]").await?;
        Ok(ticked.is_selected().await?)
    }

    /// What is said about who pays.
    ///
    /// # Errors
    /// When nothing is.
    pub async fn contact(&self) -> Result<String> {
        Ok(self.0.see(".contact-said").await?.text().await?)
    }

    /// The saved cards on offer, as they read.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn saved_cards(&self) -> Result<Vec<String>> {
        let rows = self
            .0
            .web()
            .find_all(thirtyfour::By::Css(
                ".saved-cards-label .card-row:has(.card-row-number)",
            ))
            .await?;
        let mut texts = Vec::new();
        for row in rows {
            texts.push(row.text().await?);
        }
        Ok(texts)
    }

    /// Chooses a saved card.
    ///
    /// # Errors
    /// When it is not on offer.
    pub async fn choose(&self, card: &SavedCard) -> Result<()> {
        let row = format!(".saved-cards-label:has(input[value='{}'])", card.0);
        self.0.press(&row).await
    }

    /// Chooses in how many months to pay with a saved card, and gives how they read.
    ///
    /// # Errors
    /// When so many are not offered.
    pub async fn choose_months(&self, months: u8) -> Result<String> {
        let option = format!("#installments option[value='{months}']");
        self.0.press(&option).await?;
        Ok(self.0.see(&option).await?.text().await?)
    }

    /// Says where the card's bills go: to New York.
    ///
    /// # Errors
    /// When nobody asks.
    pub async fn say_where(&self) -> Result<()> {
        self.0.press("#billing-country option[value=US]").await?;
        self.0.write("#billing-state", "NY").await?;
        self.0.write("#billing-postal-code", "10001").await
    }

    /// Says the same by the keyboard alone.
    ///
    /// # Errors
    /// When the keyboard does not lead there.
    pub async fn say_where_by_keyboard(&self) -> Result<()> {
        for (field, keys) in [
            ("#billing-country", self.0.words().united_states),
            ("#billing-state", "NY"),
            ("#billing-postal-code", "10001"),
        ] {
            self.0.tab_to(field).await?;
            self.0.keys(keys).await?;
        }
        Ok(())
    }

    /// Waits for a field that complains.
    ///
    /// # Errors
    /// When none does.
    pub async fn complaint(&self, text: &str) -> Result<()> {
        self.0.read(".field-error", text).await.map(drop)
    }

    /// Presses the button.
    ///
    /// # Errors
    /// When it cannot be pressed.
    pub async fn pay(&self) -> Result<()> {
        self.0.press(".pay-bar button").await
    }

    /// Presses the button twice.
    ///
    /// # Errors
    /// When it cannot be pressed.
    pub async fn pay_twice(&self) -> Result<()> {
        self.0.press_twice(".pay-bar button").await
    }

    /// Presses the button of the notice.
    ///
    /// # Errors
    /// When it has none.
    pub async fn press_notice(&self) -> Result<()> {
        self.0.press(".checkout-notice button").await
    }

    /// Listens to the notice from now on; [`OrderPage::heard`] tells.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn listen(&self) -> Result<()> {
        self.0.web().execute(HEAR, vec![]).await?;
        Ok(())
    }

    /// The address of the bank's page for a tab of its own, as the server knows it.
    ///
    /// # Errors
    /// When there is no challenge.
    pub async fn challenge_page(&self) -> Result<String> {
        let attempt = self.attempt().await?;
        let address = attempt
            .pointer("/challenge/page_url")
            .and_then(Value::as_str);
        Ok(address.context("a challenge has a page")?.to_owned())
    }

    /// The attempt that is under way, as the server knows it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn attempt(&self) -> Result<Value> {
        let path = self.0.path().await?;
        let id = path.rsplit('/').next().context("a path has a segment")?;
        let order = self.0.ask(&format!("/api/orders/{id}")).await?;
        let attempt = order.get("attempt").filter(|attempt| !attempt.is_null());
        attempt.cloned().context("the order has an attempt")
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
