//! What is asked of a sandbox in a process of its own.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::process::{PROGRAM, Process};

/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(10);

impl Process {
    /// Waits for the end of one that does not start, and answers with what it says.
    pub(crate) fn fail(arguments: &[&str]) -> String {
        let mut command = Command::new(PROGRAM);
        command.args(["--port", "0"]).args(arguments);
        let output = command.output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    }

    /// Status and JSON of a call's answer.
    pub(crate) fn call(&self, line: &str, key: &str, body: Option<&Value>) -> (u16, Value) {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let request = format!(
            "{line} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\
             Authorization: Bearer {key}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.port,
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or_default())
    }

    /// What whoever steers is told.
    pub(crate) fn told(&self, path: &str) -> Value {
        let line = format!("GET /_sandbox{path}");
        let (status, json) = self.call(&line, "key_sandbox_control", None);
        assert_eq!(status, 200, "{path}");
        json
    }

    /// An order at Conekta, or what else is posted there.
    pub(crate) fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let line = format!("POST /conekta{path}");
        self.call(&line, "key_sandbox_private", Some(body))
    }
}
