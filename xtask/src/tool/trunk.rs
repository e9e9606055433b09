//! Trunk builds the front end into files.

use std::path::PathBuf;

use anyhow::Result;

use super::Look;
use super::install::Installed;
use crate::workspace::Workspace;

/// The newest that the minimum Rust version compiles.
fn tool() -> Installed {
    Installed {
        package: "trunk",
        program: "trunk",
        version: "0.21.14".to_owned(),
        locked: true,
        takes: "about 3 minutes",
    }
}

/// Says what is there.
pub(crate) fn look(workspace: &Workspace) -> Look {
    tool().look(workspace)
}

/// The folder of its program.
pub(super) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    tool().ensure(workspace)
}
