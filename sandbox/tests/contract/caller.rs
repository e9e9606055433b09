//! A sandbox that listens, and a caller each of whose calls is held to the document.

use axum::body::Bytes;
use axum::http::Request;
use cobro_sandbox::{Config, PublicUrl, Sandbox};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::document::Document;
use crate::table::Tables;

pub(crate) struct Caller {
    client: Client<HttpConnector, Full<Bytes>>,
    /// Where the sandbox is.
    origin: String,
    /// Where the provider is on it.
    prefix: &'static str,
    /// The key, and what else comes with each call.
    headers: Vec<(&'static str, String)>,
    pub(crate) document: Document,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }
}

impl Caller {
    pub(crate) async fn new(prefix: &'static str, key: &str, tables: Tables) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let sandbox = Sandbox::new(Config {
            public_url: PublicUrl::local(port),
            ..Config::default()
        });
        let served = cobro_sandbox::serve(listener, sandbox.unwrap(), std::future::pending());
        tokio::spawn(served);
        let client = Client::builder(TokioExecutor::new()).build_http();
        let origin = format!("http://127.0.0.1:{port}");
        let json = get(&client, &format!("{origin}{prefix}/openapi.json")).await;
        Self {
            client,
            origin,
            prefix,
            headers: vec![("Authorization", format!("Bearer {key}"))],
            document: Document::new(json, tables),
        }
    }

    pub(crate) fn key(&mut self, key: &str) {
        self.headers = vec![("Authorization", format!("Bearer {key}"))];
    }

    /// A call, with or without a body that is JSON.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let bytes = body.as_ref().map(Value::to_string).unwrap_or_default();
        let mut headers = self.headers.clone();
        if body.is_some() {
            headers.push(("Content-Type", "application/json".into()));
        }
        let answer = self.send((method, path), &headers, bytes.into()).await;
        let (status, json) = (answer.status, answer.json());
        self.document
            .check((method, path), body.as_ref(), (status, &json));
        (status, json)
    }

    /// A call that goes well.
    pub(crate) async fn ok(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let (status, json) = self.call(method, path, body).await;
        assert_eq!(status, 200, "{method} {path}: {json}");
        json
    }

    /// A call that does not.
    pub(crate) async fn fails(&self, call: (&str, &str), body: Option<Value>, expected: u16) {
        let (status, json) = self.call(call.0, call.1, body).await;
        assert_eq!(status, expected, "{call:?}: {json}");
    }

    /// A call with a body of any kind, and with other headers beside the usual ones.
    pub(crate) async fn odd(
        &self,
        call: (&str, &str),
        more: &[(&'static str, &str)],
        body: Bytes,
        expected: u16,
    ) {
        let answer = self.answer(call, more, body).await;
        assert_eq!(
            answer.status, expected,
            "{call:?} {more:?}: {}",
            answer.text
        );
    }

    /// The answer to such a call.
    pub(crate) async fn answer(
        &self,
        call: (&str, &str),
        more: &[(&'static str, &str)],
        body: Bytes,
    ) -> Answer {
        let mut headers = self.headers.clone();
        for (name, value) in more {
            headers.retain(|(known, _)| known != name);
            headers.push((name, (*value).to_owned()));
        }
        let answer = self.send(call, &headers, body).await;
        self.document
            .check(call, None, (answer.status, &answer.json()));
        answer
    }

    async fn send(
        &self,
        (method, path): (&str, &str),
        headers: &[(&'static str, String)],
        body: Bytes,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method.to_uppercase().as_str())
            .uri(format!("{}{}{path}", self.origin, self.prefix));
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(body)).unwrap();
        let answer = self.client.request(request).await.unwrap();
        let status = answer.status().as_u16();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status, text }
    }

    /// Steers the sandbox.
    pub(crate) async fn steer(&self, path: &str, body: Value) {
        let request = Request::post(format!("{}/_sandbox{path}", self.origin))
            .header("Authorization", "Bearer key_sandbox_control")
            .header("Content-Type", "application/json")
            .body(Full::new(body.to_string().into()));
        let answer = self.client.request(request.unwrap()).await.unwrap();
        assert!(answer.status().is_success(), "{path} {body}");
    }

    /// Does on the bank's page what the card holder does there.
    pub(crate) async fn pass_challenge(&self, url: &str) {
        let (_, path) = url.split_once("://").unwrap();
        let (host, path) = path.split_once('/').unwrap();
        let request = Request::post(format!("{}/{path}", self.origin))
            .header("Host", host)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(Full::new("challengeDataEntry=1234&answer=confirm".into()));
        let answer = self.client.request(request.unwrap()).await.unwrap();
        assert!(!answer.status().is_client_error(), "{}", answer.status());
    }
}

async fn get(client: &Client<HttpConnector, Full<Bytes>>, url: &str) -> Value {
    let request = Request::get(url).body(Full::default()).unwrap();
    let answer = client.request(request).await.unwrap();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&bytes).unwrap()
}
