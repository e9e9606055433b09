//! A sandbox that listens, and callers who see every byte that comes back.

use cobro_sandbox::config::{Conekta, N1co, Webhook};
use cobro_sandbox::{Config, PublicUrl, Sandbox};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const SECRET: &str = "n1co_sandbox_of_a_test";

pub(crate) struct Desk {
    port: u16,
}

/// What came back on a connection until it ended.
pub(crate) struct Answer {
    pub(crate) text: String,
}

impl Answer {
    /// The status, or 0 where not even that came.
    pub(crate) fn status(&self) -> u16 {
        let words = self.text.split(' ').nth(1);
        words.map_or(0, |status| status.parse().unwrap())
    }

    pub(crate) fn body(&self) -> &str {
        self.text
            .split_once("\r\n\r\n")
            .map_or("", |(_, body)| body)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.body()).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// The body's length as it was announced.
    pub(crate) fn announced(&self) -> usize {
        let lower = self.text.to_lowercase();
        let (_, rest) = lower.split_once("content-length: ").unwrap();
        rest.split("\r\n").next().unwrap().parse().unwrap()
    }
}

impl Desk {
    pub(crate) async fn open() -> Self {
        Self::with_webhooks_to(None).await
    }

    pub(crate) async fn with_webhooks_to(url: Option<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let secret = SECRET.to_owned();
        let conekta = url.as_ref().map(|url| format!("{url}/conekta"));
        let sandbox = Sandbox::new(Config {
            public_url: PublicUrl::local(port),
            conekta: Conekta {
                webhook_url: conekta,
                ..Conekta::default()
            },
            n1co: N1co {
                webhook: url.map(|url| Webhook { url, secret }),
                ..N1co::default()
            },
            ..Config::default()
        })
        .unwrap();
        let served = cobro_sandbox::serve(listener, sandbox, std::future::pending());
        tokio::spawn(served);
        Self { port }
    }

    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        key: &str,
        body: Option<&Value>,
    ) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        stream
            .write_all(self.request(method, path, key, body).as_bytes())
            .await
            .unwrap();
        let mut bytes = Vec::new();
        // A connection that was reset has ended too.
        drop(stream.read_to_end(&mut bytes).await);
        let text = String::from_utf8(bytes).unwrap();
        Answer { text }
    }

    pub(crate) async fn post(&self, path: &str, key: &str, body: Value) -> Answer {
        self.call("POST", path, key, Some(&body)).await
    }

    /// Sends a call and hangs up at once.
    pub(crate) async fn call_and_hang_up(&self, path: &str, key: &str, body: &Value) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let request = self.request("POST", path, key, Some(body));
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
    }

    fn request(&self, method: &str, path: &str, key: &str, body: Option<&Value>) -> String {
        let body = body.map(Value::to_string).unwrap_or_default();
        format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\
             Authorization: Bearer {key}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.port,
            body.len()
        )
    }

    /// A call of whoever steers the sandbox.
    pub(crate) async fn steer(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let path = format!("/_sandbox{path}");
        let key = "key_sandbox_control";
        self.call(method, &path, key, body.as_ref()).await
    }

    /// Asks for a fault the next time, or the next `count` times.
    pub(crate) async fn next(&self, operation: &str, fault: Value, count: u64) {
        let rule = json!({ "operation": operation, "fault": fault, "when": { "next": count } });
        let answer = self.steer("POST", "/faults", Some(rule)).await;
        assert_eq!(answer.status(), 201, "{}", answer.text);
    }

    /// An order at Conekta that is paid at once, under a reference of ours.
    pub(crate) async fn order(&self, reference: &str) -> Answer {
        let key = "key_sandbox_private";
        self.post("/conekta/orders", key, order(reference)).await
    }

    /// The references under which money was taken, by the ledger.
    pub(crate) async fn charged(&self) -> Vec<String> {
        let ledger = self.steer("GET", "/ledger", None).await.json();
        let charges = ledger["charges"].as_array().unwrap().iter();
        charges
            .map(|charge| text(&charge["reference_id"]))
            .collect()
    }
}

pub(crate) fn order(reference: &str) -> Value {
    json!({
        "currency": "MXN",
        "customer_info": { "name": "Ana Luz", "email": "ana@example.com", "phone": "+525512345678" },
        "line_items": [{ "name": "Vasija", "unit_price": 20015, "quantity": 1 }],
        "charges": [{
            "payment_method": { "type": "card", "token_id": "tok_test_visa_4242" },
            "reference_id": reference,
        }],
    })
}

pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("not text: {value}"))
        .to_owned()
}
