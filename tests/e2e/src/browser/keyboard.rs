//! The keyboard alone.

use anyhow::{Result, bail};
use thirtyfour::prelude::*;

use super::Browser;

/// More than any page has places that take the focus.
const MAX_TABS: u32 = 40;
/// Whether the focus is on an element.
const HAS_FOCUS: &str = "return document.activeElement?.matches(arguments[0]) ?? false";

/// The element that has the focus, if nothing of it shows: it lies under something else.
const OBSCURED: &str = "const focused = document.activeElement;
const { left, right, top, bottom } = focused.getBoundingClientRect();
const places = [0.05, 0.5, 0.95].flatMap((part) => [
  [left + part * (right - left), top + 2],
  [left + part * (right - left), bottom - 2],
]);
const shows = ([x, y]) => {
  const there = document.elementFromPoint(x, y);
  return there && (focused.contains(there) || there.contains(focused));
};
return focused === document.body || places.some(shows) ? null : focused.outerHTML.slice(0, 200);";

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
    /// When it never has; or when the focus is where nobody sees it.
    pub async fn tab_to(&self, selector: &str) -> Result<()> {
        self.see(selector).await?;
        for _ in 0..MAX_TABS {
            self.key(Key::Tab).await?;
            let obscured = self.web().execute(OBSCURED, vec![]).await?;
            if let Some(obscured) = obscured.convert::<Option<String>>()? {
                bail!("the focus is on something that does not show: {obscured}");
            }
            if self.answers(HAS_FOCUS, selector).await? == Some(true) {
                return Ok(());
            }
        }
        bail!("the Tab key does not lead to {selector}")
    }
}
