//! Events in hand: what the sandbox really sends, and what is signed with its key.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cobro_sandbox::config::DEVELOPMENT_WEBHOOK_KEYS;
use cobro_wire::Problem;
use reqwest::StatusCode;
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PKCS1_SHA256;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::shop::Shop;

/// The private halves of the sandbox's keys.
const PRIVATE: [&[u8]; 3] = [
    include_bytes!("../../../../sandbox/assets/conekta/webhook_keys/1.der"),
    include_bytes!("../../../../sandbox/assets/conekta/webhook_keys/2.der"),
    include_bytes!("../../../../sandbox/assets/conekta/webhook_keys/3.der"),
];

/// A webhook event on its way.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) digests: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Letter {
    fn kind(&self) -> String {
        let event: Value = serde_json::from_slice(&self.body).unwrap();
        event["type"].as_str().unwrap().to_owned()
    }
}

/// An address that keeps what is sent to it.
pub(crate) struct Mailbox {
    pub(crate) url: String,
    letters: Arc<Mutex<Vec<Letter>>>,
}

impl Mailbox {
    pub(crate) async fn new() -> Self {
        let letters: Arc<Mutex<Vec<Letter>>> = Arc::default();
        let kept = Arc::clone(&letters);
        let keep = move |headers: HeaderMap, body: Bytes| async move {
            let digests = headers.get_all("digest").iter();
            let digests = digests.map(|digest| digest.to_str().unwrap().to_owned());
            kept.lock().unwrap().push(Letter {
                digests: digests.collect(),
                body: body.to_vec(),
            });
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let router = axum::Router::new().route("/", post(keep));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, letters }
    }

    /// Waits until so many are there.
    pub(crate) async fn holds(&self, count: usize) {
        until(async || self.letters().len() >= count).await;
    }

    pub(crate) fn letters(&self) -> Vec<Letter> {
        self.letters.lock().unwrap().clone()
    }

    /// The one of this type.
    pub(crate) fn letter(&self, kind: &str) -> Letter {
        let letters = self.letters();
        let found = letters.into_iter().find(|letter| letter.kind() == kind);
        found.unwrap_or_else(|| panic!("no {kind} came"))
    }
}

/// Waits until something is so.
pub(crate) async fn until(is_so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    let limit = Duration::from_secs(10);
    tokio::time::timeout(limit, waiting)
        .await
        .expect("it never became so");
}

/// Delivers an event, and waits until the store has dealt with it.
pub(crate) async fn deliver(shop: &Shop, letter: &Letter) -> (StatusCode, Option<Problem>) {
    let mut request = reqwest::Client::new().post(format!("{}/webhooks/conekta", shop.url));
    for digest in &letter.digests {
        request = request.header("Digest", digest);
    }
    let answer = request.body(letter.body.clone()).send().await.unwrap();
    let status = answer.status();
    let body = answer.bytes().await.unwrap();
    shop.app.payments.finish().await;
    (status, serde_json::from_slice(&body).ok())
}

/// The flag that has a store accept one of the sandbox's keys.
pub(crate) fn accepting(key: usize) -> String {
    format!(
        "--conekta-webhook-public-key={}",
        DEVELOPMENT_WEBHOOK_KEYS[key]
    )
}

/// An event with the sandbox's signature.
pub(crate) fn signed(event: &Value) -> Letter {
    signed_by(0, event.to_string().into_bytes())
}

/// A body with the signature of one of the sandbox's keys.
pub(crate) fn signed_by(key: usize, body: Vec<u8>) -> Letter {
    let key = KeyPair::from_der(PRIVATE[key]).unwrap();
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        &body,
        &mut signature,
    )
    .unwrap();
    Letter {
        digests: vec![STANDARD.encode(signature)],
        body,
    }
}
