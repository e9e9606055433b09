//! Makes the browser's owner one to whom the store looks like that.

use anyhow::Result;
use serde_json::{Value, json};

use super::Browser;
use super::kind::Kind;
use crate::look::Look;

impl Browser {
    /// From now on, this tab is so large, and the device prefers that theme. The language stays: it
    /// is the browser's own. Firefox is started in its look, and keeps it.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn wear(&self, look: Look) -> Result<()> {
        if self.session.kind == Kind::Firefox {
            return Ok(());
        }
        let size = json!({
            "width": look.size.width,
            "height": look.size.height,
            "deviceScaleFactor": 1,
            "mobile": false,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", size)
            .await?;
        self.prefer(json!([
            { "name": "prefers-color-scheme", "value": look.theme.name() },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]))
        .await
    }

    /// Makes the device prefer these, by the names of media features, and nothing else.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn prefer(&self, features: Value) -> Result<()> {
        let media = json!({ "features": features });
        self.devtools("Emulation.setEmulatedMedia", media).await
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Result<()> {
        self.web().cdp().send_raw(command, parameters).await?;
        Ok(())
    }
}
