//! A server process: started, asked whether it is ready, stopped.

use std::fs::{self, OpenOptions};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::http;
use crate::step::{time, work};
use crate::workspace::Workspace;

/// How long it may take until it answers.
const READY_LIMIT: Duration = Duration::from_secs(30);
/// How long it may take to end by itself.
const STOP_LIMIT: Duration = Duration::from_secs(5);
/// How often it is looked at while somebody waits.
const PERIOD: Duration = Duration::from_millis(25);
/// How many of its last lines are shown when it dies.
const LAST_LINES: usize = 20;

/// A running server. Dropping it stops it.
#[derive(Debug)]
pub(crate) struct Service {
    name: &'static str,
    port: u16,
    child: Child,
    log: PathBuf,
}

impl Service {
    /// Starts it, with its output in a log file.
    pub(crate) fn start(
        workspace: &Workspace,
        name: &'static str,
        port: u16,
        command: Command,
    ) -> Result<Self> {
        fs::create_dir_all(workspace.notes())?;
        let log = workspace.notes().join(format!("{name}.log"));
        fs::write(&log, "").with_context(|| format!("cannot write {}", log.display()))?;
        let child = spawn(command, &log).with_context(|| format!("cannot start the {name}"))?;
        Ok(Self {
            name,
            port,
            child,
            log,
        })
    }

    /// Kills it where it stands, as a power cut would, and starts it again with the same log.
    pub(crate) fn kill_and_start_again(&mut self, command: Command) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        self.child = spawn(command, &self.log)
            .with_context(|| format!("cannot start the {} again", self.name))?;
        Ok(())
    }

    /// Waits until it answers that it is ready.
    pub(crate) fn wait_until_ready(&mut self) -> Result<()> {
        let title = format!("start the {} on port {}", self.name, self.port);
        work(&title, || self.wait_quietly())
    }

    /// The same, without a word.
    pub(crate) fn wait_quietly(&mut self) -> Result<()> {
        let started = Instant::now();
        while !http::is_ready(self.port) {
            if let Some(last_words) = self.died()? {
                bail!(last_words);
            }
            if started.elapsed() > READY_LIMIT {
                let limit = time(READY_LIMIT);
                bail!(
                    "the {} is not ready after {limit}{}",
                    self.name,
                    self.last_lines()
                );
            }
            sleep(PERIOD);
        }
        Ok(())
    }

    /// Its last words, if it ended without being asked to.
    pub(crate) fn died(&mut self) -> Result<Option<String>> {
        let status = self.child.try_wait()?;
        Ok(status.map(|status| format!("the {} ended: {status}{}", self.name, self.last_lines())))
    }

    fn last_lines(&self) -> String {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        let last = lines.iter().skip(lines.len().saturating_sub(LAST_LINES));
        let last: String = last.map(|line| format!("\n    {line}")).collect();
        format!("\n  its log, {}, ends with:{last}", self.log.display())
    }
}

/// Ends a process by asking it to, and after a while without.
pub(crate) fn end(child: &mut Child, ask: Signal) -> Result<()> {
    if child.try_wait()?.is_some() {
        return Ok(());
    }
    kill(Pid::from_raw(child.id().try_into()?), ask)?;
    let asked = Instant::now();
    while child.try_wait()?.is_none() {
        if asked.elapsed() > STOP_LIMIT {
            child.kill()?;
            child.wait()?;
            break;
        }
        sleep(PERIOD);
    }
    Ok(())
}

/// A port that nothing listens on.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Starts a process with its output at the end of a log.
fn spawn(mut command: Command, log: &Path) -> std::io::Result<Child> {
    let file = OpenOptions::new().append(true).open(log)?;
    command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file);
    // In a group of its own, Ctrl-C does not reach it: it is ours to stop it in order.
    command.process_group(0);
    command.spawn()
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Err(error) = end(&mut self.child, Signal::SIGTERM) {
            crate::say::line(format_args!("cannot stop the {}: {error}", self.name));
        }
    }
}
