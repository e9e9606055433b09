//! Money that comes after its attempt had ended: it pays the order, or it goes back.
//!
//! What used to be money in limbo: a charge that arrived at the provider after it had been given up
//! was written into the log and left there.

use cobro_sandbox::{Fault, Movement, Rule};
use cobro_wire::{AttemptStatus, Order, OrderHistory, OrderStatus};
use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{OTHER, PLAIN, RISKY, Shop, Shopper, status};

/// An order whose charge is on its way for longer than anybody waits.
pub(crate) async fn given_up(shop: &Shop) -> (Shopper, Order) {
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let lost = Rule::next("conekta.create_order", Fault::DropBeforeEffect, 1);
    shop.sandbox.faults().add(lost).unwrap();
    shopper.pay_with_new(&order.id, PLAIN).await;
    shop.wait(130);
    let given_up = shopper.read(&order.id).await;
    assert_eq!(
        *status(&given_up),
        AttemptStatus::Abandoned { message: None }
    );
    (shopper, given_up)
}

/// The charge gets to the provider after all.
pub(crate) async fn arrive(shop: &Shop, shopper: &Shopper, order: &Order, card: &str) {
    let attempt = &order.attempt.as_ref().unwrap().id;
    let body = json!({
        "currency": "MXN",
        "customer_info": { "name": "Ana Luz", "email": "ana@example.com", "phone": "+525512345678" },
        "line_items": [{ "name": "Vasija", "unit_price": 20015, "quantity": 1 }],
        "charges": [{
            "payment_method": { "type": "card", "token_id": shopper.token(card).await },
            "reference_id": attempt,
        }],
        "metadata": { "cobro_attempt": attempt },
        "three_ds_mode": "smart",
    });
    let answer = reqwest::Client::new()
        .post(format!("{}/conekta/orders", shop.sandbox_url))
        .header("accept", "application/vnd.conekta-v2.3.0+json")
        .bearer_auth("key_sandbox_private")
        .json(&body)
        .send()
        .await
        .unwrap();
    assert!(answer.status().is_success(), "{answer:?}");
}

/// Amounts that the provider really gave back.
fn given_back(shop: &Shop) -> Vec<i64> {
    let ledger = shop.sandbox.ledger();
    let refunds = ledger
        .entries()
        .iter()
        .filter(|entry| entry.movement == Movement::Refunded);
    refunds.map(|entry| entry.amount).collect()
}

pub(crate) async fn rounds(shop: &Shop, count: usize) {
    for _ in 0..count {
        shop.wait(5);
        shop.app.payments.reconcile_round().await.unwrap();
    }
}

#[tokio::test]
async fn a_charge_that_arrives_after_it_was_given_up_pays_the_order() {
    let shop = Shop::open().await;
    let (shopper, order) = given_up(&shop).await;
    arrive(&shop, &shopper, &order, PLAIN).await;
    rounds(&shop, 1).await;
    assert_eq!(shopper.read(&order.id).await.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [20015]);
    assert!(given_back(&shop).is_empty());
}

#[tokio::test]
async fn a_charge_that_arrives_after_another_one_paid_is_given_back_once() {
    let shop = Shop::open().await;
    let (shopper, order) = given_up(&shop).await;
    let first = order.attempt.as_ref().unwrap().id.clone();
    let paid = shopper.pay_with_new(&order.id, OTHER).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    arrive(&shop, &shopper, &order, PLAIN).await;
    rounds(&shop, 4).await;
    assert_eq!(shop.taken(), [20015, 20015]);
    assert_eq!(given_back(&shop), [20015]);
    assert_eq!(shopper.read(&order.id).await, paid);

    let path = format!("/api/orders/{}/history", order.id);
    let history: OrderHistory = shopper.ok(Method::GET, &path, None::<&Value>).await;
    let of_first = history.entries.iter();
    let of_first = of_first.filter(|entry| entry.attempt.as_ref() == Some(&first));
    let steps: Vec<_> = of_first.map(|entry| entry.status.as_str()).collect();
    assert_eq!(
        steps,
        [
            "created",
            "charging",
            "outcome_unknown",
            "never_arrived",
            "returning",
            "returned"
        ]
    );
}

#[tokio::test]
async fn a_refund_that_is_not_answered_is_asked_for_again_and_made_once() {
    let shop = Shop::open().await;
    let (shopper, order) = given_up(&shop).await;
    shopper.pay_with_new(&order.id, OTHER).await;
    arrive(&shop, &shopper, &order, PLAIN).await;
    let silence = Rule::next("conekta.refund_order", Fault::DropAfterEffect, 1);
    shop.sandbox.faults().add(silence).unwrap();
    rounds(&shop, 6).await;
    assert_eq!(given_back(&shop), [20015]);
}

#[tokio::test]
async fn a_challenge_that_arrives_after_it_was_given_up_is_withdrawn() {
    let shop = Shop::open().await;
    let (shopper, order) = given_up(&shop).await;
    arrive(&shop, &shopper, &order, RISKY).await;
    rounds(&shop, 1).await;
    let shown = shopper.read(&order.id).await;
    assert_eq!(*status(&shown), AttemptStatus::Abandoned { message: None });
    let paid = shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    rounds(&shop, 4).await;
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn money_for_an_expired_order_follows_the_rule() {
    for (rule, status, back) in [
        ("honour", OrderStatus::Paid, vec![]),
        ("return", OrderStatus::Expired, vec![20015]),
    ] {
        let lifetime = ["--checkout-order-lifetime-s", "200"];
        let flags = [&lifetime[..], &["--checkout-late-money", rule]].concat();
        let shop = Shop::with(&flags).await;
        let (shopper, order) = given_up(&shop).await;
        shop.wait(100);
        assert_eq!(shopper.read(&order.id).await.status, OrderStatus::Expired);
        arrive(&shop, &shopper, &order, PLAIN).await;
        rounds(&shop, 4).await;
        assert_eq!(shopper.read(&order.id).await.status, status, "{rule}");
        assert_eq!(given_back(&shop), back, "{rule}");
    }
}
