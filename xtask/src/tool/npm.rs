//! Programs from npm, each version in a folder of its own, so that sizes are the same on every
//! machine.

use std::path::{Path, PathBuf};
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
        install(workspace, &self.root(workspace), self.package, self.version)?;
        Ok(self.root(workspace).join("node_modules/.bin"))
    }
}

/// A file of a package that has no program.
pub(super) struct Script {
    /// Name of the package.
    pub(super) package: &'static str,
    /// The one version that will do.
    pub(super) version: &'static str,
    /// The file in it.
    pub(super) file: &'static str,
}

impl Script {
    fn root(&self, workspace: &Workspace) -> PathBuf {
        workspace
            .cache
            .join(format!("{}-{}", self.package, self.version))
    }

    fn path(&self, workspace: &Workspace) -> PathBuf {
        let package = self.root(workspace).join("node_modules").join(self.package);
        package.join(self.file)
    }

    /// Says what is there.
    pub(super) fn look(&self, workspace: &Workspace) -> Look {
        let path = self.path(workspace);
        if path.is_file() {
            let version = self.version.to_owned();
            return Look::There { version, path };
        }
        Look::Missing {
            mend: format!("npm install {}@{}", self.package, self.version),
        }
    }

    /// The file; installs its package when missing.
    pub(super) fn ensure(&self, workspace: &Workspace) -> Result<PathBuf> {
        let path = self.path(workspace);
        if !path.is_file() {
            if on_path("npm").is_none() {
                apt::install(workspace, &["npm"])?;
            }
            install(workspace, &self.root(workspace), self.package, self.version)?;
        }
        Ok(path)
    }
}

fn install(workspace: &Workspace, root: &Path, package: &str, version: &str) -> Result<()> {
    std::fs::create_dir_all(root)?;
    let mut command = Command::new("npm");
    clean(&mut command);
    command
        .args(["install", "--no-audit", "--no-fund", "--prefix"])
        .arg(root);
    command.arg(format!("{package}@{version}"));
    Step::new(&format!("install {package}"))
        .mend("see whether registry.npmjs.org can be reached, then run it again")
        .run(workspace, command)
}
