//! House rules that no other tool knows.

mod rules;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::say;
use crate::site::stamp::walk;
use crate::workspace::Workspace;

/// Styles that several components share.
const SHARED_STYLES: [&str; 5] = ["base", "environment", "lists", "shell", "tokens"];

/// Looks at every file that is, or would be, committed.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let files = files(&workspace.root)?;
    let mut problems = Vec::new();
    for file in &files {
        // Pictures and the like are no text, and not ours to judge.
        let Ok(text) = fs::read_to_string(workspace.root.join(file)) else {
            continue;
        };
        let name = file.display().to_string();
        problems.extend(
            rules::of_file(&name, &text)
                .into_iter()
                .map(|rule| format!("{name}{rule}")),
        );
    }
    problems.extend(styles(&files));
    problems.extend(changelog(workspace)?);
    if problems.is_empty() {
        say::line(format_args!("    {} files looked at", files.len()));
        return Ok(());
    }
    for problem in &problems {
        say::line(format_args!("    {problem}"));
    }
    bail!("{} breaches of the house rules", problems.len())
}

/// The files of the checkout, from git where there is one.
fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.current_dir(root)
        .args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    let listed = git.output().ok().filter(|output| output.status.success());
    if let Some(output) = listed {
        let text = String::from_utf8(output.stdout)?;
        let files = text.lines().map(PathBuf::from);
        return Ok(files.filter(|file| root.join(file).is_file()).collect());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let name = entry.file_name();
        match entry.file_type()?.is_dir() {
            true if name == "target" || name == ".git" => {}
            true => walk(&entry.path(), &mut files)?,
            false => files.push(entry.path()),
        }
    }
    Ok(files
        .iter()
        .filter_map(|file| file.strip_prefix(root).ok())
        .map(Path::to_owned)
        .collect())
}

/// A style sheet is named after the component it is for.
fn styles(files: &[PathBuf]) -> Vec<String> {
    let stems = |folders: &[&str], extension: &str| -> BTreeSet<String> {
        let inside = |file: &&PathBuf| folders.iter().any(|folder| file.starts_with(folder));
        let files = files.iter().filter(inside);
        let files = files.filter(|file| file.extension().is_some_and(|found| found == extension));
        files
            .filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()))
            .collect()
    };
    let components = stems(&["src/components", "src/store"], "rs");
    let styles = stems(&["style"], "css");
    let stray = styles
        .difference(&components)
        .filter(|name| !SHARED_STYLES.contains(&name.as_str()));
    stray
        .map(|name| format!("style: {name}.css is named after no component"))
        .collect()
}

/// The version that is being worked on has its place in the changelog.
fn changelog(workspace: &Workspace) -> Result<Option<String>> {
    let manifest = fs::read_to_string(workspace.root.join("Cargo.toml"))?;
    let manifest: toml::Table = toml::from_str(&manifest)?;
    let package = manifest
        .get("workspace")
        .and_then(|table| table.get("package"));
    let version = package
        .and_then(|table| table.get("version"))
        .and_then(toml::Value::as_str);
    let version = version.context("Cargo.toml does not say the version")?;
    let changelog = fs::read_to_string(workspace.root.join("CHANGELOG.md")).unwrap_or_default();
    let is_there = rules::has_version(&changelog, version);
    Ok((!is_there).then(|| format!("CHANGELOG.md: no heading for version {version}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_without_component_is_stray() {
        let files = [
            "src/components/button.rs",
            "style/base.css",
            "style/components/button.css",
        ];
        let mut files: Vec<_> = files.iter().map(PathBuf::from).collect();
        assert_eq!(styles(&files), Vec::<String>::new());
        files.push("style/components/knob.css".into());
        assert_eq!(
            styles(&files),
            ["style: knob.css is named after no component"]
        );
    }
}
