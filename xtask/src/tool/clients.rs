//! Conekta's own clients for Node and Python, as their lock files say, in folders under `target`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{Look, answer, apt, clean, on_path};
use crate::step::Step;
use crate::workspace::Workspace;

/// Where their flows and lock files are.
const SOURCES: &str = "sandbox/tests/clients";
/// Debian's names of what Node's client needs.
const NODE: [&str; 2] = ["nodejs", "npm"];
/// Debian's names of what Python's client needs.
const PYTHON: [&str; 2] = ["python3", "python3-venv"];

/// Says whether there is a Node to install a client into.
pub(crate) fn look_node() -> Look {
    let node = on_path("node").filter(|_| on_path("npm").is_some());
    look(node, &["--version"], &NODE)
}

/// Says whether there is a Python to install a client into.
pub(crate) fn look_python() -> Look {
    look(python(), &["--version"], &PYTHON)
}

fn look(program: Option<PathBuf>, arguments: &[&str], packages: &[&str]) -> Look {
    let found = program.and_then(|path| Some((answer(&path, arguments)?, path)));
    match found {
        Some((version, path)) => Look::There { version, path },
        None => Look::Missing {
            mend: apt::by_hand(packages),
        },
    }
}

/// A Python that can make an environment: Debian ships that part by itself.
fn python() -> Option<PathBuf> {
    on_path("python3").filter(|path| answer(path, &["-c", "import ensurepip, venv"]).is_some())
}

/// The flow of Node's client; installs what is missing.
pub(crate) fn node(workspace: &Workspace) -> Result<Command> {
    let sources = format!("{SOURCES}/node");
    let folder = workspace.target.join("clients/node");
    npm(workspace, &sources, &folder, "install the client for Node")?;
    let mut command = Command::new("node");
    clean(&mut command);
    let flow = workspace.root.join(sources).join("flow.cjs");
    command.arg(flow).current_dir(&folder);
    Ok(command)
}

/// Installs what a lock file of npm's says into a folder, and Node where there is none.
pub(super) fn npm(workspace: &Workspace, sources: &str, folder: &Path, title: &str) -> Result<()> {
    if matches!(look_node(), Look::Missing { .. }) {
        apt::install(workspace, &NODE)?;
    }
    let version = said(look_node()).context("node does not say its version")?;
    let sources = workspace.root.join(sources);
    let lock = fs::read_to_string(sources.join("package-lock.json"))?;
    install(folder, &format!("{version}\n{lock}"), || {
        for file in ["package.json", "package-lock.json"] {
            fs::copy(sources.join(file), folder.join(file))?;
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
        npm.current_dir(folder);
        step(workspace, title, npm)
    })
}

/// The flow of Python's client; installs what is missing.
pub(crate) fn python_flow(workspace: &Workspace) -> Result<Command> {
    if python().is_none() {
        apt::install(workspace, &PYTHON)?;
    }
    let version = said(look_python()).context("python3 does not say its version")?;
    let sources = workspace.root.join(SOURCES).join("python");
    let folder = workspace.target.join("clients/python");
    let lock = sources.join("requirements.txt");
    let wanted = format!("{version}\n{}", fs::read_to_string(&lock)?);
    let program = folder.join("bin/python");
    install(&folder, &wanted, || {
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv", "--clear"]).arg(&folder);
        step(workspace, "make a place for the client for Python", venv)?;
        let mut pip = Command::new(&program);
        pip.args(["-m", "pip", "install", "--disable-pip-version-check"]);
        pip.args(["--require-hashes", "--only-binary=:all:", "-r"]);
        pip.arg(&lock);
        step(workspace, "install the client for Python", pip)
    })?;
    let mut command = Command::new(&program);
    clean(&mut command);
    command.arg(sources.join("flow.py")).current_dir(&folder);
    Ok(command)
}

fn said(look: Look) -> Option<String> {
    match look {
        Look::There { version, .. } => Some(version),
        Look::Missing { .. } => None,
    }
}

/// Installs into a folder, unless what is wanted lies there: no network at the second run.
fn install(folder: &Path, wanted: &str, install: impl FnOnce() -> Result<()>) -> Result<()> {
    let stamp = folder.with_extension("installed");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) && folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    if stamp.exists() {
        fs::remove_file(&stamp)?;
    }
    install()?;
    // Written last: a folder without it is not complete.
    fs::write(stamp, wanted)?;
    Ok(())
}

fn step(workspace: &Workspace, title: &str, mut command: Command) -> Result<()> {
    clean(&mut command);
    Step::new(title)
        .mend("see whether its registry can be reached, then run it again")
        .run(workspace, command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_is_installed_again_only_when_something_else_is_wanted() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("node");
        let mut times = 0;
        for wanted in ["1", "1", "2"] {
            install(&folder, wanted, || {
                times += 1;
                Ok(())
            })
            .unwrap();
        }
        assert_eq!(times, 2);
    }

    #[test]
    fn installation_that_failed_is_tried_again() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("node");
        install(&folder, "1", || Ok(())).unwrap();
        install(&folder, "2", || anyhow::bail!("no network")).unwrap_err();
        let mut again = false;
        install(&folder, "1", || {
            again = true;
            Ok(())
        })
        .unwrap();
        assert!(again);
    }
}
