//! The folders that everything happens in.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The checkout, what is built from it, and what is kept outside it.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// What cargo builds, and all else that can be built again.
    pub(crate) target: PathBuf,
    /// Tools, shared by every checkout of this user.
    pub(crate) cache: PathBuf,
}

impl Workspace {
    /// Finds them from the environment.
    pub(crate) fn find() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").context("start it as `cargo xtask`")?;
        let root = Path::new(&manifest)
            .parent()
            .context("xtask lies inside the checkout")?;
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => env::current_dir()?.join(folder),
            None => root.join("target"),
        };
        Ok(Self {
            root: root.to_owned(),
            target,
            cache: cache()?.join("cobro"),
        })
    }

    /// The built front end.
    pub(crate) fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// Logs and stamps of ours.
    pub(crate) fn notes(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// A program of the workspace, as `cargo build` leaves it.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name)
    }

    /// A path as it reads from the checkout.
    pub(crate) fn short(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }
}

/// The user's cache folder, by the XDG rules.
fn cache() -> Result<PathBuf> {
    let absolute = |name| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    absolute("XDG_CACHE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".cache")))
        .context("neither XDG_CACHE_HOME nor HOME is set, so there is no place for tools")
}
