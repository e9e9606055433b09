//! The same request twice: carried out once, and answered the same.

use std::collections::HashSet;
use std::task::Poll;

use cobro_sandbox::{Fault, Pause, Rule};
use cobro_wire::{Order, OrderList, OrderStatus, PayWith, Problem, ProblemCode};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::shop::{IDEMPOTENCY_KEY, PLAIN, Shop, Shopper, attempts, key, pay_request};

fn a_vase() -> Value {
    json!({ "lines": [{ "product_id": "vasija", "quantity": 1 }] })
}

async fn place(shopper: &Shopper, body: &Value, key: &str) -> Response {
    shopper
        .send(Method::POST, "/api/orders", Some(body), key)
        .await
}

async fn problem(answer: Response) -> (StatusCode, ProblemCode) {
    let status = answer.status();
    (status, answer.json::<Problem>().await.unwrap().code)
}

async fn orders(shopper: &Shopper) -> usize {
    let list: OrderList = shopper.ok(Method::GET, "/api/orders", None::<&Value>).await;
    list.orders.len()
}

#[tokio::test]
async fn an_order_that_is_placed_again_under_its_key_is_the_same_byte_for_byte() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let key = key();
    let first = place(&shopper, &a_vase(), &key).await;
    assert_eq!(first.status(), StatusCode::CREATED);
    let first = first.bytes().await.unwrap();
    // The draft's own form, with quotes, is the same key.
    for key in [key.clone(), format!("\"{key}\"")] {
        let again = place(&shopper, &a_vase(), &key).await;
        assert_eq!(again.status(), StatusCode::CREATED);
        assert_eq!(again.headers()["idempotency-replayed"], "true");
        assert_eq!(again.bytes().await.unwrap(), first);
    }
    assert_eq!(orders(&shopper).await, 1);
}

#[tokio::test]
async fn a_payment_that_is_sent_again_is_answered_as_it_was_whatever_happened_since() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let path = attempts(&order.id);
    let token_id = shopper.token(PLAIN).await;
    let save = true;
    let pay = pay_request(PayWith::Token { token_id, save });
    let silence = Rule::next("conekta.create_order", Fault::DropAfterEffect, 1);
    shop.sandbox.faults().add(silence).unwrap();
    let key = key();
    let first = shopper.send(Method::POST, &path, Some(&pay), &key).await;
    let first = first.bytes().await.unwrap();
    shop.wait(5);
    assert_eq!(shopper.read(&order.id).await.status, OrderStatus::Paid);
    let again = shopper.send(Method::POST, &path, Some(&pay), &key).await;
    assert_eq!(again.bytes().await.unwrap(), first);
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn a_call_that_moves_money_without_a_key_is_refused() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let attempt = crate::shop::attempt();
    let calls = [
        ("/api/orders".to_owned(), a_vase()),
        (attempts(&order.id), json!({})),
        (
            format!("{}/{attempt}/authentication", attempts(&order.id)),
            json!({ "end": "passed" }),
        ),
    ];
    for (path, body) in calls {
        for key in ["", " ", "two words", &"k".repeat(300)] {
            let answer = shopper.send(Method::POST, &path, Some(&body), key).await;
            let (status, code) = problem(answer).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{path} {key:?}");
            assert_eq!(code, ProblemCode::IdempotencyKeyMissing);
        }
        let bare = shopper.without_header(&path, &body, IDEMPOTENCY_KEY).await;
        assert_eq!(problem(bare).await.1, ProblemCode::IdempotencyKeyMissing);
    }
    assert_eq!(orders(&shopper).await, 1);
}

#[tokio::test]
async fn a_key_stands_for_one_request_only() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let key = key();
    let first = place(&shopper, &a_vase(), &key).await;
    let order: Order = first.json().await.unwrap();
    let two = json!({ "lines": [{ "product_id": "vasija", "quantity": 2 }] });
    let other = place(&shopper, &two, &key).await;
    let expected = (
        StatusCode::UNPROCESSABLE_ENTITY,
        ProblemCode::IdempotencyKeyReused,
    );
    assert_eq!(problem(other).await, expected);
    // Nor for one of another kind.
    let token_id = shopper.token(PLAIN).await;
    let save = false;
    let pay = pay_request(PayWith::Token { token_id, save });
    let path = attempts(&order.id);
    let other = shopper.send(Method::POST, &path, Some(&pay), &key).await;
    assert_eq!(problem(other).await, expected);
    assert!(shop.taken().is_empty());
}

