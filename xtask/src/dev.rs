//! `cargo xtask dev`: rebuilds and reloads on every change.
//!
//! Trunk serves the front end, builds it anew and reloads the page; what is under `/api` it hands
//! on to the server. The services are built and started anew here.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, ExitCode};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::run::service::{Service, free_port};
use crate::run::{self, Setup, Stop};
use crate::site::stamp::walk;
use crate::tool::Tools;
use crate::workspace::Workspace;
use crate::{StoreOptions, say, site};

/// What the services are made of.
const SOURCES: [&str; 3] = ["sandbox", "server", "wire"];

/// Serves the store until told to stop.
pub(crate) fn dev(workspace: &Workspace, options: &StoreOptions) -> Result<ExitCode> {
    let setup = Setup {
        port: free_port()?,
        public_port: options.port,
        sandbox_port: options.sandbox_port,
        database: run::database(workspace, options)?,
        sandbox_state: run::sandbox_state(workspace, options)?,
        gateway: options.gateway,
    };
    run::require_free(options.port, options.sandbox_port)?;
    let tools = Tools::ensure(workspace)?;
    site::fetch(workspace)?;
    run::build(workspace)?;

    let stop = Stop::listen()?;
    let mut services = Some(run::start(workspace, &setup)?);
    let mut trunk = Trunk::serve(workspace, &tools, &setup)?;
    let mut seen = times(workspace)?;
    let told = stop.wait(|| {
        let mut look = || -> Result<Option<String>> {
            if let Some(status) = trunk.0.try_wait()? {
                return Ok(Some(format!("Trunk ended: {status}")));
            }
            let now = times(workspace)?;
            if now != seen {
                seen = now;
                restart(workspace, &setup, &mut services);
            }
            Ok(None)
        };
        look().transpose()
    })?;
    match told {
        run::Told::ByPerson => Ok(ExitCode::SUCCESS),
        run::Told::ByDeath(last_words) => bail!(last_words),
    }
}

/// Builds the services anew; where that fails, the old ones go on.
fn restart(workspace: &Workspace, setup: &Setup, services: &mut Option<[Service; 2]>) {
    let restarted = run::build(workspace).and_then(|()| {
        // The new ones need the old ones' ports.
        *services = None;
        *services = Some(run::start(workspace, setup)?);
        Ok(())
    });
    if let Err(error) = restarted {
        say::error(&error);
    }
}

/// Trunk, serving the front end. Dropping it stops it.
struct Trunk(Child);

impl Trunk {
    fn serve(workspace: &Workspace, tools: &Tools, setup: &Setup) -> Result<Self> {
        let mut command = tools.trunk(workspace)?;
        command.args(["serve", "--offline", "--address", "127.0.0.1", "--port"]);
        command.arg(setup.public_port.to_string());
        // Without optimisation: a change shows in seconds.
        command.args(["--cargo-profile", "dev"]);
        command.arg("--dist").arg(workspace.target.join("site-dev"));
        command.arg(format!(
            "--proxy-backend=http://127.0.0.1:{}/api",
            setup.port
        ));
        Ok(Self(command.spawn().context("cannot start Trunk")?))
    }
}

impl Drop for Trunk {
    fn drop(&mut self) {
        // It has nothing to lose; and after Ctrl-C it is gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// When each source was last changed.
fn times(workspace: &Workspace) -> Result<BTreeMap<PathBuf, SystemTime>> {
    let mut files = Vec::new();
    for source in SOURCES {
        walk(&workspace.root.join(source), &mut files)?;
    }
    // A file that is gone between the two looks is a change that the next look sees.
    let time = |file: PathBuf| Some((file.clone(), fs::metadata(&file).ok()?.modified().ok()?));
    Ok(files.into_iter().filter_map(time).collect())
}
