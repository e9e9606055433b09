//! The names of what WebAssembly takes from JavaScript and gives to it: short ones on both sides.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result, ensure};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ExportSection, ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// What wasm-bindgen calls the JavaScript, each time that something is taken from it.
const MODULE: &str = "./cobro_bg.js";
/// What it is called here.
const SHORT_MODULE: &str = "_";
/// How the names begin that wasm-bindgen made. Others may mean something to somebody.
const MADE: [&str; 2] = ["__", "wasm_bindgen__"];
/// What short names are made of.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Renames what the two share, and leaves out what the WebAssembly gives and the JavaScript does
/// not take.
///
/// # Errors
/// Where the WebAssembly cannot be read, or takes what the JavaScript does not give.
pub(super) fn shorten(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let known: HashSet<&str> = words(script).collect();
    let mut names = Names::default();
    let mut module = Module::new();
    let mut same = RoundtripReencoder;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.context("not WebAssembly")? {
            Payload::ImportSection(imports) => {
                let mut section = ImportSection::new();
                for import in imports.into_imports() {
                    let import = import?;
                    ensure!(import.module == MODULE, "imports from {}", import.module);
                    ensure!(known.contains(import.name), "nothing is {}", import.name);
                    let name = names.of(import.name);
                    section.import(SHORT_MODULE, &name, same.entity_type(import.ty)?);
                }
                module.section(&section);
            }
            Payload::ExportSection(exports) => {
                let mut section = ExportSection::new();
                for export in exports {
                    let export = export?;
                    if known.contains(export.name) {
                        let kind = same.export_kind(export.kind)?;
                        section.export(&names.of(export.name), kind, export.index);
                    }
                }
                module.section(&section);
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
                    let data = wasm.get(range).context("a section ends after its file")?;
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok((module.finish(), names.rename(script)?))
}

/// Short names by the long ones.
#[derive(Default)]
struct Names(HashMap<String, String>);

impl Names {
    /// The name to use in place of one.
    fn of(&mut self, name: &str) -> String {
        if !MADE.iter().any(|start| name.starts_with(start)) {
            return name.to_owned();
        }
        let short = nth(self.0.len());
        let name = self.0.entry(name.to_owned());
        name.or_insert(short).clone()
    }

    /// The JavaScript with the short names.
    fn rename(&self, script: &str) -> Result<String> {
        let short = |word| self.0.get(word).map_or(word, String::as_str);
        let renamed: String = words(script).map(short).collect();
        let module = format!("{MODULE:?}");
        ensure!(renamed.contains(&module), "nothing is {module}");
        Ok(renamed.replace(&module, &format!("{SHORT_MODULE:?}")))
    }
}

/// The first names are of one letter, the next of two, and so on.
fn nth(number: usize) -> String {
    let count = LETTERS.len();
    let mut name = match number / count {
        0 => String::new(),
        more => nth(more - 1),
    };
    name.extend(LETTERS.chars().nth(number % count));
    name
}

/// A text cut into names and what is between them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest.find(|c| in_name(c) != in_name(first));
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, EntityType, ExportKind, Function, FunctionSection, TypeSection,
    };

    use super::*;

    /// A module that takes one function and gives back two.
    fn module(from: &str, taken: &str, given: [&str; 2]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import(from, taken, EntityType::Function(0));
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut exports = ExportSection::new();
        for name in given {
            exports.export(name, ExportKind::Func, 1);
        }
        let mut code = CodeSection::new();
        let mut body = Function::new([]);
        body.instructions().call(0).end();
        code.function(&body);
        let mut module = Module::new();
        module.section(&types).section(&imports);
        module.section(&functions).section(&exports).section(&code);
        module.finish()
    }

    const SCRIPT: &str = "\
        const imports = {\"./cobro_bg.js\": {__wbg_alert_0a1b: () => alert(\"__wbg_alert\")}};\n\
        wasm.__wbindgen_start(); wasm.memory;\n";

    #[test]
    fn names_that_were_made_are_short_on_both_sides() {
        let long = module(MODULE, "__wbg_alert_0a1b", ["__wbindgen_start", "memory"]);
        let (wasm, script) = shorten(&long, SCRIPT).unwrap();
        let expected = SCRIPT
            .replace("./cobro_bg.js", "_")
            .replace("__wbg_alert_0a1b", "a")
            .replace("__wbindgen_start", "b");
        assert_eq!(script, expected);
        assert_eq!(wasm, module(SHORT_MODULE, "a", ["b", "memory"]));
    }

    #[test]
    fn what_nobody_takes_is_not_given() {
        let wasm = module(MODULE, "__wbg_alert_0a1b", ["main", "memory"]);
        let (wasm, _) = shorten(&wasm, SCRIPT).unwrap();
        let has = |name: &[u8]| wasm.windows(name.len()).any(|part| part == name);
        assert!(has(b"memory") && !has(b"main"));
    }

    #[test]
    fn what_nobody_gives_is_an_error() {
        let wasm = module(MODULE, "__wbg_prompt_0a1b", ["__wbindgen_start", "memory"]);
        let error = shorten(&wasm, SCRIPT).unwrap_err();
        assert!(error.to_string().contains("__wbg_prompt_0a1b"), "{error}");
    }

    #[test]
    fn short_names_are_all_different() {
        assert_eq!([0, 51, 52, 53].map(nth), ["a", "Z", "aa", "ab"]);
        let names: HashSet<String> = (0..3_000).map(nth).collect();
        assert_eq!(names.len(), 3_000);
    }
}
