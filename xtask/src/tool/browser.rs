//! The browser that tests look through.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{Look, answer, apt, on_path, setting};
use crate::workspace::Workspace;

const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// Says what is there.
pub(crate) fn look() -> Look {
    let found = driver()
        .ok()
        .and_then(|path| Some((answer(&path, &["--version"])?, path)));
    match found {
        Some((version, path)) => Look::There { version, path },
        None => Look::Missing {
            mend: apt::by_hand(&PACKAGES),
        },
    }
}

/// Installs it where it is missing.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    match driver() {
        Ok(_) => Ok(()),
        Err(_) => apt::install(workspace, &PACKAGES),
    }
}

/// The browser itself.
pub(crate) fn program() -> Option<PathBuf> {
    on_path("chromium")
}

/// The program that steers it.
pub(crate) fn driver() -> Result<PathBuf> {
    let chosen = setting("CHROMEDRIVER").map(PathBuf::from);
    chosen
        .or_else(|| on_path("chromedriver"))
        .context("chromedriver is not on the search path")
}
