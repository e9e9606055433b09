//! `cargo xtask run`: the store, its server and the sandbox, from nothing to an open port.

mod cards;
mod http;
pub(crate) mod service;
mod stop;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::step::Step;
use crate::tool::{Tools, cargo};
use crate::workspace::Workspace;
use crate::{RunOptions, StoreOptions, say, site};
use service::Service;
pub(crate) use stop::{Guard, Stop, Told};

/// The key that the sandbox signs Conekta's webhooks for, in the workspace.
pub(crate) const WEBHOOK_KEY: &str = "sandbox/assets/conekta/webhook_keys/1.pem";

/// Where the services listen, and what the server works on.
#[derive(Debug)]
pub(crate) struct Setup {
    /// Port of the server.
    pub(crate) port: u16,
    /// Port that shoppers open: the server's, unless something stands before it.
    pub(crate) public_port: u16,
    /// Port of the sandbox.
    pub(crate) sandbox_port: u16,
    /// Address of what orders are kept in.
    pub(crate) database: OsString,
    /// File that the sandbox keeps its side in: what it forgot, the orders' database would still
    /// name.
    pub(crate) sandbox_state: PathBuf,
    /// Provider that charges.
    pub(crate) gateway: Gateway,
}

/// A provider that charges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Gateway {
    /// Conekta, in Mexican pesos
    Conekta,
    /// n1co, in US dollars
    N1co,
}

impl Gateway {
    /// Its name in settings.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Gateway::Conekta => "conekta",
            Gateway::N1co => "n1co",
        }
    }
}

/// Builds what has changed, starts both services, and stops them again when told to.
pub(crate) fn run(workspace: &Workspace, options: &RunOptions) -> Result<ExitCode> {
    let store = &options.store;
    let setup = Setup {
        port: store.port,
        public_port: store.port,
        sandbox_port: store.sandbox_port,
        database: database(workspace, store)?,
        sandbox_state: sandbox_state(workspace, store)?,
        gateway: store.gateway,
    };
    require_free(setup.port, setup.sandbox_port)?;
    if options.no_build {
        site::files(workspace)?;
    } else {
        site::build(workspace, &Tools::ensure(workspace)?)?;
        build(workspace)?;
    }
    let stop = Stop::listen()?;
    let mut services = start(workspace, &setup)?;
    say::line(format_args!(
        "\nThe store is open: http://localhost:{}    (Ctrl-C closes it)\n\
         What the provider sees, and faults to try: http://localhost:{}\n\
         Logs: {}/*.log. Everything is kept; for a fresh start, remove {}",
        setup.port,
        setup.sandbox_port,
        workspace.short(&workspace.notes()),
        fresh_start(workspace, &setup),
    ));
    say::line(cards::table(setup.gateway));
    let told = stop.wait(|| {
        services
            .iter_mut()
            .find_map(|service| service.died().transpose())
    })?;
    match told {
        Told::ByPerson => {
            say::line("\nclosing");
            Ok(ExitCode::SUCCESS)
        }
        Told::ByDeath(last_words) => bail!(last_words),
    }
}

/// Fails where something else listens on one of the ports.
pub(crate) fn require_free(port: u16, sandbox_port: u16) -> Result<()> {
    http::require_free(port, "--port")?;
    http::require_free(sandbox_port, "--sandbox-port")
}

/// Builds both services.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let mut command = cargo(workspace);
    command.args([
        "build",
        "--package",
        "cobro-sandbox",
        "--package",
        "cobro-server",
        "--bins",
    ]);
    Step::new("build server and sandbox").run(workspace, command)
}

/// Builds what a live store is made of.
pub(crate) fn build_live(workspace: &Workspace) -> Result<ExitCode> {
    site::build(workspace, &Tools::ensure(workspace)?)?;
    let mut command = cargo(workspace);
    command.args(["build", "--release", "--package", "cobro-server"]);
    Step::new("build the server for a live store").run(workspace, command)?;
    let server = workspace.target.join("release/cobro-server");
    say::line(format_args!(
        "\nthe server is {}, the front end {}",
        workspace.short(&server),
        workspace.short(&workspace.site())
    ));
    Ok(ExitCode::SUCCESS)
}

