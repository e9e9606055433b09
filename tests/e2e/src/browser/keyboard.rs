//! The keyboard alone.

use anyhow::{Result, bail};
use thirtyfour::prelude::*;

use super::Browser;

/// More than any page has places that take the focus.
const MAX_TABS: u32 = 40;
/// Whether the focus is on an element.
const HAS_FOCUS: &str = "return document.activeElement?.matches(arguments[0]) ?? false";

impl Browser {
    /// Presses keys, wherever the focus is.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn keys(&self, keys: impl AsRef<str>) -> Result<()> {
        let pressed = self.web().action_chain().send_keys(keys.as_ref());
        Ok(pressed.perform().await?)
    }

    /// Presses a key that has a name.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn key(&self, key: Key) -> Result<()> {
        self.keys(char::from(key).to_string()).await
    }

    /// Presses Tab until an element has the focus, by its CSS selector.
    ///
    /// # Errors
    /// When it never has.
    pub async fn tab_to(&self, selector: &str) -> Result<()> {
        self.see(selector).await?;
        for _ in 0..MAX_TABS {
            self.key(Key::Tab).await?;
            if self.answers(HAS_FOCUS, selector).await? == Some(true) {
                return Ok(());
            }
        }
        bail!("the Tab key does not lead to {selector}")
    }
}
