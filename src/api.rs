//! Typed calls to our server: the only fetch.
//!
//! The language of an answer is the document's own. A call without a session makes one and asks
//! once more.

use cobro_wire::{
    AttemptId, AuthenticationReport, Card, Catalog, ChallengeEnd, Contact, NewOrder, Order,
    OrderId, OrderList, PayRequest, PaymentSourceId, Problem, ProblemCode, PublicConfig, SaveCard,
    Session, SetDefaultCard, TokenId,
};
use gloo_net::http::{Method, RequestBuilder};
use js_sys::JSON;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use web_sys::AbortController;

use crate::browser::document;
use crate::browser::timer::Timer;

/// How long an ordinary call may take.
const TIMEOUT_MS: u32 = 20_000;
/// How long a call may take in which the provider asks the bank: processors take up to 70 s.
const PAY_TIMEOUT_MS: u32 = 90_000;

/// Why a call came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// The server said what is wrong.
    Problem(Box<Problem>),
    /// Nothing that can be read came back: no network, too late, or not from our server. What was
    /// asked for may have happened.
    NoAnswer,
}

/// What a call came to.
pub type Answer<T> = Result<T, ApiError>;

/// `GET /api/config`
pub async fn config() -> Answer<PublicConfig> {
    get("config").await
}

/// `GET /api/session`
pub async fn session() -> Answer<Session> {
    get("session").await
}

/// `PUT /api/session/contact`
pub async fn put_contact(contact: &Contact) -> Answer<Session> {
    send(Method::PUT, "session/contact", contact).await
}

/// `GET /api/catalog`
pub async fn catalog() -> Answer<Catalog> {
    get("catalog").await
}

/// `POST /api/orders`
pub async fn create_order(order: &NewOrder) -> Answer<Order> {
    send(Method::POST, "orders", order).await
}

/// `GET /api/orders`
pub async fn orders() -> Answer<OrderList> {
    get("orders").await
}

/// `GET /api/orders/{order}`
pub async fn order(order: &OrderId) -> Answer<Order> {
    get(&order_path(order)).await
}

/// `POST /api/orders/{order}/attempts`
///
/// Without an answer, the order has to be read.
pub async fn pay(order: &OrderId, request: &PayRequest) -> Answer<Order> {
    let path = [&order_path(order), "/attempts"].concat();
    read(call(Method::POST, &path, &to_json(request)?, PAY_TIMEOUT_MS).await)
}

/// `POST /api/orders/{order}/attempts/{attempt}/authentication`
pub async fn report(order: &OrderId, attempt: &AttemptId, end: ChallengeEnd) -> Answer<Order> {
    let path = [
        &order_path(order),
        "/attempts/",
        attempt.as_str(),
        "/authentication",
    ]
    .concat();
    let body = to_json(&AuthenticationReport { end })?;
    read(call(Method::POST, &path, &body, PAY_TIMEOUT_MS).await)
}

/// `GET /api/cards`
pub async fn cards() -> Answer<Vec<Card>> {
    get("cards").await
}

/// `POST /api/cards`
pub async fn save_card(token_id: TokenId) -> Answer<Card> {
    send(Method::POST, "cards", &SaveCard { token_id }).await
}

/// `PUT /api/cards/default`
pub async fn set_default_card(payment_source_id: PaymentSourceId) -> Answer<Vec<Card>> {
    send(
        Method::PUT,
        "cards/default",
        &SetDefaultCard { payment_source_id },
    )
    .await
}

/// `DELETE /api/cards/{payment_source}`
pub async fn remove_card(card: &PaymentSourceId) -> Answer<Vec<Card>> {
    let path = ["cards/", card.as_str()].concat();
    read(call(Method::DELETE, &path, &JsValue::UNDEFINED, TIMEOUT_MS).await)
}

fn order_path(order: &OrderId) -> String {
    ["orders/", order.as_str()].concat()
}

async fn get<T: DeserializeOwned>(path: &str) -> Answer<T> {
    read(call(Method::GET, path, &JsValue::UNDEFINED, TIMEOUT_MS).await)
}

async fn send<T: DeserializeOwned>(method: Method, path: &str, body: &impl Serialize) -> Answer<T> {
    read(call(method, path, &to_json(body)?, TIMEOUT_MS).await)
}

/// An answer that we cannot read may still mean that it was done.
fn read<T: DeserializeOwned>(answer: Answer<JsValue>) -> Answer<T> {
    serde_wasm_bindgen::from_value(answer?).map_err(|_| ApiError::NoAnswer)
}

async fn call(method: Method, path: &str, body: &JsValue, timeout_ms: u32) -> Answer<JsValue> {
    let answer = exchange(method.clone(), path, body, timeout_ms).await;
    match &answer {
        Err(ApiError::Problem(problem)) if problem.code == ProblemCode::NoSession => {
            exchange(Method::GET, "session", &JsValue::UNDEFINED, TIMEOUT_MS).await?;
            exchange(method, path, body, timeout_ms).await
        }
        Ok(_) | Err(_) => answer,
    }
}

/// One request and the value in its answer.
async fn exchange(method: Method, path: &str, body: &JsValue, timeout_ms: u32) -> Answer<JsValue> {
    let abort = AbortController::new().map_err(|_| ApiError::NoAnswer)?;
    let signal = abort.signal();
    let _limit = Timer::after(timeout_ms, move || abort.abort());
    let language = document()
        .document_element()
        .and_then(|html| html.get_attribute("lang"));
    let request = RequestBuilder::new(&["/api/", path].concat())
        .method(method)
        .header("Accept", "application/json")
        .header("Accept-Language", language.as_deref().unwrap_or("es"))
        .abort_signal(Some(&signal));
    let request = if body.is_undefined() {
        request.build()
    } else {
        request
            .header("Content-Type", "application/json")
            .body(body)
    };
    let response = request.map_err(lost)?.send().await.map_err(lost)?;
    let text = response.text().await.map_err(lost)?;
    let value = JSON::parse(&text).map_err(|_| ApiError::NoAnswer)?;
    if response.ok() {
        return Ok(value);
    }
    match serde_wasm_bindgen::from_value(value) {
        Ok(problem) => Err(ApiError::Problem(Box::new(problem))),
        Err(_) => Err(ApiError::NoAnswer),
    }
}

fn lost(_: gloo_net::Error) -> ApiError {
    ApiError::NoAnswer
}

/// The JSON text of a body, by the browser's own writer.
fn to_json(body: &impl Serialize) -> Answer<JsValue> {
    let writer = serde_wasm_bindgen::Serializer::json_compatible();
    let value = body.serialize(&writer).map_err(|_| ApiError::NoAnswer)?;
    let text = JSON::stringify(&value).map_err(|_| ApiError::NoAnswer)?;
    Ok(text.into())
}
