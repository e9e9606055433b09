//! Webhooks: events, where they go, and what they are signed with.

use std::future::pending;
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

#[tokio::test]
async fn a_paid_order_is_told_step_by_step() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = receiver.sandbox();
    let more = json!({ "metadata": { "cobro_attempt": "att_1" } });
    let order = sandbox.guest_order(PLAIN, more).await.ok();
    assert_eq!(receiver.types().await, ["order.created", "charge.created"]);
    let charged = receiver.next().await;
    assert_eq!(charged["type"], "charge.paid");
    assert_eq!(charged["data"]["object"], order["charges"]["data"][0]);
    let paid = receiver.next().await;
    let log = &paid["webhook_logs"][0];
    let expected = json!({
        "id": paid["id"],
        "object": "event",
        "type": "order.paid",
        "created_at": 1_795_392_000,
        "livemode": false,
        "data": { "object": order, "previous_attributes": {} },
        "webhook_status": "pending",
        "webhook_logs": [{
            "id": log["id"],
            "object": "webhook_log",
            "url": receiver.url,
            "failed_attempts": 0,
            "last_http_response_status": -1,
            "last_attempted_at": 0,
            "response_data": {},
        }],
    });
    assert_eq!(paid, expected);
    assert_eq!(text(&paid["id"]).len(), 24);
    assert!(text(&log["id"]).starts_with("webhl_"));
}

#[tokio::test]
async fn a_challenge_is_told_when_it_begins_and_when_it_ends() {
    for (answer, expected) in [
        ("confirm", ["charge.created", "charge.paid", "order.paid"]),
        (
            "fail",
            ["charge.created", "charge.declined", "order.declined"],
        ),
    ] {
        let mut receiver = Receiver::new(0).await;
        let sandbox = receiver.sandbox();
        let order = sandbox.challenged().await;
        let begun = ["order.created", "order.pending_payment"];
        assert_eq!(receiver.types().await, begun);
        for _ in 0..2 {
            sandbox.answer(&order, answer).await;
        }
        assert_eq!(receiver.types::<2>().await, expected[..2]);
        let end = receiver.next().await;
        assert_eq!(end["type"], expected[2]);
        let previous = json!({ "payment_status": "pending_payment" });
        assert_eq!(end["data"]["previous_attributes"], previous);
        assert_eq!(end["data"]["object"]["id"], order["id"]);
        assert_eq!(sandbox.events().await.len(), 5);
    }
}

#[tokio::test]
async fn every_other_end_of_an_order_is_told_once() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = receiver.sandbox();
    sandbox
        .guest_order("tok_test_card_declined", json!({}))
        .await;
    let declined = [
        "order.created",
        "charge.created",
        "charge.declined",
        "order.declined",
    ];
    assert_eq!(receiver.types().await, declined);

    let order = sandbox.challenged().await;
    let path = format!("/orders/{}", text(&order["id"]));
    sandbox
        .post(&format!("{path}/cancel"), json!({}))
        .await
        .ok();
    let canceled = ["order.created", "order.pending_payment", "order.canceled"];
    assert_eq!(receiver.types().await, canceled);

    sandbox.challenged().await;
    sandbox.pass(601);
    for _ in 0..2 {
        sandbox.get("/orders").await.ok();
    }
    let expired = ["order.created", "order.pending_payment", "order.expired"];
    assert_eq!(receiver.types().await, expired);

    let reserved = json!({ "pre_authorize": true });
    for end in ["capture", "cancel"] {
        let order = sandbox.guest_order(PLAIN, reserved.clone()).await.ok();
        let path = format!("/orders/{}/{end}", text(&order["id"]));
        sandbox.post(&path, json!({})).await.ok();
    }
    let reserved = [
        "order.created",
        "charge.created",
        "charge.preauthorized",
        "order.pre_authorized",
    ];
    assert_eq!(receiver.types().await, reserved);
    assert_eq!(receiver.types().await, ["charge.paid", "order.paid"]);
    assert_eq!(receiver.types().await, reserved);
    assert_eq!(receiver.types().await, ["order.voided"]);
}

