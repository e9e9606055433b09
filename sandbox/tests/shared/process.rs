//! A real sandbox in a process of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_cobro-sandbox");

/// Killed with SIGKILL when it is dropped.
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) port: u16,
}

impl Process {
    /// Starts one and waits until it is ready.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        // It ends with this value, should the next lines panic.
        let mut started = Self { child, port: 0 };
        let (_, rest) = line.split_once("http://localhost:").unwrap();
        started.port = rest.split(',').next().unwrap().parse().unwrap();
        started
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
