//! What Conekta is told of a customer: once who they are, and again what changed.

use std::time::Duration;

use cobro_sandbox::{Fault, Rule};
use cobro_wire::{Card, OrderStatus, PayWith};
use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{EMPTY, OTHER, PLAIN, Shop, Shopper};

/// The customers that Conekta has.
async fn customers(shop: &Shop) -> Vec<Value> {
    let list = reqwest::Client::new()
        .get(format!("{}/conekta/customers", shop.sandbox_url))
        .header("accept", "application/vnd.conekta-v2.3.0+json")
        .bearer_auth("key_sandbox_private")
        .send();
    let list: Value = list.await.unwrap().json().await.unwrap();
    list["data"].as_array().unwrap().clone()
}

async fn cards(shopper: &Shopper) -> Vec<Card> {
    shopper.ok(Method::GET, "/api/cards", None::<&()>).await
}

async fn say_email(shopper: &Shopper, email: &str) {
    let contact = json!({ "name": "Ana Luz", "email": email, "phone": "+525512345678" });
    let _: Value = shopper
        .ok(Method::PUT, "/api/session/contact", Some(&contact))
        .await;
}

#[tokio::test]
async fn first_cards_at_once_register_one_customer_who_has_them_all() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let other = shopper.at(&shop.another_server().await);
    let saving = [PLAIN, OTHER, EMPTY, PLAIN]
        .map(|number| futures::future::join(shopper.save_card(number), other.save_card(number)));
    let saved = futures::future::join_all(saving).await;
    let listed = cards(&shopper).await;
    assert_eq!(listed.len(), 8);
    for card in saved.into_iter().flat_map(|(one, other)| [one, other]) {
        assert!(listed.iter().any(|listed| listed.id == card.id));
    }
    assert_eq!(customers(&shop).await.len(), 1);
}

#[tokio::test]
async fn a_first_card_that_was_refused_keeps_nobody_waiting() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let used = json!({ "token_id": "tok_used_up" });
    let refused = shopper
        .problem(Method::POST, "/api/cards", Some(&used))
        .await;
    assert_eq!(refused.status, 422);
    shopper.save_card(PLAIN).await;
    assert_eq!(cards(&shopper).await.len(), 1);
    assert_eq!(customers(&shop).await.len(), 1);
}

#[tokio::test]
async fn a_changed_contact_is_told_to_conekta() {
    const PATIENCE: Duration = Duration::from_secs(60);
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    shopper.save_card(PLAIN).await;
    assert_eq!(customers(&shop).await[0]["email"], "ana@example.com");
    say_email(&shopper, "luz@example.com").await;
    let told = async {
        while customers(&shop).await[0]["email"] != "luz@example.com" {
            tokio::task::yield_now().await;
        }
    };
    let told = tokio::time::timeout(PATIENCE, told).await;
    told.expect("Conekta was never told");
    assert_eq!(cards(&shopper).await.len(), 1);
}

#[tokio::test]
async fn a_contact_that_conekta_did_not_take_is_told_at_a_payment_and_holds_none_up() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    shopper.save_card(PLAIN).await;
    let fault = Fault::ErrorBeforeEffect(503);
    let rule = Rule::next("conekta.update_customer", fault, 100);
    shop.sandbox.faults().add(rule).unwrap();
    say_email(&shopper, "luz@example.com").await;
    let pay = async || {
        let order = shopper.order().await;
        shopper.pay(&order.id, PayWith::Default { cvc: None }).await
    };
    assert_eq!(pay().await.status, OrderStatus::Paid);
    assert_eq!(customers(&shop).await[0]["email"], "ana@example.com");
    shop.sandbox.faults().clear();
    assert_eq!(pay().await.status, OrderStatus::Paid);
    assert_eq!(customers(&shop).await[0]["email"], "luz@example.com");
    assert_eq!(shop.taken().len(), 2);
}
