//! The provider's card form, inside its frame.

use anyhow::{Context, Result};

use crate::{Browser, TestCard};

/// The frame.
const FRAME: &str = ".card-form-mount iframe";

/// The form that the provider puts into the page.
pub struct CardFrame<'a>(&'a Browser);

impl<'a> CardFrame<'a> {
    pub(super) async fn arrive(browser: &'a Browser) -> Result<Self> {
        browser.see(".card-form[data-state=ready]").await?;
        Ok(Self(browser))
    }

    /// Types a card, with data that always pass.
    ///
    /// # Errors
    /// When a field is missing.
    pub async fn fill(&self, card: TestCard) -> Result<()> {
        let browser = self.0;
        browser
            .inside(FRAME, async || {
                browser.write("#cardNumber", card.0).await?;
                browser.write("#cardholderName", "Ana Torres").await?;
                browser.write("#cardExpMonthYear", "1234").await?;
                browser.write("#cardVerificationValue", "123").await
            })
            .await
    }

    /// Chooses in how many months to pay.
    ///
    /// # Errors
    /// When so many are not offered.
    pub async fn choose_months(&self, months: u8) -> Result<()> {
        let browser = self.0;
        let option = format!("#monthlyInstallments option[value='{months}']");
        browser
            .inside(FRAME, async || browser.press(&option).await)
            .await
    }

    /// Types another number over the one that is there.
    ///
    /// # Errors
    /// When the field is missing.
    pub async fn change_number(&self, card: TestCard) -> Result<()> {
        let browser = self.0;
        browser
            .inside(FRAME, async || browser.write("#cardNumber", card.0).await)
            .await
    }

    /// What stands in the fields: number, name, expiry, code.
    ///
    /// # Errors
    /// When a field is missing.
    pub async fn typed(&self) -> Result<[String; 4]> {
        let value = async |field: &str| -> Result<String> {
            let value = self.0.see(field).await?.value().await?;
            value.with_context(|| format!("{field} has a value"))
        };
        self.0
            .inside(FRAME, async || {
                Ok([
                    value("#cardNumber").await?,
                    value("#cardholderName").await?,
                    value("#cardExpMonthYear").await?,
                    value("#cardVerificationValue").await?,
                ])
            })
            .await
    }
}
