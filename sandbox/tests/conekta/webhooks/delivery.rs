//! How events come to a webhook, and come again.

use std::time::Duration;

use cobro_sandbox::config::Conekta;
use serde_json::{Value, json};

use super::{PLAIN, Receiver};
use crate::support::{TestSandbox, text};

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
