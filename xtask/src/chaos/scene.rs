//! The processes of a run: the sandbox, and a server that is killed and started again.

mod database;

use std::cell::{Cell, RefCell};
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Options;
use super::faults::CALL_TIMEOUT_MS;
use crate::run::service::Service;
use crate::run::{self, Gateway};
use crate::workspace::Workspace;
pub(super) use database::Database;
use database::Opened;

/// How long the bank's page waits for a shopper who left, in seconds.
const CHALLENGE_SECONDS: u64 = 20;

/// Two running processes. Dropping it ends both, and then their database.
pub(super) struct Scene {
    server: RefCell<Service>,
    sandbox: RefCell<Service>,
    kills: Cell<usize>,
    setup: Setup,
}

/// What the processes are started with.
struct Setup {
    /// The checkout, in which what settings name is looked for.
    root: PathBuf,
    /// Programs and pages of this run alone.
    folder: PathBuf,
    gateway: Gateway,
    /// How long an absence is doubted, in seconds.
    absence: u64,
    database: Opened,
    port: u16,
    sandbox_port: u16,
}

impl Scene {
    /// Starts both on free ports, with nothing to remember.
    pub(super) fn open(workspace: &Workspace, options: &Options) -> Result<Self> {
        let [port, sandbox_port] = free_ports()?;
        let gateway = options.gateway;
        let (folder, [server_name, sandbox_name]) = match gateway {
            Gateway::Conekta => ("chaos-conekta", ["chaos-server", "chaos-sandbox"]),
            Gateway::N1co => ("chaos-n1co", ["chaos-n1co-server", "chaos-n1co-sandbox"]),
        };
        let folder = new_folder(&workspace.notes().join(folder))?;
        keep(workspace, &folder, &["cobro-sandbox", "cobro-server"])?;
        let setup = Setup {
            root: workspace.root.clone(),
            database: options.database.open(workspace, &folder)?,
            folder,
            gateway,
            absence: options.absence,
            port,
            sandbox_port,
        };
        let start = |name, port, command| Service::start(workspace, name, port, command);
        let scene = Self {
            sandbox: RefCell::new(start(sandbox_name, sandbox_port, setup.sandbox())?),
            server: RefCell::new(start(server_name, port, setup.server())?),
            setup,
            kills: Cell::new(0),
        };
        scene.sandbox.borrow_mut().wait_quietly()?;
        scene.server.borrow_mut().wait_quietly()?;
        Ok(scene)
    }

    pub(super) fn store_url(&self) -> String {
        format!("http://localhost:{}", self.setup.port)
    }

    pub(super) fn sandbox_url(&self) -> String {
        format!("http://localhost:{}", self.setup.sandbox_port)
    }

    /// How often the server was killed.
    pub(super) fn kills(&self) -> usize {
        self.kills.get()
    }

    /// Kills the server where it stands, and starts it again.
    pub(super) fn kill_and_start_again(&self) -> Result<()> {
        let mut server = self.server.borrow_mut();
        server.kill_and_start_again(self.setup.server())?;
        self.kills.set(self.kills.get() + 1);
        server.wait_quietly()
    }

    /// Does what an operator does beside a server that runs: what the server's program says then.
    pub(super) fn operate(&self, arguments: &[&str]) -> Result<String> {
        let mut command = self.setup.program("cobro-server");
        command.args(arguments);
        self.setup.tell(&mut command);
        let output = command.output()?;
        if !output.status.success() {
            bail!(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(String::from_utf8(output.stdout)?)
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

impl Setup {
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.folder.join(name));
        command.current_dir(&self.root);
        command
    }

    fn sandbox(&self) -> Command {
        let mut sandbox = self.program("cobro-sandbox");
        let server = format!("http://localhost:{}/webhooks", self.port);
        sandbox.args(["--port", &self.sandbox_port.to_string()]);
        sandbox.args(["--challenge-seconds", &CHALLENGE_SECONDS.to_string()]);
        sandbox.args(["--conekta-webhook-url", &format!("{server}/conekta")]);
        sandbox.args(["--n1co-webhook-url", &format!("{server}/n1co")]);
        sandbox
    }

    fn server(&self) -> Command {
        let mut server = self.program("cobro-server");
        self.tell(&mut server);
        server
    }

    /// Gives the server's program its settings.
    fn tell(&self, server: &mut Command) {
        let provider = format!("http://localhost:{}", self.sandbox_port);
        let challenges = format!("{provider},http://127.0.0.1:{}", self.sandbox_port);
        let challenge_timeout = (CHALLENGE_SECONDS * 1000).to_string();
        let timeout = CALL_TIMEOUT_MS.to_string();
        let site = self.folder.join("site").display().to_string();
        let script = format!("{provider}/conekta/v1.0/js/conekta-checkout.min.js");
        for (flag, value) in [
            ("--port", self.port.to_string().as_str()),
            ("--site", site.as_str()),
            ("--gateway", self.gateway.name()),
            ("--conekta-api-url", &format!("{provider}/conekta")),
            ("--conekta-script-url", &script),
            ("--conekta-webhook-public-key", run::WEBHOOK_KEY),
            ("--conekta-connect-timeout-ms", "1000"),
            ("--conekta-timeout-ms", &timeout),
            ("--conekta-absence-s", &self.absence.to_string()),
            ("--n1co-api-url", &format!("{provider}/n1co")),
            ("--n1co-webhook-secret", "n1co_sandbox_webhook"),
            ("--n1co-connect-timeout-ms", "1000"),
            ("--n1co-timeout-ms", &timeout),
            ("--checkout-challenge-origins", &challenges),
            ("--checkout-challenge-timeout-ms", &challenge_timeout),
        ] {
            server.args([flag, value]);
        }
        // It may have a password, and flags show in lists of processes.
        server.env("COBRO_DATABASE", &self.database.address);
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
fn new_folder(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder).context("what an earlier run left cannot be removed")?;
    }
    let site = folder.join("site");
    fs::create_dir_all(&site)?;
    let page = "<!doctype html><title>Cobro</title>";
    fs::write(site.join("index.html"), page)?;
    Ok(folder.to_owned())
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
