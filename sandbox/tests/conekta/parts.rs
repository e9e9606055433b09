//! Orders that several charges pay together.

use serde_json::{Value, json};

use crate::support::{Answer, TestSandbox, text};

const PAID: &str = "tok_test_visa_4242";
const DECLINED: &str = "tok_test_card_declined";

/// A charge of a part.
fn part(token: &str, amount: i64) -> Value {
    json!({ "payment_method": { "type": "card", "token_id": token }, "amount": amount })
}

/// An order of 200.15 MXN with these charges.
async fn order(sandbox: &TestSandbox, charges: Value, more: Value) -> Answer {
    let guest = json!({ "name": "Ana Ruiz", "email": "ana@example.com" });
    sandbox.order(guest, charges, more).await
}

/// Status and amount of each charge.
fn charges(order: &Value) -> Vec<(String, i64)> {
    let rows = order["charges"]["data"].as_array().unwrap().iter();
    rows.map(|row| (text(&row["status"]), row["amount"].as_i64().unwrap()))
        .collect()
}

fn known(rows: &[(&str, i64)]) -> Vec<(String, i64)> {
    rows.iter().map(|(s, n)| ((*s).to_owned(), *n)).collect()
}

fn taken(sandbox: &TestSandbox) -> Vec<i64> {
    let ledger = sandbox.sandbox.ledger();
    ledger
        .charges()
        .iter()
        .map(|charge| charge.amount)
        .collect()
}

#[tokio::test]
async fn two_cards_pay_an_order_together() {
    let sandbox = TestSandbox::new();
    let both = json!([part(PAID, 15_000), part("tok_test_mastercard_4444", 5015)]);
    let order = order(&sandbox, both, json!({})).await.ok();
    assert_eq!(order["payment_status"], "paid");
    assert_eq!(order["split_payment"], true);
    assert_eq!(charges(&order), known(&[("paid", 15_000), ("paid", 5015)]));
    assert_eq!(taken(&sandbox), [15_000, 5015]);
}

#[tokio::test]
async fn what_a_decline_left_open_is_charged_by_an_update() {
    let sandbox = TestSandbox::new();
    let refused = order(
        &sandbox,
        json!([part(PAID, 15_000), part(DECLINED, 5015)]),
        json!({}),
    );
    let refused = refused.await;
    assert_eq!(refused.error().0, 402);
    let left = refused.json()["data"].clone();
    assert_eq!(left["payment_status"], "partially_paid");
    assert_eq!(
        charges(&left),
        known(&[("paid", 15_000), ("declined", 5015)])
    );
    let path = format!("/orders/{}", text(&left["id"]));

    let change = json!({ "metadata": { "a": 1 }, "charges": [part(PAID, 5015)] });
    assert_eq!(sandbox.put(&path, change).await.error().0, 428);
    let too_much = json!({ "charges": [part(PAID, 20_015)] });
    let refused = sandbox.put(&path, too_much).await.error();
    assert_eq!((refused.0, refused.3), (422, json!("charges[0].amount")));
    let again = json!({ "charges": [part(DECLINED, 5015)] });
    let again = sandbox.put(&path, again).await;
    assert_eq!(again.json()["data"]["payment_status"], "partially_paid");

    let rest = json!({ "charges": [part(PAID, 5000), part(PAID, 15)] });
    let paid = sandbox.put(&path, rest).await.ok();
    assert_eq!(paid["payment_status"], "paid");
    assert_eq!(taken(&sandbox), [15_000, 5000, 15]);
    let more = sandbox.put(&path, json!({ "charges": [part(PAID, 1)] }));
    assert_eq!(more.await.error().0, 428);
}

#[tokio::test]
async fn a_further_charge_is_of_what_is_left() {
    let sandbox = TestSandbox::new();
    let refused = order(
        &sandbox,
        json!([part(PAID, 1), part(DECLINED, 20_014)]),
        json!({}),
    );
    let path = format!("/orders/{}", text(&refused.await.json()["data"]["id"]));
    let method = json!({ "payment_method": { "type": "card", "token_id": PAID } });
    let charge = sandbox.post(&format!("{path}/charges"), method).await.ok();
    assert_eq!(charge["amount"], 20_014);
    assert_eq!(sandbox.get(&path).await.ok()["payment_status"], "paid");
}

#[tokio::test]
async fn an_update_changes_an_order_and_charges_it_or_does_neither() {
    let sandbox = TestSandbox::new();
    let open = order(&sandbox, json!([]), json!({})).await.ok();
    let path = format!("/orders/{}", text(&open["id"]));
    let lines = json!([{ "name": "Taza", "unit_price": 100, "quantity": 3 }]);
    let wrong = json!({ "line_items": lines, "charges": [part(PAID, 301)] });
    assert_eq!(sandbox.put(&path, wrong).await.error().0, 422);
    assert_eq!(sandbox.get(&path).await.ok()["amount"], 20_015);
    let right = json!({ "line_items": lines, "charges": [part(PAID, 300)] });
    let paid = sandbox.put(&path, right).await.ok();
    assert_eq!(
        (&paid["amount"], &paid["payment_status"]),
        (&json!(300), &json!("paid"))
    );
}

