//! PostgreSQL, which the tests run on: installed where it is missing, started for them alone.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::Signal;
use nix::unistd::{User, geteuid};
use tempfile::TempDir;

use super::{Look, answer, apt, clean, on_path};
use crate::run::service::{end, free_port};
use crate::run::{Guard, Stop};
use crate::step::{Step, time, work};
use crate::workspace::Workspace;

const PACKAGES: [&str; 1] = ["postgresql"];
/// Where Debian keeps one folder for each version, off the search path.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Whom the server runs as where we are root, which it refuses to run as.
const USER: &str = "postgres";
/// How long it may take until it answers.
const READY_LIMIT: Duration = Duration::from_secs(30);
/// How often it is asked meanwhile.
const PERIOD: Duration = Duration::from_millis(50);
/// What speed costs nothing here: the data is thrown away.
const SETTINGS: [&str; 6] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=300",
];

/// Says what is there.
pub(crate) fn look() -> Look {
    let found = programs().and_then(|folder| {
        let path = folder.join("postgres");
        Some((answer(&path, &["--version"])?, path))
    });
    match found {
        Some((version, path)) => Look::There { version, path },
        None => Look::Missing {
            mend: apt::by_hand(&PACKAGES),
        },
    }
}

/// The folder of its programs; installs them where they are missing.
fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(folder) = programs() {
        return Ok(folder);
    }
    apt::install(workspace, &PACKAGES)?;
    programs().context("PostgreSQL was installed, and is not where it should be")
}

/// The folder of its programs: that on the search path, or the newest of Debian's.
fn programs() -> Option<PathBuf> {
    if let Some(program) = on_path("postgres").filter(|_| on_path("initdb").is_some()) {
        return program.parent().map(Path::to_owned);
    }
    let versions = fs::read_dir(VERSIONS).ok()?.flatten();
    let newest = versions
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|version| folder_of(*version).join("postgres").is_file())
        .max()?;
    Some(folder_of(newest))
}

fn folder_of(version: u32) -> PathBuf {
    Path::new(VERSIONS).join(version.to_string()).join("bin")
}

/// A server with nothing in it. Dropping it stops it and removes its data; so does a signal.
#[derive(Debug)]
pub(crate) struct Server {
    running: Arc<Mutex<Option<Running>>>,
    port: u16,
    password: String,
}

/// What is left to clear away, for whoever comes first: the end of the tests or a signal.
#[derive(Debug)]
struct Running {
    child: Child,
    /// Removed with this.
    _folder: TempDir,
}

impl Server {
    /// Starts one on a port of its own.
    pub(crate) fn start(workspace: &Workspace) -> Result<Self> {
        let programs = ensure(workspace)?;
        let user = user()?;
        let folder = TempDir::with_prefix("cobro-postgres-")?;
        let password = password()?;
        let secret = folder.path().join("password");
        fs::write(&secret, &password)?;
        if let Some(user) = &user {
            for path in [folder.path(), &secret] {
                chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw()))?;
            }
        }
        let as_user = |name: &str| {
            let mut command = Command::new(programs.join(name));
            clean(&mut command);
            command.current_dir(folder.path());
            if let Some(user) = &user {
                command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
            }
            command
        };
        let mut initdb = as_user("initdb");
        initdb.args(["--pgdata=data", "--username=cobro", "--pwfile=password"]);
        initdb.args(["--auth=password", "--encoding=UTF8", "--locale=C"]);
        initdb.arg("--no-sync");
        Step::new("make a database").run(workspace, initdb)?;

        let port = free_port()?;
        let mut postgres = as_user("postgres");
        postgres.args(["-D", "data", "-p", &port.to_string()]);
        for setting in SETTINGS {
            postgres.args(["-c", setting]);
        }
        let log = workspace.notes().join("postgres.log");
        let file = File::create(&log)?;
        postgres
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file);
        // In a group of its own, Ctrl-C does not reach it: it is ours to stop it in order.
        postgres.process_group(0);
        let child = postgres.spawn().context("cannot start PostgreSQL")?;
        let status = folder.path().join("data").join("postmaster.pid");
        let server = Server {
            running: Arc::new(Mutex::new(Some(Running {
                child,
                _folder: folder,
            }))),
            port,
            password,
        };
        server.wait_until_ready(&status, &log)?;
        Ok(server)
    }

    /// Its address, with the right to make databases.
    pub(crate) fn url(&self) -> String {
        let Server { password, port, .. } = self;
        format!("postgres://cobro:{password}@127.0.0.1:{port}/postgres")
    }

    /// Stops it at a signal, too, as long as the answer is kept: nobody else may see to it then.
    pub(crate) fn stop_at_signals(&self) -> Result<Guard> {
        let running = self.running.clone();
        Ok(Stop::listen()?.then(move || stop(&running)))
    }

    /// It writes down how it is doing for its own tools, which are not installed everywhere.
    fn wait_until_ready(&self, status: &Path, log: &Path) -> Result<()> {
        work(&format!("start PostgreSQL on port {}", self.port), || {
            let started = Instant::now();
            while !fs::read_to_string(status).is_ok_and(|text| says_ready(&text)) {
                if started.elapsed() > READY_LIMIT {
                    let (limit, log) = (time(READY_LIMIT), log.display());
                    bail!("PostgreSQL is not ready after {limit}: its log is {log}");
                }
                sleep(PERIOD);
            }
            Ok(())
        })
    }
}

/// Whether a `postmaster.pid` says so, in its eighth line.
fn says_ready(text: &str) -> bool {
    text.lines()
        .nth(7)
        .is_some_and(|line| line.trim() == "ready")
}

impl Drop for Server {
    fn drop(&mut self) {
        stop(&self.running);
    }
}

fn stop(running: &Mutex<Option<Running>>) {
    let mut running = running.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(mut running) = running.take()
        // It does not wait for its clients, unlike at SIGTERM.
        && let Err(error) = end(&mut running.child, Signal::SIGINT)
    {
        crate::say::line(format_args!("cannot stop PostgreSQL: {error}"));
    }
}

/// Whom to run it as, where it is not us.
fn user() -> Result<Option<User>> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    let user = User::from_name(USER)?;
    let user = user.with_context(|| format!("PostgreSQL does not run as root, and no {USER}"))?;
    Ok(Some(user))
}

/// Others on this machine can reach the port.
fn password() -> Result<String> {
    let mut random = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut random)?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_is_ready_when_it_says_so_and_not_before() {
        let lines = "123\n/data\n1790000000\n5432\n\n127.0.0.1\n  65537  0\n";
        assert!(!says_ready(lines));
        assert!(!says_ready(&format!("{lines}starting\n")));
        assert!(says_ready(&format!("{lines}ready   \n")));
    }
}
