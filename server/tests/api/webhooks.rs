//! Conekta's webhook events: genuine ones in every order and at every moment, and all others.

mod commands;
mod mailbox;
mod poison;
mod refused;

use cobro_sandbox::{Fault, Pause, Rule};
use cobro_server::gateway::conekta::NAME;
use cobro_server::state::App;
use cobro_server::store::AttemptRecord;
use cobro_wire::{AttemptStatus, Order};
use reqwest::StatusCode;
use serde_json::json;

use crate::shop::{PLAIN, RISKY, Shop, Shopper, status};
use mailbox::{Letter, Mailbox, deliver, signed};
pub(crate) use mailbox::{accepting, until};

const CONFIRM: [(&str, &str); 2] = [("answer", "confirm"), ("challengeDataEntry", "1234")];

/// What is written down of the order's attempt: reading the order would ask the provider.
pub(crate) async fn written(shop: &Shop, order: &Order) -> AttemptRecord {
    let attempts = shop.app.store.attempts_of(&order.id).await.unwrap();
    attempts.into_iter().next_back().unwrap()
}

async fn is_paid(shop: &Shop, order: &Order) -> bool {
    written(shop, order).await.state.name() == "paid"
}

/// Events that wait to be processed, due or not.
async fn waiting(app: &App) -> usize {
    let events = app.store.due_webhook_events(NAME, i64::MAX, 100).await;
    events.unwrap().len()
}

/// The bodies of the events about the order's attempt.
async fn bodies(shop: &Shop, order: &Order) -> Vec<String> {
    let attempt = written(shop, order).await.id;
    let bodies = shop.app.store.webhook_bodies(NAME, &attempt);
    bodies.await.unwrap()
}

async fn challenged(shop: &Shop) -> (Shopper, Order) {
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let order = shopper.pay_with_new(&order.id, RISKY).await;
    (shopper, order)
}

/// A paid order's events, oldest first, and the store that did not get them yet.
async fn paid_behind_its_back() -> (Shop, Mailbox, Order) {
    let mailbox = Mailbox::new().await;
    let shop = Shop::with_webhooks(&[], Some(&mailbox.url)).await;
    let (shopper, order) = challenged(&shop).await;
    shopper.at_the_bank(&order, &CONFIRM).await;
    mailbox.holds(5).await;
    (shop, mailbox, order)
}

#[tokio::test]
async fn a_lost_message_is_made_up_for_by_order_paid() {
    let shop = Shop::with_webhooks(&[], None).await;
    let (shopper, order) = challenged(&shop).await;
    shopper.at_the_bank(&order, &CONFIRM).await;
    until(async || is_paid(&shop, &order).await).await;
    assert_eq!(shop.taken(), [20015]);
    until(async || {
        // An event that came while the attempt was in hand waits for its end.
        shop.wait(2);
        shop.app.payments.process_webhooks().await.unwrap();
        waiting(&shop.app).await == 0
    })
    .await;
}

