//! A sandbox that listens, and callers who set every header themselves.

use std::time::Duration;

use cobro_sandbox::{Config, PublicUrl, Sandbox};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Desk {
    port: u16,
}

/// A connection on which answers are still coming.
pub(crate) struct Reading {
    stream: TcpStream,
    text: String,
}

impl Desk {
    pub(crate) async fn open(control_key: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let sandbox = Sandbox::new(Config {
            public_url: PublicUrl::local(port),
            control_key: control_key.into(),
            ..Config::default()
        })
        .unwrap();
        tokio::spawn(cobro_sandbox::serve(
            listener,
            sandbox,
            std::future::pending(),
        ));
        Self { port }
    }

    /// What this machine's browsers call the sandbox.
    pub(crate) fn host(&self) -> String {
        format!("localhost:{}", self.port)
    }

    /// Sends a call with these headers and no others.
    pub(crate) async fn send(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Reading {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let headers: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let length = body.len();
        let request = format!("{line} HTTP/1.1\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).await.unwrap();
        Reading {
            stream,
            text: String::new(),
        }
    }

    /// A call as the page or the merchant's server makes it, and all of its answer.
    pub(crate) async fn call(&self, line: &str, key: &str, body: Option<Value>) -> String {
        let authorization = format!("Bearer {key}");
        let headers = [
            ("Host", self.host()),
            ("Connection", "close".to_owned()),
            ("Authorization", authorization),
            ("Content-Type", "application/json".to_owned()),
        ];
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect();
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        self.send(line, &headers, &body).await.all_of_it().await
    }

    /// An order at Conekta that is paid at once, under a reference of ours.
    pub(crate) async fn order(&self, reference: &str) -> String {
        let order = json!({
            "currency": "MXN",
            "customer_info": {
                "name": "Ana Luz", "email": "ana@example.com", "phone": "+525512345678"
            },
            "line_items": [{ "name": "Vasija", "unit_price": 20015, "quantity": 1 }],
            "charges": [{
                "payment_method": { "type": "card", "token_id": "tok_test_visa_4242" },
                "reference_id": reference,
            }],
        });
        let line = "POST /conekta/orders";
        self.call(line, "key_sandbox_private", Some(order)).await
    }
}

impl Reading {
    /// Everything until the connection ends.
    pub(crate) async fn all_of_it(mut self) -> String {
        let mut bytes = Vec::new();
        let read = self.stream.read_to_end(&mut bytes);
        // A connection that was reset has ended too.
        drop(timeout(PATIENCE, read).await.unwrap());
        self.text.push_str(&String::from_utf8(bytes).unwrap());
        self.text
    }

    /// Reads on until these words came, and answers with what came until then.
    pub(crate) async fn until(&mut self, words: &str) -> String {
        let mut bytes = [0; 4096];
        loop {
            if let Some(place) = self.text.find(words) {
                let rest = self.text.split_off(place + words.len());
                return std::mem::replace(&mut self.text, rest);
            }
            let read = timeout(PATIENCE, self.stream.read(&mut bytes)).await;
            let read = read.unwrap_or_else(|_| panic!("no {words:?} in {}", self.text));
            let read = read.unwrap();
            assert!(read > 0, "it ended before {words:?}: {}", self.text);
            self.text.push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
    }
}

/// The status of an answer.
pub(crate) fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

/// The JSON of an answer.
pub(crate) fn json_of(answer: &str) -> Value {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|_| panic!("no JSON: {answer}"))
}
