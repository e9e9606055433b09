//! Paying with a card of each kind, and finishing the bank's challenge in each way.

use cobro_wire::{
    AttemptStatus, AuthenticationFailure, Brand, CardSummary, ChallengeEnd, DeclineReason,
    OrderStatus, PayRequest, PayWith, ProblemCode,
};
use reqwest::Method;
use serde_json::json;

use crate::shop::{
    EMPTY, OTHER, PLAIN, RISKY, Shop, Shopper, attempts, challenge, pay_request, status,
};

const CONFIRM: [(&str, &str); 2] = [("answer", "confirm"), ("challengeDataEntry", "1234")];

async fn paying_with_a_risky_card() -> (Shop, Shopper, cobro_wire::Order) {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let order = shopper.pay_with_new(&order.id, RISKY).await;
    (shop, shopper, order)
}

#[tokio::test]
async fn a_new_card_that_is_not_kept_pays_once_and_is_not_listed() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let paid = shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    let attempt = paid.attempt.unwrap();
    let visa = CardSummary {
        brand: Brand::Visa,
        last4: "4242".into(),
    };
    assert_eq!(attempt.card, Some(visa));
    let AttemptStatus::Paid { receipt } = attempt.status else {
        panic!("{attempt:?}")
    };
    assert!(receipt.authorization_code.is_some());
    assert_eq!(shop.taken(), [20015]);
    let cards: Vec<cobro_wire::Card> = shopper.ok(Method::GET, "/api/cards", None::<&()>).await;
    assert!(cards.is_empty());
}

#[tokio::test]
async fn a_new_card_that_is_kept_pays_and_becomes_the_default() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let token_id = shopper.token(PLAIN).await;
    let paid = shopper
        .pay(
            &order.id,
            PayWith::Token {
                token_id,
                save: true,
            },
        )
        .await;
    assert_eq!(paid.status, OrderStatus::Paid);
    let next = shopper.order().await;
    let paid = shopper.pay(&next.id, PayWith::Default { cvc: None }).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [20015, 20015]);
}

#[tokio::test]
async fn a_saved_card_that_is_not_the_default_pays_when_it_is_named() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    shopper.save_card(PLAIN).await;
    let other = shopper.save_card(OTHER).await;
    let order = shopper.order().await;
    let with = PayWith::PaymentSource {
        payment_source_id: other.id,
        cvc: None,
    };
    let paid = shopper.pay(&order.id, with).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(paid.attempt.unwrap().card.unwrap().last4, "4444");
}

#[tokio::test]
async fn a_declined_card_says_why_and_another_one_still_pays() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let declined = shopper.pay_with_new(&order.id, EMPTY).await;
    assert_eq!(declined.status, OrderStatus::Open);
    let AttemptStatus::Declined { reason, message } = status(&declined) else {
        panic!("{declined:?}")
    };
    assert_eq!(*reason, DeclineReason::InsufficientFunds);
    assert!(message.as_deref().is_some_and(|text| !text.is_empty()));
    let paid = shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn the_same_request_again_is_answered_and_not_charged_again() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let token_id = shopper.token(PLAIN).await;
    let request = pay_request(PayWith::Token {
        token_id,
        save: false,
    });
    let path = attempts(&order.id);
    let first: cobro_wire::Order = shopper.ok(Method::POST, &path, Some(&request)).await;
    let again: cobro_wire::Order = shopper.ok(Method::POST, &path, Some(&request)).await;
    assert_eq!(first, again);
    assert_eq!(shop.taken(), [20015]);

    let other = PayRequest {
        with: PayWith::Default { cvc: None },
        ..request
    };
    let problem = shopper.problem(Method::POST, &path, Some(&other)).await;
    assert_eq!(problem.code, ProblemCode::AttemptReused);
}

