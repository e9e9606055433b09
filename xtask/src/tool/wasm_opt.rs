//! wasm-opt makes WebAssembly smaller.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::{Look, answer, apt, clean, folder, on_path};
use crate::step::Step;
use crate::workspace::Workspace;

/// Version of npm's `binaryen`, so that sizes are the same on every machine.
const VERSION: &str = "132.0.0";

fn root(workspace: &Workspace) -> PathBuf {
    workspace.cache.join(format!("binaryen-{VERSION}"))
}

fn find(workspace: &Workspace) -> Option<(PathBuf, String)> {
    let major = VERSION.split('.').next()?;
    let cached = root(workspace).join("node_modules/.bin/wasm-opt");
    [Some(cached), on_path("wasm-opt")]
        .into_iter()
        .flatten()
        .find_map(|program| {
            let version = answer(&program, &["--version"])?;
            (version.split(' ').nth(2) == Some(major)).then_some((program, version))
        })
}

/// Says what is there.
pub(crate) fn look(workspace: &Workspace) -> Look {
    match find(workspace) {
        Some((path, version)) => Look::There { version, path },
        None => Look::Missing {
            mend: format!("npm install binaryen@{VERSION}"),
        },
    }
}

/// The folder of its program.
pub(super) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    if let Some((program, _)) = find(workspace) {
        return Ok(folder(&program));
    }
    if on_path("npm").is_none() {
        apt::install(workspace, &["npm"])?;
    }
    let root = root(workspace);
    std::fs::create_dir_all(&root)?;
    let mut command = Command::new("npm");
    clean(&mut command);
    command
        .args(["install", "--no-audit", "--no-fund", "--prefix"])
        .arg(&root);
    command.arg(format!("binaryen@{VERSION}"));
    Step::new("install wasm-opt")
        .mend("see whether registry.npmjs.org can be reached, then run it again")
        .run(workspace, command)?;
    Ok(root.join("node_modules/.bin"))
}
