//! What there is to tell, and in which order.

use std::future::pending;

use axum::http::StatusCode;
use serde_json::json;
use tokio::net::TcpListener;

use super::{PLAIN, Receiver};
use crate::support::text;

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
