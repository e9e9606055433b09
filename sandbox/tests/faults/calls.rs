//! What a caller meets, and what the ledger says of it.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Desk, order};

#[tokio::test]
async fn an_error_or_a_drop_before_the_effect_takes_no_money() {
    let desk = Desk::open().await;
    for (fault, status) in [
        (json!({ "error_before_effect": 503 }), 503),
        (json!("drop_before_effect"), 0),
    ] {
        desk.next("conekta.create_order", fault, 1).await;
        let answer = desk.order("one").await;
        assert_eq!(answer.status(), status, "{}", answer.text);
        assert!(desk.charged().await.is_empty());
    }
    assert_eq!(desk.order("one").await.status(), 200);
    assert_eq!(desk.charged().await, ["one"]);
}

#[tokio::test]
async fn an_error_or_a_lost_answer_after_the_effect_has_taken_the_money() {
    let desk = Desk::open().await;
    let cases = [
        (json!({ "error_after_effect": 500 }), "error"),
        (json!("drop_after_effect"), "dropped"),
        (json!("cut_body"), "cut"),
        (json!("garble"), "garbled"),
    ];
    let mut expected = Vec::new();
    for (fault, reference) in cases {
        desk.next("conekta.create_order", fault, 1).await;
        let answer = desk.order(reference).await;
        let body = answer.body();
        let is_as_asked = match reference {
            "error" => answer.status() == 500,
            "dropped" => answer.text.is_empty(),
            "cut" => !body.is_empty() && body.len() == answer.announced() / 2,
            _ => answer.status() == 200 && body.starts_with('<'),
        };
        assert!(is_as_asked, "{reference}: {}", answer.text);
        expected.push(reference);
        assert_eq!(desk.charged().await, expected);
    }
}

#[tokio::test]
async fn a_late_answer_and_a_slow_call_keep_the_caller_waiting() {
    let desk = Desk::open().await;
    let pause = json!({ "ms": 200, "jitter_ms": 50 });
    for fault in ["late_answer", "latency"] {
        desk.next("conekta.create_order", json!({ fault: pause }), 1)
            .await;
        let asked = Instant::now();
        assert_eq!(desk.order(fault).await.status(), 200);
        assert!(asked.elapsed() >= Duration::from_millis(200));
    }
    assert_eq!(desk.charged().await, ["late_answer", "latency"]);
}

#[tokio::test]
async fn a_slow_call_takes_the_money_of_a_caller_who_has_hung_up() {
    let desk = Desk::open().await;
    let pause = json!({ "latency": { "ms": 100 } });
    desk.next("conekta.create_order", pause, 1).await;
    let body = order("gone");
    desk.call_and_hang_up("/conekta/orders", "key_sandbox_private", &body)
        .await;
    // A look-up in the meantime finds nothing.
    assert!(desk.charged().await.is_empty());
    while desk.charged().await.is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(desk.charged().await, ["gone"]);
}

#[tokio::test]
async fn a_fault_is_for_its_operation_alone() {
    let desk = Desk::open().await;
    for operation in ["conekta.get_order", "conekta.capture", "n1co.token"] {
        desk.next(operation, json!({ "error_before_effect": 500 }), 1)
            .await;
    }
    let made = desk.order("one").await;
    assert_eq!(made.status(), 200);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let key = "key_sandbox_private";
    let path = format!("/conekta/orders/{id}");
    assert_eq!(desk.call("GET", &path, key, None).await.status(), 500);
    assert_eq!(desk.call("GET", &path, key, None).await.status(), 200);
    let capture = format!("{path}/capture");
    assert_eq!(desk.call("POST", &capture, key, None).await.status(), 500);
    let secrets = json!({
        "clientId": "n1co_sandbox_client", "clientSecret": "n1co_sandbox_secret"
    });
    for expected in [500, 200] {
        let bearer = desk.post("/n1co/api/v3/Token", "", secrets.clone());
        assert_eq!(bearer.await.status(), expected);
    }
}

#[tokio::test]
async fn the_same_seed_makes_the_same_calls_go_wrong() {
    let rules = |seed| {
        let rule = json!({
            "operation": "conekta.*", "fault": "drop_before_effect", "when": { "share": 0.4 }
        });
        Some(json!({ "seed": seed, "rules": [rule] }))
    };
    let mut runs = Vec::new();
    for seed in [5, 5, 6] {
        let desk = Desk::open().await;
        assert_eq!(
            desk.steer("PUT", "/faults", rules(seed)).await.status(),
            200
        );
        let mut statuses = Vec::new();
        for _ in 0..24 {
            statuses.push(desk.order("one").await.status());
        }
        let dropped = statuses.iter().filter(|status| **status == 0).count();
        assert_eq!(desk.charged().await.len(), 24 - dropped);
        let told = desk.steer("GET", "/faults", None).await.json();
        assert_eq!(told["rules"][0]["met"], 24);
        assert_eq!(told["rules"][0]["struck"], dropped);
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}
