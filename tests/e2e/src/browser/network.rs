//! What the network and other windows do to the page: some of it, or nothing, gets through.
//!
//! Only the page itself is meant: frames of other origins, such as the provider's form, go on.

use anyhow::Result;
use serde_json::json;

use super::Browser;
use super::kind::Kind;

/// Listens before the page does, and lets messages through as long as they are not to be lost.
const GATE: &str = "if (window === top) addEventListener('message', (event) => {
  if (window.messagesGetLost) event.stopImmediatePropagation();
})";

impl Browser {
    /// Makes [`Self::lose_messages`] possible in what this tab opens next.
    pub(super) async fn stand_between_windows(&self) -> Result<()> {
        if self.session.kind == Kind::Firefox {
            return Ok(());
        }
        let script = json!({ "source": GATE });
        let devtools = self.web().cdp();
        devtools
            .send_raw("Page.addScriptToEvaluateOnNewDocument", script)
            .await?;
        Ok(())
    }

    /// From now on, whatever other windows say to the page gets lost.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn lose_messages(&self) -> Result<()> {
        let lose = "window.messagesGetLost = true";
        self.web().execute(lose, vec![]).await?;
        Ok(())
    }

    /// Lets no request through whose address matches one of these, `*` standing for anything.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn block(&self, addresses: &[&str]) -> Result<()> {
        let devtools = self.web().cdp();
        devtools.send_raw("Network.enable", json!({})).await?;
        let blocked = json!({ "urls": addresses });
        devtools.send_raw("Network.setBlockedURLs", blocked).await?;
        Ok(())
    }

    /// Lets every request through again.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn unblock(&self) -> Result<()> {
        self.block(&[]).await
    }

    /// From now on, the page's own policy lets no frame be opened.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn forbid_frames(&self) -> Result<()> {
        let forbid = "const policy = document.createElement('meta');
policy.httpEquiv = 'Content-Security-Policy';
policy.content = \"frame-src 'none'\";
document.head.append(policy);";
        self.web().execute(forbid, vec![]).await?;
        Ok(())
    }

    /// Takes the device offline: what was under way is lost, and the page is told.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn go_offline(&self) -> Result<()> {
        self.network(true).await
    }

    /// Takes it online again, and the page is told.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn go_online(&self) -> Result<()> {
        self.network(false).await
    }

    async fn network(&self, offline: bool) -> Result<()> {
        let devtools = self.web().cdp();
        devtools.send_raw("Network.enable", json!({})).await?;
        let conditions = json!({
            "offline": offline,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        });
        devtools
            .send_raw("Network.emulateNetworkConditions", conditions)
            .await?;
        Ok(())
    }
}
