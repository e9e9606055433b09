//! Webhooks: events, where they go, and what they are signed with. Here is who receives them.

mod addresses;
mod delivery;
mod keys;
mod told;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cobro_sandbox::config::{Conekta, DEVELOPMENT_WEBHOOK_KEYS};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use crate::support::{TestSandbox, text};

const PLAIN: &str = "tok_test_visa_4242";

/// A merchant's server that answers the first deliveries with 204, which is not enough.
struct Receiver {
    url: String,
    deliveries: UnboundedReceiver<(HeaderMap, Bytes)>,
}

impl Receiver {
    async fn new(refusals: usize) -> Self {
        let (sender, deliveries) = unbounded_channel();
        let count = Arc::new(AtomicUsize::new(0));
        let receive = move |headers: HeaderMap, body: Bytes| async move {
            let _ = sender.send((headers, body));
            if count.fetch_add(1, Ordering::SeqCst) < refusals {
                StatusCode::NO_CONTENT
            } else {
                StatusCode::OK
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = axum::Router::new().route("/webhooks/conekta", post(receive));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url: format!("http://127.0.0.1:{port}/webhooks/conekta"),
            deliveries,
        }
    }

    /// A sandbox that tells this server from the start.
    fn sandbox(&self) -> TestSandbox {
        TestSandbox::with(Conekta {
            webhook_url: Some(self.url.clone()),
            webhook_retry: Duration::from_millis(1),
            ..Conekta::default()
        })
    }

    async fn delivery(&mut self) -> (HeaderMap, Bytes) {
        let delivery = timeout(Duration::from_secs(10), self.deliveries.recv()).await;
        delivery.expect("a delivery in time").unwrap()
    }

    /// The next event, its signature verified.
    async fn next(&mut self) -> Value {
        let (headers, body) = self.delivery().await;
        assert_eq!(headers["content-type"], "application/json");
        assert_eq!(signers(&headers, &body), [0]);
        serde_json::from_slice(&body).unwrap()
    }

    async fn types<const N: usize>(&mut self) -> [String; N] {
        let mut types = Vec::new();
        for _ in 0..N {
            types.push(text(&self.next().await["type"]));
        }
        types.try_into().unwrap()
    }
}

impl TestSandbox {
    /// An order that waits for its challenge.
    async fn challenged(&self) -> Value {
        let token = self.token("4000000000001091").await;
        let more = json!({ "three_ds_mode": "smart" });
        self.guest_order(&token, more).await.ok()
    }

    /// Does on the bank's page what the card holder does there.
    async fn answer(&self, order: &Value, answer: &str) {
        let url = text(&order["next_action"]["redirect_to_url"]["url"]);
        let path = url.strip_prefix("http://localhost:8081").unwrap();
        let form = format!("challengeDataEntry=1234&answer={answer}");
        let request = Request::post(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(Body::from(form));
        self.send(request.unwrap()).await;
    }

    /// All events, newest first.
    async fn events(&self) -> Vec<Value> {
        let list = self.get("/events").await.ok();
        list["data"].as_array().unwrap().clone()
    }

    /// The path of the only webhook, and its address.
    async fn webhook(&self) -> (String, String) {
        let list = self.get("/webhooks").await.ok();
        let webhook = &list["data"][0];
        let path = format!("/webhooks/{}", text(&webhook["id"]));
        (path, text(&webhook["url"]))
    }

    /// Has the only webhook told of these types of events only.
    async fn subscribe(&self, events: &[&str]) {
        let (path, url) = self.webhook().await;
        let body = json!({ "url": url, "subscribed_events": events });
        self.put(&path, body).await.ok();
    }

    /// Tests the only webhook.
    async fn ping(&self) {
        let (path, _) = self.webhook().await;
        self.post(&format!("{path}/test"), json!({})).await.ok();
    }

    /// Reads until it is as wanted: deliveries are noted when they are.
    async fn until(&self, path: &str, is_wanted: impl Fn(&Value) -> bool) -> Value {
        let reading = async {
            loop {
                let read = self.get(path).await.ok();
                if is_wanted(&read) {
                    return read;
                }
                tokio::task::yield_now().await;
            }
        };
        let read = timeout(Duration::from_secs(10), reading).await;
        read.expect("it becomes what is awaited")
    }
}

/// Which of the development keys signed a delivery.
fn signers(headers: &HeaderMap, body: &[u8]) -> Vec<usize> {
    let signed_by = |digest: &[u8]| {
        let signature = STANDARD.decode(digest).unwrap();
        let is_for = |pem: &str| {
            let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
            // The key stands behind the 24 bytes that say "RSA, 2048 bits" (RFC 5280).
            let der = STANDARD.decode(base64).unwrap();
            let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &der[24..]);
            key.verify(body, &signature).is_ok()
        };
        DEVELOPMENT_WEBHOOK_KEYS.into_iter().position(is_for)
    };
    let digests = headers.get_all("digest").iter();
    digests
        .map(|digest| signed_by(digest.as_bytes()).expect("a key of the sandbox's"))
        .collect()
}
