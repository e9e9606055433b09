//! Events that cannot be processed: they hold up no other, and an operator finds them.

use cobro_sandbox::{Fault, Rule};
use cobro_server::gateway::conekta::NAME;
use cobro_server::store::{AttemptRecord, ParkedEvent};
use reqwest::StatusCode;
use serde_json::json;

use super::mailbox::signed_by;
use super::{CONFIRM, Letter, Mailbox, challenged, deliver, is_paid, signed, waiting, written};
use crate::shop::{EMPTY, Shop};

async fn parked(shop: &Shop) -> Vec<ParkedEvent> {
    let store = &shop.app.store;
    store.parked_webhook_events(NAME, 10).await.unwrap()
}

#[tokio::test]
async fn what_is_signed_and_unreadable_is_put_aside_to_the_byte() {
    let shop = Shop::with_webhooks(&[], None).await;
    for (count, body) in [(1, &b"{\"type\":"[..]), (2, b"\xff\0\xfe"), (3, b"")] {
        let letter = signed_by(0, body.to_vec());
        for _ in 0..2 {
            assert_eq!(deliver(&shop, &letter).await.0, StatusCode::OK);
        }
        let parked = parked(&shop).await;
        assert_eq!(parked.len(), count);
        assert!(parked.iter().all(|event| event.tries == 1));
        assert!(
            parked[0]
                .failure
                .as_ref()
                .unwrap()
                .contains("does not read")
        );
    }
    assert_eq!(waiting(&shop.app).await, 0);
}

/// A declined order, about which the provider says nothing from now on.
async fn silenced(mailbox: &Mailbox) -> (Shop, Letter, AttemptRecord) {
    let shop = Shop::with_webhooks(&[], Some(&mailbox.url)).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let order = shopper.pay_with_new(&order.id, EMPTY).await;
    let silence = Rule::next("conekta.get_order", Fault::ErrorBeforeEffect(500), 1000);
    shop.sandbox.faults().add(silence).unwrap();
    let attempt = written(&shop, &order).await;
    let event = json!({
        "id": "poison", "type": "order.refunded",
        "data": { "object": { "metadata": { "cobro_attempt": attempt.id } } },
    });
    (shop, signed(&event), attempt)
}

/// How often the provider refused to say.
fn asked(shop: &Shop) -> u64 {
    let rules = shop.sandbox.faults().told().rules;
    rules.iter().map(|rule| rule.struck).sum()
}

#[tokio::test]
async fn an_event_that_fails_waits_ever_longer_and_holds_up_no_other() {
    let mailbox = Mailbox::new().await;
    let (shop, poison, _) = silenced(&mailbox).await;
    assert_eq!(deliver(&shop, &poison).await.0, StatusCode::OK);
    let mut tries = 1;
    for wait in [5, 10, 20, 40] {
        shop.wait(wait - 1);
        shop.app.payments.process_webhooks().await.unwrap();
        assert_eq!(asked(&shop), tries, "too early");
        shop.wait(1);
        shop.app.payments.process_webhooks().await.unwrap();
        tries += 1;
        assert_eq!(asked(&shop), tries);
    }
    shop.sandbox.faults().clear();
    let (shopper, order) = challenged(&shop).await;
    shopper.at_the_bank(&order, &CONFIRM).await;
    mailbox.holds(9).await;
    deliver(&shop, &mailbox.letter("order.paid")).await;
    assert!(is_paid(&shop, &order).await);
    assert_eq!(waiting(&shop.app).await, 1);
}

#[tokio::test]
async fn after_a_day_of_failures_an_event_is_put_aside_until_it_is_asked_for() {
    let mailbox = Mailbox::new().await;
    let (shop, poison, attempt) = silenced(&mailbox).await;
    deliver(&shop, &poison).await;
    for _ in 0..40 {
        shop.wait(3600);
        shop.app.payments.process_webhooks().await.unwrap();
    }
    let [event] = &parked(&shop).await[..] else {
        panic!("one event is put aside");
    };
    assert_eq!((event.id.as_str(), event.tries), ("poison", 30));
    assert_eq!(event.attempt_id.as_deref(), Some(attempt.id.as_str()));
    let failure = event.failure.as_deref().unwrap();
    assert!(failure.contains("the provider did not say"), "{failure}");
    assert_eq!(asked(&shop), 30);
    // The provider sends it again, and nothing happens: an operator has to say so.
    deliver(&shop, &poison).await;
    assert_eq!(asked(&shop), 30);

    shop.sandbox.faults().clear();
    let (store, now) = (&shop.app.store, shop.app.host.now());
    for there_is_one in [true, false] {
        let unparked = store.unpark_webhook_event(NAME, "poison", now).await;
        assert_eq!(unparked.unwrap(), there_is_one);
    }
    shop.app.payments.process_webhooks().await.unwrap();
    let left = (waiting(&shop.app).await, parked(&shop).await.len());
    assert_eq!(left, (0, 0));
}
