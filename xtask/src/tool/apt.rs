//! Packages of Debian and its kin.

use std::process::Command;

use anyhow::{Result, bail};

use super::{clean, on_path};
use crate::step::Step;
use crate::workspace::Workspace;

/// What a person types to get some packages.
pub(super) fn by_hand(packages: &[&str]) -> String {
    let sudo = if nix::unistd::geteuid().is_root() {
        ""
    } else {
        "sudo "
    };
    format!(
        "{sudo}apt-get install --no-install-recommends {}",
        packages.join(" ")
    )
}

/// Installs packages, where that is ours to do.
///
/// # Errors
/// When the user may not, with the command to type.
pub(super) fn install(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if on_path("apt-get").is_none() {
        bail!("{names} not found: install what your system calls these, then run it again");
    }
    if !nix::unistd::geteuid().is_root() {
        bail!(
            "{names} not found. To mend it:\n\n    {}\n\nthen run it again",
            by_hand(packages)
        );
    }
    Step::new("read the lists of packages").run(workspace, apt(&["update"]))?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(packages);
    Step::new(&format!("install {names}")).run(workspace, apt(&arguments))
}

fn apt(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    clean(&mut command);
    command
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}
