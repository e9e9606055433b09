//! `cargo xtask`: builds, runs and tests Cobro.
//!
//! Read in this order: [`workspace`] (which folders), [`step`] (a command with a name and a time),
//! [`tool`] (what must be installed, and how it gets there), [`site`] (the front end as files),
//! [`run`], [`dev`], [`mod@test`], [`chaos`], [`model`], [`shots`], [`mod@lighthouse`], [`doctor`]
//! (the commands), [`budget`], [`clients`] and [`tidy`] (three of the checks), [`looks`] (which
//! journeys are walked).

mod budget;
mod chaos;
mod clients;
mod dev;
mod doctor;
mod lighthouse;
mod looks;
mod model;
mod run;
mod say;
mod shots;
mod site;
mod step;
mod test;
mod tidy;
mod tool;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::workspace::Workspace;

/// Builds, runs and tests Cobro
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build everything and open the store, with the sandbox as its payment provider
    Run(RunOptions),
    /// Build the front end and the server for a live store
    Build,
    /// Like run, with rebuild and reload on every change
    Dev(StoreOptions),
    /// Run every check: format, lints, documentation, tests, sizes
    Test {
        /// Run this part only; may be given more than once
        #[arg(long, value_name = "PART")]
        only: Vec<test::Part>,
    },
    /// Pay thousands of orders while the server is killed and the provider fails
    Chaos(chaos::Options),
    /// Try out every order of events of a checkout, further than the tests do
    Model(model::Options),
    /// Take a picture of every page, and the README's
    Shots,
    /// Have Lighthouse look at the pages, the checkout too
    Lighthouse,
    /// List what is installed and what is missing, and change nothing
    Doctor,
}

/// How the store is run.
#[derive(Debug, Clone, Args)]
struct RunOptions {
    #[command(flatten)]
    store: StoreOptions,
    /// Start what was built the last time
    #[arg(long)]
    no_build: bool,
}

/// Where the store listens, and what it works on.
#[derive(Debug, Clone, Args)]
struct StoreOptions {
    /// Port of the store
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Port of the sandbox
    #[arg(long, default_value_t = 8081)]
    sandbox_port: u16,
    /// File that orders are kept in, or postgres://USER@HOST/DATABASE [default:
    /// target/cobro-GATEWAY.db]
    #[arg(long, value_name = "PATH")]
    database: Option<OsString>,
    /// Provider that charges
    #[arg(long, value_enum, default_value_t = run::Gateway::Conekta)]
    gateway: run::Gateway,
}

fn main() -> ExitCode {
    match execute(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            say::error(&error);
            ExitCode::FAILURE
        }
    }
}

fn execute(command: Command) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::find()?;
    match command {
        Command::Run(options) => run::run(&workspace, &options),
        Command::Build => run::build_live(&workspace),
        Command::Dev(options) => dev::dev(&workspace, &options),
        Command::Test { only } => test::test(&workspace, &only),
        Command::Chaos(options) => chaos::chaos(&workspace, &options),
        Command::Model(options) => model::model(&workspace, &options),
        Command::Shots => shots::shots(&workspace),
        Command::Lighthouse => lighthouse::lighthouse(&workspace),
        Command::Doctor => Ok(doctor::doctor(&workspace)),
    }
}
