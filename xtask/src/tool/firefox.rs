//! Firefox, and the program that steers it.

use std::path::PathBuf;

use anyhow::Result;

use super::install::Installed;
use super::{Look, answer, apt, on_path};
use crate::workspace::Workspace;

const PACKAGE: &str = "firefox-esr";

fn driver() -> Installed {
    Installed {
        package: "geckodriver",
        program: "geckodriver",
        version: "0.37.1".to_owned(),
        locked: true,
        takes: "about 2 minutes",
    }
}

/// Says whether both are there.
pub(crate) fn look(workspace: &Workspace) -> Look {
    match browser() {
        Some(_) => driver().look(workspace),
        None => Look::Missing {
            mend: apt::by_hand(&[PACKAGE]),
        },
    }
}

/// The program that steers it; installs what is missing.
pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    if browser().is_none() {
        apt::install(workspace, &[PACKAGE])?;
    }
    Ok(driver().ensure(workspace)?.join("geckodriver"))
}

fn browser() -> Option<PathBuf> {
    let found = on_path("firefox-esr").or_else(|| on_path("firefox"));
    found.filter(|path| answer(path, &["--version"]).is_some())
}
