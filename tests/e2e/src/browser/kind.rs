//! Which browser: Chromium, or the one that `COBRO_BROWSER` names.

use std::ffi::OsString;

use anyhow::{Result, bail};
use serde_json::json;
use thirtyfour::prelude::*;

use super::capabilities::chromium;
use crate::look::{Look, Theme};

/// A browser that journeys are walked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Chromium,
    /// Without developer tools: journeys that need them are not walked in it.
    Firefox,
}

impl Kind {
    /// The one that is asked for.
    pub(super) fn asked_for() -> Result<Self> {
        match std::env::var_os("COBRO_BROWSER") {
            None => Ok(Kind::Chromium),
            Some(name) if name == "firefox" => Ok(Kind::Firefox),
            Some(name) => bail!(
                "COBRO_BROWSER is firefox or not set, not {}",
                name.display()
            ),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Chromium => "chromium",
            Kind::Firefox => "firefox",
        }
    }

    /// The program that steers it: the one that is named, else the one on the search path.
    pub(super) fn driver(self) -> OsString {
        let (setting, usual) = match self {
            Kind::Chromium => ("CHROMEDRIVER", "chromedriver"),
            Kind::Firefox => ("GECKODRIVER", "geckodriver"),
        };
        let chosen = std::env::var_os(setting).filter(|path| !path.is_empty());
        chosen.unwrap_or_else(|| OsString::from(usual))
    }

    /// What that program is told besides.
    pub(super) fn driver_flags(self) -> &'static [&'static str] {
        match self {
            Kind::Chromium => &[],
            // The window is made as narrow as a phone from within.
            Kind::Firefox => &["--allow-system-access"],
        }
    }

    /// What stands before the port in the line in which that program says where it listens.
    pub(super) fn says_port_after(self) -> &'static str {
        match self {
            Kind::Chromium => "successfully on port ",
            Kind::Firefox => "Listening on 127.0.0.1:",
        }
    }

    /// How it is started.
    pub(super) fn capabilities(self, look: Look) -> Result<Capabilities> {
        match self {
            Kind::Chromium => chromium(look.language.tag()),
            Kind::Firefox => firefox(look),
        }
    }
}

fn firefox(look: Look) -> Result<Capabilities> {
    let mut firefox = Capabilities::from(DesiredCapabilities::firefox());
    let theme = match look.theme {
        Theme::Dark => 0,
        Theme::Light => 1,
    };
    let (width, height) = (look.size.width, look.size.height);
    let options = json!({
        "args": ["-headless", format!("--width={width}"), format!("--height={height}")],
        "prefs": {
            "intl.accept_languages": look.language.tag(),
            "layout.css.prefers-color-scheme.content-override": theme,
            "ui.prefersReducedMotion": 1,
        },
    });
    firefox.set("moz:firefoxOptions", options)?;
    Ok(firefox)
}
