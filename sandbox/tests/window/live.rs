//! What a page that looks on is told, while it happens.

use serde_json::json;

use crate::support::{Desk, Reading, json_of, status};

const KEY: &str = "key_sandbox_control";

async fn follow(desk: &Desk) -> Reading {
    let (host, key) = (desk.host(), format!("Bearer {KEY}"));
    let headers = [("Host", host.as_str()), ("Authorization", &key)];
    let mut stream = desk.send("GET /_sandbox/stream", &headers, "").await;
    stream.until("event: calls\n").await;
    stream
}

#[tokio::test]
async fn a_call_is_told_while_it_happens_and_explained_to_whoever_opens_it() {
    let desk = Desk::open(KEY).await;
    let mut stream = follow(&desk).await;
    let order = json_of(&desk.order("ours").await);
    let order_id = order["id"].as_str().unwrap();
    stream.until("event: call\n").await;
    let line = stream.until(order_id).await;
    assert!(line.contains("conekta.create_order"), "{line}");
    assert!(
        stream
            .until("\n")
            .await
            .contains("\"reference_id\":\"ours\"")
    );

    let declined = desk.call(
        "POST /conekta/orders",
        "key_sandbox_private",
        Some(json!({})),
    );
    assert_eq!(status(&declined.await), 422);
    stream.until("\"status\":422").await;
    let call = desk.call("GET /_sandbox/calls/2", KEY, None).await;
    let call = json_of(&call);
    assert_eq!(call["request"]["body"], "{}");
    assert!(call["explanation"]["action"].is_string(), "{call}");
    let shown = json_of(&desk.call("GET /_sandbox/orders", KEY, None).await);
    assert_eq!(shown["conekta"][0]["id"], order_id);
}

#[tokio::test]
async fn a_fault_that_is_set_and_cleared_is_told_and_strikes_in_between() {
    let desk = Desk::open(KEY).await;
    let mut stream = follow(&desk).await;
    let fault = json!({ "operation": "conekta.create_order",
        "fault": { "error_before_effect": 503 }, "when": { "share": 1.0 } });
    let set = desk.call("POST /_sandbox/faults", KEY, Some(fault)).await;
    assert_eq!(status(&set), 201);
    stream.until("event: changed\n").await;
    assert_eq!(status(&desk.order("ours").await), 503);
    let line = stream.until("\"status\":503").await;
    assert!(line.contains("event: call\n"), "{line}");
    let call = json_of(&desk.call("GET /_sandbox/calls/1", KEY, None).await);
    assert_eq!(call["faults"], json!(["error_before_effect 503"]));

    let cleared = desk.call("DELETE /_sandbox/faults", KEY, None).await;
    assert_eq!(status(&cleared), 204);
    stream.until("event: changed\n").await;
    assert_eq!(status(&desk.order("ours").await), 200);
}
