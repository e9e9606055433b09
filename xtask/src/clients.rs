//! The provider's own clients against the sandbox, unchanged: what they refuse, it does wrong.

use std::process::Command;

use anyhow::Result;

use crate::run::service::{Service, free_port};
use crate::step::Step;
use crate::tool::{cargo, clients};
use crate::workspace::Workspace;

/// Takes each client through the whole flow, on a sandbox of its own.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut build = cargo(workspace);
    // A selection of packages would have what they share compiled again.
    build.args(["build", "--workspace", "--bin", "cobro-sandbox"]);
    Step::new("build the sandbox").run(workspace, build)?;
    flow(workspace, "client for Node", clients::node(workspace)?)?;
    let python = clients::python_flow(workspace)?;
    flow(workspace, "client for Python", python)
}

fn flow(workspace: &Workspace, title: &str, mut command: Command) -> Result<()> {
    let port = free_port()?;
    let mut program = Command::new(workspace.program("cobro-sandbox"));
    program.args(["--port", &port.to_string()]);
    let mut sandbox = Service::start(workspace, "clients-sandbox", port, program)?;
    sandbox.wait_quietly()?;
    command.arg(format!("http://127.0.0.1:{port}/conekta"));
    Step::new(title).run(workspace, command)
}
