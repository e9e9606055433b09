//! What is told, and once.

use cobro_sandbox::{Fault, Rule};
use cobro_wire::{AttemptStatus, OrderHistory};
use reqwest::Method;
use serde_json::json;
use standardwebhooks::Webhook;

use super::*;
use crate::late::{arrive, given_up, rounds};
use crate::shop::{EMPTY, OTHER, RISKY};
use crate::webhooks::until;

#[tokio::test]
async fn a_paid_order_is_told_once_in_words_that_the_library_verifies() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &[]).await;
    let machine = cobro_server::host::Host::real().now();
    shop.wait(machine - shop.app.host.now());
    let (_, order) = paid(&shop).await;
    deliver(&shop.app).await;
    deliver(&shop.app).await;
    let letters = receiver.letters();
    assert_eq!(receiver.told(), told(&[("order.paid", 1)]));
    let letter = &letters[0];
    let webhook = Webhook::new(SECRET).unwrap();
    webhook.verify(&letter.bytes, &letter.headers).unwrap();
    assert!(webhook.verify(b"{}", &letter.headers).is_err());
    assert_eq!(letter.headers["content-type"], "application/json");

    let data = &letter.body()["data"];
    let attempt = shop.app.store.attempts_of(&order.id).await.unwrap();
    let charge = &attempt[0].state.payment().unwrap().charge;
    assert_eq!(data["order"]["id"], json!(order.id));
    assert_eq!(data["order"]["status"], "paid");
    assert_eq!(data["order"]["total"]["amount_minor"], 20015);
    assert_eq!(data["attempt"]["provider"], "conekta");
    assert_eq!(data["attempt"]["provider_charge"], json!(charge));
    assert!(!String::from_utf8_lossy(&letter.bytes).contains("Ana"));
    assert!(undelivered(&shop.app, false).await.is_empty());
}

#[tokio::test]
async fn each_failed_attempt_is_told_before_the_one_that_pays() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &[]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    shopper.pay_with_new(&order.id, EMPTY).await;
    shopper.pay_with_new(&order.id, EMPTY).await;
    shopper.pay_with_new(&order.id, PLAIN).await;
    deliver(&shop.app).await;
    let expected = [
        ("attempt.failed", 1),
        ("attempt.failed", 2),
        ("order.paid", 3),
    ];
    assert_eq!(receiver.told(), told(&expected));
    let failed = &receiver.letters()[0].body()["data"];
    assert_eq!(failed["order"]["status"], "open");
    assert_eq!(failed["attempt"]["reason"], "insufficient_funds");
}

#[tokio::test]
async fn a_challenge_that_is_open_is_no_news_and_its_end_is() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &[]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let challenged = shopper.pay_with_new(&order.id, RISKY).await;
    deliver(&shop.app).await;
    assert!(receiver.letters().is_empty());
    let closed = cobro_wire::ChallengeEnd::Closed;
    shopper.report(&challenged, closed).await;
    deliver(&shop.app).await;
    assert_eq!(receiver.told(), told(&[("attempt.failed", 1)]));
}

#[tokio::test]
async fn an_order_that_nobody_pays_in_time_is_told_once_by_whichever_server_sees_it() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &["--checkout-order-lifetime-s", "200"]).await;
    let other = shop.another_server().await;
    let (_, sold) = paid(&shop).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    shop.app.payments.reconcile_round().await.unwrap();
    shop.wait(200);
    for _ in 0..3 {
        let (here, there) = (&shop.app.payments, &other.app.payments);
        let rounds = tokio::join!(here.reconcile_round(), there.reconcile_round());
        rounds.0.unwrap();
        rounds.1.unwrap();
    }
    deliver(&shop.app).await;
    let expected = [("order.paid", 1), ("order.expired", 1)];
    assert_eq!(receiver.told(), told(&expected));
    let [first, second] = [0, 1].map(|place| receiver.letters()[place].body());
    assert_eq!(first["data"]["order"]["id"], json!(sold.id));
    assert_eq!(second["data"]["order"]["id"], json!(order.id));
    assert_eq!(second["data"]["order"]["status"], "expired");

    let path = format!("/api/orders/{}/history", order.id);
    let history: OrderHistory = shopper.ok(Method::GET, &path, None::<&()>).await;
    let steps: Vec<_> = history.entries.iter().map(|entry| &entry.status).collect();
    assert_eq!(steps, ["open", "expired"]);
}

