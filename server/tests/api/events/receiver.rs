//! A merchant's own system: it takes events, or does what it is told in place of that.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::Value;
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};
use tokio::net::TcpSocket;
use tokio::sync::Semaphore;

/// What events are signed with, unless a test says otherwise.
pub(super) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// An event as it came.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub(super) headers: HeaderMap,
    pub(super) bytes: Bytes,
}

impl Letter {
    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub(super) fn id(&self) -> &str {
        self.header(HEADER_WEBHOOK_ID)
    }

    pub(super) fn timestamp(&self) -> i64 {
        self.header(HEADER_WEBHOOK_TIMESTAMP).parse().unwrap()
    }

    pub(super) fn body(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub(super) fn kind(&self) -> String {
        self.body()["type"].as_str().unwrap().to_owned()
    }

    pub(super) fn sequence(&self) -> i64 {
        self.body()["data"]["sequence"].as_i64().unwrap()
    }

    /// Whether a signature is this secret's. The library's `verify` does the same, and compares the
    /// time with the machine's clock, which a test leaves behind.
    pub(super) fn is_signed_by(&self, secret: &str) -> bool {
        let signer = Webhook::new(secret).unwrap();
        let expected = signer.sign(self.id(), self.timestamp(), &self.bytes);
        let expected = expected.unwrap();
        let signatures = self.header(HEADER_WEBHOOK_SIGNATURE).split(' ');
        signatures
            .into_iter()
            .any(|signature| signature == expected)
    }
}

/// What the receiver does with an event.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// Answers with a status, and these headers.
    Answer(u16, &'static [(&'static str, &'static str)]),
    /// Says nothing for longer than anybody waits.
    Silence,
}

#[derive(Clone)]
struct Desk {
    letters: Arc<Mutex<Vec<Letter>>>,
    ways: Arc<Mutex<VecDeque<Way>>>,
    arrived: Arc<Semaphore>,
}

/// A receiver, which takes every event after the ways that it was told.
pub(super) struct Receiver {
    pub(super) url: String,
    desk: Desk,
    /// Its address, while nobody listens there.
    away: Mutex<Option<TcpSocket>>,
}

impl Receiver {
    pub(super) fn open() -> Self {
        let receiver = Self::away();
        receiver.come_back();
        receiver
    }

    /// A receiver at whose address nobody listens.
    pub(super) fn away() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let url = format!("http://{}/events", socket.local_addr().unwrap());
        Receiver {
            url,
            desk: Desk {
                letters: Arc::default(),
                ways: Arc::default(),
                arrived: Arc::new(Semaphore::new(0)),
            },
            away: Mutex::new(Some(socket)),
        }
    }

    /// Begins to listen.
    pub(super) fn come_back(&self) {
        let socket = self.away.lock().unwrap().take().unwrap();
        let listener = socket.listen(64).unwrap();
        let router = Router::new().route("/events", post(take));
        let router = router.with_state(self.desk.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
    }

    /// The flags of a store that tells this receiver.
    pub(super) fn flags(&self) -> [&str; 4] {
        ["--events-url", &self.url, "--events-secret", SECRET]
    }

    /// What it does with the next events.
    pub(super) fn will(&self, ways: &[Way]) {
        self.desk.ways.lock().unwrap().extend(ways.iter().cloned());
    }

    /// What came, first to last, each signed.
    pub(super) fn letters(&self) -> Vec<Letter> {
        let letters = self.desk.letters.lock().unwrap().clone();
        assert!(letters.iter().all(|letter| letter.is_signed_by(SECRET)));
        letters
    }

    /// The types of what came, and of their places in their order.
    pub(super) fn told(&self) -> Vec<(String, i64)> {
        let letters = self.letters();
        let told = letters
            .iter()
            .map(|letter| (letter.kind(), letter.sequence()));
        told.collect()
    }

    /// Waits until another event has come.
    pub(super) async fn hears(&self) {
        self.desk.arrived.acquire().await.unwrap().forget();
    }
}

async fn take(State(desk): State<Desk>, headers: HeaderMap, bytes: Bytes) -> Response {
    let letter = Letter { headers, bytes };
    desk.letters.lock().unwrap().push(letter);
    desk.arrived.add_permits(1);
    let way = desk.ways.lock().unwrap().pop_front();
    match way.unwrap_or(Way::Answer(204, &[])) {
        Way::Answer(status, headers) => {
            let status = StatusCode::from_u16(status).unwrap();
            let headers: HeaderMap = headers
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect();
            (status, headers).into_response()
        }
        Way::Silence => std::future::pending().await,
    }
}
