//! The front end as files: built by Trunk, then made small and compressed as far as it goes.

pub(crate) mod compress;
mod glue;
pub(crate) mod stamp;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::say;
use crate::step::{self, Step};
use crate::tool::{Tools, cargo};
use crate::workspace::Workspace;

/// Builds it, where its sources have changed since the last time.
pub(crate) fn build(workspace: &Workspace, tools: &Tools) -> Result<()> {
    let stamp = stamp::of_sources(workspace, &tools.wasm.name())?;
    let stamp_file = workspace.notes().join("site.stamp");
    let is_built = workspace.site().join("index.html").is_file();
    if is_built && fs::read_to_string(&stamp_file).is_ok_and(|last| last == stamp) {
        say::line("  done  build the store · nothing has changed");
        return Ok(());
    }
    if stamp_file.exists() {
        fs::remove_file(&stamp_file)?;
    }
    fetch(workspace)?;

    let mut command = tools.trunk(workspace)?;
    // All that Trunk would download is on this machine, and of a known version.
    command.args([
        "build",
        "--release",
        "--offline",
        "--cargo-profile",
        "web",
        "--dist",
    ]);
    command.arg(workspace.site());
    Step::new("build the store").run(workspace, command)?;

    glue::shorten(workspace, tools)?;
    step::work("compress the store", || compress::folder(&workspace.site()))?;
    fs::write(stamp_file, stamp).context("cannot remember what was built")
}

/// Downloads crates, so that nothing after it needs the network.
pub(crate) fn fetch(workspace: &Workspace) -> Result<()> {
    let mut command = cargo(workspace);
    command.args(["fetch", "--quiet"]);
    Step::new("fetch crates")
        .mend("see whether crates.io can be reached, then run it again")
        .run(workspace, command)
}

/// What the store's files are, without their compressed forms.
///
/// # Errors
/// When it is not built.
pub(crate) fn files(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let site = workspace.site();
    if !site.join("index.html").is_file() {
        bail!("the store is not built: run `cargo xtask run` without --no-build");
    }
    let mut files = Vec::new();
    stamp::walk(&site, &mut files)?;
    files.retain(|file| !compress::is_compressed(file));
    Ok(files)
}