#[tokio::test]
async fn an_order_that_is_being_paid_expires_when_that_ends() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &["--checkout-order-lifetime-s", "200"]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let challenged = shopper.pay_with_new(&order.id, RISKY).await;
    shop.wait(250);
    shop.app.payments.reconcile_round().await.unwrap();
    deliver(&shop.app).await;
    assert!(receiver.letters().is_empty());
    let closed = cobro_wire::ChallengeEnd::Closed;
    shopper.report(&challenged, closed).await;
    shop.app.payments.reconcile_round().await.unwrap();
    deliver(&shop.app).await;
    let expected = [("attempt.failed", 1), ("order.expired", 2)];
    assert_eq!(receiver.told(), told(&expected));
}

#[tokio::test]
async fn money_that_comes_late_is_told_when_it_pays_and_when_it_goes_back() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &[]).await;
    let (shopper, order) = given_up(&shop).await;
    shopper.pay_with_new(&order.id, OTHER).await;
    arrive(&shop, &shopper, &order, PLAIN).await;
    rounds(&shop, 4).await;
    deliver(&shop.app).await;
    let expected = [
        ("attempt.failed", 1),
        ("order.paid", 2),
        ("charge.returned", 3),
    ];
    assert_eq!(receiver.told(), told(&expected));
    let returned = &receiver.letters()[2].body()["data"];
    assert_eq!(returned["order"]["status"], "paid");
    assert_eq!(returned["attempt"]["status"], "returned");
    assert_ne!(returned["attempt"]["provider_charge"], json!(null));

    let (shopper, order) = given_up(&shop).await;
    arrive(&shop, &shopper, &order, PLAIN).await;
    rounds(&shop, 2).await;
    deliver(&shop.app).await;
    let expected = [("attempt.failed", 1), ("order.paid", 2)];
    assert_eq!(receiver.told()[3..], told(&expected));
}

#[tokio::test]
async fn each_refund_at_the_provider_is_told_with_how_much_is_back() {
    let receiver = Receiver::open();
    let shop = Shop::with_webhooks(&receiver.flags(), None).await;
    let (shopper, order) = paid(&shop).await;
    let provider_order = match crate::shop::status(&order) {
        AttemptStatus::Paid { receipt } => receipt.provider_reference.clone(),
        other => panic!("{other:?}"),
    };
    for (amount, status) in [
        (5000, OrderStatus::PartiallyRefunded),
        (15015, OrderStatus::Refunded),
    ] {
        let url = format!(
            "{}/conekta/orders/{provider_order}/refunds",
            shop.sandbox_url
        );
        let body = json!({ "amount": amount, "reason": "requested_by_client" });
        let answer = reqwest::Client::new()
            .post(url)
            .header("accept", "application/vnd.conekta-v2.3.0+json")
            .bearer_auth("key_sandbox_private")
            .json(&body)
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{answer:?}");
        until(async || shopper.read(&order.id).await.status == status).await;
    }
    deliver(&shop.app).await;
    let expected = [
        ("order.paid", 1),
        ("order.partially_refunded", 2),
        ("order.refunded", 3),
    ];
    assert_eq!(receiver.told(), told(&expected));
    let letters = receiver.letters();
    let refunded = |place: usize| letters[place].body()["data"]["attempt"]["refunded"].clone();
    assert_eq!(refunded(1)["amount_minor"], 5000);
    assert_eq!(refunded(2)["amount_minor"], 20015);
}

#[tokio::test]
async fn a_lost_answer_is_told_when_it_is_known() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &[]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let lost = Rule::next("conekta.create_order", Fault::DropAfterEffect, 1);
    shop.sandbox.faults().add(lost).unwrap();
    let unknown = shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(
        *crate::shop::status(&unknown),
        AttemptStatus::OutcomeUnknown
    );
    deliver(&shop.app).await;
    assert!(receiver.letters().is_empty());
    rounds(&shop, 1).await;
    deliver(&shop.app).await;
    assert_eq!(receiver.told(), told(&[("order.paid", 1)]));
}

#[tokio::test]
async fn a_store_that_tells_nobody_keeps_nothing_to_tell() {
    let shop = Shop::open().await;
    paid(&shop).await;
    assert!(shop.app.outgoing.is_none());
    assert!(undelivered(&shop.app, false).await.is_empty());
}
