//! Webhook events that are lost, late, doubled, out of order or forged.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use crate::support::{Desk, SECRET, text};

/// A merchant's server that takes everything, and a sandbox that sends to it.
struct Receiver {
    desk: Desk,
    deliveries: UnboundedReceiver<(HeaderMap, Bytes)>,
    bearer: String,
}

impl Receiver {
    async fn new() -> Self {
        let (sender, deliveries) = unbounded_channel();
        let receive = async move |headers: HeaderMap, body: Bytes| {
            let _ = sender.send((headers, body));
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = axum::Router::new()
            .route("/hook", post(receive.clone()))
            .route("/hook/conekta", post(receive));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let desk = Desk::with_webhooks_to(Some(url)).await;
        let secrets = json!({
            "clientId": "n1co_sandbox_client", "clientSecret": "n1co_sandbox_secret"
        });
        let answer = desk.post("/n1co/api/v3/Token", "", secrets);
        let bearer = text(&answer.await.json()["accessToken"]);
        Self {
            desk,
            deliveries,
            bearer,
        }
    }

    /// Charges an order, which makes two events: it was created, and it was paid.
    async fn charge(&self, reference: &str) {
        let body = json!({
            "order": { "id": reference, "name": "Vasija", "amount": 11.5 },
            "cardId": "tok_test_visa_1881", "billingInfo": { "countryCode": "SV" },
        });
        let path = "/n1co/api/v3/Charges";
        let answer = self.desk.post(path, &self.bearer, body);
        assert_eq!(answer.await.json()["status"], "SUCCEEDED");
    }

    /// What the next delivery says, whoever signed it.
    async fn kind(&mut self) -> String {
        let delivery = timeout(Duration::from_secs(10), self.deliveries.recv()).await;
        let (_, body) = delivery.expect("a delivery in time").unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        text(&body["type"])
    }

    /// The next delivery: what it says, and whether its signature is right.
    async fn next(&mut self) -> (String, bool) {
        let delivery = timeout(Duration::from_secs(10), self.deliveries.recv()).await;
        let (headers, body) = delivery.expect("a delivery in time").unwrap();
        let signature = headers["x-h4b-hmac-sha256"].to_str().unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(&body);
        let is_genuine = mac
            .verify_slice(&STANDARD.decode(signature).unwrap())
            .is_ok();
        let body: Value = serde_json::from_slice(&body).unwrap();
        (text(&body["type"]), is_genuine)
    }

    async fn genuine<const N: usize>(&mut self) -> [String; N] {
        let mut kinds = Vec::new();
        for _ in 0..N {
            let (kind, is_genuine) = self.next().await;
            assert!(is_genuine, "{kind}");
            kinds.push(kind);
        }
        kinds.try_into().unwrap()
    }

    async fn states(&self) -> Vec<String> {
        let history = self.desk.steer("GET", "/webhooks", None).await.json();
        let rows = history.as_array().unwrap().iter();
        rows.map(|row| text(&row["state"])).collect()
    }
}

#[tokio::test]
async fn a_lost_event_is_sent_when_somebody_asks_for_it_again() {
    let mut receiver = Receiver::new().await;
    receiver.desk.next("n1co.webhook", json!("lose"), 2).await;
    receiver.charge("ord_1").await;
    receiver.charge("ord_2").await;
    assert_eq!(receiver.genuine().await, ["Created", "SuccessPayment"]);
    while receiver.states().await != ["lost", "lost", "taken", "taken"] {
        tokio::task::yield_now().await;
    }
    let resend = async || receiver.desk.steer("POST", "/webhooks/resend", None).await;
    assert_eq!(resend().await.json()["resent"], 2);
    let mut kinds = receiver.genuine::<2>().await;
    kinds.sort();
    assert_eq!(kinds, ["Created", "SuccessPayment"]);
    while receiver.states().await.contains(&"sending".to_owned()) {
        tokio::task::yield_now().await;
    }
    let again = receiver.desk.steer("POST", "/webhooks/resend", None).await;
    assert_eq!(again.json()["resent"], 0);
}

#[tokio::test]
async fn a_late_event_is_overtaken_and_holds_up_no_other() {
    let mut receiver = Receiver::new().await;
    let late = json!({ "late": { "ms": 150 } });
    receiver.desk.next("n1co.webhook", late, 1).await;
    receiver.charge("ord_1").await;
    assert_eq!(receiver.genuine().await, ["SuccessPayment", "Created"]);
}

#[tokio::test]
async fn an_event_out_of_order_comes_after_the_next_one_or_after_its_pause() {
    let mut receiver = Receiver::new().await;
    let patient = json!({ "out_of_order": { "ms": 600_000 } });
    receiver.desk.next("n1co.webhook", patient, 1).await;
    receiver.charge("ord_1").await;
    assert_eq!(receiver.genuine().await, ["SuccessPayment", "Created"]);
    let soon = json!({ "out_of_order": { "ms": 1 } });
    receiver.desk.next("n1co.webhook", soon, 2).await;
    receiver.charge("ord_2").await;
    let mut kinds = receiver.genuine::<2>().await;
    kinds.sort();
    assert_eq!(kinds, ["Created", "SuccessPayment"]);
}

#[tokio::test]
async fn a_doubled_event_comes_twice_and_the_next_one_after_it() {
    let mut receiver = Receiver::new().await;
    receiver.desk.next("*", json!("twice"), 1).await;
    receiver.charge("ord_1").await;
    let expected = ["Created", "Created", "SuccessPayment"];
    assert_eq!(receiver.genuine().await, expected);
}

#[tokio::test]
async fn a_forged_event_comes_first_and_its_signature_is_wrong() {
    let mut receiver = Receiver::new().await;
    receiver.desk.next("n1co.*", json!("forge"), 1).await;
    receiver.charge("ord_1").await;
    assert_eq!(receiver.next().await, ("Created".to_owned(), false));
    assert_eq!(receiver.genuine().await, ["Created", "SuccessPayment"]);
}

#[tokio::test]
async fn events_of_conekta_go_the_same_way() {
    let mut receiver = Receiver::new().await;
    for (fault, count) in [("lose", 1), ("twice", u64::MAX)] {
        receiver
            .desk
            .next("conekta.webhook", json!(fault), count)
            .await;
    }
    assert_eq!(receiver.desk.order("ours").await.status(), 200);
    for expected in ["charge.created", "charge.paid", "order.paid"] {
        assert_eq!(receiver.kind().await, expected);
        assert_eq!(receiver.kind().await, expected);
    }
    receiver.desk.steer("POST", "/webhooks/resend", None).await;
    assert_eq!(receiver.kind().await, "order.created");
}
