//! `cargo xtask test`: every check, in the order in which they are cheapest to fail.

use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::Result;
use clap::ValueEnum;

use crate::looks::Looks;
use crate::step::{Step, time, work};
use crate::tool::{Tools, axe, browser, cargo, firefox, postgres, wasm};
use crate::workspace::Workspace;
use crate::{budget, chaos, clients, say, site, tidy};

/// One of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Format of the code
    Fmt,
    /// House rules
    Tidy,
    /// Lints, for this machine
    Clippy,
    /// Lints, for WebAssembly
    ClippyWasm,
    /// Documentation
    Docs,
    /// Tests on this machine
    Host,
    /// Tests of the server on this machine, on PostgreSQL
    Postgres,
    /// The provider's own clients, against the sandbox
    Clients,
    /// The store as shoppers load it, and its sizes
    Site,
    /// Tests of the front end in a browser
    Browser,
    /// Journeys through the running store in a browser
    E2e,
    /// The journeys that need no developer tools, in Firefox
    Firefox,
    /// Payments while the server is killed and the provider fails
    Chaos,
}

impl Part {
    const ALL: &[Self] = &[
        Self::Fmt,
        Self::Tidy,
        Self::Clippy,
        Self::ClippyWasm,
        Self::Docs,
        Self::Host,
        Self::Postgres,
        Self::Clients,
        Self::Site,
        Self::Browser,
        Self::E2e,
        Self::Firefox,
        Self::Chaos,
    ];

    fn title(self) -> &'static str {
        match self {
            Self::Fmt => "format",
            Self::Tidy => "house rules",
            Self::Clippy => "lints",
            Self::ClippyWasm => "lints of the front end",
            Self::Docs => "documentation",
            Self::Host => "tests",
            Self::Postgres => "tests on PostgreSQL",
            Self::Clients => "the provider's clients",
            Self::Site => "sizes",
            Self::Browser => "browser tests",
            Self::E2e => "journeys",
            Self::Firefox => "journeys in Firefox",
            Self::Chaos => "chaos",
        }
    }

    fn check(self, workspace: &Workspace) -> Result<()> {
        match self {
            Self::Fmt => fmt(workspace),
            Self::Tidy => work(self.title(), || tidy::check(workspace)),
            Self::Clippy => clippy(workspace),
            Self::ClippyWasm => clippy_wasm(workspace),
            Self::Docs => docs(workspace),
            Self::Host => host(workspace),
            Self::Postgres => on_postgres(workspace),
            Self::Clients => clients::check(workspace),
            Self::Site => {
                let tools = Tools::ensure(workspace)?;
                site::build(workspace, &tools)?;
                work(self.title(), || budget::check(workspace, &tools.wasm))
            }
            Self::Browser => browser_tests(workspace),
            Self::E2e => e2e(workspace),
            Self::Firefox => in_firefox(workspace),
            Self::Chaos => chaos::small(workspace),
        }
    }
}

/// Runs all parts, or some, each even after another has failed, and sums up.
pub(crate) fn test(workspace: &Workspace, only: &[Part]) -> Result<ExitCode> {
    let started = Instant::now();
    let chosen = |part: &&Part| only.is_empty() || only.contains(part);
    let parts: Vec<_> = Part::ALL.iter().filter(chosen).collect();
    let mut summary = Vec::new();
    let mut failed = 0;
    for part in &parts {
        say::line(format_args!("\n{}", part.title()));
        let begun = Instant::now();
        let result = part.check(workspace);
        if let Err(error) = &result {
            failed += 1;
            say::error(error);
        }
        summary.push((part.title(), result.is_ok(), begun.elapsed()));
    }
    say::line("\nsummary");
    for (title, passed, elapsed) in summary {
        let word = if passed { "ok" } else { "FAILED" };
        say::line(format_args!("  {word:<8}{title:<24}{:>14}", time(elapsed)));
    }
    let (count, all) = (parts.len(), time(started.elapsed()));
    if failed > 0 {
        say::line(format_args!("\n{failed} of {count} checks failed · {all}"));
        return Ok(ExitCode::FAILURE);
    }
    say::line(format_args!("\nall {count} checks passed · {all}"));
    Ok(ExitCode::SUCCESS)
}

fn fmt(workspace: &Workspace) -> Result<()> {
    let mut command = cargo(workspace);
    command.args(["fmt", "--all", "--check"]);
    Step::new("format")
        .mend("cargo fmt --all")
        .run(workspace, command)
}

fn clippy(workspace: &Workspace) -> Result<()> {
    let mut command = cargo(workspace);
    command.args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--features",
        E2E_FEATURE,
    ]);
    command.args(["--", "-D", "warnings"]);
    Step::new("lints").run(workspace, command)
}

