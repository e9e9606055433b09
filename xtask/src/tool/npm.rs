//! Programs from npm, each version in a folder of its own, so that sizes are the same on every
//! machine.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::{Look, answer, apt, clean, folder, on_path};
use crate::step::Step;
use crate::workspace::Workspace;

/// A program that `npm install` gets.
pub(super) struct Package {
    /// Name of the package.
    pub(super) package: &'static str,
    /// Name of the program.
    pub(super) program: &'static str,
    /// The one version that will do.
    pub(super) version: &'static str,
    /// Whether what it says of its version is that one.
    pub(super) says: fn(&str) -> bool,
}

impl Package {
    fn root(&self, workspace: &Workspace) -> PathBuf {
        workspace
            .cache
            .join(format!("{}-{}", self.package, self.version))
    }

    fn find(&self, workspace: &Workspace) -> Option<(PathBuf, String)> {
        let cached = self.root(workspace).join("node_modules/.bin");
        [Some(cached.join(self.program)), on_path(self.program)]
            .into_iter()
            .flatten()
            .find_map(|program| {
                let version = answer(&program, &["--version"])?;
                (self.says)(&version).then_some((program, version))
            })
    }

    /// Says what is there.
    pub(super) fn look(&self, workspace: &Workspace) -> Look {
        match self.find(workspace) {
            Some((path, version)) => Look::There { version, path },
            None => Look::Missing {
                mend: format!("npm install {}@{}", self.package, self.version),
            },
        }
    }

    /// The folder of its program; installs it when missing.
    pub(super) fn ensure(&self, workspace: &Workspace) -> Result<PathBuf> {
        if let Some((program, _)) = self.find(workspace) {
            return Ok(folder(&program));
        }
        if on_path("npm").is_none() {
            apt::install(workspace, &["npm"])?;
        }
        let root = self.root(workspace);
        std::fs::create_dir_all(&root)?;
        let mut command = Command::new("npm");
        clean(&mut command);
        command
            .args(["install", "--no-audit", "--no-fund", "--prefix"])
            .arg(&root);
        command.arg(format!("{}@{}", self.package, self.version));
        Step::new(&format!("install {}", self.program))
            .mend("see whether registry.npmjs.org can be reached, then run it again")
            .run(workspace, command)?;
        Ok(root.join("node_modules/.bin"))
    }
}
