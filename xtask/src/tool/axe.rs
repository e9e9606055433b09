//! axe-core finds what keeps people from using a page.

use std::path::PathBuf;

use anyhow::Result;

use super::Look;
use super::npm::Script;
use crate::workspace::Workspace;

const TOOL: Script = Script {
    package: "axe-core",
    version: "4.14.1",
    file: "axe.min.js",
};

/// Says what is there.
pub(crate) fn look(workspace: &Workspace) -> Look {
    TOOL.look(workspace)
}

/// Its script, which journeys run in the page; installs it when missing.
pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    TOOL.ensure(workspace)
}
