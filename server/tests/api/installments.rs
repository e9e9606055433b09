//! Paying in months without interest, where the store offers them.

use cobro_sandbox::{Fault, Rule};
use cobro_wire::{Order, OrderStatus, PayRequest, PayWith, ProblemCode};
use reqwest::Method;
use serde_json::Value;

use crate::shop::{IDEMPOTENCY_KEY, PLAIN, RISKY, Shop, Shopper, attempts, key, pay_request};

const OFFERED: [&str; 2] = ["--checkout-installments", "6,3"];
const CONFIRM: [(&str, &str); 2] = [("answer", "confirm"), ("challengeDataEntry", "1234")];

async fn request(shopper: &Shopper, card: &str, months: Option<u8>) -> PayRequest {
    let token_id = shopper.token(card).await;
    let save = false;
    PayRequest {
        installments: months,
        ..pay_request(PayWith::Token { token_id, save })
    }
}

/// The months that the provider spreads each charge over, newest first.
async fn spread(shop: &Shop) -> Vec<Value> {
    let answer = reqwest::Client::new()
        .get(format!("{}/conekta/charges", shop.sandbox_url))
        .header("accept", "application/vnd.conekta-v2.3.0+json")
        .bearer_auth("key_sandbox_private")
        .send();
    let charges: Value = answer.await.unwrap().json().await.unwrap();
    let charges = charges["data"].as_array().unwrap();
    let months = |charge: &Value| charge["monthly_installments"].clone();
    charges.iter().map(months).collect()
}

#[tokio::test]
async fn an_order_that_is_paid_in_months_says_so_to_the_provider_and_to_the_shopper() {
    let shop = Shop::with(&OFFERED).await;
    let shopper = shop.shopper().await;
    let order = shopper.order_of(2).await;
    let request = request(&shopper, PLAIN, Some(3)).await;
    let paid: Order = shopper
        .ok(Method::POST, &attempts(&order.id), Some(&request))
        .await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(paid.attempt.unwrap().installments, Some(3));
    assert_eq!(spread(&shop).await, [3]);
    assert_eq!(shop.taken(), [40030]);
}

#[tokio::test]
async fn a_saved_card_is_charged_in_months_too() {
    let shop = Shop::with(&OFFERED).await;
    let shopper = shop.shopper().await;
    shopper.save_card(PLAIN).await;
    let order = shopper.order_of(3).await;
    let request = PayRequest {
        installments: Some(6),
        ..pay_request(PayWith::Default { cvc: None })
    };
    let _: Order = shopper
        .ok(Method::POST, &attempts(&order.id), Some(&request))
        .await;
    assert_eq!(spread(&shop).await, [6]);
}

#[tokio::test]
async fn months_are_kept_over_a_challenge() {
    let shop = Shop::with(&OFFERED).await;
    let shopper = shop.shopper().await;
    let order = shopper.order_of(2).await;
    let request = request(&shopper, RISKY, Some(3)).await;
    let path = attempts(&order.id);
    let order: Order = shopper.ok(Method::POST, &path, Some(&request)).await;
    shopper.at_the_bank(&order, &CONFIRM).await;
    let paid = shopper
        .report(&order, cobro_wire::ChallengeEnd::Passed)
        .await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(paid.attempt.unwrap().installments, Some(3));
    assert_eq!(spread(&shop).await, [3]);
}

#[tokio::test]
async fn a_charge_in_months_whose_answer_is_lost_is_found_and_keeps_them() {
    let shop = Shop::with(&OFFERED).await;
    let lost = Rule::next("conekta.create_order", Fault::DropAfterEffect, 1);
    shop.sandbox.faults().add(lost).unwrap();
    let shopper = shop.shopper().await;
    let order = shopper.order_of(2).await;
    let request = request(&shopper, PLAIN, Some(3)).await;
    let path = attempts(&order.id);
    let _: Order = shopper.ok(Method::POST, &path, Some(&request)).await;
    shop.wait(60);
    let paid = shopper.read(&order.id).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(paid.attempt.unwrap().installments, Some(3));
    assert_eq!(spread(&shop).await, [3]);
}

#[tokio::test]
async fn months_that_are_not_offered_or_too_many_for_the_amount_are_refused() {
    let open = Shop::with(&OFFERED).await;
    let closed = Shop::open().await;
    let cases = [
        (&open, 9, 9),
        (&open, 9, 1),
        (&open, 1, 3),
        (&open, 2, 6),
        (&closed, 9, 3),
    ];
    for (shop, vases, months) in cases {
        let shopper = shop.shopper().await;
        let order = shopper.order_of(vases).await;
        let request = request(&shopper, PLAIN, Some(months)).await;
        let path = attempts(&order.id);
        let problem = shopper.problem(Method::POST, &path, Some(&request)).await;
        assert_eq!(problem.code, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].field, "installments");
        assert!(shopper.read(&order.id).await.attempt.is_none());
        assert!(shop.taken().is_empty());
    }
}

#[tokio::test]
async fn the_same_attempt_in_other_months_is_another_payment() {
    let shop = Shop::with(&OFFERED).await;
    let shopper = shop.shopper().await;
    let order = shopper.order_of(3).await;
    let path = attempts(&order.id);
    let first = request(&shopper, PLAIN, Some(3)).await;
    let idempotency_key = key();
    let send = async |request: &PayRequest, key: &str| {
        let answer = shopper.send(Method::POST, &path, Some(request), key).await;
        answer.json::<Value>().await.unwrap()
    };
    assert_eq!(send(&first, &idempotency_key).await["status"], "paid");
    let other = PayRequest {
        installments: Some(6),
        ..first.clone()
    };
    let reused = send(&other, &idempotency_key).await;
    assert_eq!(
        reused["code"], "idempotency_key_reused",
        "{IDEMPOTENCY_KEY}"
    );
    assert_eq!(send(&other, &key()).await["code"], "attempt_reused");
    let at_once = PayRequest {
        installments: None,
        ..first.clone()
    };
    assert_eq!(send(&at_once, &key()).await["code"], "attempt_reused");
    assert_eq!(send(&first, &key()).await["status"], "paid");
    assert_eq!(shop.taken(), [60045]);
}

#[tokio::test]
async fn the_browser_is_told_what_is_offered_and_nothing_is_without_the_setting() {
    for (flags, offered) in [(&OFFERED[..], vec![3, 6]), (&[], vec![])] {
        let shop = Shop::with(flags).await;
        let shopper = shop.shopper().await;
        let config: cobro_wire::PublicConfig =
            shopper.ok(Method::GET, "/api/config", None::<&()>).await;
        assert_eq!(config.installments, offered);
    }
}