#[tokio::test]
async fn two_clicks_at_once_charge_once() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let path = attempts(&order.id);
    let mut bodies = Vec::new();
    for _ in 0..8 {
        let token_id = shopper.token(PLAIN).await;
        bodies.push(pay_request(PayWith::Token {
            token_id,
            save: false,
        }));
    }
    let calls = bodies
        .iter()
        .map(|body| shopper.call(Method::POST, &path, Some(body)));
    let answers = futures::future::join_all(calls).await;
    let successes = answers
        .iter()
        .filter(|(status, _)| status.is_success())
        .count();
    assert_eq!(successes, 1);
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn a_paid_order_cannot_be_paid_again() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    shopper.pay_with_new(&order.id, PLAIN).await;
    let token_id = shopper.token(PLAIN).await;
    let again = pay_request(PayWith::Token {
        token_id,
        save: false,
    });
    let problem = shopper
        .problem(Method::POST, &attempts(&order.id), Some(&again))
        .await;
    assert_eq!(problem.code, ProblemCode::OrderClosed);
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn an_order_that_nobody_pays_in_time_expires() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    shop.wait(24 * 60 * 60);
    assert_eq!(shopper.read(&order.id).await.status, OrderStatus::Expired);
    let pay = pay_request(PayWith::Default { cvc: None });
    let problem = shopper
        .problem(Method::POST, &attempts(&order.id), Some(&pay))
        .await;
    assert_eq!(problem.code, ProblemCode::OrderClosed);
}

#[tokio::test]
async fn a_tenth_try_is_the_last() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    for _ in 0..10 {
        shopper.pay_with_new(&order.id, EMPTY).await;
    }
    let token_id = shopper.token(PLAIN).await;
    let eleventh = pay_request(PayWith::Token {
        token_id,
        save: false,
    });
    let problem = shopper
        .problem(Method::POST, &attempts(&order.id), Some(&eleventh))
        .await;
    assert_eq!(problem.code, ProblemCode::TooManyAttempts);
}

