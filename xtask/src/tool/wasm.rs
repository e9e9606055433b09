//! The compiler for WebAssembly: rustup's, or Debian's where rustup's target cannot be had.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::distro::{self, Sysroot};
use super::{Look, answer, cargo, clean, setting};
use crate::say;
use crate::step::Step;
use crate::workspace::Workspace;

/// The target's name.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Setting that chooses: `rustup`, `distro`, or the first that works.
const CHOICE: &str = "COBRO_WASM_TOOLCHAIN";

/// How long the target's 20 MB may take to come.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(180);

/// A compiler for WebAssembly.
#[derive(Debug)]
pub(crate) enum Wasm {
    /// The compiler that the host uses.
    Rustup,
    /// The distribution's, with a standard library that we build.
    Distro(Sysroot),
}

impl Wasm {
    /// Makes a call of cargo, or of what calls cargo, compile with it.
    pub(crate) fn compile(&self, command: &mut Command) -> Result<()> {
        let Self::Distro(sysroot) = self else {
            return Ok(());
        };
        let linker = linker()?;
        command.env("RUSTC", sysroot.rustc());
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        Ok(())
    }

    /// A call of clippy for WebAssembly: the lints must be of the compiler's own version.
    pub(crate) fn clippy(&self, workspace: &Workspace) -> Result<Command> {
        let mut command = cargo(workspace);
        if let Self::Distro(sysroot) = self {
            let cargo = command.get_program().to_owned();
            command = Command::new(distro::CLIPPY);
            clean(&mut command);
            command.current_dir(&workspace.root);
            command.env("CARGO", cargo).env("SYSROOT", sysroot.folder());
        }
        command.arg("clippy");
        self.compile(&mut command)?;
        Ok(command)
    }

    /// Tells one compiler from the other in a stamp.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Rustup => "rustup".to_owned(),
            Self::Distro(sysroot) => sysroot.folder().display().to_string(),
        }
    }
}

/// Says what is there.
pub(crate) fn look(workspace: &Workspace) -> Look {
    let forced = setting(CHOICE).is_some_and(|choice| choice == "distro");
    let found = if forced { None } else { rustup_target() };
    match found.or_else(|| distro::find(workspace).map(|sysroot| sysroot.folder().to_owned())) {
        Some(path) => Look::There {
            version: TARGET.to_owned(),
            path,
        },
        None if forced => Look::Missing {
            mend: distro::by_hand(),
        },
        None => Look::Missing {
            mend: format!(
                "rustup target add {TARGET}; where that fails, {}",
                distro::by_hand()
            ),
        },
    }
}

/// Installs one where there is none.
pub(super) fn ensure(workspace: &Workspace) -> Result<Wasm> {
    let choice = setting(CHOICE);
    match choice.as_deref().and_then(|choice| choice.to_str()) {
        None if choice.is_none() => {}
        Some("distro") => return Ok(Wasm::Distro(distro::ensure(workspace)?)),
        Some("rustup") => {
            return if rustup_target().is_some() || add_target(workspace) {
                Ok(Wasm::Rustup)
            } else {
                bail!("rustup cannot get {TARGET}, and {CHOICE} forbids the fallback")
            };
        }
        _ => bail!("{CHOICE} is rustup or distro, or not set"),
    }
    if rustup_target().is_some() {
        return Ok(Wasm::Rustup);
    }
    // Once the fallback is built, it is not worth asking the network at every start.
    if let Some(sysroot) = distro::find(workspace) {
        return Ok(Wasm::Distro(sysroot));
    }
    if add_target(workspace) {
        return Ok(Wasm::Rustup);
    }
    say::line("  rustup cannot get the WebAssembly target: using the distribution's compiler");
    Ok(Wasm::Distro(distro::ensure(workspace)?))
}

/// The folder of rustup's standard library for WebAssembly.
fn rustup_target() -> Option<PathBuf> {
    let folder = answer(
        Path::new("rustc"),
        &["--print", "target-libdir", "--target", TARGET],
    )?;
    Some(PathBuf::from(folder)).filter(|folder| folder.is_dir())
}

fn add_target(workspace: &Workspace) -> bool {
    let mut command = Command::new("rustup");
    clean(&mut command);
    // A mirror that does not answer once will not answer at the third time either.
    command
        .args(["target", "add", TARGET])
        .env("RUSTUP_MAX_RETRIES", "0");
    command.current_dir(&workspace.root);
    let step = Step::new("get the WebAssembly target")
        .limit(DOWNLOAD_LIMIT)
        .quiet();
    step.run(workspace, command).is_ok() && rustup_target().is_some()
}

/// The linker that comes with the host's compiler.
fn linker() -> Result<PathBuf> {
    let sysroot = answer(Path::new("rustc"), &["--print", "sysroot"]);
    let host = answer(Path::new("rustc"), &["-vV"]);
    let host = host.as_deref().and_then(|text| field(text, "host"));
    let sysroot = PathBuf::from(sysroot.context("rustc does not say where it lies")?);
    let host = host.context("rustc does not say what machine this is")?;
    let linker = sysroot.join("lib/rustlib").join(host).join("bin/rust-lld");
    if !linker.is_file() {
        bail!(
            "{} is missing: the toolchain is not rustup's",
            linker.display()
        );
    }
    Ok(linker)
}

/// A field of what `rustc -vV` prints.
pub(super) fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[cfg(test)]
mod tests {
    use super::field;

    const VERSION: &str = "rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)\n\
        host: x86_64-unknown-linux-gnu\nrelease: 1.96.0\n";

    #[test]
    fn field_is_found_by_its_whole_name() {
        assert_eq!(field(VERSION, "release"), Some("1.96.0"));
        assert_eq!(field(VERSION, "host"), Some("x86_64-unknown-linux-gnu"));
        assert_eq!(field(VERSION, "rel"), None);
    }
}
