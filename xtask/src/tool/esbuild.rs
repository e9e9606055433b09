//! esbuild makes JavaScript smaller.

use std::path::PathBuf;

use anyhow::Result;

use super::Look;
use super::npm::Package;
use crate::workspace::Workspace;

const TOOL: Package = Package {
    package: "esbuild",
    program: "esbuild",
    version: "0.28.2",
    says: |text| text == "0.28.2",
};

/// Says what is there.
pub(crate) fn look(workspace: &Workspace) -> Look {
    TOOL.look(workspace)
}

/// The folder of its program.
pub(super) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    TOOL.ensure(workspace)
}
