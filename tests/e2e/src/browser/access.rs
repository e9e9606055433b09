//! Whether everybody can use the page, as far as a program can tell.

use std::sync::LazyLock;
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::Browser;

/// axe-core, as `cargo xtask test` installs it.
static AXE: LazyLock<Option<String>> =
    LazyLock::new(|| fs::read_to_string(env::var_os("COBRO_AXE")?).ok());

/// Asks axe-core for what is wrong. Frames are other people's pages.
const ASK_AXE: &str = "const tell = arguments[arguments.length - 1];
const options = {
  iframes: false,
  resultTypes: ['violations'],
  rules: { 'target-size': { enabled: true } },
};
axe.run(document, options).then((found) => tell(found.violations.flatMap((rule) =>
  rule.nodes.map((node) => `${rule.id} (${rule.help}): ${node.html.slice(0, 200)} ${node.any
    .concat(node.all, node.none).map((check) => check.message).join('; ')}`))),
  (error) => tell([`axe-core failed: ${error}`]));";

/// What axe-core does not see.
const ASK_HOUSE: &str = "const wrong = [];
const shown = (selector) => [...document.querySelectorAll(selector)]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }));
const open = document.querySelector('dialog[open]');
const count = (selector) => shown(selector).length;
if (count('main') !== 1) wrong.push('there is not one main landmark');
if (count('header.header, body > header') !== 1) wrong.push('there is not one header');
if (count('h1') !== 1) wrong.push(`there are ${count('h1')} titles`);
if (document.querySelectorAll('body [role=status][aria-live]').length > 1)
  wrong.push('there is more than one live region');
for (const each of document.querySelectorAll('[aria-describedby], [aria-labelledby]'))
  for (const name of ['aria-describedby', 'aria-labelledby'])
    for (const id of (each.getAttribute(name) ?? '').split(' ').filter(Boolean))
      if (!document.getElementById(id)) wrong.push(`${name} leads to no ${id}`);
for (const each of shown('[aria-invalid]')) {
  const note = document.getElementById(each.getAttribute('aria-describedby'));
  if (!note?.textContent.trim()) wrong.push(`${each.id} does not say what is wrong`);
}
for (const each of shown('.spinner')) {
  const words = each.parentElement.textContent.trim() || each.closest('section, .notice')?.textContent;
  if (!words?.trim()) wrong.push('a spinner turns without words');
}
if (document.activeElement !== document.body && open && !open.contains(document.activeElement))
  wrong.push('the focus is behind the dialog');
return wrong;";

/// What sticks out of the window on the right.
const ASK_WIDTH: &str = "const edge = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth <= edge) return [];
return [...document.querySelectorAll('body *')]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > edge + 1)
  .slice(-3)
  .map((each) => `at ${edge} px wide, this sticks out: ${each.outerHTML.slice(0, 200)}`);";

/// The widths of a screen of 1280 px at 200 and at 400 %.
const ZOOMED: [u32; 2] = [640, 320];

impl Browser {
    /// Fails if something keeps people from using the page as it is now: by the rules of axe-core,
    /// in light and in dark; by ours; and where it is zoomed.
    ///
    /// # Errors
    /// With all that was found; or when axe-core is not there.
    pub async fn is_for_everyone(&self, place: &str) -> Result<()> {
        let axe = AXE.as_ref().context(
            "COBRO_AXE must name the file axe.min.js: `cargo xtask test --only e2e` gets it",
        )?;
        let mut wrong = Vec::new();
        for scheme in ["light", "dark"] {
            self.prefer(scheme).await?;
            self.web().execute(axe.as_str(), vec![]).await?;
            let found = self.web().execute_async(ASK_AXE, vec![]).await?;
            let found: Vec<String> = found.convert()?;
            wrong.extend(found.into_iter().map(|one| format!("{scheme}: {one}")));
        }
        wrong.extend(self.complaints(ASK_HOUSE).await?);
        for width in ZOOMED {
            self.resize(width).await?;
            wrong.extend(self.complaints(ASK_WIDTH).await?);
        }
        self.devtools("Emulation.clearDeviceMetricsOverride", json!({}))
            .await?;
        ensure!(wrong.is_empty(), "{place}:\n{}", wrong.join("\n"));
        Ok(())
    }

    /// Makes the window so wide, and as high as a phone.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn resize(&self, width: u32) -> Result<()> {
        let size = json!({
            "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", size)
            .await
    }

    /// Makes the device prefer light or dark.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn prefer(&self, scheme: &str) -> Result<()> {
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.devtools("Emulation.setEmulatedMedia", media).await
    }

    async fn complaints(&self, script: &str) -> Result<Vec<String>> {
        Ok(self.web().execute(script, vec![]).await?.convert()?)
    }

    async fn devtools(&self, command: &str, parameters: serde_json::Value) -> Result<()> {
        self.web().cdp().send_raw(command, parameters).await?;
        Ok(())
    }
}