#[tokio::test]
async fn a_passed_challenge_pays() {
    let (shop, shopper, order) = paying_with_a_risky_card().await;
    assert!(challenge(&order).url.contains("source=embedded"));
    assert!(shop.taken().is_empty());
    shopper.at_the_bank(&order, &CONFIRM).await;
    let paid = shopper.report(&order, ChallengeEnd::Passed).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn a_passed_challenge_that_nobody_reports_is_found_by_asking() {
    let (shop, shopper, order) = paying_with_a_risky_card().await;
    shopper.at_the_bank(&order, &CONFIRM).await;
    shop.wait(5);
    assert_eq!(shopper.read(&order.id).await.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn a_challenge_that_is_only_said_to_be_passed_stays_open() {
    let (shop, shopper, order) = paying_with_a_risky_card().await;
    let still = shopper.report(&order, ChallengeEnd::Passed).await;
    assert_eq!(challenge(&still), challenge(&order));
    assert!(shop.taken().is_empty());
    shopper.at_the_bank(&order, &CONFIRM).await;
    let paid = shopper.report(&order, ChallengeEnd::Passed).await;
    assert_eq!(paid.status, OrderStatus::Paid);
}

#[tokio::test]
async fn a_challenge_that_ends_badly_charges_nothing_and_another_card_pays() {
    let ends = [
        ("fail", ChallengeEnd::Failed, AuthenticationFailure::Failed),
        (
            "refuse",
            ChallengeEnd::Failed,
            AuthenticationFailure::Failed,
        ),
        (
            "expire",
            ChallengeEnd::Expired,
            AuthenticationFailure::Expired,
        ),
    ];
    for (answer, end, failure) in ends {
        let (shop, shopper, order) = paying_with_a_risky_card().await;
        shopper.at_the_bank(&order, &[("answer", answer)]).await;
        let failed = shopper.report(&order, end).await;
        assert_eq!(
            *status(&failed),
            AttemptStatus::AuthenticationFailed { failure },
            "{answer}"
        );
        assert!(shop.taken().is_empty());
        let paid = shopper.pay_with_new(&order.id, PLAIN).await;
        assert_eq!(paid.status, OrderStatus::Paid);
        assert_eq!(shop.taken(), [20015]);
    }
}

#[tokio::test]
async fn a_closed_challenge_is_taken_back_at_the_provider_before_another_card_is_charged() {
    let (shop, shopper, order) = paying_with_a_risky_card().await;
    let closed = shopper.report(&order, ChallengeEnd::Closed).await;
    let failure = AuthenticationFailure::Refused;
    assert_eq!(
        *status(&closed),
        AttemptStatus::AuthenticationFailed { failure }
    );
    // Passing the forgotten bank page in another tab must not charge any more.
    shopper.at_the_bank(&order, &CONFIRM).await;
    assert!(shop.taken().is_empty());
    shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn a_challenge_closed_after_it_was_passed_is_paid() {
    let (shop, shopper, order) = paying_with_a_risky_card().await;
    shopper.at_the_bank(&order, &CONFIRM).await;
    let closed = shopper.report(&order, ChallengeEnd::Closed).await;
    assert_eq!(closed.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn a_challenge_that_nobody_answers_ends_by_itself() {
    let (shop, shopper, order) = paying_with_a_risky_card().await;
    shop.wait(601);
    let ended = shopper.read(&order.id).await;
    let failure = AuthenticationFailure::Expired;
    assert_eq!(
        *status(&ended),
        AttemptStatus::AuthenticationFailed { failure }
    );
    assert!(shop.taken().is_empty());
}

#[tokio::test]
async fn a_report_that_comes_twice_or_late_changes_nothing() {
    let (shop, shopper, order) = paying_with_a_risky_card().await;
    shopper.at_the_bank(&order, &CONFIRM).await;
    let paid = shopper.report(&order, ChallengeEnd::Passed).await;
    for end in [
        ChallengeEnd::Passed,
        ChallengeEnd::Failed,
        ChallengeEnd::Closed,
    ] {
        assert_eq!(shopper.report(&order, end).await, paid);
    }
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn an_attempt_without_a_challenge_takes_no_report() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let paid = shopper.pay_with_new(&order.id, PLAIN).await;
    let path = format!(
        "{}/{}/authentication",
        attempts(&order.id),
        paid.attempt.unwrap().id
    );
    let problem = shopper
        .problem(Method::POST, &path, Some(&json!({ "end": "passed" })))
        .await;
    assert_eq!(problem.code, ProblemCode::NoChallenge);
}

#[tokio::test]
async fn a_security_code_is_refused_unless_the_operator_asked_for_it() {
    let pay = |cvc: &str| {
        pay_request(PayWith::Default {
            cvc: Some(cvc.into()),
        })
    };
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    shopper.save_card(PLAIN).await;
    let order = shopper.order().await;
    let problem = shopper
        .problem(Method::POST, &attempts(&order.id), Some(&pay("123")))
        .await;
    assert_eq!(problem.errors[0].field, "with.cvc");

    let shop = Shop::with(&["--checkout-cvc-for-saved-cards", "true"]).await;
    let shopper = shop.shopper().await;
    shopper.save_card(PLAIN).await;
    let order = shopper.order().await;
    let problem = shopper
        .problem(Method::POST, &attempts(&order.id), Some(&pay("12a")))
        .await;
    assert_eq!(problem.errors[0].field, "with.cvc");
    let paid: cobro_wire::Order = shopper
        .ok(Method::POST, &attempts(&order.id), Some(&pay("123")))
        .await;
    assert_eq!(paid.status, OrderStatus::Paid);
}

#[tokio::test]
async fn a_used_token_ends_the_attempt_without_a_charge() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let token_id = shopper.token(PLAIN).await;
    for save in [true, false] {
        let first = shopper.order().await;
        let with = PayWith::Token {
            token_id: token_id.clone(),
            save,
        };
        shopper.pay(&first.id, with.clone()).await;
        let order = shopper.order().await;
        let refused = shopper.pay(&order.id, with).await;
        assert!(
            matches!(status(&refused), AttemptStatus::Abandoned { .. }),
            "{refused:?}"
        );
        assert_eq!(refused.status, OrderStatus::Open);
    }
    assert_eq!(shop.taken(), [20015]);
}
