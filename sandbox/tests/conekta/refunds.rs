//! Refunds, and their cancelling.

use serde_json::{Value, json};

use crate::support::{TestSandbox, text};

const PLAIN: &str = "tok_test_visa_4242";

impl TestSandbox {
    /// The path of the refunds of a paid order of 200.15 MXN.
    async fn paid(&self) -> String {
        let order = self.guest_order(PLAIN, json!({})).await.ok();
        format!("/orders/{}/refunds", text(&order["id"]))
    }

    async fn give_back(&self, path: &str, amount: i64) -> Value {
        let body = json!({ "amount": amount, "reason": "requested_by_client" });
        self.post(path, body).await.ok()
    }
}

/// The id of an order's refund.
fn refund(order: &Value, place: usize) -> String {
    text(&order["charges"]["data"][0]["refunds"]["data"][place]["id"])
}

#[tokio::test]
async fn a_canceled_refund_is_taken_out_of_order_charge_and_ledger() {
    let sandbox = TestSandbox::new();
    let path = sandbox.paid().await;
    sandbox.give_back(&path, 15).await;
    let whole = sandbox.give_back(&path, 20_000).await;
    assert_eq!(whole["payment_status"], "refunded");

    let rest = format!("{path}/{}", refund(&whole, 1));
    let part = sandbox.delete(&rest).await.ok();
    assert_eq!(
        (&part["payment_status"], &part["amount_refunded"]),
        (&json!("partially_refunded"), &json!(15))
    );
    assert_eq!(part["charges"]["data"][0]["status"], "partially_refunded");
    assert_eq!(sandbox.delete(&rest).await.error().0, 404);
    let paid = sandbox
        .delete(&format!("{path}/{}", refund(&part, 0)))
        .await;
    let paid = paid.ok();
    assert_eq!(
        (&paid["payment_status"], &paid["amount_refunded"]),
        (&json!("paid"), &json!(0))
    );
    assert_eq!(paid["charges"]["data"][0]["refunds"], Value::Null);
    assert_eq!(sandbox.sandbox.ledger().charges()[0].refunded, 0);
    sandbox.give_back(&path, 20_015).await;
    assert_eq!(sandbox.sandbox.ledger().charges()[0].refunded, 20_015);
}

#[tokio::test]
async fn what_was_never_paid_cannot_be_given_back() {
    let sandbox = TestSandbox::new();
    let reserved = json!({ "pre_authorize": true });
    let reserved = sandbox.guest_order(PLAIN, reserved).await.ok();
    let declined = sandbox.guest_order("tok_test_card_declined", json!({}));
    let declined = declined.await.json()["data"].clone();
    for order in [reserved, declined] {
        let path = format!("/orders/{}/refunds", text(&order["id"]));
        let body = json!({ "amount": 1, "reason": "requested_by_client" });
        let (status, kind, _, _) = sandbox.post(&path, body).await.error();
        assert_eq!((status, kind.as_str()), (402, "processing_error"));
        let unknown = format!("{path}/6407b5bee1329a000175ba11");
        assert_eq!(sandbox.delete(&unknown).await.error().0, 404);
    }
    assert_eq!(sandbox.times_taken(), 0);
}

#[tokio::test]
async fn a_refund_without_amount_or_reason_is_refused() {
    let sandbox = TestSandbox::new();
    let path = sandbox.paid().await;
    for (body, param) in [
        (json!({ "reason": "other" }), "amount"),
        (json!({ "amount": 0, "reason": "other" }), "amount"),
        (json!({ "amount": 20_016, "reason": "other" }), "amount"),
        (json!({ "amount": 1 }), "reason"),
        (json!({ "amount": 1, "reason": " " }), "reason"),
    ] {
        let (status, _, _, actual) = sandbox.post(&path, body).await.error();
        assert_eq!((status, actual), (422, json!(param)));
    }
}

#[tokio::test]
async fn each_part_that_is_given_back_is_told_and_none_is_told_as_paid_anew() {
    let sandbox = TestSandbox::new();
    let path = sandbox.paid().await;
    let before = sandbox.get("/events").await.ok();
    let before = before["data"].as_array().unwrap().len();
    sandbox.give_back(&path, 1).await;
    let two = sandbox.give_back(&path, 2).await;
    sandbox
        .delete(&format!("{path}/{}", refund(&two, 0)))
        .await
        .ok();
    let events = sandbox.get("/events").await.ok();
    let events = events["data"].as_array().unwrap();
    let newest_first = &events[..events.len() - before];
    let types: Vec<_> = newest_first.iter().map(|event| &event["type"]).collect();
    let expected = [
        "order.updated",
        "order.partially_refunded",
        "charge.refunded",
        "order.partially_refunded",
        "charge.refunded",
    ];
    assert_eq!(types, expected);
}
