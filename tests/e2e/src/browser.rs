//! The browser: a tab that has never seen anything.

mod access;
mod capabilities;
mod console;
mod driver;
mod evidence;
mod keyboard;
mod kind;
mod look;
mod network;
mod session;
mod window;

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;
use thirtyfour::prelude::*;

use crate::look::Look;
use crate::wait::until;
use crate::words::Words;
use session::Session;

pub(crate) use session::Place;

/// Asks the store's server, as the page does.
const ASK: &str = "const [path, tell] = arguments;
fetch(path).then((answer) => answer.json()).then(tell, (error) => tell({ error: `${error}` }));";

/// Whether an element shows.
const SHOWS: &str =
    "return [...document.querySelectorAll(arguments[0])].some((each) => each.checkVisibility())";

/// A browser with the store's address.
pub struct Browser {
    store_url: String,
    look: Look,
    session: Session,
}

impl Browser {
    /// Begins with one, to whose owner the store looks like that.
    ///
    /// # Errors
    /// When there is no browser, or it does not start.
    pub async fn begin(look: Look, store_url: &str) -> Result<Self> {
        let browser = Self {
            store_url: store_url.to_owned(),
            look,
            session: Session::begin(look).await?,
        };
        match browser.prepare_tab().await {
            Ok(()) => Ok(browser),
            Err(error) => browser.quit().await.and(Err(error)),
        }
    }

    /// The session, for what is not said below.
    #[must_use]
    pub fn web(&self) -> &WebDriver {
        &self.session.web
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.session.kind.name()
    }