#[tokio::test]
async fn an_order_is_told_of_before_it_is_charged_and_when_it_is_changed() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = receiver.sandbox();
    let body = json!({
        "currency": "MXN",
        "customer_info": { "name": "Ana Ruiz", "email": "ana@example.com" },
        "line_items": [{ "name": "Vasija", "unit_price": 20015, "quantity": 1 }],
    });
    let order = sandbox.post("/orders", body).await.ok();
    let path = format!("/orders/{}", text(&order["id"]));
    let refused = sandbox.put(&path, json!({ "currency": "peso" })).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    sandbox.put(&path, json!({ "currency": "USD" })).await.ok();
    assert_eq!(receiver.types().await, ["order.created", "order.updated"]);
}

#[tokio::test]
async fn time_that_runs_out_is_told_though_nobody_asks() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = receiver.sandbox();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let served = sandbox.sandbox.clone();
    tokio::spawn(cobro_sandbox::serve(listener, served, pending()));
    sandbox.challenged().await;
    sandbox.pass(601);
    let expected = ["order.created", "order.pending_payment", "order.expired"];
    assert_eq!(receiver.types().await, expected);
}

#[tokio::test]
async fn what_is_not_answered_with_200_comes_again_with_the_same_body() {
    let mut receiver = Receiver::new(2).await;
    let sandbox = receiver.sandbox();
    sandbox.subscribe(&["order.paid"]).await;
    sandbox.guest_order(PLAIN, json!({})).await.ok();
    let (_, first) = receiver.delivery().await;
    for _ in 0..2 {
        assert_eq!(receiver.delivery().await.1, first);
    }
    let event: Value = serde_json::from_slice(&first).unwrap();
    let path = format!("/events/{}", text(&event["id"]));
    let read = sandbox
        .until(&path, |event| event["webhook_status"] == "successful")
        .await;
    assert_eq!(read["webhook_logs"][0]["failed_attempts"], 2);
    assert_eq!(read["webhook_logs"][0]["last_http_response_status"], 200);
    let webhooks = sandbox.get("/webhooks").await.ok();
    assert_eq!(webhooks["data"][0]["status"], "listening");
}

#[tokio::test]
async fn nobody_there_to_take_events_changes_nothing_for_the_charge() {
    let sandbox = TestSandbox::with(Conekta {
        webhook_url: Some("http://127.0.0.1:1/".into()),
        webhook_retry: Duration::from_millis(1),
        webhook_tries: 2,
        ..Conekta::default()
    });
    sandbox.guest_order(PLAIN, json!({})).await.ok();
    let failing = sandbox
        .until("/webhooks", |list| list["data"][0]["status"] == "failing")
        .await;
    assert_eq!(failing["data"].as_array().unwrap().len(), 1);
    assert_eq!(sandbox.times_taken(), 1);
}

