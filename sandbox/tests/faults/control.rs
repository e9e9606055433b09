//! `/_sandbox`: who may steer, and what can be steered.

use serde_json::{Value, json};

use crate::support::Desk;

#[tokio::test]
async fn nobody_steers_without_the_control_key() {
    let desk = Desk::open().await;
    for key in ["", "key_sandbox_private", "key_sandbox_public"] {
        for (method, path) in [
            ("GET", "/_sandbox/ledger"),
            ("DELETE", "/_sandbox/faults"),
            ("POST", "/_sandbox/webhooks/resend"),
        ] {
            assert_eq!(desk.call(method, path, key, None).await.status(), 401);
        }
    }
    let key = "key_sandbox_control";
    let answer = desk.call("GET", "/conekta/orders", key, None).await;
    assert_eq!(answer.status(), 401, "it opens nothing else");
}

#[tokio::test]
async fn a_wrong_rule_is_refused_and_changes_nothing() {
    let desk = Desk::open().await;
    desk.next("conekta.*", json!("cut_body"), 1).await;
    let rule = |operation: &str, share: f64| json!({ "operation": operation, "fault": "cut_body", "when": { "share": share } });
    for (body, words) in [
        (rule("conekta.refund_all", 0.5), "conekta.create_order"),
        (rule("conekta.webhook", 0.5), "conekta.create_order"),
        (rule("*", 2.0), "share"),
        (json!({ "operation": "*" }), "fault"),
    ] {
        let whole = json!({ "seed": 1, "rules": [rule("*", 0.1), body.clone()] });
        for answer in [
            desk.steer("POST", "/faults", Some(body)).await,
            desk.steer("PUT", "/faults", Some(whole)).await,
        ] {
            assert!((400..500).contains(&answer.status()), "{}", answer.text);
            let error = answer.json()["error"].to_string();
            assert!(error.contains(words), "{error}");
        }
    }
    let told = desk.steer("GET", "/faults", None).await.json();
    assert_eq!(told["seed"], 0);
    assert_eq!(told["rules"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_asked_for_can_be_taken_back() {
    let desk = Desk::open().await;
    let always = json!({ "error_before_effect": 500 });
    desk.next("*", always, u64::MAX).await;
    assert_eq!(desk.order("one").await.status(), 500);
    assert_eq!(desk.steer("DELETE", "/faults", None).await.status(), 204);
    assert_eq!(desk.order("one").await.status(), 200);
}

#[tokio::test]
async fn the_ledger_tells_what_was_charged_and_given_back() {
    let desk = Desk::open().await;
    let order = desk.order("ours").await.json();
    let n1co = bearer(&desk).await;
    let charge = json!({
        "order": { "id": "theirs", "name": "Vasija", "amount": 11.5 },
        "cardId": "tok_test_visa_1881", "billingInfo": { "countryCode": "SV" },
    });
    let charge = desk.post("/n1co/api/v3/Charges", &n1co, charge);
    let charged = charge.await.json();
    let refund = json!({ "orderId": charged["order"]["id"], "cancellationReason": "Se rompió" });
    let refund = desk.post("/n1co/api/v3/Refunds", &n1co, refund);
    assert_eq!(refund.await.status(), 200);

    let ledger = desk.steer("GET", "/ledger", None).await.json();
    let rows: Vec<_> = ledger["charges"].as_array().unwrap().iter().collect();
    let row = |index: usize| {
        let row: &Value = rows[index];
        [
            &row["order_id"],
            &row["reference_id"],
            &row["amount"],
            &row["currency"],
            &row["refunded"],
        ]
        .map(Clone::clone)
    };
    let expected = [json!("ours"), json!(20015), json!("MXN"), json!(0)];
    assert_eq!(row(0)[0], order["id"]);
    assert_eq!(row(0)[1..], expected);
    let expected = [json!("theirs"), json!(1150), json!("USD"), json!(1150)];
    assert_eq!(row(1)[1..], expected);
    assert_eq!(ledger["entries"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn the_clock_moved_forward_makes_tokens_challenges_and_bearers_old() {
    let desk = Desk::open().await;
    let bearer = bearer(&desk).await;
    let risky = json!({ "card": {
        "number": "4000000000001091", "name": "Ana Luz", "exp_month": "11", "exp_year": "36",
        "cvc": "123",
    } });
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let token = desk.post("/conekta/tokens", "key_sandbox_public", risky.clone());
        tokens.push(token.await.json()["id"].clone());
    }
    let order = |token: &Value| {
        let mut order = crate::support::order("ours");
        order["charges"][0]["payment_method"]["token_id"] = token.clone();
        order["three_ds_mode"] = json!("smart");
        order["return_url"] = json!("http://localhost:8080/checkout/return");
        order
    };
    let key = "key_sandbox_private";
    let waiting = desk.post("/conekta/orders", key, order(&tokens[0]));
    let waiting = waiting.await.json();
    assert_eq!(waiting["payment_status"], "pending_payment", "{waiting}");

    let before = desk.steer("GET", "/clock", None).await.json()["now"].clone();
    let week = 7 * 24 * 3600;
    let moved = desk
        .steer("POST", "/clock", Some(json!({ "forward_seconds": week })))
        .await
        .json();
    assert!(moved["now"].as_i64().unwrap() >= before.as_i64().unwrap() + week);

    let path = format!("/conekta/orders/{}", waiting["id"].as_str().unwrap());
    let expired = desk.call("GET", &path, key, None).await.json();
    assert_eq!(expired["payment_status"], "expired");
    let late = desk.post("/conekta/orders", key, order(&tokens[1]));
    assert_eq!(late.await.status(), 422, "the token is too old");
    let refused = desk.post("/n1co/api/v3/Charges", &bearer, json!({}));
    assert_eq!(refused.await.status(), 401, "the bearer is too old");
    for back in [json!({ "forward_seconds": -1 }), json!({})] {
        let refused = desk.steer("POST", "/clock", Some(back)).await;
        assert!((400..500).contains(&refused.status()));
    }
}

async fn bearer(desk: &Desk) -> String {
    let secrets = json!({
        "clientId": "n1co_sandbox_client", "clientSecret": "n1co_sandbox_secret"
    });
    let answer = desk.post("/n1co/api/v3/Token", "", secrets);
    crate::support::text(&answer.await.json()["accessToken"])
}
