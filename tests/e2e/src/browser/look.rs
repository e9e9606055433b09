//! Makes the browser's owner one to whom the store looks like that.

use anyhow::Result;
use serde_json::{Value, json};

use super::Browser;
use super::kind::Kind;
use crate::look::{Look, Theme};

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
        // Else what has the focus looks as if it had not, in a window that nobody looks at.
        self.devtools(
            "Emulation.setFocusEmulationEnabled",
            json!({ "enabled": true }),
        )
        .await?;
        self.prefer(look.theme, "none").await
    }

    /// From now on, the device puts its own few colours in place of the page's.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn force_colors(&self, theme: Theme) -> Result<()> {
        self.prefer(theme, "active").await
    }

    async fn prefer(&self, theme: Theme, forced_colors: &str) -> Result<()> {
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": theme.name() },
            { "name": "prefers-reduced-motion", "value": "reduce" },
            { "name": "forced-colors", "value": forced_colors },
        ] });
        self.devtools("Emulation.setEmulatedMedia", media).await
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Result<()> {
        self.web().cdp().send_raw(command, parameters).await?;
        Ok(())
    }
}