#[tokio::test]
async fn every_active_key_signs_and_no_other() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = receiver.sandbox();
    let keys = sandbox.get("/webhook_keys").await.ok();
    let first = text(&keys["data"][0]["id"]);
    let second = sandbox
        .post("/webhook_keys", json!({ "active": true }))
        .await
        .ok();
    assert_eq!(second["public_key"], DEVELOPMENT_WEBHOOK_KEYS[1]);
    let by = async |receiver: &mut Receiver| {
        sandbox.ping().await;
        let (headers, body) = receiver.delivery().await;
        let mut signers = signers(&headers, &body);
        signers.sort_unstable();
        signers
    };
    assert_eq!(by(&mut receiver).await, [0, 1]);
    let path = format!("/webhook_keys/{first}");
    let stopped = sandbox.put(&path, json!({ "active": false })).await.ok();
    assert_eq!(stopped["deactivated_at"], 1_795_392_000);
    assert_eq!(by(&mut receiver).await, [1]);
    sandbox.delete(&path).await.ok();
    let path = format!("/webhook_keys/{}", text(&second["id"]));
    assert_eq!(sandbox.delete(&path).await.ok()["deleted"], true);
    assert!(by(&mut receiver).await.is_empty());
    assert_eq!(sandbox.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_public_key_is_shown_when_it_is_made_and_never_again() {
    let sandbox = TestSandbox::new();
    let mut ids = Vec::new();
    for pem in DEVELOPMENT_WEBHOOK_KEYS {
        let made = sandbox.post("/webhook_keys", json!({})).await.ok();
        assert_eq!(made["public_key"], pem);
        assert_eq!(
            (&made["object"], &made["active"]),
            (&json!("webhook_key"), &json!(true))
        );
        ids.push(text(&made["id"]));
    }
    let read = sandbox.get(&format!("/webhook_keys/{}", ids[0])).await.ok();
    assert!(read.get("public_key").is_none(), "{read}");
    let list = sandbox.get("/webhook_keys").await.ok();
    assert_eq!(list["data"][0].get("public_key"), Some(&Value::Null));
    let fifth = sandbox.post("/webhook_keys", json!({})).await;
    assert_eq!(fifth.status, StatusCode::UNPROCESSABLE_ENTITY);
    sandbox
        .delete(&format!("/webhook_keys/{}", ids[2]))
        .await
        .ok();
    let again = sandbox.post("/webhook_keys", json!({})).await.ok();
    assert_eq!(again["public_key"], DEVELOPMENT_WEBHOOK_KEYS[2]);
}

#[tokio::test]
async fn a_webhook_is_made_read_changed_tested_and_deleted() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = TestSandbox::new();
    sandbox.post("/webhook_keys", json!({})).await.ok();
    let body = json!({ "url": receiver.url, "synchronous": false });
    let made = sandbox.post("/webhooks", body).await.ok();
    assert_eq!(
        (&made["object"], &made["status"]),
        (&json!("webhook"), &json!("listening"))
    );
    let path = format!("/webhooks/{}", text(&made["id"]));
    assert_eq!(sandbox.get(&path).await.ok(), made);
    let by_url = |url: &str| format!("/webhooks?url={url}");
    let found = sandbox.get(&by_url(&receiver.url)).await.ok();
    assert_eq!(found["data"], json!([made]));
    let none = sandbox.get(&by_url("http://localhost")).await.ok();
    assert_eq!(none["data"], json!([]));

    let created = receiver.next().await;
    assert_eq!(created["type"], "webhook.created");
    let mut being_made = made.clone();
    being_made["status"] = json!("being_pinged");
    assert_eq!(created["data"]["object"], being_made);
    assert_eq!(receiver.next().await["type"], "webhook_ping");

    let change = json!({ "url": receiver.url, "subscribed_events": ["order.declined"] });
    sandbox.put(&path, change).await.ok();
    sandbox.post(&format!("{path}/test"), json!({})).await.ok();
    sandbox.guest_order(PLAIN, json!({})).await.ok();
    let ping = receiver.next().await;
    assert_eq!(ping["type"], "webhook_ping");
    assert_eq!(ping["data"], json!({ "action": "ping", "livemode": false }));

    assert_eq!(sandbox.delete(&path).await.ok()["deleted"], true);
    sandbox
        .guest_order("tok_test_card_declined", json!({}))
        .await;
    assert_eq!(sandbox.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        sandbox.events().await[0]["webhook_status"],
        "not_applicable"
    );
}

#[tokio::test]
async fn an_event_is_listed_read_and_sent_again() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = receiver.sandbox();
    sandbox.subscribe(&["order.paid"]).await;
    sandbox.guest_order(PLAIN, json!({})).await.ok();
    let first = receiver.next().await;
    let events = sandbox.events().await;
    let types: Vec<_> = events.iter().map(|event| text(&event["type"])).collect();
    let newest_first = [
        "order.paid",
        "charge.paid",
        "charge.created",
        "order.created",
        "webhook.updated",
    ];
    assert_eq!(types, newest_first);
    let path = format!("/events/{}", text(&first["id"]));
    let resend = format!("{path}/resend");
    let log = sandbox.post(&resend, json!({})).await.ok();
    assert_eq!(log["object"], "webhook_log");
    assert_eq!(log["id"], first["webhook_logs"][0]["id"]);
    assert!(text(&log["id"]).starts_with("webhl_"));
    let again = receiver.next().await;
    assert_eq!(
        (&again["id"], &again["data"]),
        (&first["id"], &first["data"])
    );
}

