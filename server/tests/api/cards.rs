//! Saved cards: list, save, set the default one, remove.

use cobro_wire::{Card, Expiry, OrderStatus, PayWith, ProblemCode};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::shop::{EMPTY, OTHER, PLAIN, Shop, Shopper};

async fn list(shopper: &Shopper) -> Vec<Card> {
    shopper.ok(Method::GET, "/api/cards", None::<&()>).await
}

#[tokio::test]
async fn the_first_saved_card_is_the_default_until_another_is_made_it() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    assert!(list(&shopper).await.is_empty());
    let first = shopper.save_card(PLAIN).await;
    let second = shopper.save_card(OTHER).await;
    assert!(first.default);
    assert!(!second.default);
    let expiry = Expiry {
        month: 11,
        year: 2036,
    };
    assert_eq!(first.expiry, Some(expiry));

    let body = json!({ "payment_source_id": second.id });
    let cards: Vec<Card> = shopper
        .ok(Method::PUT, "/api/cards/default", Some(&body))
        .await;
    let default: Vec<_> = cards.iter().filter(|card| card.default).collect();
    assert_eq!(default.len(), 1);
    assert_eq!(default[0].id, second.id);
}

#[tokio::test]
async fn a_card_past_its_date_is_not_made_the_default_and_the_refusal_says_what_to_do() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let first = shopper.save_card(PLAIN).await;
    let second = shopper.save_card(OTHER).await;
    let ten_years_and_three_months = 3741 * 24 * 3600;
    shop.wait(ten_years_and_three_months);
    let body = json!({ "payment_source_id": second.id });
    let refused = shopper
        .problem(Method::PUT, "/api/cards/default", Some(&body))
        .await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.errors[0].field, "payment_source_id");
    assert!(refused.errors[0].reason.contains("choose another"));
    let default: Vec<_> = list(&shopper).await;
    assert!(
        default
            .iter()
            .any(|card| card.default && card.id == first.id)
    );
}

#[tokio::test]
async fn a_removed_card_is_gone() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let first = shopper.save_card(PLAIN).await;
    let second = shopper.save_card(OTHER).await;
    let path = format!("/api/cards/{}", first.id);
    let left: Vec<Card> = shopper.ok(Method::DELETE, &path, None::<&()>).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id, second.id);
    assert_eq!(list(&shopper).await, left);
}

#[tokio::test]
async fn a_card_that_will_be_declined_can_be_saved() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    shopper.save_card(EMPTY).await;
    assert_eq!(list(&shopper).await.len(), 1);
}

#[tokio::test]
async fn somebody_elses_card_does_not_exist() {
    let shop = Shop::open().await;
    let owner = shop.shopper().await;
    let card = owner.save_card(PLAIN).await;
    let stranger = shop.shopper().await;
    stranger.save_card(OTHER).await;

    let path = format!("/api/cards/{}", card.id);
    let removed = stranger.problem(Method::DELETE, &path, None::<&()>).await;
    assert_eq!(removed.code, ProblemCode::NotFound);
    let body = json!({ "payment_source_id": card.id });
    let made_default = stranger
        .problem(Method::PUT, "/api/cards/default", Some(&body))
        .await;
    assert_eq!(made_default.code, ProblemCode::NotFound);
    assert_eq!(list(&owner).await, [card]);
}

#[tokio::test]
async fn a_used_token_is_refused_in_the_shoppers_language() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let token = shopper.token(PLAIN).await;
    let body = json!({ "token_id": token });
    let _: Card = shopper.ok(Method::POST, "/api/cards", Some(&body)).await;
    let problem = shopper
        .problem(Method::POST, "/api/cards", Some(&body))
        .await;
    assert_eq!(problem.code, ProblemCode::CardRefused);
    assert!(problem.buyer_message.is_some());
    assert_eq!(list(&shopper).await.len(), 1);
}

#[tokio::test]
async fn a_card_cannot_be_saved_before_its_owner_said_who_they_are() {
    let shop = Shop::open().await;
    let stranger = shop.stranger().await;
    let body = json!({ "token_id": stranger.token(PLAIN).await });
    let (status, body) = stranger.call(Method::POST, "/api/cards", Some(&body)).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let problem: cobro_wire::Problem = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem.code, ProblemCode::ContactMissing);
}

#[tokio::test]
async fn a_customer_whom_the_provider_forgot_has_no_cards_and_keeps_new_ones() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let lost = shopper.save_card(PLAIN).await;
    shop.forget_customers().await;

    assert!(list(&shopper).await.is_empty());
    let order = shopper.order().await;
    let path = crate::shop::attempts(&order.id);
    let gone = crate::shop::pay_request(PayWith::PaymentSource {
        payment_source_id: lost.id,
        cvc: None,
    });
    let problem = shopper.problem(Method::POST, &path, Some(&gone)).await;
    assert_eq!(problem.code, ProblemCode::NotFound);
    let paid = shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(paid.status, OrderStatus::Paid);

    let kept = shopper.save_card(OTHER).await;
    assert!(kept.default);
    assert_eq!(list(&shopper).await, [kept]);
    let order = shopper.order().await;
    let paid = shopper.pay(&order.id, PayWith::Default { cvc: None }).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [20015, 20015]);
}
