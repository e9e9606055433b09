//! The processes of a run: the sandbox, and a server that is killed and started again.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::faults::CALL_TIMEOUT_MS;
use crate::run::service::Service;
use crate::run::{self, Gateway};
use crate::workspace::Workspace;

/// How long the bank's page waits for a shopper who left, in seconds.
const CHALLENGE_SECONDS: u64 = 20;

/// Where the server remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Database {
    /// A file of its own, made anew
    Sqlite,
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Database::Sqlite => f.write_str("sqlite"),
        }
    }
}

/// Two running processes. Dropping it ends both.
pub(super) struct Scene {
    root: PathBuf,
    folder: PathBuf,
    gateway: Gateway,
    database: String,
    port: u16,
    sandbox_port: u16,
    server: RefCell<Service>,
    sandbox: RefCell<Service>,
    kills: Cell<usize>,
}

impl Scene {
    /// Starts both on free ports, with nothing to remember.
    pub(super) fn open(
        workspace: &Workspace,
        gateway: Gateway,
        database: Database,
    ) -> Result<Self> {
        let [port, sandbox_port] = free_ports()?;
        let folder = new_folder(workspace)?;
        let database = match database {
            Database::Sqlite => format!("sqlite:{}", folder.join("cobro.db").display()),
        };
        keep(workspace, &folder, &["cobro-sandbox", "cobro-server"])?;
        let mut sandbox = sandbox(&folder, sandbox_port, port);
        let mut server = server(&folder, gateway, &database, port, sandbox_port);
        // What settings name is looked for in the checkout.
        sandbox.current_dir(&workspace.root);
        server.current_dir(&workspace.root);
        let scene = Self {
            sandbox: RefCell::new(Service::start(
                workspace,
                "chaos-sandbox",
                sandbox_port,
                sandbox,
            )?),
            server: RefCell::new(Service::start(workspace, "chaos-server", port, server)?),
            root: workspace.root.clone(),
            folder,
            gateway,
            database,
            port,
            sandbox_port,
            kills: Cell::new(0),
        };
        scene.sandbox.borrow_mut().wait_until_ready()?;
        scene.server.borrow_mut().wait_until_ready()?;
        Ok(scene)
    }

    pub(super) fn store_url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    pub(super) fn sandbox_url(&self) -> String {
        format!("http://localhost:{}", self.sandbox_port)
    }

    /// How often the server was killed.
    pub(super) fn kills(&self) -> usize {
        self.kills.get()
    }

    /// Kills the server where it stands, and starts it again.
    pub(super) fn kill_and_start_again(&self) -> Result<()> {
        let mut command = server(
            &self.folder,
            self.gateway,
            &self.database,
            self.port,
            self.sandbox_port,
        );
        command.current_dir(&self.root);
        let mut server = self.server.borrow_mut();
        server.kill_and_start_again(command)?;
        self.kills.set(self.kills.get() + 1);
        server.wait_quietly()
    }

    /// Fails where one of them ended without being asked to.
    pub(super) fn look(&self) -> Result<()> {
        for service in [&self.server, &self.sandbox] {
            if let Some(last_words) = service.borrow_mut().died()? {
                bail!(last_words);
            }
        }
        Ok(())
    }
}

/// Ports that are free now. Both are held until both are known.
fn free_ports() -> Result<[u16; 2]> {
    let listen = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free");
    let (one, other) = (listen()?, listen()?);
    Ok([one.local_addr()?.port(), other.local_addr()?.port()])
}

/// A folder for a run alone, empty but for a front end of one empty page: shoppers here have no
/// browser, and a server without any page never says that it is ready.
fn new_folder(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.notes().join("chaos");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("what an earlier run left cannot be removed")?;
    }
    let site = folder.join("site");
    fs::create_dir_all(&site)?;
    fs::write(
        site.join("index.html"),
        "<!doctype html><title>Cobro</title>",
    )?;
    Ok(folder)
}

/// Keeps copies of programs: a build in the meantime must not change what is started again.
fn keep(workspace: &Workspace, folder: &Path, programs: &[&str]) -> Result<()> {
    for name in programs {
        let program = run::program(workspace, name)?;
        fs::copy(program.get_program(), folder.join(name))
            .with_context(|| format!("{name} cannot be copied"))?;
    }
    Ok(())
}

fn sandbox(folder: &Path, port: u16, server_port: u16) -> Command {
    let mut sandbox = Command::new(folder.join("cobro-sandbox"));
    let server = format!("http://localhost:{server_port}/webhooks");
    sandbox.args(["--port", &port.to_string()]);
    sandbox.args(["--challenge-seconds", &CHALLENGE_SECONDS.to_string()]);
    sandbox.args(["--conekta-webhook-url", &format!("{server}/conekta")]);
    sandbox.args(["--n1co-webhook-url", &format!("{server}/n1co")]);
    sandbox
}

fn server(
    folder: &Path,
    gateway: Gateway,
    database: &str,
    port: u16,
    sandbox_port: u16,
) -> Command {
    let mut server = Command::new(folder.join("cobro-server"));
    let provider = format!("http://localhost:{sandbox_port}");
    let challenges = format!("{provider},http://127.0.0.1:{sandbox_port}");
    let challenge_timeout = (CHALLENGE_SECONDS * 1000).to_string();
    let timeout = CALL_TIMEOUT_MS.to_string();
    let site = folder.join("site").display().to_string();
    let script = format!("{provider}/conekta/v1.0/js/conekta-checkout.min.js");
    for (flag, value) in [
        ("--port", port.to_string().as_str()),
        ("--site", site.as_str()),
        ("--database", database),
        ("--gateway", gateway.name()),
        ("--conekta-api-url", &format!("{provider}/conekta")),
        ("--conekta-script-url", &script),
        ("--conekta-webhook-public-key", run::WEBHOOK_KEY),
        ("--conekta-connect-timeout-ms", "1000"),
        ("--conekta-timeout-ms", &timeout),
        ("--n1co-api-url", &format!("{provider}/n1co")),
        ("--n1co-webhook-secret", "n1co_sandbox_webhook"),
        ("--n1co-connect-timeout-ms", "1000"),
        ("--n1co-timeout-ms", &timeout),
        ("--checkout-challenge-origins", &challenges),
        ("--checkout-challenge-timeout-ms", &challenge_timeout),
    ] {
        server.args([flag, value]);
    }
    server
}
