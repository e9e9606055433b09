//! The shop: products and the cart.

use anyhow::Result;

use super::Checkout;
use crate::Browser;

/// The shop's first page.
pub struct Store<'a>(&'a Browser);

impl<'a> Store<'a> {
    /// Opens it.
    ///
    /// # Errors
    /// When no product shows.
    pub async fn open(browser: &'a Browser) -> Result<Self> {
        browser.open("/").await?;
        browser.see(".product[data-product] button").await?;
        Ok(Self(browser))
    }

    /// Puts a product into the cart, by its id.
    ///
    /// # Errors
    /// When there is no such product.
    pub async fn add(&self, product: &str) -> Result<()> {
        self.0
            .press(&format!(".product[data-product='{product}'] button"))
            .await
    }

    /// Goes on to pay for what is in the cart.
    ///
    /// # Errors
    /// When no order comes of it.
    pub async fn pay(self) -> Result<Checkout<'a>> {
        if self
            .0
            .web()
            .find_all(thirtyfour::By::Css("dialog.cart[open]"))
            .await?
            .is_empty()
        {
            self.0.press(".header a[href='/#cart']").await?;
        }
        self.0.press(".cart-foot .button-primary").await?;
        Checkout::arrive(self.0).await
    }
}
