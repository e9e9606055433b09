//! Several servers on one database: together they charge once, and leave each other's work alone.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use cobro_sandbox::{Fault, Rule};
use cobro_wire::{AttemptStatus, Order, OrderStatus, PayRequest, PayWith, Problem, ProblemCode};
use futures::future::{join, join_all};
use reqwest::Method;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::n1co::{is_paid, read_until};
use crate::shop::{PLAIN, RISKY, Server, Shop, Shopper, attempts, pay_request, status};

/// Requests that come to each server at once.
const AT_ONCE: usize = 4;

async fn new_card(shopper: &Shopper) -> PayWith {
    PayWith::Token {
        token_id: shopper.token(PLAIN).await,
        save: false,
    }
}

/// Sends each request to both servers, all at the same time.
async fn send(
    shopper: &Shopper,
    other: &Server,
    order: &Order,
    requests: &[PayRequest],
) -> Vec<Result<Order, ProblemCode>> {
    let path = attempts(&order.id);
    let there = shopper.at(other);
    let calls = requests
        .iter()
        .flat_map(|request| [shopper, &there].map(|shopper| (shopper, request)))
        .map(|(shopper, request)| shopper.call(Method::POST, &path, Some(request)));
    let answers = join_all(calls).await;
    answers
        .into_iter()
        .map(|(status, body)| match status {
            StatusCode::OK => Ok(serde_json::from_slice(&body).unwrap()),
            _ => Err(serde_json::from_slice::<Problem>(&body).unwrap().code),
        })
        .collect()
}

#[tokio::test]
async fn one_request_that_comes_to_two_servers_at_once_is_charged_once() {
    let shop = Shop::open().await;
    let other = shop.another_server().await;
    let shopper = shop.shopper().await;
    for round in 1..=5 {
        let order = shopper.order().await;
        let request = pay_request(new_card(&shopper).await);
        let requests = vec![request; AT_ONCE];
        for answer in send(&shopper, &other, &order, &requests).await {
            let answered = answer.unwrap();
            assert_eq!(answered.attempt.unwrap().id, requests[0].attempt_id);
        }
        assert_eq!(shopper.read(&order.id).await.status, OrderStatus::Paid);
        assert_eq!(shop.taken(), vec![20015; round]);
    }
}

#[tokio::test]
async fn of_several_attempts_that_come_to_two_servers_at_once_one_is_charged() {
    let shop = Shop::open().await;
    let other = shop.another_server().await;
    let shopper = shop.shopper().await;
    for round in 1..=5 {
        let order = shopper.order().await;
        let mut requests = Vec::new();
        for _ in 0..AT_ONCE {
            requests.push(pay_request(new_card(&shopper).await));
        }
        let answers = send(&shopper, &other, &order, &requests).await;
        let winner = shopper.read(&order.id).await.attempt.unwrap().id;
        for answer in answers {
            match answer {
                Ok(order) => assert_eq!(order.attempt.unwrap().id, winner),
                Err(code) => assert!(
                    matches!(code, ProblemCode::AttemptLive | ProblemCode::OrderClosed),
                    "{code:?}"
                ),
            }
        }
        assert_eq!(shop.taken(), vec![20015; round]);
    }
}

#[tokio::test]
async fn two_servers_that_look_the_same_lost_answer_up_settle_it_once() {
    let shop = Shop::open().await;
    let other = shop.another_server().await;
    let shopper = shop.shopper().await;
    let mut orders = Vec::new();
    let lost = Rule::next("conekta.create_order", Fault::DropAfterEffect, 4);
    shop.sandbox.faults().add(lost).unwrap();
    for _ in 0..4 {
        let order = shopper.order().await;
        let silent = shopper.pay_with_new(&order.id, PLAIN).await;
        assert_eq!(*status(&silent), AttemptStatus::OutcomeUnknown);
        orders.push(order);
    }
    shop.wait(5);
    let (here, there) = (&shop.app.payments, &other.app.payments);
    let rounds = join(here.reconcile_round(), there.reconcile_round()).await;
    rounds.0.unwrap();
    rounds.1.unwrap();
    here.finish().await;
    there.finish().await;
    for order in orders {
        let read: Order = shopper.read(&order.id).await;
        assert_eq!(read.status, OrderStatus::Paid);
    }
    assert_eq!(shop.taken(), [20015; 4]);
}

/// Hands each webhook on to two servers at once.
async fn deliver(
    State((http, urls)): State<(reqwest::Client, [String; 2])>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let mut headers = headers;
    headers.remove("host");
    let sent = urls.map(|url| {
        let request = http.post(url);
        request.headers(headers.clone()).body(body.clone()).send()
    });
    for answer in join_all(sent).await {
        assert_eq!(answer.unwrap().status(), StatusCode::OK);
    }
    StatusCode::OK
}

/// Where a provider sends its events, and its address.
async fn post_office() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

/// Five times, a shopper passes a challenge and nobody but the provider tells, both servers at once.
async fn is_charged_once_each_time(shop: &Shop, office: TcpListener, card: &str, amount: i64) {
    let other = shop.another_server().await;
    let provider = shop.app.payments.traits().name;
    let urls = [&shop.url, &other.url].map(|url| format!("{url}/webhooks/{provider}"));
    let router = Router::new().fallback(axum::routing::post(deliver));
    let router = router.with_state((reqwest::Client::new(), urls));
    tokio::spawn(async move { axum::serve(office, router).await });

    let shopper = shop.shopper().await;
    for round in 1..=5 {
        let order = shopper.order().await;
        let order = shopper.pay_with_new(&order.id, card).await;
        let code = [("answer", "confirm"), ("challengeDataEntry", "1234")];
        shopper.at_the_bank(&order, &code).await;
        read_until(shop, &shopper, &order, is_paid).await;
        assert_eq!(shop.taken(), vec![amount; round]);
    }
}

