//! `cargo xtask model`: the model of a checkout, with more going wrong in one run than the tests
//! have time for.

use std::process::ExitCode;

use anyhow::Result;

use crate::step::Step;
use crate::test;
use crate::tool::cargo;
use crate::workspace::Workspace;

/// How far the model goes.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Options {
    /// How often things go wrong in one run; each more takes many times as long and as much memory
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=8))]
    depth: u8,
    /// Only the tests whose name contains this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
}

/// Tries out every order of events within the bounds, optimized, and tells how many there were.
pub(crate) fn model(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let mut command = cargo(workspace);
    command.args(["test", "--release", "--package", "cobro-server"]);
    command.args(["--test", "model"]).args(options.only.iter());
    // One after the other: they share the memory, and each of them uses all cores.
    command.args(["--", "--nocapture", "--test-threads", "1"]);
    command.env("COBRO_MODEL_DEPTH", options.depth.to_string());
    Step::new("model")
        .show(is_telling)
        .run(workspace, command)?;
    Ok(ExitCode::SUCCESS)
}

fn is_telling(line: &str) -> bool {
    let tells_what_was_tried = line.contains(" worlds, ") || line.contains("not ");
    tells_what_was_tried || test::is_telling(line)
}
