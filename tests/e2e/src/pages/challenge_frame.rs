//! The bank's page in its dialog.

use anyhow::Result;

use crate::Browser;

/// The dialog.
const DIALOG: &str = "dialog.challenge-dialog[open]";
/// The frame in it.
const FRAME: &str = "dialog.challenge-dialog[open] iframe";
/// The one-time code that the sandbox's bank takes.
const CODE: &str = "1234";

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

    /// Answers.
    ///
    /// # Errors
    /// When the bank's page is not there, or the dialog stays.
    pub async fn answer(self, answer: Answer) -> Result<()> {
        let browser = self.0;
        browser
            .inside(FRAME, async || match answer {
                Answer::Confirm => {
                    browser.write("#challengeDataEntry", CODE).await?;
                    browser.press("#confirm").await
                }
                Answer::Refuse => browser.press("#refuse").await,
                Answer::Fail => browser.press("#fail").await,
                Answer::Expire => browser.press("#expire").await,
            })
            .await?;
        browser.miss(DIALOG).await
    }

    /// Presses the dialog's close button, and says that it is meant.
    ///
    /// # Errors
    /// When the dialog stays.
    pub async fn close(self) -> Result<()> {
        self.0.press(".challenge-bar .icon-button").await?;
        self.0.press(".challenge-leave .button-danger").await?;
        self.0.miss(DIALOG).await
    }
}
