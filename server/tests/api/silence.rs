//! A provider that charges and does not answer, or is not there at all.
//!
//! What used to be lost orders and double charges: a time-out was taken for a decline.

use cobro_sandbox::{Fault, Pause, Rule, When};
use cobro_server::payment::{Decision, PaymentError};
use cobro_wire::{
    Actor, AttemptId, AttemptStatus, ChallengeEnd, Order, OrderHistory, OrderStatus, PayWith,
    ProblemCode,
};
use reqwest::Method;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::n1co::{is_paid, read_until};
use crate::shop::{PLAIN, RISKY, Shop, Shopper, attempts, pay_request, status};

/// What can be heard of a charge that was made.
const SILENCES: [Fault; 5] = [
    Fault::DropAfterEffect,
    Fault::CutBody,
    Fault::ErrorAfterEffect(500),
    Fault::ErrorAfterEffect(502),
    Fault::Garble,
];

/// Has the next charge go wrong.
fn have(shop: &Shop, fault: Fault) {
    for charge in ["conekta.create_order", "n1co.charges"] {
        shop.sandbox
            .faults()
            .add(Rule::next(charge, fault, 1))
            .unwrap();
    }
}

#[tokio::test]
async fn a_charge_whose_answer_is_lost_is_looked_up_and_never_sent_again() {
    for fault in SILENCES {
        let shop = Shop::open().await;
        let shopper = shop.shopper().await;
        let order = shopper.order().await;
        have(&shop, fault);
        let silent = shopper.pay_with_new(&order.id, PLAIN).await;
        assert_eq!(*status(&silent), AttemptStatus::OutcomeUnknown);
        assert_eq!(shop.taken(), [20015]);

        let token_id = shopper.token(PLAIN).await;
        let again = pay_request(PayWith::Token {
            token_id,
            save: false,
        });
        let refused = shopper
            .problem(reqwest::Method::POST, &attempts(&order.id), Some(&again))
            .await;
        assert_eq!(refused.code, ProblemCode::AttemptLive);

        shop.wait(5);
        assert_eq!(shopper.read(&order.id).await.status, OrderStatus::Paid);
        assert_eq!(shop.taken(), [20015]);
    }
}

