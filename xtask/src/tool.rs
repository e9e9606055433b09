//! What must be installed: one noun a file, each with the same two verbs. `look` says what is
//! there and changes nothing; `ensure` installs what is missing.

mod apt;
pub(crate) mod axe;
pub(crate) mod bindgen;
pub(crate) mod browser;
pub(crate) mod clients;
mod distro;
pub(crate) mod esbuild;
pub(crate) mod firefox;
mod install;
pub(crate) mod lighthouse;
mod lockfile;
mod npm;
pub(crate) mod postgres;
pub(crate) mod trunk;
pub(crate) mod wasm;
pub(crate) mod wasm_opt;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::workspace::Workspace;

/// What was found of a tool.
#[derive(Debug)]
pub(crate) enum Look {
    /// It can be used.
    There {
        /// What it says of itself.
        version: String,
        /// Where it lies.
        path: PathBuf,
    },
    /// It is not there, or is too old.
    Missing {
        /// How it would be got.
        mend: String,
    },
}

/// What the front end is built and tested with.
#[derive(Debug)]
pub(crate) struct Tools {
    /// The compiler for WebAssembly.
    pub(crate) wasm: wasm::Wasm,
    /// The folder of Trunk's program.
    pub(crate) trunk: PathBuf,
    /// The folder of wasm-bindgen's programs.
    pub(crate) bindgen: PathBuf,
    /// The folder of wasm-opt.
    pub(crate) wasm_opt: PathBuf,
    /// The folder of esbuild.
    pub(crate) esbuild: PathBuf,
}

impl Tools {
    /// Installs what is missing.
    pub(crate) fn ensure(workspace: &Workspace) -> Result<Self> {
        Ok(Self {
            wasm: wasm::ensure(workspace)?,
            bindgen: bindgen::ensure(workspace)?,
            wasm_opt: wasm_opt::ensure(workspace)?,
            esbuild: esbuild::ensure(workspace)?,
            trunk: trunk::ensure(workspace)?,
        })
    }

    /// A call of Trunk that finds everything on this machine.
    pub(crate) fn trunk(&self, workspace: &Workspace) -> Result<Command> {
        let mut command = Command::new(self.trunk.join("trunk"));
        clean(&mut command);
        command.current_dir(&workspace.root).env("NO_COLOR", "true");
        self.wasm.compile(&mut command)?;
        let mut path = vec![self.bindgen.clone(), self.wasm_opt.clone()];
        path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        command.env("PATH", env::join_paths(path)?);
        Ok(command)
    }

    /// A call of esbuild that makes a file of JavaScript small, in its place.
    pub(crate) fn minify(&self, script: &Path) -> Command {
        let mut command = Command::new(self.esbuild.join("esbuild"));
        clean(&mut command);
        let mut outfile = OsString::from("--outfile=");
        outfile.push(script);
        command.args(["--minify", "--format=esm", "--allow-overwrite"]);
        command.arg(outfile).arg(script);
        command
    }

    /// A call of cargo that runs WebAssembly tests in a browser.
    pub(crate) fn browser_tests(&self, workspace: &Workspace) -> Result<Command> {
        let mut command = cargo(workspace);
        self.wasm.compile(&mut command)?;
        let runner = self.bindgen.join("wasm-bindgen-test-runner");
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner);
        command.env("CHROMEDRIVER", browser::driver()?);
        Ok(command)
    }
}

/// A call of cargo for the host.
pub(crate) fn cargo(workspace: &Workspace) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    clean(&mut command);
    command.current_dir(&workspace.root);
    command
}

/// Takes back what `cargo run` put into the environment: it describes xtask, and build scripts
/// that look at it would run anew.
fn clean(command: &mut Command) {
    let ours = [
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_BIN_",
        "CARGO_CRATE_",
        "LD_LIBRARY_PATH",
    ];
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if ours.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
}

/// The first program of that name on the search path.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// What a program prints, where it succeeds.
fn answer(program: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    clean(&mut command);
    let output = command.args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// The folder that a program lies in.
fn folder(program: &Path) -> PathBuf {
    program.parent().map(Path::to_owned).unwrap_or_default()
}

/// Whether a setting in the environment asks for something.
fn setting(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}