    /// What its owner must read.
    #[must_use]
    pub fn words(&self) -> &'static Words {
        self.look.language.words()
    }

    /// Opens a page of the store, by its path.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub async fn open(&self, path: &str) -> Result<()> {
        let url = format!("{}{path}", self.store_url);
        self.web()
            .goto(&url)
            .await
            .with_context(|| format!("cannot open {url}"))
    }

    /// Loads the page anew.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.web().refresh().await?)
    }

    /// Goes back to the page before.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn back(&self) -> Result<()> {
        Ok(self.web().back().await?)
    }

    /// Goes forward to the page after.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn forward(&self) -> Result<()> {
        Ok(self.web().forward().await?)
    }

    /// Closes the tab; what follows happens in a new one.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn close_tab(&self) -> Result<()> {
        let next = self.web().new_tab().await?;
        self.web().close_window().await?;
        self.enter_tab(next).await
    }

    /// Turns to a tab that has just come to be.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn enter_tab(&self, tab: WindowHandle) -> Result<()> {
        self.web().switch_to_window(tab).await?;
        self.prepare_tab().await
    }

    async fn prepare_tab(&self) -> Result<()> {
        self.stand_between_windows().await?;
        self.wear(self.look).await
    }

    /// Becomes somebody whom the store has never seen.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn become_somebody_else(&self) -> Result<()> {
        self.web().delete_all_cookies().await?;
        let script = "localStorage.clear(); sessionStorage.clear();";
        self.web().execute(script, vec![]).await?;
        Ok(())
    }

    /// What the store's server answers to this shopper, as JSON.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn ask(&self, path: &str) -> Result<Value> {
        let answer = self.web().execute_async(ASK, vec![path.into()]).await?;
        Ok(answer.json().clone())
    }

    /// The path of the page that is open.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn path(&self) -> Result<String> {
        Ok(self.web().current_url().await?.path().to_owned())
    }

    /// Waits for an element to show, by its CSS selector.
    ///
    /// # Errors
    /// When it does not.
    pub async fn see(&self, selector: &str) -> Result<WebElement> {
        // An element that is redrawn while it is looked at does not show yet.
        let shows = async |element: WebElement| Ok(element.is_displayed().await.unwrap_or(false));
        let query = self.web().query(By::Css(selector)).with_filter(shows);
        query
            .first()
            .await
            .with_context(|| format!("{selector} does not show"))
    }

    /// Waits for an element to show that says something.
    ///
    /// # Errors
    /// When none does.
    pub async fn read(&self, selector: &str, text: &str) -> Result<WebElement> {
        let says = {
            let text = text.to_owned();
            move |element: WebElement| {
                let text = text.clone();
                // An element that is redrawn while it is read does not say it yet.
                async move { Ok(element.text().await.is_ok_and(|said| said.contains(&text))) }
            }
        };
        let query = self.web().query(By::Css(selector)).with_filter(says);
        query
            .first()
            .await
            .with_context(|| format!("{selector} does not say {text:?}"))
    }

    /// Waits until there is no such element, or none that shows.
    ///
    /// # Errors
    /// When there still is.
    pub async fn miss(&self, selector: &str) -> Result<()> {
        // In one step: an element that goes while it is looked at is gone, and no error.
        until(async || Ok(self.answers(SHOWS, selector).await? == Some(false)))
            .await
            .with_context(|| format!("{selector} still shows"))
    }

    /// What a script answers about a selector: yes or no. Between two pages, Firefox says nothing.
    async fn answers(&self, script: &str, selector: &str) -> Result<Option<bool>> {
        let answer = self.web().execute(script, vec![selector.into()]).await?;
        Ok(answer.convert()?)
    }

    /// Waits for an element and presses it.
    ///
    /// # Errors
    /// When it does not show, or something lies over it.
    pub async fn press(&self, selector: &str) -> Result<()> {
        // A button that is busy or blank for now says so.
        let ready = format!("{selector}:not([aria-disabled])");
        let element = self.see(&ready).await?;
        element.scroll_into_view().await?;
        element
            .click()
            .await
            .with_context(|| format!("{selector} cannot be pressed"))
    }

    /// Presses an element twice, as fast as can be.
    ///
    /// # Errors
    /// When it does not show, or something lies over it.
    pub async fn press_twice(&self, selector: &str) -> Result<()> {
        let element = self
            .see(&format!("{selector}:not([aria-disabled])"))
            .await?;
        element.scroll_into_view().await?;
        let presses = self.web().action_chain().double_click_element(&element);
        presses
            .perform()
            .await
            .with_context(|| format!("{selector} cannot be pressed"))
    }

    /// Waits for a field and writes into it, over what is there.
    ///
    /// # Errors
    /// When it does not show.
    pub async fn write(&self, selector: &str, text: &str) -> Result<()> {
        let field = self.see(selector).await?;
        field.clear().await?;
        field
            .send_keys(text)
            .await
            .with_context(|| format!("{selector} cannot be written into"))
    }

    /// Does something inside a frame, and comes back out of it.
    ///
    /// # Errors
    /// When the frame does not show, or what is done in it fails.
    pub async fn inside<T>(&self, frame: &str, work: impl AsyncFnOnce() -> Result<T>) -> Result<T> {
        self.see(frame).await?.enter_frame().await?;
        let done = work().await;
        self.web().enter_default_frame().await?;
        done
    }

    /// Saves a screenshot, the page and the console's log under a name, each with its extension.
    pub async fn keep_evidence(&self, name: &Path) {
        evidence::keep(self.web(), name).await;
    }

    /// Saves a picture of what shows now.
    ///
    /// # Errors
    /// When the browser is gone, or the file cannot be written.
    pub async fn picture(&self, path: &Path) -> Result<()> {
        std::fs::create_dir_all(path.parent().context("a picture has a folder")?)?;
        Ok(self.web().screenshot(path).await?)
    }

    /// Leaves it to the next journey, with all that was seen forgotten.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn leave(self) -> Result<()> {
        self.session.leave(&self.store_url).await
    }

    /// Ends it.
    ///
    /// # Errors
    /// When the browser is gone already.
    pub async fn quit(self) -> Result<()> {
        self.session.quit().await
    }
}
