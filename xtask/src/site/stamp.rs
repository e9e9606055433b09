//! Tells whether the front end's sources are the ones of the last build.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// Everything that the front end is made of.
pub(crate) const SOURCES: [&str; 12] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "index.html",
    "pictures",
    "src",
    "style",
    "vendor",
    "wire/Cargo.toml",
    "wire/src",
    "xtask/src/site",
];

/// A short text that changes with the sources and with the compiler.
pub(super) fn of_sources(workspace: &Workspace, compiler: &str) -> Result<String> {
    let mut files = Vec::new();
    for source in SOURCES.map(|source| workspace.root.join(source)) {
        if source.is_dir() {
            walk(&source, &mut files)?;
        } else if source.is_file() {
            files.push(source);
        }
    }
    let mut hasher = DefaultHasher::new();
    compiler.hash(&mut hasher);
    for file in files {
        file.hash(&mut hasher);
        fs::read(&file)
            .with_context(|| format!("cannot read {}", file.display()))?
            .hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Adds every file of a folder, always in the same order.
pub(crate) fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamp_follows_content_name_and_compiler() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        let workspace = Workspace {
            root: root.clone(),
            target: root.clone(),
            cache: root.clone(),
        };
        let stamp = |compiler| of_sources(&workspace, compiler).unwrap();

        fs::create_dir(root.join("src")).unwrap();
        fs::write(root.join("src/main.rs"), "one").unwrap();
        let first = stamp("a");
        assert_eq!(stamp("a"), first);
        assert_ne!(stamp("b"), first);

        fs::write(root.join("src/main.rs"), "two").unwrap();
        let second = stamp("a");
        assert_ne!(second, first);

        fs::rename(root.join("src/main.rs"), root.join("src/app.rs")).unwrap();
        assert_ne!(stamp("a"), second);
    }

    #[test]
    fn file_beside_the_sources_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        let workspace = Workspace {
            root: root.clone(),
            target: root.clone(),
            cache: root.clone(),
        };
        let before = of_sources(&workspace, "a").unwrap();
        fs::write(root.join("README.md"), "hello").unwrap();
        assert_eq!(of_sources(&workspace, "a").unwrap(), before);
    }
}
