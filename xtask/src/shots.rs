//! `cargo xtask shots`: a picture of every page of the running store, and the README's.

use std::process::ExitCode;

use anyhow::Result;

use crate::step::Step;
use crate::test::E2E_FEATURE;
use crate::tool::{Tools, browser, cargo};
use crate::workspace::Workspace;
use crate::{say, site};

/// Walks through the store in a browser and photographs each page.
pub(crate) fn shots(workspace: &Workspace) -> Result<ExitCode> {
    browser::ensure(workspace)?;
    site::build(workspace, &Tools::ensure(workspace)?)?;
    let mut command = cargo(workspace);
    command.args(["run", "--package", "cobro-e2e", "--features", E2E_FEATURE]);
    command.args(["--example", "tour"]);
    command
        .env("COBRO_SITE", workspace.site())
        .env("CHROMEDRIVER", browser::driver()?);
    Step::new("pictures").run(workspace, command)?;
    say::line("\nthe pictures are in target/screens, the README's is docs/pictures/journey.png");
    Ok(ExitCode::SUCCESS)
}
