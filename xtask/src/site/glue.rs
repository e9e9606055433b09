//! What joins WebAssembly to JavaScript, made small.
//!
//! wasm-bindgen writes its JavaScript for people to read, and the two files know each other by long
//! names with a digest in each. Trunk's own minifier does not understand that JavaScript.

mod names;

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result};

use crate::step::Step;
use crate::tool::Tools;
use crate::workspace::Workspace;

/// How the file of the WebAssembly ends; the JavaScript beside it is called the same but for this.
const WASM: &str = "_bg.wasm";

/// Shortens both files of a site that Trunk just built, and names them after what is in them now.
pub(super) fn shorten(workspace: &Workspace, tools: &Tools) -> Result<()> {
    let site = workspace.site();
    let name = name(&site)?;
    let wasm_file = site.join([&name, WASM].concat());
    let script_file = site.join([&name, ".js"].concat());

    let wasm = fs::read(&wasm_file)?;
    let script = fs::read_to_string(&script_file)?;
    let (wasm, script) = names::shorten(&wasm, &script)?;
    fs::write(&script_file, script)?;
    Step::new("minify the JavaScript").run(workspace, tools.minify(&script_file))?;

    // Browsers keep a file for good by its name, so that other content needs another name.
    let script = fs::read(&script_file)?;
    let new_name = format!("cobro-{:016x}", digest(&wasm, &script));
    let page_file = site.join("index.html");
    let page = fs::read_to_string(&page_file)?;
    fs::write(&page_file, page.replace(&name, &new_name))?;
    fs::write(site.join([&new_name, WASM].concat()), wasm)?;
    fs::write(site.join([&new_name, ".js"].concat()), script)?;
    fs::remove_file(wasm_file)?;
    fs::remove_file(script_file).context("cannot remove what was shortened")
}

/// The name that the two files share.
fn name(site: &Path) -> Result<String> {
    let names = fs::read_dir(site)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<_>>>()?;
    let name = names.iter().find_map(|name| name.strip_suffix(WASM));
    let name = name.with_context(|| format!("no {WASM} in {}", site.display()))?;
    Ok(name.to_owned())
}

fn digest(wasm: &[u8], script: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    wasm.hash(&mut hasher);
    script.hash(&mut hasher);
    hasher.finish()
}
