//! `cargo xtask doctor`: what is installed, what is missing, and how that would be got.

use std::process::ExitCode;

use crate::say;
use crate::tool::{
    Look, axe, bindgen, browser, clients, esbuild, firefox, postgres, trunk, wasm, wasm_opt,
};
use crate::workspace::Workspace;

/// Lists the tools, and changes nothing. Fails where the store cannot be run as it is.
pub(crate) fn doctor(workspace: &Workspace) -> ExitCode {
    let to_run = [
        ("WebAssembly target", wasm::look(workspace)),
        ("Trunk", trunk::look(workspace)),
        ("wasm-bindgen", bindgen::look(workspace)),
        ("wasm-opt", wasm_opt::look(workspace)),
        ("esbuild", esbuild::look(workspace)),
        ("Node and npm", clients::look_node()),
    ];
    let to_test = [
        ("axe-core", axe::look(workspace)),
        ("Chromium and its driver", browser::look()),
        ("Firefox's driver", firefox::look(workspace)),
        ("PostgreSQL", postgres::look()),
        ("Python with venv", clients::look_python()),
    ];
    let missing = list("to run the store", &to_run);
    let missing_in_tests = list("besides, to test it", &to_test);
    if missing + missing_in_tests == 0 {
        say::line("\nEverything is there.");
    } else {
        say::line("\n`cargo xtask run` and `cargo xtask test` install what they miss.");
    }
    if missing == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Lists some of the tools, and counts what is missing.
fn list(purpose: &str, looks: &[(&str, Look)]) -> usize {
    say::line(format_args!("{purpose}:"));
    let mut missing = 0;
    for (name, look) in looks {
        match look {
            Look::There { version, path } => {
                say::line(format_args!(
                    "  there    {name}: {version} ({})",
                    path.display()
                ));
            }
            Look::Missing { mend } => {
                missing += 1;
                say::line(format_args!("  MISSING  {name}; to be had by: {mend}"));
            }
        }
    }
    missing
}
