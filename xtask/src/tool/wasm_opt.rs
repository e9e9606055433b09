//! wasm-opt makes WebAssembly smaller.

use std::path::PathBuf;

use anyhow::Result;

use super::Look;
use super::npm::Package;
use crate::workspace::Workspace;

const TOOL: Package = Package {
    package: "binaryen",
    program: "wasm-opt",
    version: "132.0.0",
    // `wasm-opt version 132 (version_132)`
    says: |text| text.split(' ').nth(2) == Some("132"),
};

/// Says what is there.
pub(crate) fn look(workspace: &Workspace) -> Look {
    TOOL.look(workspace)
}

/// The folder of its program.
pub(super) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    TOOL.ensure(workspace)
}
