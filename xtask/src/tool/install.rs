//! Programs from crates.io, each version in a folder of its own, so that checkouts that want
//! different ones get along.

use std::path::PathBuf;

use anyhow::Result;

use super::{Look, answer, cargo, folder, on_path};
use crate::step::Step;
use crate::workspace::Workspace;

/// A program that `cargo install` gets.
pub(super) struct Installed {
    /// Name of the crate.
    pub(super) package: &'static str,
    /// Name of the program that is asked for its version.
    pub(super) program: &'static str,
    /// The one version that will do.
    pub(super) version: String,
    /// Whether the crate's own lock file is kept to.
    pub(super) locked: bool,
    /// About how long that takes, for people.
    pub(super) takes: &'static str,
}

impl Installed {
    fn root(&self, workspace: &Workspace) -> PathBuf {
        workspace
            .cache
            .join(format!("{}-{}", self.package, self.version))
    }

    fn find(&self, workspace: &Workspace) -> Option<PathBuf> {
        let cached = self.root(workspace).join("bin").join(self.program);
        [Some(cached), on_path(self.program)]
            .into_iter()
            .flatten()
            .find(|program| {
                let version = answer(program, &["--version"]);
                version.is_some_and(|text| text.split_whitespace().nth(1) == Some(&self.version))
            })
    }

    /// Says what is there.
    pub(super) fn look(&self, workspace: &Workspace) -> Look {
        match self.find(workspace) {
            Some(path) => Look::There {
                version: self.version.clone(),
                path,
            },
            None => Look::Missing {
                mend: format!(
                    "cargo install {} --version {} ({})",
                    self.package, self.version, self.takes
                ),
            },
        }
    }

    /// The folder of its programs; installs it when missing.
    pub(super) fn ensure(&self, workspace: &Workspace) -> Result<PathBuf> {
        if let Some(program) = self.find(workspace) {
            return Ok(folder(&program));
        }
        let root = self.root(workspace);
        let mut command = cargo(workspace);
        command.args([
            "install",
            self.package,
            "--version",
            &self.version,
            "--force",
        ]);
        command
            .arg("--root")
            .arg(&root)
            .env_remove("CARGO_TARGET_DIR");
        if self.locked {
            command.arg("--locked");
        }
        // Its own speed hardly counts, the time to compile it does.
        command.envs([
            ("CARGO_PROFILE_RELEASE_LTO", "off"),
            ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
            ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
        ]);
        let title = format!("install {} {} ({})", self.package, self.version, self.takes);
        Step::new(&title)
            .mend("see whether crates.io can be reached, then run it again")
            .run(workspace, command)?;
        Ok(root.join("bin"))
    }
}
