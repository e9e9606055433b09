//! `cargo xtask doctor`: what is installed, what is missing, and how that would be got.

use std::process::ExitCode;

use crate::say;
use crate::tool::{
    Look, axe, bindgen, browser, clients, esbuild, firefox, postgres, trunk, wasm, wasm_opt,
};
use crate::workspace::Workspace;

/// Lists the tools, and changes nothing.
pub(crate) fn doctor(workspace: &Workspace) -> ExitCode {
    let looks = [
        ("WebAssembly target", wasm::look(workspace)),
        ("Trunk", trunk::look(workspace)),
        ("wasm-bindgen", bindgen::look(workspace)),
        ("wasm-opt", wasm_opt::look(workspace)),
        ("esbuild", esbuild::look(workspace)),
        ("axe-core (for tests)", axe::look(workspace)),
        ("browser and driver (for tests)", browser::look()),
        ("Firefox's driver (for tests)", firefox::look(workspace)),
        ("PostgreSQL (for tests)", postgres::look()),
        ("Node and npm (for tests)", clients::look_node()),
        ("Python with venv (for tests)", clients::look_python()),
    ];
    let mut missing = 0;
    for (name, look) in &looks {
        match look {
            Look::There { version, path } => {
                say::line(format_args!(
                    "  there    {name}: {version} ({})",
                    path.display()
                ));
            }
            Look::Missing { mend } => {
                missing += 1;
                say::line(format_args!("  MISSING  {name}: {mend}"));
            }
        }
    }
    if missing == 0 {
        say::line("\nEverything is there.");
        return ExitCode::SUCCESS;
    }
    say::line("\n`cargo xtask run` and `cargo xtask test` install what they miss.");
    ExitCode::FAILURE
}
