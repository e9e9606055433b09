//! Lighthouse, as its lock file says, in a folder under `target`.

use std::process::Command;

use anyhow::Result;

use super::{clean, clients};
use crate::workspace::Workspace;

/// Where its lock file is.
const SOURCES: &str = "tests/lighthouse";

/// A call of it; installs what is missing.
pub(crate) fn command(workspace: &Workspace) -> Result<Command> {
    let folder = workspace.target.join("lighthouse/node");
    clients::npm(workspace, SOURCES, &folder, "install Lighthouse")?;
    let mut command = Command::new(folder.join("node_modules/.bin/lighthouse"));
    clean(&mut command);
    Ok(command)
}