#[tokio::test]
async fn an_event_is_sent_again_to_the_webhooks_that_are_named_and_to_no_other() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = receiver.sandbox();
    sandbox.subscribe(&["order.paid"]).await;
    let (path, url) = sandbox.webhook().await;
    sandbox
        .guest_order("tok_test_card_declined", json!({}))
        .await;
    let declined = sandbox.events().await.remove(0);
    let resend = format!("/events/{}/resend", text(&declined["id"]));

    // It concerns no webhook, and may still be sent to one.
    assert_eq!(sandbox.post(&resend, json!({})).await.error().0, 404);
    let id = path.strip_prefix("/webhooks/").unwrap();
    let stranger = "6307a60c41de27127515a575";
    for ids in [json!([stranger]), json!([id, stranger])] {
        let answer = sandbox.post(&resend, json!({ "webhooks_ids": ids })).await;
        assert_eq!(answer.error().1, "resource_not_found_error");
        let debug = &answer.json()["details"][0]["debug_message"];
        assert!(text(debug).contains(&format!("Webhook \"{stranger}\"")));
    }
    let named = json!({ "webhooks_ids": [id] });
    let log = sandbox.post(&resend, named).await.ok();
    assert_eq!(log["url"], url);
    // What was refused above was sent to nobody.
    assert_eq!(receiver.next().await["id"], declined["id"]);
    let unknown = sandbox.post("/events/none/resend", json!({})).await;
    assert_eq!(unknown.error().0, 404);
}

#[tokio::test]
async fn a_ping_goes_again_to_the_webhook_that_was_tested_and_to_no_other() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = receiver.sandbox();
    sandbox.subscribe(&["order.paid"]).await;
    let other = json!({ "url": "http://127.0.0.1:1/" });
    let other = sandbox.post("/webhooks", other).await.ok();
    let ping = sandbox.events().await.remove(0);
    assert_eq!(ping["type"], "webhook_ping");
    let resend = format!("/events/{}/resend", text(&ping["id"]));
    let log = sandbox.post(&resend, json!({})).await.ok();
    assert_eq!(log["url"], other["url"]);
    sandbox.guest_order(PLAIN, json!({})).await.ok();
    assert_eq!(receiver.next().await["type"], "order.paid");
}

#[tokio::test]
async fn what_is_done_to_a_customer_is_told() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = receiver.sandbox();
    let customer = sandbox.customer(&[PLAIN]).await;
    let told = receiver.next().await;
    assert_eq!(told["type"], "customer.created");
    assert_eq!(told["data"]["object"], customer);
    let path = format!("/customers/{}", text(&customer["id"]));
    let sources = format!("{path}/payment_sources");
    let card = json!({ "type": "card", "token_id": "tok_test_visa_1881" });
    let card = sandbox.post(&sources, card).await.ok();
    let source = format!("{sources}/{}", text(&card["id"]));
    sandbox
        .put(&source, json!({ "name": "Ana Ruiz" }))
        .await
        .ok();
    sandbox.delete(&source).await.ok();
    sandbox.put(&path, json!({ "name": "Ana Ruiz" })).await.ok();
    assert_eq!(receiver.types().await, ["customer.updated"; 3]);
    let told = receiver.next().await;
    assert_eq!(told["type"], "customer.updated");
    assert_eq!(told["data"]["object"]["name"], "Ana Ruiz");
    let refused = sandbox.put(&path, json!({ "name": "" })).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = sandbox.delete(&path).await.ok();
    let told = receiver.next().await;
    assert_eq!(told["type"], "customer.deleted");
    assert_eq!(told["data"]["object"], gone);
}

#[tokio::test]
async fn a_changed_and_a_deleted_webhook_are_told_to_the_others() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = receiver.sandbox();
    let body = json!({ "url": "http://127.0.0.1:1/", "subscribed_events": [] });
    let made = sandbox.post("/webhooks", body.clone()).await.ok();
    let path = format!("/webhooks/{}", text(&made["id"]));
    let changed = sandbox.put(&path, body).await.ok();
    let deleted = sandbox.delete(&path).await.ok();
    assert_eq!(receiver.next().await["type"], "webhook.created");
    for (kind, object) in [("webhook.updated", changed), ("webhook.deleted", deleted)] {
        let told = receiver.next().await;
        assert_eq!(
            (&told["type"], &told["data"]["object"]),
            (&json!(kind), &object)
        );
    }
}

