//! How Chromium is started.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// What is the same for the tests of the front end.
const COMMON: &str = include_str!("../../../../webdriver.json");

/// One in a language such as `es-MX`, which keeps its console's log.
pub(super) fn chromium(language: &str) -> Result<Capabilities> {
    let mut common: Value = serde_json::from_str(COMMON)?;
    let options = common
        .get_mut("goog:chromeOptions")
        .and_then(Value::as_object_mut)
        .context("webdriver.json has goog:chromeOptions")?;
    options.insert(
        "prefs".to_owned(),
        json!({ "intl.accept_languages": language }),
    );
    if let Some(arguments) = options.get_mut("args").and_then(Value::as_array_mut) {
        arguments.push(json!(format!("--lang={language}")));
        // Nobody watches it move, and to draw that takes a third of all the time.
        arguments.push(json!("--force-prefers-reduced-motion"));
    }
    let mut chrome = Capabilities::from(DesiredCapabilities::chrome());
    if let Value::Object(fields) = common {
        for (name, value) in fields {
            chrome.set(name, value)?;
        }
    }
    chrome.set("goog:loggingPrefs", json!({ "browser": "ALL" }))?;
    Ok(chrome)
}