#[tokio::test]
async fn a_charge_whose_answer_is_lost_is_found_by_its_event() {
    let shop = Shop::with_webhooks(&[], None).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let drop = Rule::next("conekta.create_order", Fault::DropAfterEffect, 1);
    shop.sandbox.faults().add(drop).unwrap();
    shopper.pay_with_new(&order.id, PLAIN).await;
    until(async || {
        // The events may have come while the charge was in hand: then they wait for its end.
        shop.wait(2);
        shop.app.payments.process_webhooks().await.unwrap();
        is_paid(&shop, &order).await
    })
    .await;
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn events_in_any_order_and_any_number_come_to_the_same_end() {
    let ways: [fn(&mut Vec<Letter>); 4] = [
        |_| {},
        |letters| letters.reverse(),
        |letters| letters.rotate_left(3),
        |letters| *letters = [letters.clone(), letters.clone()].concat(),
    ];
    for way in ways {
        let (shop, mailbox, order) = paid_behind_its_back().await;
        let mut letters = mailbox.letters();
        way(&mut letters);
        for letter in &letters {
            assert_eq!(deliver(&shop, letter).await.0, StatusCode::OK);
        }
        assert!(is_paid(&shop, &order).await);
        assert_eq!(shop.taken(), [20015]);
        assert_eq!(waiting(&shop.app).await, 0);
        let bodies = bodies(&shop, &order).await;
        assert_eq!(bodies.len(), 5, "each is kept once");
    }
}

#[tokio::test]
async fn an_event_is_kept_to_the_byte() {
    let (shop, mailbox, order) = paid_behind_its_back().await;
    let letter = mailbox.letter("order.paid");
    deliver(&shop, &letter).await;
    let bodies = bodies(&shop, &order).await;
    assert_eq!(bodies, [String::from_utf8(letter.body).unwrap()]);
}

#[tokio::test]
async fn a_pending_event_after_the_paid_one_changes_nothing() {
    let (shop, mailbox, order) = paid_behind_its_back().await;
    deliver(&shop, &mailbox.letter("order.paid")).await;
    let paid = written(&shop, &order).await;
    assert_eq!(paid.state.name(), "paid");
    let pending = mailbox.letter("order.pending_payment");
    assert_eq!(deliver(&shop, &pending).await.0, StatusCode::OK);
    assert_eq!(written(&shop, &order).await.version, paid.version);
    assert_eq!(waiting(&shop.app).await, 0);
}

#[tokio::test]
async fn a_late_event_finds_money_that_moved_though_the_attempt_had_ended() {
    let mailbox = Mailbox::new().await;
    let shop = Shop::with_webhooks(&[], Some(&mailbox.url)).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let lie = Rule::next("conekta.create_order", Fault::ErrorAfterEffect(422), 1);
    shop.sandbox.faults().add(lie).unwrap();
    shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(written(&shop, &order).await.state.name(), "abandoned");
    mailbox.holds(4).await;
    shop.wait(3600);
    deliver(&shop, &mailbox.letter("order.paid")).await;
    assert!(is_paid(&shop, &order).await);
    assert_eq!(shop.taken(), [20015]);
    assert_eq!(waiting(&shop.app).await, 0);
}

#[tokio::test]
async fn an_event_before_our_own_answer_waits_for_it() {
    let shop = Shop::with_webhooks(&[], None).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let pause = Pause {
        ms: 3_000,
        jitter_ms: 0,
    };
    let late = Rule::next("conekta.create_order", Fault::LateAnswer(pause), 1);
    shop.sandbox.faults().add(late).unwrap();
    let paying = shopper.pay_with_new(&order.id, PLAIN);
    let watching = async {
        until(async || waiting(&shop.app).await >= 2).await;
        shop.app.payments.process_webhooks().await.unwrap();
        written(&shop, &order).await.state.name()
    };
    let (paid, meanwhile) = tokio::join!(paying, watching);
    assert_eq!(meanwhile, "charging");
    assert!(matches!(status(&paid), AttemptStatus::Paid { .. }));
    let version = written(&shop, &order).await.version;
    shop.wait(2);
    shop.app.payments.process_webhooks().await.unwrap();
    assert_eq!(waiting(&shop.app).await, 0);
    assert_eq!(written(&shop, &order).await.version, version);
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn what_a_server_left_unprocessed_the_next_one_processes() {
    let (shop, mailbox, order) = paid_behind_its_back().await;
    let letter = mailbox.letter("order.paid");
    let attempt = written(&shop, &order).await.id;
    let (store, now) = (&shop.app.store, shop.app.host.now());
    store
        .insert_webhook_event(NAME, "e1", Some(&attempt), &letter.body, now)
        .await
        .unwrap();
    // One stopped before it began, another one in the middle.
    store
        .insert_webhook_event(NAME, "e2", Some(&attempt), &letter.body, now)
        .await
        .unwrap();
    let claim = store.claim_webhook_event(NAME, "e2", now, now + 60).await;
    assert_eq!(claim.unwrap(), Some(1));

    let next = shop.another_server().await.app;
    next.payments.process_webhooks().await.unwrap();
    assert!(is_paid(&shop, &order).await);
    // At the latest when the claim has run out.
    shop.wait(60);
    next.payments.process_webhooks().await.unwrap();
    assert_eq!(waiting(&next).await, 0);
}

#[tokio::test]
async fn events_about_what_is_not_ours_are_kept_and_come_to_nothing() {
    let shop = Shop::with_webhooks(&[], None).await;
    let unknown = crate::shop::attempt();
    for (kind, object) in [
        ("order.paid", json!({ "id": "ord_elsewhere" })),
        (
            "order.paid",
            json!({ "id": "ord_2", "metadata": { "cobro_attempt": unknown } }),
        ),
        (
            "charge.paid",
            json!({ "id": "c1", "order_id": "ord_elsewhere" }),
        ),
        ("customer.created", json!({ "id": "cus_1" })),
        ("payout.paid", json!(null)),
        ("webhook_ping", json!(null)),
    ] {
        let letter = signed(&json!({ "type": kind, "data": { "object": object } }));
        assert_eq!(deliver(&shop, &letter).await.0, StatusCode::OK, "{kind}");
        assert_eq!(waiting(&shop.app).await, 0, "{kind}");
    }
    assert!(
        shop.app
            .store
            .parked_webhook_events(NAME, 9)
            .await
            .unwrap()
            .is_empty()
    );
    let kept = shop.app.store.webhook_bodies(NAME, &unknown).await.unwrap();
    assert_eq!(kept.len(), 1);
}

#[tokio::test]
async fn an_event_that_names_nothing_but_the_order_is_about_its_attempt() {
    let (shop, _, order) = paid_behind_its_back().await;
    let named = written(&shop, &order).await.gateway_order.unwrap();
    let object = json!({ "id": "c1", "order_id": named.0 });
    let letter = signed(&json!({ "type": "charge.paid", "data": { "object": object } }));
    deliver(&shop, &letter).await;
    assert!(is_paid(&shop, &order).await);
}

#[tokio::test]
async fn an_event_that_names_an_order_which_is_not_the_attempts_is_not_believed() {
    let shop = Shop::with_webhooks(&[], None).await;
    let shopper = shop.shopper().await;
    let other = shopper.order().await;
    shopper.pay_with_new(&other.id, PLAIN).await;
    let paid = written(&shop, &other).await.gateway_order.unwrap();

    let order = shopper.order().await;
    let lost = Rule::next("conekta.create_order", Fault::DropBeforeEffect, 1);
    shop.sandbox.faults().add(lost).unwrap();
    shopper.pay_with_new(&order.id, PLAIN).await;
    let attempt = written(&shop, &order).await;
    let object = json!({ "id": paid.0, "metadata": { "cobro_attempt": attempt.id } });
    let letter = signed(&json!({ "type": "order.paid", "data": { "object": object } }));
    assert_eq!(deliver(&shop, &letter).await.0, StatusCode::OK);
    let after = written(&shop, &order).await;
    assert_eq!(after.state.name(), "outcome_unknown");
    assert_eq!(after.gateway_order, None);
}
