//! wasm-bindgen joins WebAssembly to JavaScript. Its program must be of the crate's version.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::install::Installed;
use super::{Look, lockfile};
use crate::workspace::Workspace;

fn tool(workspace: &Workspace) -> Result<Installed> {
    let lockfile = fs::read_to_string(workspace.root.join("Cargo.lock"));
    let lockfile = lockfile.context("cannot read Cargo.lock")?;
    let version = lockfile::version(&lockfile, "wasm-bindgen");
    Ok(Installed {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: version.context("Cargo.lock does not say which wasm-bindgen is used")?,
        // Its own lock file may name versions that are withdrawn.
        locked: false,
        takes: "about 2 minutes",
    })
}

/// Says what is there.
pub(crate) fn look(workspace: &Workspace) -> Look {
    match tool(workspace) {
        Ok(tool) => tool.look(workspace),
        Err(error) => Look::Missing {
            mend: error.to_string(),
        },
    }
}

/// The folder of its programs.
pub(super) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    tool(workspace)?.ensure(workspace)
}
