//! The process that steers the browser.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::kind::Kind;

/// How often a start is tried. A driver takes one port in both of the machine's families of
/// addresses, and ends where the second has it no more.
const STARTS: usize = 5;
/// How long it may take to close the browsers that are left.
const LIMIT: Duration = Duration::from_secs(5);

/// A driver on a port that it chose. Dropping it stops it, and every browser it started.
pub(super) struct Driver {
    port: u16,
    _process: Child,
}

impl Driver {
    /// Starts one.
    pub(super) async fn start(kind: Kind) -> Result<Self> {
        for _ in 1..STARTS {
            if let Ok(driver) = Self::start_once(kind).await {
                return Ok(driver);
            }
        }
        Self::start_once(kind).await
    }

    async fn start_once(kind: Kind) -> Result<Self> {
        let program = kind.driver();
        let mut process = Command::new(&program)
            .arg("--port=0")
            .args(kind.driver_flags())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let output = process.stdout.take().context("the output is piped")?;
        let mut lines = BufReader::new(output).lines();
        let port = port(&mut lines, kind.says_port_after()).await?;
        // Were nobody to read on, its next lines would block it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self {
            port,
            _process: process,
        })
    }

    /// Its address.
    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(LIMIT))?;
        stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        // The answer comes when the browsers are closed.
        stream.read_exact(&mut [0])
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // One that does not answer is killed all the same.
        let _ = self.shut_down();
    }
}

/// Reads on which port it listens: "ChromeDriver was started successfully on port 41234."
async fn port(lines: &mut Lines<BufReader<ChildStdout>>, said_after: &str) -> Result<u16> {
    while let Some(line) = lines.next_line().await? {
        if let Some((_, port)) = line.split_once(said_after) {
            return port
                .trim_end_matches('.')
                .parse()
                .context("the driver names its port");
        }
    }
    anyhow::bail!("the driver ended before it listened")
}
