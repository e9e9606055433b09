//! The distribution's compiler, with a standard library for WebAssembly built from its source.
//!
//! Debian's `rustc-web` comes without that library but with its source. It is compiled once a
//! machine, and kept with links to the distribution's own library for the host, where procedural
//! macros run.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::wasm::{TARGET, field};
use super::{answer, apt, cargo};
use crate::step::Step;
use crate::workspace::Workspace;

/// The distribution's compiler, by its path: rustup's comes first on the search path.
const RUSTC: &str = "/usr/bin/rustc";
/// Its clippy.
pub(super) const CLIPPY: &str = "/usr/bin/cargo-clippy";
/// The source of its standard library.
const SOURCE: &str = "/usr/lib/rustlib/src/rust/library/std";
/// Where they come from.
const PACKAGES: [&str; 3] = ["rustc-web", "rust-web-src", "rust-web-clippy"];
/// The crate that pulls the standard library in.
const DUMMY: &str = "cobro_build_std";

/// A folder that the compiler takes its libraries from.
#[derive(Debug)]
pub(crate) struct Sysroot(PathBuf);

impl Sysroot {
    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.0
    }

    /// The compiler that uses it.
    pub(super) fn rustc(&self) -> PathBuf {
        self.0.join("bin/rustc")
    }
}

/// What a person types to get it.
pub(super) fn by_hand() -> String {
    format!(
        "{}, then a standard library is built (about 1 minute)",
        apt::by_hand(&PACKAGES)
    )
}

/// The folder, if it is complete and of the compiler that is installed.
pub(super) fn find(workspace: &Workspace) -> Option<Sysroot> {
    let version = answer(Path::new(RUSTC), &["-vV"])?;
    let folder = folder(workspace, &version)?;
    let built = fs::read_to_string(folder.join("built")).ok()?;
    (built == version && Path::new(CLIPPY).is_file()).then_some(Sysroot(folder))
}

/// Builds it where it is missing.
pub(super) fn ensure(workspace: &Workspace) -> Result<Sysroot> {
    if let Some(sysroot) = find(workspace) {
        return Ok(sysroot);
    }
    if ![RUSTC, CLIPPY, SOURCE]
        .iter()
        .all(|path| Path::new(path).exists())
    {
        apt::install(workspace, &PACKAGES)?;
    }
    let version = answer(Path::new(RUSTC), &["-vV"]);
    let version = version.with_context(|| format!("{RUSTC} does not run"))?;
    let folder = folder(workspace, &version).context("rustc does not say its version")?;
    build(workspace, &folder)?;
    assemble(&folder, &version)?;
    Ok(Sysroot(folder))
}

fn folder(workspace: &Workspace, version: &str) -> Option<PathBuf> {
    let release = field(version, "release")?;
    Some(workspace.cache.join(format!("wasm-sysroot-{release}")))
}

fn build(workspace: &Workspace, folder: &Path) -> Result<()> {
    let source = folder.join("build");
    fs::create_dir_all(&source)?;
    let manifest = format!(
        "[package]\nname = \"{DUMMY}\"\nedition = \"2024\"\n\n\
         [lib]\npath = \"lib.rs\"\n\n[workspace]\n"
    );
    fs::write(source.join("Cargo.toml"), manifest)?;
    fs::write(source.join("lib.rs"), "#![no_std]\n")?;
    let mut command = cargo(workspace);
    command.current_dir(&source);
    command.args([
        "build",
        "--release",
        "-Zbuild-std=std,panic_abort,test,proc_macro",
    ]);
    command.args(["--target", TARGET, "--target-dir", "target"]);
    // The standard library uses what is not stable, and `lto` reads its bitcode.
    command.env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1");
    command.env("RUSTFLAGS", "-Cembed-bitcode=yes");
    Step::new("build the standard library for WebAssembly (about 1 minute)")
        .mend("see whether crates.io can be reached, then run it again")
        .run(workspace, command)
}

fn assemble(folder: &Path, version: &str) -> Result<()> {
    let built = folder
        .join("build/target")
        .join(TARGET)
        .join("release/deps");
    let libraries = folder.join("lib/rustlib");
    let wasm = libraries.join(TARGET).join("lib");
    // Whatever an earlier compiler left there would be taken for this one's.
    for old in [&libraries, &folder.join("bin")] {
        if old.exists() {
            fs::remove_dir_all(old)?;
        }
    }
    fs::create_dir_all(&wasm)?;
    for entry in fs::read_dir(built)? {
        let entry = entry?;
        let name = entry.file_name();
        let text = name.to_string_lossy();
        if text.ends_with(".rlib") && !text.starts_with(&format!("lib{DUMMY}-")) {
            fs::copy(entry.path(), wasm.join(&name))?;
        }
    }
    let host = field(version, "host").context("rustc does not say what machine this is")?;
    symlink(
        Path::new("/usr/lib/rustlib").join(host),
        libraries.join(host),
    )?;
    let wrapper = folder.join("bin/rustc");
    fs::create_dir_all(folder.join("bin"))?;
    let quoted = folder.display();
    fs::write(
        &wrapper,
        format!("#!/bin/sh\nexec {RUSTC} --sysroot '{quoted}' \"$@\"\n"),
    )?;
    fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755))?;
    fs::remove_dir_all(folder.join("build"))?;
    // Written last: a folder without it is not complete.
    fs::write(folder.join("built"), version)?;
    Ok(())
}
