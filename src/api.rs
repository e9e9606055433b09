//! Typed calls to our server: the only fetch.
//!
//! The language of an answer is the document's own. A browser that never had a session asks for one
//! first; a call whose session is gone makes one and asks once more.

mod exchange;
pub mod json;
pub mod read;
#[cfg(test)]
mod tests;
pub mod write;

use std::pin::Pin;

use cobro_wire::{
    AttemptId, AuthenticationReport, Card, Catalog, Contact, LinkToken, NewOrder, Order, OrderId,
    OrderLink, OrderList, PayRequest, PaymentSourceId, Problem, ProblemCode, PublicConfig,
    ReceiptToken, SaveCard, Session, SetDefaultCard, TokenId,
};

use crate::browser::event_source::Stream;
use crate::browser::random;
use crate::browser::storage::{self, Area};
use exchange::exchange;
use json::Json;
use read::Read;
use write::Write;

/// How long an ordinary call may take.
const TIMEOUT_MS: u32 = 20_000;
/// How long a call may take in which the provider asks the bank: processors take up to 70 s.
const PAY_TIMEOUT_MS: u32 = 90_000;

/// Where this browser keeps that it has a session; the cookie itself is not ours to see.
const SESSION_KEY: &str = "cobro.session";
/// What is answered to anybody, or makes the session.
const SESSIONLESS: [&str; 3] = ["session", "config", "catalog"];

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
    send("PUT", "session/contact", contact).await
}

/// `GET /api/catalog`
pub async fn catalog() -> Answer<Catalog> {
    get("catalog").await
}

/// `POST /api/orders`. The same order under the same key is made once, however often it is sent.
pub async fn create_order(order: &NewOrder, key: String) -> Answer<Order> {
    post("orders".to_owned(), order.write(), key, TIMEOUT_MS).await
}

/// `GET /api/orders`
pub async fn orders() -> Answer<OrderList> {
    get("orders").await
}

/// `GET /api/orders/{order}`
pub async fn order(order: &OrderId) -> Answer<Order> {
    get(&order_path(order)).await
}

/// `POST /api/orders/{order}/link`
pub async fn link(order: &OrderId) -> Answer<LinkToken> {
    let path = [&order_path(order), "/link"].concat();
    let link = call("POST", path, None, None, TIMEOUT_MS).await?;
    LinkToken::read(link.field("token")).ok_or(ApiError::NoAnswer)
}

/// `POST /api/orders/{order}/guests`
pub async fn enter(order: &OrderId, token: LinkToken) -> Answer<Order> {
    let path = [&order_path(order), "/guests"].concat();
    let link = OrderLink { token }.write();
    post(path, link, random::idempotency_key(), TIMEOUT_MS).await
}

/// `GET /api/receipts/{token}`
pub async fn receipt(token: &ReceiptToken) -> Answer<Order> {
    get(&["receipts/", token.as_str()].concat()).await
}

/// `GET /api/orders/{order}/events`
///
/// Calls `on_order` with the order as it is, and again after each change, as long as the stream
/// lives. It may never open: whoever waits for news has to ask as well, if more seldom.
#[must_use = "it ends when it is dropped"]
pub fn follow(order: &OrderId, mut on_order: impl FnMut(Order) + 'static) -> Option<Stream> {
    let address = ["/api/", &order_path(order), "/events"].concat();
    Stream::open(&address, move |text| {
        if let Some(order) = exchange::parse(&text).and_then(|json| Order::read(&json)) {
            on_order(order);
        }
    })
}

/// `POST /api/orders/{order}/attempts`
///
/// The attempt's id is the key. Without an answer, the order has to be read.
pub async fn pay(order: &OrderId, request: &PayRequest) -> Answer<Order> {
    let path = [&order_path(order), "/attempts"].concat();
    let key = request.attempt_id.to_string();
    post(path, request.write(), key, PAY_TIMEOUT_MS).await
}

