//! A provider that charges and does not answer, or is not there at all.
//!
//! What used to be lost orders and double charges: a time-out was taken for a decline.

use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use cobro_wire::{AttemptStatus, ChallengeEnd, OrderStatus, PayWith, ProblemCode};
use tokio::net::TcpListener;

use crate::n1co::{is_paid, read_until};
use crate::shop::{PLAIN, RISKY, Shop, attempts, pay_request, status};

/// What the wire between the server and the provider does to charges.
#[derive(Clone, Copy, Default)]
enum Fault {
    #[default]
    None,
    /// The charge does not reach the provider, and a 502 comes back.
    LostOnTheWay,
    /// The provider charges, and its answer breaks off.
    BrokenOff,
    /// The provider charges, and a 500 comes back.
    Answered500,
    /// The provider charges, and something unreadable comes back.
    Unreadable,
    /// The provider does nothing and says 401, once.
    Unauthorized,
}

/// A wire to the provider that goes wrong when told to.
#[derive(Clone)]
struct Wire {
    fault: Arc<Mutex<Fault>>,
    target: Arc<OnceLock<String>>,
    http: reqwest::Client,
}

impl Wire {
    fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    async fn forward(&self, request: Request) -> Result<(StatusCode, Bytes), reqwest::Error> {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let url = format!("{}{}", self.target.get().unwrap(), parts.uri);
        let mut headers = parts.headers;
        headers.remove("host");
        let request = self
            .http
            .request(parts.method, url)
            .headers(headers)
            .body(body);
        let answer = request.send().await?;
        Ok((answer.status(), answer.bytes().await?))
    }
}

async fn pass(State(wire): State<Wire>, request: Request) -> Response {
    let charges = ["/conekta/orders", "/n1co/api/v3/Charges"];
    let is_charge = request.method() == Method::POST && charges.contains(&request.uri().path());
    let fault = if is_charge {
        *wire.fault.lock().unwrap()
    } else {
        Fault::None
    };
    if matches!(fault, Fault::LostOnTheWay) {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    if matches!(fault, Fault::Unauthorized) {
        wire.set(Fault::None);
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let (status, body) = wire.forward(request).await.unwrap();
    match fault {
        Fault::None | Fault::LostOnTheWay | Fault::Unauthorized => (status, body).into_response(),
        Fault::Answered500 => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Fault::Unreadable => (StatusCode::OK, "<html>").into_response(),
        Fault::BrokenOff => {
            let start = body.slice(..body.len() / 2);
            let broken = futures::stream::iter([Ok(start), Err(std::io::Error::other("broken"))]);
            (status, Body::from_stream(broken)).into_response()
        }
    }
}

/// A wire, and the address of its end.
async fn wire() -> (Wire, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let wire = Wire {
        fault: Arc::default(),
        target: Arc::default(),
        http: reqwest::Client::new(),
    };
    let router = Router::new().fallback(pass).with_state(wire.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (wire, url)
}

async fn shop_on_a_wire() -> (Shop, Wire) {
    let (wire, url) = wire().await;
    let shop = Shop::with(&["--conekta-api-url", &format!("{url}/conekta")]).await;
    wire.target.set(shop.sandbox_url.clone()).unwrap();
    (shop, wire)
}

async fn n1co_on_a_wire() -> (Shop, Wire) {
    let (wire, url) = wire().await;
    let shop = Shop::on_n1co(&["--n1co-api-url", &format!("{url}/n1co")]).await;
    wire.target.set(shop.sandbox_url.clone()).unwrap();
    (shop, wire)
}

#[tokio::test]
async fn a_charge_whose_answer_is_lost_is_looked_up_and_never_sent_again() {
    for fault in [Fault::BrokenOff, Fault::Answered500, Fault::Unreadable] {
        let (shop, wire) = shop_on_a_wire().await;
        let shopper = shop.shopper().await;
        let order = shopper.order().await;
        wire.set(fault);
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

        wire.set(Fault::None);
        shop.wait(5);
        assert_eq!(shopper.read(&order.id).await.status, OrderStatus::Paid);
        assert_eq!(shop.taken(), [20015]);
    }
}

#[tokio::test]
async fn a_challenge_whose_announcement_is_lost_is_found_and_shown() {
    let (shop, wire) = shop_on_a_wire().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    wire.set(Fault::BrokenOff);
    let silent = shopper.pay_with_new(&order.id, RISKY).await;
    assert_eq!(*status(&silent), AttemptStatus::OutcomeUnknown);
    wire.set(Fault::None);
    shop.wait(5);
    let found = shopper.read(&order.id).await;
    assert!(
        matches!(status(&found), AttemptStatus::AwaitingAuthentication { .. }),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_charge_that_never_arrived_is_given_up_once_that_is_certain() {
    let (shop, wire) = shop_on_a_wire().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    wire.set(Fault::LostOnTheWay);
    shopper.pay_with_new(&order.id, PLAIN).await;
    wire.set(Fault::None);
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
async fn an_attempt_that_a_stopped_server_had_in_hand_is_looked_up() {
    let (shop, wire) = shop_on_a_wire().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    wire.set(Fault::BrokenOff);
    shopper.pay_with_new(&order.id, PLAIN).await;
    wire.set(Fault::None);
    shop.wait(5);
    shop.app
        .payments
        .take_up_interrupted(i64::MAX)
        .await
        .unwrap();
    assert_eq!(shopper.read(&order.id).await.status, OrderStatus::Paid);
}

#[tokio::test]
async fn on_n1co_a_charge_whose_answer_is_lost_is_settled_by_its_webhook() {
    for fault in [Fault::BrokenOff, Fault::Answered500, Fault::Unreadable] {
        let (shop, wire) = n1co_on_a_wire().await;
        let shopper = shop.shopper().await;
        let order = shopper.order().await;
        wire.set(fault);
        shopper.pay_with_new(&order.id, "4000056655665556").await;
        let paid = read_until(&shop, &shopper, &order, is_paid).await;
        assert!(matches!(status(&paid), AttemptStatus::Paid { .. }));
        assert_eq!(shop.taken(), [1150]);
    }
}

#[tokio::test]
async fn on_n1co_a_second_charge_whose_answer_is_lost_is_settled_by_its_webhook() {
    let (shop, wire) = n1co_on_a_wire().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let order = shopper.pay_with_new(&order.id, "4000000000001000").await;
    wire.set(Fault::BrokenOff);
    let code = [("answer", "confirm"), ("challengeDataEntry", "1234")];
    shopper.at_the_bank(&order, &code).await;
    shopper.report(&order, ChallengeEnd::Passed).await;
    read_until(&shop, &shopper, &order, is_paid).await;
    assert_eq!(shop.taken(), [1150]);
}

#[tokio::test]
async fn on_n1co_a_charge_that_never_arrived_stays_unknown_and_is_not_sent_again() {
    let (shop, wire) = n1co_on_a_wire().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    wire.set(Fault::LostOnTheWay);
    shopper.pay_with_new(&order.id, "4000056655665556").await;
    wire.set(Fault::None);
    shop.wait(3600);
    let still = shopper.read(&order.id).await;
    assert_eq!(*status(&still), AttemptStatus::OutcomeUnknown);
    assert!(shop.taken().is_empty());
}

#[tokio::test]
async fn a_bearer_that_n1co_revokes_is_replaced_and_the_charge_sent_once_more() {
    let (shop, wire) = n1co_on_a_wire().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    wire.set(Fault::Unauthorized);
    let paid = shopper.pay_with_new(&order.id, "4000056655665556").await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(shop.taken(), [1150]);
}