#[tokio::test]
async fn an_event_of_n1co_that_comes_to_two_servers_at_once_charges_once() {
    let (office, url) = post_office().await;
    let secret = cobro_sandbox::config::DEFAULT_WEBHOOK_SECRET;
    let flags = ["--gateway", "n1co", "--n1co-webhook-secret", secret];
    let shop = Shop::build(&flags, |config, _| {
        config.n1co.webhook = Some(cobro_sandbox::config::Webhook {
            url,
            secret: secret.to_owned(),
        });
    })
    .await;
    is_charged_once_each_time(&shop, office, "4000000000001000", 1150).await;
}

#[tokio::test]
async fn an_event_of_conekta_that_comes_to_two_servers_at_once_is_charged_once() {
    let (office, url) = post_office().await;
    let shop = Shop::with_webhooks(&[], Some(&url)).await;
    is_charged_once_each_time(&shop, office, RISKY, 20015).await;
}

/// A gate before the provider, at which the first charge waits.
#[derive(Clone)]
struct Gate {
    provider: Arc<OnceLock<String>>,
    arrived: Arc<Semaphore>,
    opened: Arc<Semaphore>,
}

async fn pass(State(gate): State<Gate>, request: Request) -> Response {
    if request.method() == Method::POST && request.uri().path() == "/conekta/orders" {
        gate.arrived.add_permits(1);
        drop(gate.opened.acquire().await.unwrap());
    }
    let (parts, body) = request.into_parts();
    let url = format!("{}{}", gate.provider.get().unwrap(), parts.uri);
    let mut headers = parts.headers;
    headers.remove("host");
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let request = reqwest::Client::new().request(parts.method, url);
    let request = request.headers(headers);
    let answer = request.body(body).send().await.unwrap();
    let response = Response::builder().status(answer.status());
    let body = Body::from(answer.bytes().await.unwrap());
    response.body(body).unwrap()
}

/// A store whose server has a charge in its hands: it left, and waits at the gate.
async fn shop_with_a_charge_in_hand() -> (Shop, Gate, Shopper, Order) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/conekta", listener.local_addr().unwrap());
    let gate = Gate {
        provider: Arc::default(),
        arrived: Arc::new(Semaphore::new(0)),
        opened: Arc::new(Semaphore::new(0)),
    };
    let router = Router::new().fallback(pass).with_state(gate.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let shop = Shop::with(&["--conekta-api-url", &url]).await;
    gate.provider.set(shop.sandbox_url.clone()).unwrap();

    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let (paying, id) = (shopper.clone(), order.id.clone());
    tokio::spawn(async move { paying.pay_with_new(&id, PLAIN).await });
    gate.arrived.acquire().await.unwrap().forget();
    (shop, gate, shopper, order)
}

/// Lets the charge reach the provider; its answer counts, whatever was made of the attempt.
async fn is_charged_once(shop: &Shop, gate: &Gate, shopper: &Shopper, order: &Order) {
    gate.opened.add_permits(1);
    shop.app.payments.finish().await;
    let paid = shopper.read(&order.id).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [20015]);
}

#[tokio::test]
async fn a_server_that_starts_leaves_alone_what_another_one_has_in_hand() {
    let (shop, gate, shopper, order) = shop_with_a_charge_in_hand().await;
    let other = shop.another_server().await;
    other.app.payments.reconcile_round().await.unwrap();
    let expected = if shop.database.is_shared() {
        AttemptStatus::Processing
    } else {
        // A file has one server: whoever else wrote to it has stopped.
        AttemptStatus::OutcomeUnknown
    };
    assert_eq!(*status(&shopper.read(&order.id).await), expected);
    is_charged_once(&shop, &gate, &shopper, &order).await;
}

#[tokio::test]
async fn what_a_server_had_in_hand_is_looked_up_when_its_lease_runs_out() {
    let (shop, gate, shopper, order) = shop_with_a_charge_in_hand().await;
    let other = shop.another_server().await;
    shop.wait(20);
    other.app.payments.reconcile_round().await.unwrap();
    let unknown = shopper.at(&other).read(&order.id).await;
    assert_eq!(*status(&unknown), AttemptStatus::OutcomeUnknown);
    is_charged_once(&shop, &gate, &shopper, &order).await;
}

#[tokio::test]
async fn what_a_server_had_in_hand_is_looked_up_at_once_when_it_said_that_it_stopped() {
    let (shop, gate, shopper, order) = shop_with_a_charge_in_hand().await;
    shop.app.payments.end_lease().await.unwrap();
    let other = shop.another_server().await;
    let unknown = shopper.at(&other).read(&order.id).await;
    assert_eq!(*status(&unknown), AttemptStatus::OutcomeUnknown);
    is_charged_once(&shop, &gate, &shopper, &order).await;
}

#[tokio::test]
async fn an_attempt_in_hand_for_longer_than_any_call_takes_is_looked_up() {
    let (shop, gate, shopper, order) = shop_with_a_charge_in_hand().await;
    shop.app.payments.reconcile_round().await.unwrap();
    let still = shopper.read(&order.id).await;
    assert_eq!(*status(&still), AttemptStatus::Processing);
    shop.wait(60);
    shop.app.payments.reconcile_round().await.unwrap();
    let unknown = shopper.read(&order.id).await;
    assert_eq!(*status(&unknown), AttemptStatus::OutcomeUnknown);
    is_charged_once(&shop, &gate, &shopper, &order).await;
}