fn clippy_wasm(workspace: &Workspace) -> Result<()> {
    let tools = Tools::ensure(workspace)?;
    let mut command = tools.wasm.clippy(workspace)?;
    command.args(["--package", "cobro", "--target", wasm::TARGET]);
    // Its unit tests are for this machine.
    command.args(["--lib", "--bins", "--test", "browser"]);
    command.args(["--", "-D", "warnings"]);
    Step::new("lints of the front end").run(workspace, command)
}

fn docs(workspace: &Workspace) -> Result<()> {
    let mut command = cargo(workspace);
    command.args([
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ]);
    // Private items are documented too, so links to them lead somewhere; and addresses in the help
    // of the server's settings are for the terminal, where brackets would stand in the way.
    command.env(
        "RUSTDOCFLAGS",
        "-D warnings -A rustdoc::private_intra_doc_links -A rustdoc::bare_urls",
    );
    Step::new("documentation").run(workspace, command)
}

fn host(workspace: &Workspace) -> Result<()> {
    let mut command = cargo(workspace);
    command.args(["test", "--workspace", "--no-fail-fast"]);
    run_tests("tests", workspace, command)
}

/// The tests that open a store, once more: the others ran on SQLite.
fn on_postgres(workspace: &Workspace) -> Result<()> {
    let server = postgres::Server::start(workspace)?;
    let _at_signals = server.stop_at_signals()?;
    // A selection of packages would have what they share compiled again.
    let mut command = cargo(workspace);
    command.args(["test", "--workspace", "--no-fail-fast"]);
    command.args(["--lib", "--test", "api"]);
    command.env("COBRO_TEST_DATABASE", server.url());
    run_tests("tests on PostgreSQL", workspace, command)
}

fn browser_tests(workspace: &Workspace) -> Result<()> {
    browser::ensure(workspace)?;
    let mut command = Tools::ensure(workspace)?.browser_tests(workspace)?;
    command.args(["test", "--package", "cobro", "--target", wasm::TARGET]);
    command.args(["--test", "browser"]);
    run_tests("browser tests", workspace, command)
}

/// Switches the journeys on. As a feature rather than a selection of packages, so that what they
/// share with the other tests is not compiled again for them.
pub(crate) const E2E_FEATURE: &str = "cobro-e2e/browser";

fn e2e(workspace: &Workspace) -> Result<()> {
    browser::ensure(workspace)?;
    let mut command = journeys(workspace)?;
    command.arg("--").args(Looks::asked_for()?.in_chromium());
    command
        .env("COBRO_AXE", axe::ensure(workspace)?)
        .env("CHROMEDRIVER", browser::driver()?);
    run_tests("journeys", workspace, command)
}

fn in_firefox(workspace: &Workspace) -> Result<()> {
    let mut command = journeys(workspace)?;
    command.arg("--").args(Looks::asked_for()?.in_firefox());
    command
        .env("COBRO_BROWSER", "firefox")
        .env("GECKODRIVER", firefox::ensure(workspace)?);
    run_tests("journeys in Firefox", workspace, command)
}

/// A call that walks journeys through the store as it is now.
fn journeys(workspace: &Workspace) -> Result<Command> {
    site::build(workspace, &Tools::ensure(workspace)?)?;
    let mut command = cargo(workspace);
    command.args([
        "test",
        "--workspace",
        "--features",
        E2E_FEATURE,
        "--test",
        "journeys",
    ]);
    command.args(["--no-fail-fast"]);
    command.env("COBRO_SITE", workspace.site());
    Ok(command)
}

/// Shows what the test runner says of each program, and of each test that failed.
fn run_tests(title: &str, workspace: &Workspace, command: Command) -> Result<()> {
    Step::new(title).show(is_telling).run(workspace, command)
}

/// Whether a line tells of a whole program, or of a test that failed.
pub(crate) fn is_telling(line: &str) -> bool {
    let line = line.trim_start();
    let beginnings = ["Running ", "Doc-tests ", "test result: ", "error"];
    let failed = line.starts_with("test ") && line.ends_with("FAILED");
    failed
        || beginnings
            .iter()
            .any(|beginning| line.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_and_failures_are_shown() {
        assert!(is_telling("test result: ok. 3 passed; 0 failed; 0 ignored"));
        assert!(is_telling(
            "     Running unittests src/lib.rs (target/debug/deps/wire-1)"
        ));
        assert!(is_telling("test money::tests::sum_fits ... FAILED"));
        assert!(!is_telling("test money::tests::sum_fits ... ok"));
        assert!(!is_telling("   Compiling leptos v0.8.23"));
    }

    #[test]
    fn every_part_runs_when_none_is_named() {
        assert_eq!(Part::ALL, Part::value_variants());
    }
}
