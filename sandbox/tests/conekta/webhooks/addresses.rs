//! The webhooks themselves.

use axum::http::StatusCode;
use cobro_sandbox::config::Conekta;
use serde_json::json;

use super::{PLAIN, Receiver};
use crate::support::{TestSandbox, text};

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