#[tokio::test]
async fn parts_that_do_not_add_up_are_refused_and_use_up_no_token() {
    let sandbox = TestSandbox::new();
    let token = sandbox.token("4242424242424242").await;
    let whole = json!({ "payment_method": { "type": "card", "token_id": token } });
    for (charges, param) in [
        (json!([part(&token, 15_000), part(PAID, 5000)]), "charges"),
        (json!([part(&token, 15_000), part(PAID, 5016)]), "charges"),
        (
            json!([part(&token, 0), part(PAID, 20_015)]),
            "charges[0].amount",
        ),
        (
            json!([part(&token, 20_016), part(PAID, -1)]),
            "charges[0].amount",
        ),
        (
            json!([part(&token, 15_000), part("tok_none", 5015)]),
            "payment_method.token_id",
        ),
        (json!([part(&token, 15_000)]), "charges[0].amount"),
        (json!([whole, whole]), "charges[0].amount"),
    ] {
        let refused = order(&sandbox, charges.clone(), json!({})).await.error();
        assert_eq!((refused.0, refused.3), (422, json!(param)), "{charges}");
    }
    let challenged = sandbox.token("4000000000001091").await;
    let strict = json!({ "three_ds_mode": "smart" });
    let charges = json!([part(&token, 15_000), part(&challenged, 5015)]);
    let refused = order(&sandbox, charges, strict).await.error();
    assert_eq!(refused.3, json!("three_ds_mode"));
    assert_eq!(sandbox.times_taken(), 0);
    let good = json!([part(&token, 15_000), part(&challenged, 5015)]);
    order(&sandbox, good, json!({})).await.ok();
}

#[tokio::test]
async fn a_refund_goes_back_to_the_first_card_first() {
    let sandbox = TestSandbox::new();
    let both = json!([part(PAID, 15_000), part(PAID, 5015)]);
    let order = order(&sandbox, both, json!({})).await.ok();
    let path = format!("/orders/{}", text(&order["id"]));
    let refunds = format!("{path}/refunds");
    let refund = |amount| json!({ "amount": amount, "reason": "requested_by_client" });
    let order = sandbox.post(&refunds, refund(15_001)).await.ok();
    assert_eq!(order["payment_status"], "partially_refunded");
    let expected = [("refunded", 15_000), ("partially_refunded", 5015)];
    assert_eq!(charges(&order), known(&expected));
    assert_eq!(sandbox.post(&refunds, refund(5015)).await.error().0, 422);
    let order = sandbox.post(&refunds, refund(5014)).await.ok();
    assert_eq!(order["payment_status"], "refunded");
    assert_eq!(order["amount_refunded"], 20_015);
}

#[tokio::test]
async fn money_is_reserved_on_all_cards_or_on_none() {
    let sandbox = TestSandbox::new();
    let reserve = json!({ "pre_authorize": true });
    let both = json!([part(PAID, 15_000), part(PAID, 5015)]);
    let held = order(&sandbox, both, reserve.clone()).await.ok();
    assert_eq!(held["payment_status"], "pre_authorized");
    let path = format!("/orders/{}", text(&held["id"]));
    let capture = format!("{path}/capture");
    let less = sandbox.post(&capture, json!({ "amount": 15_000 })).await;
    assert_eq!(less.error().0, 422);
    assert_eq!(
        sandbox.post(&capture, json!({})).await.ok()["payment_status"],
        "paid"
    );
    assert_eq!(taken(&sandbox), [15_000, 5015]);

    let one = json!([part(PAID, 15_000), part(DECLINED, 5015)]);
    let refused = order(&sandbox, one, reserve).await.json()["data"].clone();
    assert_eq!(refused["payment_status"], "declined");
    assert_eq!(
        charges(&refused),
        known(&[("voided", 15_000), ("declined", 5015)])
    );
    assert_eq!(taken(&sandbox), [15_000, 5015]);
}

#[tokio::test]
async fn each_part_has_its_own_events() {
    let sandbox = TestSandbox::new();
    order(
        &sandbox,
        json!([part(PAID, 15_000), part(DECLINED, 5015)]),
        json!({}),
    )
    .await;
    let events = sandbox.get("/events").await.ok();
    let kinds = events["data"].as_array().unwrap().iter().rev();
    let kinds: Vec<_> = kinds.map(|event| text(&event["type"])).collect();
    let expected = [
        "order.created",
        "charge.created",
        "charge.paid",
        "charge.created",
        "charge.declined",
        "order.updated",
    ];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn an_order_of_nothing_is_paid_by_a_charge_of_nothing() {
    // It was taken for declined once, since no money was taken.
    let sandbox = TestSandbox::new();
    let lines = json!({ "line_items": [{ "name": "Vasija", "unit_price": 0, "quantity": 1 }] });
    let order = sandbox.guest_order(PAID, lines).await.ok();
    assert_eq!(order["payment_status"], "paid");
}
