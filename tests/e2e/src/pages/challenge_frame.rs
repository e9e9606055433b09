//! The bank's page, in its dialog or in a tab of its own.

use anyhow::{Context, Result};
use thirtyfour::WebElement;

use crate::Browser;
use crate::wait::until;

/// The dialog.
const DIALOG: &str = "dialog.challenge-dialog[open]";
/// The frame in it.
const FRAME: &str = "dialog.challenge-dialog[open] iframe";
/// The one-time code that the sandbox's bank takes.
pub const ONE_TIME_CODE: &str = "1234";

/// What a shopper does there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Types the right code.
    Confirm,
    /// Says that it was not them.
    Refuse,
    /// Something breaks at the bank.
    Fail,
    /// Lets it run out.
    Expire,
    /// The processor has a fault: n1co's page only.
    Error,
}

/// The bank's question.
pub struct ChallengeFrame<'a>(&'a Browser);

impl<'a> ChallengeFrame<'a> {
    pub(super) async fn arrive(browser: &'a Browser) -> Result<Self> {
        browser.see(DIALOG).await?;
        let form = async || browser.see("#challengeDataEntry").await.map(drop);
        browser.inside(FRAME, form).await?;
        Ok(Self(browser))
    }

    /// Waits for the dialog's title to say something.
    ///
    /// # Errors
    /// When it does not.
    pub async fn title(&self, text: &str) -> Result<WebElement> {
        self.0.read("#challenge-title", text).await
    }

    /// Waits for the bank's own title to say something.
    ///
    /// # Errors
    /// When it does not.
    pub async fn bank_title(&self, text: &str) -> Result<()> {
        let title = async || self.0.read("h1", text).await.map(drop);
        self.0.inside(FRAME, title).await
    }

    /// Has the bank's page say that nothing is decided yet; it goes on asking.
    ///
    /// # Errors
    /// When the bank's page is not there.
    pub async fn stay_pending(&self) -> Result<()> {
        let browser = self.0;
        browser
            .inside(FRAME, async || {
                browser.press("#pending").await?;
                let told = "body[data-message] #challengeDataEntry";
                browser.see(told).await.map(drop)
            })
            .await
    }

    /// Answers.
    ///
    /// # Errors
    /// When the bank's page is not there, or the dialog stays.
    pub async fn answer(self, answer: Answer) -> Result<()> {
        let browser = self.0;
        browser
            .inside(FRAME, async || give(browser, answer).await)
            .await?;
        self.gone().await
    }

    /// Waits until the dialog goes by itself.
    ///
    /// # Errors
    /// When it stays.
    pub async fn gone(self) -> Result<()> {
        self.0.miss(DIALOG).await
    }

    /// Presses the dialog's close button, and says that it is meant.
    ///
    /// # Errors
    /// When the dialog stays.
    pub async fn close(self) -> Result<()> {
        self.0.press(".challenge-bar .icon-button").await?;
        self.0.press(".challenge-leave .button-danger").await?;
        self.gone().await
    }
}

/// The bank's page in a tab of its own.
pub struct ChallengeTab<'a>(&'a Browser);

impl<'a> ChallengeTab<'a> {
    /// Opens it in a new tab, to which the browser turns.
    ///
    /// # Errors
    /// When the bank's form does not come.
    pub async fn open(browser: &'a Browser, address: &str) -> Result<Self> {
        let tab = browser.web().new_tab().await?;
        browser.enter_tab(tab).await?;
        browser.web().goto(address).await?;
        browser.see("#challengeDataEntry").await?;
        Ok(Self(browser))
    }

    /// Opens it as the dialog offers where its frame shows nothing; the browser turns to it.
    ///
    /// # Errors
    /// When the dialog does not offer it, or not by this selector; or the bank's form does not come.
    pub async fn accept(browser: &'a Browser, offer: &str) -> Result<Self> {
        let store = browser.web().window().await?;
        browser.see(DIALOG).await?;
        browser.press(offer).await?;
        until(async || Ok(browser.web().windows().await?.len() > 1)).await?;
        let windows = browser.web().windows().await?;
        let tab = windows.into_iter().find(|window| *window != store);
        let tab = tab.context("a second window was just there")?;
        browser.enter_tab(tab).await?;
        browser.see("#challengeDataEntry").await?;
        Ok(Self(browser))
    }

    /// Types the right code.
    ///
    /// # Errors
    /// When the bank's page is not there.
    pub async fn confirm(self) -> Result<()> {
        give(self.0, Answer::Confirm).await?;
        self.0.miss("#challengeDataEntry").await
    }
}

async fn give(browser: &Browser, answer: Answer) -> Result<()> {
    match answer {
        Answer::Confirm => {
            browser.write("#challengeDataEntry", ONE_TIME_CODE).await?;
            browser.press("#confirm").await
        }
        Answer::Refuse => browser.press("#refuse").await,
        Answer::Fail => browser.press("#fail").await,
        Answer::Expire => browser.press("#expire").await,
        Answer::Error => browser.press("#error").await,
    }
}