#[tokio::test]
async fn a_webhook_that_fails_is_said_to_until_it_takes_an_event() {
    let mut receiver = Receiver::new(1).await;
    let sandbox = TestSandbox::with(Conekta {
        webhook_url: Some(receiver.url.clone()),
        // A second try comes when this test is over.
        webhook_retry: Duration::from_secs(600),
        webhook_tries: 2,
        ..Conekta::default()
    });
    let (path, _) = sandbox.webhook().await;
    assert_eq!(sandbox.get(&path).await.ok()["status"], "listening");
    sandbox.ping().await;
    let is = |status: &'static str| move |webhook: &Value| webhook["status"] == status;
    sandbox.until(&path, is("intermittent_errors")).await;
    sandbox.ping().await;
    sandbox.until(&path, is("listening")).await;
    receiver.delivery().await;
}

#[tokio::test]
async fn a_webhook_that_took_none_of_all_tries_is_failing() {
    let receiver = Receiver::new(usize::MAX).await;
    let sandbox = TestSandbox::with(Conekta {
        webhook_url: Some(receiver.url.clone()),
        webhook_retry: Duration::from_millis(1),
        webhook_tries: 3,
        ..Conekta::default()
    });
    sandbox.ping().await;
    let (path, _) = sandbox.webhook().await;
    sandbox
        .until(&path, |webhook| webhook["status"] == "failing")
        .await;
    let ping = sandbox.events().await.remove(0);
    let path = format!("/events/{}", text(&ping["id"]));
    let told = sandbox
        .until(&path, |event| {
            event["webhook_logs"][0]["failed_attempts"] == 3
        })
        .await;
    assert_eq!(told["webhook_status"], "pending");
    assert_eq!(told["webhook_logs"][0]["last_http_response_status"], 204);
    assert_eq!(told["webhook_logs"][0]["last_attempted_at"], 1_795_392_000);
}

#[tokio::test]
async fn an_address_that_cannot_be_one_is_refused() {
    let strict = TestSandbox::with(Conekta {
        loopback_webhooks: false,
        ..Conekta::default()
    });
    for url in [
        "http://localhost:1/",
        "http://127.0.0.1:1/",
        "http://[::1]/",
    ] {
        let refused = strict.post("/webhooks", json!({ "url": url })).await;
        let (status, _, code, param) = refused.error();
        assert_eq!(
            (status, code.as_str()),
            (422, "parameter_validation.url.invalid")
        );
        assert_eq!(param, "url");
        let body = json!({ "url": url });
        TestSandbox::new().post("/webhooks", body).await.ok();
    }
    for url in [
        "",
        "shop.example",
        "ftp://shop.example",
        "https://api.conekta.io/",
    ] {
        let refused = TestSandbox::new()
            .post("/webhooks", json!({ "url": url }))
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{url}");
    }
    let body = json!({ "url": "http://shop.example/", "subscribed_events": ["order.eaten"] });
    let refused = TestSandbox::new().post("/webhooks", body).await;
    assert_eq!(refused.error().3, "subscribed_events");
    for _ in 0..10 {
        let body = json!({ "url": "https://shop.example/" });
        strict.post("/webhooks", body).await.ok();
    }
    let eleventh = json!({ "url": "https://shop.example/" });
    let refused = strict.post("/webhooks", eleventh).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn user_and_password_of_the_address_come_as_basic_authentication() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = TestSandbox::new();
    let url = receiver.url.replace("http://", "http://ana:s3creto@");
    sandbox.post("/webhooks", json!({ "url": url })).await.ok();
    sandbox.ping().await;
    let (headers, _) = receiver.delivery().await;
    assert_eq!(headers["authorization"], "Basic YW5hOnMzY3JldG8=");
    assert!(headers.get("digest").is_none());
}