#[tokio::test]
async fn a_key_means_nothing_to_another_shopper() {
    let shop = Shop::open().await;
    let key = key();
    let mut ids = HashSet::new();
    for _ in 0..2 {
        let shopper = shop.shopper().await;
        let order: Order = place(&shopper, &a_vase(), &key).await.json().await.unwrap();
        ids.insert(order.id);
        assert_eq!(orders(&shopper).await, 1);
    }
    assert_eq!(ids.len(), 2);
}

#[tokio::test]
async fn while_a_request_is_carried_out_the_same_one_is_told_so() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let path = attempts(&order.id);
    let token_id = shopper.token(PLAIN).await;
    let save = false;
    let pay = pay_request(PayWith::Token { token_id, save });
    let slow = Fault::LateAnswer(Pause {
        ms: 1_500,
        jitter_ms: 0,
    });
    let slow = Rule::next("conekta.create_order", slow, 1);
    shop.sandbox.faults().add(slow).unwrap();
    let key = key();
    let first = shopper.send(Method::POST, &path, Some(&pay), &key);
    // Sent once the first one's charge has been made: its answer is on its way.
    let second = async {
        while shop.taken().is_empty() {
            tokio::task::yield_now().await;
        }
        shopper.send(Method::POST, &path, Some(&pay), &key).await
    };
    let (first, second) = tokio::join!(first, second);
    let expected = (StatusCode::CONFLICT, ProblemCode::IdempotencyKeyInUse);
    assert_eq!(problem(second).await, expected);
    let paid: Order = first.json().await.unwrap();
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn of_many_at_once_under_one_key_one_order_comes() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let (key, body) = (key(), a_vase());
    let answers = (0..8).map(|_| place(&shopper, &body, &key));
    let answers = futures::future::join_all(answers).await;
    for answer in answers {
        let status = answer.status();
        assert!(
            [StatusCode::CREATED, StatusCode::CONFLICT].contains(&status),
            "{status}"
        );
    }
    assert_eq!(orders(&shopper).await, 1);
}

#[tokio::test]
async fn a_refused_request_had_no_effect_and_its_key_is_free() {
    let shop = Shop::open().await;
    let stranger = shop.stranger().await;
    let key = key();
    let wrong = json!({ "lines": [{ "product_id": "nothing", "quantity": 1 }] });
    let refused = place(&stranger, &wrong, &key).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let mended = place(&stranger, &a_vase(), &key).await;
    assert_eq!(mended.status(), StatusCode::CREATED);
}

/// A caller that went away while its key was being claimed left a claim that nobody carried out: the
/// same request was told for two days that it was under way.
#[tokio::test]
async fn a_caller_that_is_gone_at_any_moment_can_send_the_same_request_again() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let router = cobro_server::app(shop.app.clone());
    for patience in 1..40 {
        let key = key();
        let request = axum::http::Request::post("/api/orders")
            .header("Content-Type", "application/json")
            .header("Cookie", &shopper.cookie)
            .header(IDEMPOTENCY_KEY, &key)
            .body(axum::body::Body::from(a_vase().to_string()))
            .unwrap();
        let mut call = Box::pin(router.clone().oneshot(request));
        let mut polls = 0;
        let gives_up = std::future::poll_fn(|context| {
            polls += 1;
            let is_over = call.as_mut().poll(context).is_ready() || polls >= patience;
            if is_over {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        });
        gives_up.await;
        drop(call);
        let mut answer = place(&shopper, &a_vase(), &key).await;
        for _ in 0..200 {
            if answer.status() == StatusCode::CREATED {
                break;
            }
            answer = place(&shopper, &a_vase(), &key).await;
        }
        assert_eq!(
            answer.status(),
            StatusCode::CREATED,
            "after {patience} polls"
        );
    }
    assert_eq!(orders(&shopper).await, 39);
}

#[tokio::test]
async fn an_answer_is_kept_for_a_day_at_least() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let key = key();
    let first = place(&shopper, &a_vase(), &key).await;
    let first = first.bytes().await.unwrap();
    shop.wait(24 * 3600);
    shop.app.payments.forget_old_keys().await.unwrap();
    let again = place(&shopper, &a_vase(), &key).await;
    assert_eq!(again.bytes().await.unwrap(), first);
    shop.wait(25 * 3600);
    shop.app.payments.forget_old_keys().await.unwrap();
    assert_eq!(orders(&shopper).await, 1);
    place(&shopper, &a_vase(), &key).await;
    assert_eq!(orders(&shopper).await, 2);
}