/// Starts both services and waits until they answer.
pub(crate) fn start(workspace: &Workspace, setup: &Setup) -> Result<[Service; 2]> {
    let mut sandbox = program(workspace, "cobro-sandbox")?;
    sandbox.arg("--port").arg(setup.sandbox_port.to_string());
    sandbox.arg("--state").arg(&setup.sandbox_state);
    // The providers tell the server by webhook what a lost message would have told.
    for provider in ["conekta", "n1co"] {
        let address = format!("http://localhost:{}/webhooks/{provider}", setup.port);
        sandbox
            .arg(format!("--{provider}-webhook-url"))
            .arg(address);
    }
    let mut sandbox = Service::start(workspace, "sandbox", setup.sandbox_port, sandbox)?;

    let mut server = program(workspace, "cobro-server")?;
    let provider = format!("http://localhost:{}", setup.sandbox_port);
    server.arg("--port").arg(setup.port.to_string());
    server
        .arg("--public-url")
        .arg(format!("http://localhost:{}", setup.public_port));
    server.arg("--site").arg(workspace.site());
    // It may have a password, and flags show in lists of processes.
    server.env("COBRO_DATABASE", &setup.database);
    server
        .arg("--conekta-api-url")
        .arg(format!("{provider}/conekta"));
    let script = format!("{provider}/conekta/v1.0/js/conekta-checkout.min.js");
    server.arg("--conekta-script-url").arg(script);
    server.arg("--conekta-webhook-public-key").arg(WEBHOOK_KEY);
    server.arg("--gateway").arg(setup.gateway.name());
    server.arg("--n1co-api-url").arg(format!("{provider}/n1co"));
    server.args(["--n1co-webhook-secret", "n1co_sandbox_webhook"]);
    server.arg("--checkout-challenge-origins").arg(format!(
        "{provider},http://127.0.0.1:{}",
        setup.sandbox_port
    ));
    let mut server = Service::start(workspace, "server", setup.port, server)?;

    sandbox.wait_until_ready()?;
    server.wait_until_ready()?;
    Ok([server, sandbox])
}

/// The address of what orders are kept in: as it is given, or that of a file.
pub(crate) fn database(workspace: &Workspace, options: &StoreOptions) -> Result<OsString> {
    let path = match &options.database {
        Some(given) if is_address(given) => return Ok(given.clone()),
        Some(path) => std::env::current_dir()?.join(path),
        None => usual_database(workspace, options),
    };
    let folder = path.parent().context("--database is a file")?;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut address = OsString::from("sqlite:");
    address.push(path);
    Ok(address)
}

/// The file of the sandbox: beside the one that orders are kept in, or would be.
pub(crate) fn sandbox_state(workspace: &Workspace, options: &StoreOptions) -> Result<PathBuf> {
    let beside = match &options.database {
        Some(given) if !is_address(given) => std::env::current_dir()?.join(given),
        _ => usual_database(workspace, options),
    };
    Ok(beside.with_extension("sandbox.db"))
}

fn usual_database(workspace: &Workspace, options: &StoreOptions) -> PathBuf {
    let name = format!("cobro-{}.db", options.gateway.name());
    workspace.target.join(name)
}

/// The files to remove for a fresh start, as a shell takes them.
fn fresh_start(workspace: &Workspace, setup: &Setup) -> String {
    let state = workspace.short(&setup.sandbox_state);
    format!("{}*", state.trim_end_matches("sandbox.db"))
}

fn is_address(given: &OsStr) -> bool {
    let schemes = ["postgres://", "postgresql://", "sqlite:"];
    let given = given.as_encoded_bytes();
    schemes
        .iter()
        .any(|scheme| given.starts_with(scheme.as_bytes()))
}

/// A program of the workspace, ready to be given its arguments.
pub(crate) fn program(workspace: &Workspace, name: &str) -> Result<Command> {
    let path = workspace.program(name);
    if !path.is_file() {
        bail!("{name} is not built: run `cargo xtask run` without --no-build");
    }
    let mut command = Command::new(path);
    command.current_dir(&workspace.root);
    Ok(command)
}
