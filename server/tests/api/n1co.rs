//! Paying through n1co: the two charges around a challenge, webhooks, and bad input.

use std::time::Duration;

use cobro_sandbox::Movement;
use cobro_server::gateway::n1co::N1co;
use cobro_server::gateway::{GatewayError, GatewayOrder};
use cobro_wire::{
    AttemptStatus, AuthenticationFailure, Brand, Card, CardSummary, ChallengeEnd, DeclineReason,
    Order, OrderStatus, PayRequest, PayWith, ProblemCode,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{
    EMPTY, Shop, Shopper, attempt, attempts, billing, challenge, pay_request, status,
};

/// A card that n1co charges without more ado.
pub(crate) const PLAIN: &str = "4000056655665556";
/// A card that n1co wants to authenticate.
pub(crate) const ASKING: &str = "4000000000001000";

pub(crate) const CONFIRM: [(&str, &str); 2] =
    [("answer", "confirm"), ("challengeDataEntry", "1234")];

async fn paying_with_an_asking_card() -> (Shop, Shopper, Order) {
    let shop = Shop::on_n1co(&[]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let order = shopper.pay_with_new(&order.id, ASKING).await;
    (shop, shopper, order)
}

/// Reads the order until it is as wanted: webhooks come when they come. Some minutes go by
/// meanwhile, too few for a challenge to lapse.
pub(crate) async fn read_until(
    shop: &Shop,
    shopper: &Shopper,
    order: &Order,
    is_wanted: impl Fn(&Order) -> bool,
) -> Order {
    const PATIENCE: Duration = Duration::from_secs(60);
    let reading = async {
        let mut seconds = (0..200).map(|_| 1).chain(std::iter::repeat(0));
        loop {
            let read = shopper.read(&order.id).await;
            if is_wanted(&read) {
                return read;
            }
            shop.wait(seconds.next().unwrap_or_default());
            tokio::task::yield_now().await;
        }
    };
    let read = tokio::time::timeout(PATIENCE, reading).await;
    read.expect("the order never became what was awaited")
}

pub(crate) fn is_paid(order: &Order) -> bool {
    order.status == OrderStatus::Paid
}

#[tokio::test]
async fn a_plain_card_pays_in_dollars() {
    let shop = Shop::on_n1co(&[]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    assert_eq!(order.total.to_string(), "11.50 USD");
    let paid = shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    let AttemptStatus::Paid { receipt } = status(&paid) else {
        panic!("{paid:?}")
    };
    assert!(receipt.authorization_code.is_some());
    assert_eq!(shop.taken(), [1150]);
}

#[tokio::test]
async fn a_passed_challenge_is_charged_with_the_authentication_we_wrote_down() {
    let (shop, shopper, order) = paying_with_an_asking_card().await;
    assert!(challenge(&order).url.starts_with("http://127.0.0.1:"));
    assert!(shop.taken().is_empty());
    shopper.at_the_bank(&order, &CONFIRM).await;
    shopper.report(&order, ChallengeEnd::Passed).await;
    // The webhook may be at it: then its answer is on the way.
    let paid = read_until(&shop, &shopper, &order, is_paid).await;
    assert_eq!(shop.taken(), [1150]);
    for end in [ChallengeEnd::Passed, ChallengeEnd::Closed] {
        assert_eq!(shopper.report(&order, end).await, paid);
    }
    assert_eq!(shop.taken(), [1150]);
}

#[tokio::test]
async fn a_lost_message_is_made_up_for_by_the_webhook() {
    let (shop, shopper, order) = paying_with_an_asking_card().await;
    shopper.at_the_bank(&order, &CONFIRM).await;
    read_until(&shop, &shopper, &order, is_paid).await;
    assert_eq!(shop.taken(), [1150]);
}

#[tokio::test]
async fn a_message_and_its_webhook_together_charge_once() {
    let (shop, shopper, order) = paying_with_an_asking_card().await;
    shopper.at_the_bank(&order, &CONFIRM).await;
    let reports = (0..4).map(|_| shopper.report(&order, ChallengeEnd::Passed));
    futures::future::join_all(reports).await;
    read_until(&shop, &shopper, &order, is_paid).await;
    assert_eq!(shop.taken(), [1150]);
}

#[tokio::test]
async fn a_challenge_that_ends_badly_is_never_charged_and_another_card_pays() {
    let ends = [
        (
            "refuse",
            ChallengeEnd::Failed,
            AuthenticationFailure::Failed,
        ),
        ("error", ChallengeEnd::Error, AuthenticationFailure::Error),
        (
            "expire",
            ChallengeEnd::Expired,
            AuthenticationFailure::Expired,
        ),
        (
            "pending",
            ChallengeEnd::Closed,
            AuthenticationFailure::Refused,
        ),
    ];
    for (answer, end, failure) in ends {
        let (shop, shopper, order) = paying_with_an_asking_card().await;
        shopper.at_the_bank(&order, &[("answer", answer)]).await;
        shopper.report(&order, end).await;
        let expected = AttemptStatus::AuthenticationFailed { failure };
        // The webhook may be at it: then its answer is on the way.
        read_until(&shop, &shopper, &order, |order| *status(order) == expected).await;
        let paid = shopper.pay_with_new(&order.id, PLAIN).await;
        assert_eq!(paid.status, OrderStatus::Paid);
        assert_eq!(shop.taken(), [1150]);
    }
}

#[tokio::test]
async fn a_challenge_passed_after_it_was_closed_is_not_charged() {
    let (shop, shopper, order) = paying_with_an_asking_card().await;
    shopper.report(&order, ChallengeEnd::Closed).await;
    shopper.at_the_bank(&order, &CONFIRM).await;
    let late = shopper.report(&order, ChallengeEnd::Passed).await;
    let failure = AuthenticationFailure::Refused;
    assert_eq!(
        *status(&late),
        AttemptStatus::AuthenticationFailed { failure }
    );
    assert!(shop.taken().is_empty());
}

#[tokio::test]
async fn a_report_about_another_authentication_order_or_amount_changes_nothing() {
    let (shop, shopper, order) = paying_with_an_asking_card().await;
    shopper.at_the_bank(&order, &CONFIRM).await;
    let reference = challenge(&order).reference.clone();
    let id = &order.attempt.as_ref().unwrap().id;
    let path = format!("{}/{id}/authentication", attempts(&order.id));
    let claim = |reference: &str, order: &str, amount: &str| {
        json!({ "end": "passed",
            "claim": { "reference": reference, "order": order, "amount": amount } })
    };
    let foreign = attempt();
    for body in [
        claim("f4e549ff", id.as_str(), "11.5"),
        claim(&reference, foreign.as_str(), "11.5"),
        claim(&reference, "987654", "11.5"),
        claim(&reference, id.as_str(), "11.51"),
        claim(&reference, id.as_str(), "free"),
    ] {
        // The webhook may have been faster: then there is nothing left to mistake.
        let (code, answer) = shopper.call(Method::POST, &path, Some(&body)).await;
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        let is_refused = answer["code"] == "authentication_mismatch";
        assert!(is_refused || code.is_success(), "{answer}");
    }
    let body = claim(&reference, id.as_str(), "11.50");
    let _: Order = shopper.ok(Method::POST, &path, Some(&body)).await;
    read_until(&shop, &shopper, &order, is_paid).await;
    assert_eq!(shop.taken(), [1150]);
}

#[tokio::test]
async fn a_declined_card_says_why() {
    let shop = Shop::on_n1co(&[]).await;
    let shopper = shop.shopper().await;
    for (number, reason) in [
        ("4242424242424242", DeclineReason::Declined),
        (EMPTY, DeclineReason::InsufficientFunds),
    ] {
        let order = shopper.order().await;
        let declined = shopper.pay_with_new(&order.id, number).await;
        let message = None;
        let expected = AttemptStatus::Declined { reason, message };
        assert_eq!(*status(&declined), expected, "{number}");
    }
    assert!(shop.taken().is_empty());
}

#[tokio::test]
async fn cards_are_kept_by_us_and_described_by_whoever_tokenised_them() {
    let shop = Shop::on_n1co(&[]).await;
    let shopper = shop.shopper().await;
    let plain = shopper.save_card(PLAIN).await;
    assert!(plain.default);
    assert_eq!(plain.summary, None);

    let description = json!({ "brand": "mastercard", "last4": "1005",
        "expiry": { "month": 11, "year": 2036 } });
    let body = json!({ "token_id": shopper.token("5200000000001005").await,
        "description": description });
    let other: Card = shopper.ok(Method::POST, "/api/cards", Some(&body)).await;
    let summary = CardSummary {
        brand: Brand::Mastercard,
        last4: "1005".into(),
    };
    assert_eq!(other.summary, Some(summary.clone()));

    let order = shopper.order().await;
    let paid = shopper.pay(&order.id, PayWith::Default { cvc: None }).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    let body = json!({ "payment_source_id": other.id });
    let _: Vec<Card> = shopper
        .ok(Method::PUT, "/api/cards/default", Some(&body))
        .await;
    let order = shopper.order().await;
    let asked = shopper.pay(&order.id, PayWith::Default { cvc: None }).await;
    assert_eq!(asked.attempt.as_ref().unwrap().card, Some(summary));
    challenge(&asked);

    let path = format!("/api/cards/{}", other.id);
    let left: Vec<Card> = shopper.ok(Method::DELETE, &path, None::<&()>).await;
    assert_eq!(left.len(), 1);
    assert!(left[0].default);
}

#[tokio::test]
async fn a_payment_without_a_billing_address_names_the_field() {
    let shop = Shop::on_n1co(&[]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let token_id = shopper.token(PLAIN).await;
    let with = PayWith::Token {
        token_id,
        save: false,
    };
    let path = attempts(&order.id);
    let missing = pay_request(with.clone());
    let problem = shopper.problem(Method::POST, &path, Some(&missing)).await;
    assert_eq!(problem.errors[0].field, "billing");

    let mut address = billing();
    address.country = "US".into();
    let partial = PayRequest {
        billing: Some(address),
        ..missing
    };
    let problem = shopper.problem(Method::POST, &path, Some(&partial)).await;
    let fields: Vec<_> = problem.errors.iter().map(|error| &error.field).collect();
    assert_eq!(fields, ["billing.state", "billing.postal_code"]);
    assert!(shop.taken().is_empty());
}

#[tokio::test]
async fn a_card_id_that_n1co_does_not_know_ends_the_attempt_without_a_charge() {
    let shop = Shop::on_n1co(&[]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let token_id = "0ca4b9aad7f417634359bf4e549ff280".parse().unwrap();
    let with = PayWith::Token {
        token_id,
        save: false,
    };
    let refused = shopper.pay(&order.id, with).await;
    let message = None;
    assert_eq!(*status(&refused), AttemptStatus::Abandoned { message });
    let paid = shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(paid.status, OrderStatus::Paid);
}

#[tokio::test]
async fn a_wrong_secret_or_location_charges_nothing_and_loses_nothing() {
    for flags in [
        ["--n1co-client-secret", "n1co_sandbox_wrong"],
        ["--n1co-location-code", "ltc-999"],
    ] {
        let shop = Shop::on_n1co(&flags).await;
        let shopper = shop.shopper().await;
        let order = shopper.order().await;
        let ended = shopper.pay_with_new(&order.id, PLAIN).await;
        let message = None;
        assert_eq!(*status(&ended), AttemptStatus::Abandoned { message });
        assert_eq!(ended.status, OrderStatus::Open);
        assert!(shop.taken().is_empty());
    }
}

#[tokio::test]
async fn a_bearer_that_ends_between_two_charges_is_replaced() {
    let shop = Shop::build(&["--gateway", "n1co"], |config, _| {
        config.n1co.bearer_seconds = 200;
    })
    .await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let order = shopper.pay_with_new(&order.id, ASKING).await;
    shop.wait(250);
    shopper.at_the_bank(&order, &CONFIRM).await;
    let paid = shopper.report(&order, ChallengeEnd::Passed).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [1150]);
}

#[tokio::test]
async fn a_webhook_event_that_is_not_signed_is_refused_and_changes_nothing() {
    let (shop, shopper, order) = paying_with_an_asking_card().await;
    let id = order.attempt.as_ref().unwrap().id.clone();
    let forged = json!({ "orderId": "1", "orderReference": id, "type": "SuccessPayment",
        "description": "", "level": "info", "metadata": {} });
    let problem = shopper
        .problem(Method::POST, "/webhooks/n1co", Some(&forged))
        .await;
    assert_eq!(problem.code, ProblemCode::NotGenuine);
    let problem = shopper
        .problem(Method::POST, "/webhooks/conekta", Some(&forged))
        .await;
    assert_eq!(problem.code, ProblemCode::NotFound);
    shop.wait(10);
    let still = shopper.read(&order.id).await;
    challenge(&still);
}

#[tokio::test]
async fn a_charge_is_given_back_once_and_whole() {
    let shop = Shop::on_n1co(&[]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let paid = shopper.pay_with_new(&order.id, PLAIN).await;
    let AttemptStatus::Paid { receipt } = status(&paid) else {
        panic!("{paid:?}")
    };
    let app = &shop.app;
    let gateway = N1co::new(&app.config.n1co, app.store.clone(), app.host.clone()).unwrap();
    let charged = GatewayOrder(receipt.provider_reference.clone());
    let refund = gateway.send_refund(&charged, "returned").await.unwrap();
    assert_eq!(refund.amount.unwrap().to_string(), "11.50 USD");
    let again = gateway.send_refund(&charged, "returned").await.unwrap_err();
    assert!(matches!(again, GatewayError::Refused { .. }), "{again:?}");
    let ledger = shop.sandbox.ledger();
    let given_back = ledger
        .entries()
        .iter()
        .filter(|entry| entry.movement == Movement::Refunded);
    assert_eq!(given_back.count(), 1);
}