#[tokio::test]
async fn a_challenge_whose_announcement_is_lost_is_found_and_shown() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    have(&shop, Fault::DropAfterEffect);
    let silent = shopper.pay_with_new(&order.id, RISKY).await;
    assert_eq!(*status(&silent), AttemptStatus::OutcomeUnknown);
    shop.wait(5);
    let found = shopper.read(&order.id).await;
    assert!(
        matches!(status(&found), AttemptStatus::AwaitingAuthentication { .. }),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_charge_that_never_arrived_is_given_up_once_that_is_certain() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    have(&shop, Fault::DropBeforeEffect);
    shopper.pay_with_new(&order.id, PLAIN).await;
    shop.wait(5);
    let too_early = shopper.read(&order.id).await;
    assert_eq!(*status(&too_early), AttemptStatus::OutcomeUnknown);
    shop.wait(120);
    let certain = shopper.read(&order.id).await;
    assert_eq!(
        *status(&certain),
        AttemptStatus::Abandoned { message: None }
    );
    let paid = shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn an_operator_says_how_long_an_absence_is_doubted() {
    let shop = Shop::with(&["--conekta-absence-s", "600"]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    have(&shop, Fault::DropBeforeEffect);
    shopper.pay_with_new(&order.id, PLAIN).await;
    for (seconds, is_known) in [(595, false), (5, true)] {
        shop.wait(seconds);
        let read = shopper.read(&order.id).await;
        let is_over = *status(&read) == AttemptStatus::Abandoned { message: None };
        assert_eq!(is_over, is_known, "{read:?}");
    }
}

#[tokio::test]
async fn a_charge_that_arrives_after_its_time_out_is_waited_for_and_found() {
    let shop = Shop::with(&["--conekta-timeout-ms", "1000"]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let pause = Pause {
        ms: 2500,
        jitter_ms: 0,
    };
    have(&shop, Fault::Latency(pause));
    let silent = shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(*status(&silent), AttemptStatus::OutcomeUnknown);
    shop.wait(5);
    let absent = shopper.read(&order.id).await;
    assert_eq!(*status(&absent), AttemptStatus::OutcomeUnknown);
    while shop.taken().is_empty() {
        tokio::task::yield_now().await;
    }
    shop.wait(5);
    assert_eq!(shopper.read(&order.id).await.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn a_provider_that_is_not_there_ends_the_attempt_and_leaves_the_order_open() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let url = format!("http://{closed}/conekta");
    let shop = Shop::with(&["--conekta-api-url", &url]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let given_up = shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(
        *status(&given_up),
        AttemptStatus::Abandoned { message: None }
    );
    assert_eq!(given_up.status, OrderStatus::Open);
}

#[tokio::test]
async fn on_n1co_a_charge_whose_answer_is_lost_is_settled_by_its_webhook() {
    for fault in SILENCES {
        let shop = Shop::on_n1co(&[]).await;
        let shopper = shop.shopper().await;
        let order = shopper.order().await;
        have(&shop, fault);
        shopper.pay_with_new(&order.id, "4000056655665556").await;
        let paid = read_until(&shop, &shopper, &order, is_paid).await;
        assert!(matches!(status(&paid), AttemptStatus::Paid { .. }));
        assert_eq!(shop.taken(), [1150]);
    }
}

#[tokio::test]
async fn on_n1co_a_second_charge_whose_answer_is_lost_is_settled_by_its_webhook() {
    let shop = Shop::on_n1co(&[]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let order = shopper.pay_with_new(&order.id, "4000000000001000").await;
    have(&shop, Fault::DropAfterEffect);
    let code = [("answer", "confirm"), ("challengeDataEntry", "1234")];
    shopper.at_the_bank(&order, &code).await;
    shopper.report(&order, ChallengeEnd::Passed).await;
    read_until(&shop, &shopper, &order, is_paid).await;
    assert_eq!(shop.taken(), [1150]);
}

#[tokio::test]
async fn on_n1co_a_charge_that_never_arrived_stays_unknown_and_is_not_sent_again() {
    let shop = Shop::on_n1co(&[]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    have(&shop, Fault::DropBeforeEffect);
    shopper.pay_with_new(&order.id, "4000056655665556").await;
    shop.wait(3600);
    let still = shopper.read(&order.id).await;
    assert_eq!(*status(&still), AttemptStatus::OutcomeUnknown);
    assert!(shop.taken().is_empty());
}

#[tokio::test]
async fn a_bearer_that_n1co_revokes_is_replaced_and_the_charge_sent_once_more() {
    let shop = Shop::on_n1co(&[]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    have(&shop, Fault::ErrorBeforeEffect(401));
    let paid = shopper.pay_with_new(&order.id, "4000056655665556").await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [1150]);
}

#[tokio::test]
async fn a_charge_is_found_where_the_providers_search_does_not_know_references() {
    let shop = Shop::build(&[], |sandbox, _| {
        sandbox.conekta.search_finds_references = false;
    })
    .await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    have(&shop, Fault::DropAfterEffect);
    shopper.pay_with_new(&order.id, PLAIN).await;
    // Others pay meanwhile: theirs are in the list as well.
    for _ in 0..3 {
        let other = shopper.order().await;
        shopper.pay_with_new(&other.id, PLAIN).await;
    }
    shop.wait(130);
    assert_eq!(shopper.read(&order.id).await.status, OrderStatus::Paid);
    assert_eq!(shop.taken().len(), 4);
}

/// A busy store had so many orders of the time to look through that no absence could be told: each
/// order of a charge that never arrived stayed unpayable.
#[tokio::test]
async fn a_search_that_finds_what_it_should_is_believed_about_what_it_does_not_find() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let paid = shopper.order().await;
    shopper.pay_with_new(&paid.id, PLAIN).await;
    let order = shopper.order().await;
    have(&shop, Fault::DropBeforeEffect);
    shopper.pay_with_new(&order.id, PLAIN).await;
    // Nothing goes wrong by this rule: it counts.
    shop.sandbox.faults().clear();
    let counts = Rule {
        operation: "conekta.list_orders".to_owned(),
        fault: Fault::CutBody,
        when: When::Share(0.0),
    };
    shop.sandbox.faults().add(counts).unwrap();
    // For the order, for one that is there; and the second time for the order only.
    for (seconds, calls) in [(100, 2), (30, 3)] {
        shop.wait(seconds);
        shopper.read(&order.id).await;
        assert_eq!(shop.sandbox.faults().told().rules[0].met, calls);
    }
    let over = shopper.read(&order.id).await;
    assert_eq!(*status(&over), AttemptStatus::Abandoned { message: None });
}

#[tokio::test]
async fn a_provider_that_keeps_failing_is_left_alone_for_a_while() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let down = Rule::next("conekta.create_order", Fault::ErrorBeforeEffect(503), 8);
    shop.sandbox.faults().add(down).unwrap();
    for _ in 0..8 {
        let order = shopper.order().await;
        let silent = shopper.pay_with_new(&order.id, PLAIN).await;
        assert_eq!(*status(&silent), AttemptStatus::OutcomeUnknown);
    }
    // The provider is well again, and is not asked: nothing was charged, and that is known.
    let order = shopper.order().await;
    let not_sent = shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(
        *status(&not_sent),
        AttemptStatus::Abandoned { message: None }
    );
    assert!(shop.taken().is_empty());
    shop.wait(10);
    let paid = shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn on_n1co_an_operator_decides_what_nothing_else_tells() {
    let (shop, shopper, order, attempt) = not_answered_by_n1co().await;
    assert_eq!(unsettled(&shop).await, [attempt.as_str()]);

    let payments = &shop.app.payments;
    let note = "Ana, support: not in the portal";
    // It used to be believed at once, and a second charge could be made beside one on its way.
    let early = payments.decide(&attempt, Decision::NotCharged, note).await;
    assert!(matches!(early, Err(PaymentError::TooEarlyToDecide { seconds }) if seconds > 60));
    shop.wait(600);
    let decided = payments.decide(&attempt, Decision::NotCharged, note).await;
    assert_eq!(decided.unwrap(), "never_arrived");
    let path = format!("/api/orders/{}/history", order.id);
    let history: OrderHistory = shopper.ok(Method::GET, &path, None::<&Value>).await;
    assert_eq!(history.entries.last().unwrap().by, Actor::Operator);
    let again = payments.decide(&attempt, Decision::NotCharged, note).await;
    assert!(matches!(again, Err(PaymentError::TooEarlyToDecide { seconds }) if seconds > 80_000));
    shop.app.payments.reconcile_round().await.unwrap();
    assert!(unsettled(&shop).await.is_empty());

    let paid = shopper.pay_with_new(&order.id, "4000056655665556").await;
    assert_eq!(paid.status, OrderStatus::Paid);
    shop.wait(24 * 3600);
    assert_eq!(unsettled(&shop).await, [attempt.as_str()]);
    let decided = payments.decide(&attempt, Decision::NotCharged, note).await;
    assert_eq!(decided.unwrap(), "abandoned");
    assert!(unsettled(&shop).await.is_empty());
    let again = payments.decide(&attempt, Decision::NotCharged, note).await;
    assert!(matches!(again, Err(PaymentError::NotToDecide("abandoned"))));
}

/// The charge came after an operator had looked, and its only event was lost: nobody looked again,
/// and the money stayed unknown.
#[tokio::test]
async fn on_n1co_money_that_comes_after_an_operators_look_is_seen_by_the_second_look() {
    let (shop, _, _, attempt) = not_answered_by_n1co().await;
    let (payments, note) = (&shop.app.payments, "Ana, support: portal");
    shop.wait(600);
    let decided = payments.decide(&attempt, Decision::NotCharged, note).await;
    assert_eq!(decided.unwrap(), "never_arrived");
    shop.wait(24 * 3600);
    assert_eq!(unsettled(&shop).await, [attempt.as_str()]);
    let found = Decision::Paid {
        order: Some("987654".into()),
        charge: Some("987654".into()),
    };
    let decided = payments.decide(&attempt, found, note).await;
    assert_eq!(decided.unwrap(), "paid");
    assert!(unsettled(&shop).await.is_empty());
}

/// A charge that never reached n1co: nobody knows what became of it.
async fn not_answered_by_n1co() -> (Shop, Shopper, Order, AttemptId) {
    let shop = Shop::on_n1co(&[]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    have(&shop, Fault::DropBeforeEffect);
    let silent = shopper.pay_with_new(&order.id, "4000056655665556").await;
    let attempt = silent.attempt.as_ref().unwrap().id.clone();
    (shop, shopper, order, attempt)
}

async fn unsettled(shop: &Shop) -> Vec<String> {
    let now = shop.now();
    let listed = shop.app.store.unsettled_attempts(now).await.unwrap();
    listed.into_iter().map(|one| one.attempt).collect()
}

#[tokio::test]
async fn an_operator_is_not_believed_where_the_provider_can_be_asked() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    have(&shop, Fault::DropAfterEffect);
    let silent = shopper.pay_with_new(&order.id, PLAIN).await;
    let attempt = &silent.attempt.as_ref().unwrap().id;
    let payments = &shop.app.payments;
    let decided = payments
        .decide(attempt, Decision::NotCharged, "wrong")
        .await;
    assert!(matches!(decided, Err(PaymentError::NotToDecide(_))));
    shop.wait(5);
    assert_eq!(shopper.read(&order.id).await.status, OrderStatus::Paid);
}

/// A machine that was put to rest between the write and the request used to send the charge when it
/// woke, while another attempt was under way.
#[tokio::test]
async fn a_charge_that_the_server_slept_over_is_not_sent() {
    for shop in [Shop::open().await, Shop::on_n1co(&[]).await] {
        let shopper = shop.shopper().await;
        let order = shopper.order().await;
        let token_id = shopper.token("4000056655665556").await;
        shop.hurry(40);
        let slept = shopper
            .pay(
                &order.id,
                PayWith::Token {
                    token_id,
                    save: false,
                },
            )
            .await;
        shop.hurry(0);
        let message = None;
        assert_eq!(*status(&slept), AttemptStatus::Abandoned { message });
        assert!(shop.taken().is_empty());
    }
}