/// `POST /api/orders/{order}/attempts/{attempt}/authentication`
///
/// Each report has a key of its own: the same one again asks what became of the attempt since.
pub async fn report(
    order: &OrderId,
    attempt: &AttemptId,
    report: &AuthenticationReport,
) -> Answer<Order> {
    let path = [
        &order_path(order),
        "/attempts/",
        attempt.as_str(),
        "/authentication",
    ]
    .concat();
    post(
        path,
        report.write(),
        random::idempotency_key(),
        PAY_TIMEOUT_MS,
    )
    .await
}

/// `GET /api/cards`
pub async fn cards() -> Answer<Vec<Card>> {
    get("cards").await
}

/// `POST /api/cards`
pub async fn save_card(token_id: TokenId) -> Answer<Card> {
    let body = SaveCard {
        token_id,
        description: None,
    };
    send("POST", "cards", &body).await
}

/// `PUT /api/cards/default`
pub async fn set_default_card(payment_source_id: PaymentSourceId) -> Answer<Vec<Card>> {
    send(
        "PUT",
        "cards/default",
        &SetDefaultCard { payment_source_id },
    )
    .await
}

/// `DELETE /api/cards/{payment_source}`
pub async fn remove_card(card: &str) -> Answer<Vec<Card>> {
    let path = ["cards/", card].concat();
    answer(call("DELETE", path, None, None, TIMEOUT_MS).await)
}

fn order_path(order: &OrderId) -> String {
    ["orders/", order.as_str()].concat()
}

async fn get<T: Read>(path: &str) -> Answer<T> {
    answer(call("GET", path.to_owned(), None, None, TIMEOUT_MS).await)
}

async fn post(path: String, body: Json, key: String, timeout_ms: u32) -> Answer<Order> {
    answer(call("POST", path, Some(body), Some(key), timeout_ms).await)
}

async fn send<T: Read>(method: &'static str, path: &str, body: &impl Write) -> Answer<T> {
    answer(
        call(
            method,
            path.to_owned(),
            Some(body.write()),
            None,
            TIMEOUT_MS,
        )
        .await,
    )
}

/// An answer that we cannot read may still mean that it was done.
fn answer<T: Read>(json: Answer<Json>) -> Answer<T> {
    T::read(&json?).ok_or(ApiError::NoAnswer)
}

/// An answer on its way. It is boxed, so that every call waits by the same code.
type Waiting = Pin<Box<dyn Future<Output = Answer<Json>>>>;

fn call(
    method: &'static str,
    path: String,
    body: Option<Json>,
    key: Option<String>,
    timeout_ms: u32,
) -> Waiting {
    Box::pin(async move {
        let (body, key) = (body.as_ref(), key.as_deref());
        // A browser writes every refusal into its console: one that can be foreseen is left out.
        if !SESSIONLESS.contains(&path.as_str()) && storage::get(Area::Local, SESSION_KEY).is_none()
        {
            open_session().await?;
        }
        let back = judge(exchange(method, &path, body, key, timeout_ms).await);
        match &back {
            Err(ApiError::Problem(problem)) if problem.code == ProblemCode::NoSession => {
                open_session().await?;
                judge(exchange(method, &path, body, key, timeout_ms).await)
            }
            Ok(_) | Err(_) => back,
        }
    })
}

/// Makes a session where there is none.
async fn open_session() -> Answer<()> {
    judge(exchange("GET", "session", None, None, TIMEOUT_MS).await)?;
    storage::set(Area::Local, SESSION_KEY, "1");
    Ok(())
}

fn judge(back: exchange::Back) -> Answer<Json> {
    let (good, json) = back.ok_or(ApiError::NoAnswer)?;
    if good {
        return Ok(json);
    }
    let problem = Problem::read(&json).ok_or(ApiError::NoAnswer)?;
    Err(ApiError::Problem(Box::new(problem)))
}
