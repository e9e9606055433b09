//! The provider's card form, inside its frame.

use anyhow::Result;

use crate::Browser;

/// The frame.
const FRAME: &str = ".card-form-mount iframe";

/// A number that the sandbox knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestCard(pub &'static str);

impl TestCard {
    /// Paid.
    pub const VISA: Self = Self("4242424242424242");
    /// Paid, of another brand.
    pub const MASTERCARD: Self = Self("5555555555554444");
    /// Declined.
    pub const DECLINED: Self = Self("4000000000000002");
    /// Declined for want of money.
    pub const POOR: Self = Self("4000000000000127");
    /// Authenticated without a question.
    pub const FRICTIONLESS: Self = Self("4000000000002701");
    /// Asked for the one-time code.
    pub const CHALLENGED: Self = Self("4000000000001091");

    /// The end of its number.
    #[must_use]
    pub fn last4(self) -> &'static str {
        self.0.get(12..).unwrap_or_default()
    }
}

/// The form that the provider puts into the page.
pub struct CardFrame<'a>(&'a Browser);

impl<'a> CardFrame<'a> {
    pub(super) fn new(browser: &'a Browser) -> Self {
        Self(browser)
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
}
