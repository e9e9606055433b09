//! A simulated shopper: buys one thing after another, clicks twice, loses connections, closes the
//! bank's page; and never sends a new attempt unless the server says that the last one ended.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::client::{Call, Reply, Sandbox, Store};
use super::plan::{Bank, Card, Clicks, Payment, Shopper, Try};
use crate::run::Gateway;

/// How long a shopper watches an order before they go on to something else.
const WATCH: Duration = Duration::from_secs(8);
/// How often they look.
const PERIOD: Duration = Duration::from_millis(250);
/// How soon a connection ends whose answer is not waited for.
const HANG_UP: Duration = Duration::from_millis(25);

const RIGHT_CODE: &str = "challengeDataEntry=1234&answer=confirm";
const WRONG_CODE: &str = "challengeDataEntry=0000&answer=confirm";
const REFUSE: &str = "answer=refuse";

/// Where a shopper is.
pub(super) struct World<'a> {
    pub(super) store: &'a Store,
    pub(super) sandbox: &'a Sandbox,
    pub(super) gateway: Gateway,
    /// Orders that shoppers are done with.
    pub(super) done: &'a AtomicUsize,
}

/// What a shopper bought, or tried to.
#[derive(Debug, Default)]
pub(super) struct Bought {
    /// Their session.
    pub(super) cookie: String,
    pub(super) orders: Vec<Placed>,
}

/// An order, as its shopper knows it.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) id: String,
    /// In minor units.
    pub(super) amount: i64,
    pub(super) currency: String,
    /// Every attempt that was ever sent.
    pub(super) attempts: Vec<String>,
}

/// Whether another try is worth it.
#[derive(PartialEq, Eq)]
enum Then {
    TryAgain,
    Stop,
}

/// Has a shopper buy all that they planned to.
pub(super) fn shop(world: &World<'_>, shopper: &Shopper) -> Bought {
    let mut bought = Bought::default();
    if let Ok(cookie) = world.arrive() {
        bought.cookie = cookie;
    }
    for payment in &shopper.payments {
        if let Ok(mut order) = world.place(&bought.cookie, payment) {
            // Whoever cannot go on leaves the order as it is: it must end well by itself.
            drop(world.pay(&bought.cookie, &mut order, payment));
            bought.orders.push(order);
        }
        world.done.fetch_add(1, Ordering::Relaxed);
    }
    bought
}

impl World<'_> {
    /// A session, of somebody who said who they are.
    fn arrive(&self) -> Result<String> {
        let reply = self.store.insist(&get("/api/session", ""))?;
        let cookie = reply.cookie.context("a session has a cookie")?;
        let contact =
            json!({ "name": "Ana Luz", "email": "ana@example.com", "phone": "+525512345678" });
        let path = "/api/session/contact".to_owned();
        self.store.insist(&call("PUT", path, &cookie, contact))?;
        Ok(cookie)
    }

    fn place(&self, cookie: &str, payment: &Payment) -> Result<Placed> {
        let lines = json!({ "lines": [{ "product_id": "taza", "quantity": payment.quantity }] });
        let order = call("POST", "/api/orders".to_owned(), cookie, lines);
        let reply = self.store.insist(&order)?;
        let total = reply.body.get("total").context("an order has a total")?;
        let text = |value: &Value, name: &str| {
            let text = value.get(name).and_then(Value::as_str);
            text.map(str::to_owned)
                .with_context(|| format!("{name} is a text"))
        };
        Ok(Placed {
            id: text(&reply.body, "id")?,
            amount: total
                .get("amount_minor")
                .and_then(Value::as_i64)
                .context("a total is a number")?,
            currency: text(total, "currency")?,
            attempts: Vec::new(),
        })
    }

    fn pay(&self, cookie: &str, order: &mut Placed, payment: &Payment) -> Result<()> {
        for attempt in &payment.tries {
            let then = self.attempt(cookie, order, attempt)?;
            if then == Then::Stop {
                break;
            }
        }
        Ok(())
    }

    fn attempt(&self, cookie: &str, order: &mut Placed, attempt: &Try) -> Result<Then> {
        let request = self.request(cookie, order, attempt)?;
        let store = self.store;
        let reply = match attempt.clicks {
            Clicks::Once => store.insist(&request),
            Clicks::Double => scope(|scope| {
                let other = scope.spawn(|| store.insist(&request));
                drop(store.insist(&request));
                joined(other.join())
            }),
            Clicks::Again => {
                drop(store.insist(&request)?);
                store.insist(&request)
            }
            Clicks::HangUp => {
                drop(store.once(&request, HANG_UP));
                store.insist(&request)
            }
            Clicks::OtherTab => {
                let plain = Try {
                    card: Card::Plain,
                    ..*attempt
                };
                let other = self.request(cookie, order, &plain)?;
                scope(|scope| {
                    let first = scope.spawn(|| store.insist(&request));
                    drop(store.insist(&other));
                    joined(first.join())
                })
            }
        };
        self.follow(cookie, order, attempt, reply?)
    }

    /// A request under a new attempt.
    fn request(&self, cookie: &str, order: &mut Placed, attempt: &Try) -> Result<Call> {
        let id = format!("at_{:032x}", fastrand::u128(..));
        order.attempts.push(id.clone());
        let mut body = json!({ "attempt_id": id, "with": self.with(cookie, attempt)? });
        if self.gateway == Gateway::N1co
            && let Some(body) = body.as_object_mut()
        {
            body.insert("billing".to_owned(), json!({ "country": "SV" }));
        }
        let path = format!("/api/orders/{}/attempts", order.id);
        Ok(call("POST", path, cookie, body))
    }

    fn with(&self, cookie: &str, attempt: &Try) -> Result<Value> {
        if attempt.card == Card::Kept {
            let cards = self.store.insist(&get("/api/cards", cookie))?;
            if cards.body.as_array().is_some_and(|cards| !cards.is_empty()) {
                return Ok(json!({ "type": "default" }));
            }
        }
        let token = self.sandbox.token(number(self.gateway, attempt.card))?;
        let save = attempt.save || attempt.card == Card::Kept;
        Ok(json!({ "type": "token", "token_id": token, "save": save }))
    }

    /// Watches an order for a while, and does what it asks for.
    fn follow(&self, cookie: &str, order: &Placed, attempt: &Try, reply: Reply) -> Result<Then> {
        let begun = Instant::now();
        let mut reply = reply;
        let mut was_at_the_bank = false;
        loop {
            match reply.code() {
                "" | "attempt_live" | "idempotency_key_in_use" | "internal" => {}
                "order_closed" | "too_many_attempts" => return Ok(Then::Stop),
                // The card came to nothing before there was a charge.
                _ => return Ok(Then::TryAgain),
            }
            match word(&reply.body, "/attempt/status").unwrap_or_default() {
                "paid" => return Ok(Then::Stop),
                "declined" | "authentication_failed" | "abandoned" => return Ok(Then::TryAgain),
                "awaiting_authentication" if !was_at_the_bank => {
                    was_at_the_bank = true;
                    if attempt.bank == Bank::Leave {
                        return Ok(Then::Stop);
                    }
                    self.authenticate(cookie, order, attempt.bank, &reply.body)?;
                }
                _ => {}
            }
            if begun.elapsed() > WATCH {
                return Ok(Then::Stop);
            }
            sleep(PERIOD);
            reply = self
                .store
                .insist(&get(&format!("/api/orders/{}", order.id), cookie))?;
        }
    }

    /// Does on the bank's page what the shopper does there, and says what the checkout would.
    fn authenticate(&self, cookie: &str, order: &Placed, bank: Bank, view: &Value) -> Result<()> {
        let url = word(view, "/attempt/challenge/url").context("a challenge has an address")?;
        let attempt = word(view, "/attempt/id").context("an attempt has an id")?;
        let path = format!("/api/orders/{}/attempts/{attempt}/authentication", order.id);
        let report = |end: &str| call("POST", path.clone(), cookie, json!({ "end": end }));
        let say = |end: &str| self.store.insist(&report(end)).map(drop);
        let act = |form: &str| self.sandbox.at_the_bank(url, form);
        match bank {
            Bank::Pass => {
                act(RIGHT_CODE)?;
                say("passed")
            }
            Bank::PassTwice => {
                act(RIGHT_CODE)?;
                scope(|scope| {
                    let other = scope.spawn(|| say("passed"));
                    say("passed")?;
                    joined(other.join())
                })
            }
            Bank::PassUnheard => act(RIGHT_CODE),
            Bank::Refuse => {
                act(REFUSE)?;
                say("failed")
            }
            Bank::WrongCodes => {
                for _ in 0..3 {
                    act(WRONG_CODE)?;
                }
                say("failed")
            }
            Bank::Close => say("closed"),
            Bank::CloseAndPass => {
                say("closed")?;
                act(RIGHT_CODE)
            }
            Bank::PassAndClose => scope(|scope| {
                let other = scope.spawn(|| act(RIGHT_CODE));
                say("closed")?;
                joined(other.join())
            }),
            Bank::Lie => say("passed"),
            Bank::Leave => Ok(()),
        }
    }
}

fn joined<T>(result: std::thread::Result<Result<T>>) -> Result<T> {
    match result {
        Ok(result) => result,
        Err(_) => bail!("a tab broke down"),
    }
}

/// A test card of the provider's that behaves like this.
fn number(gateway: Gateway, card: Card) -> &'static str {
    match (gateway, card) {
        (Gateway::Conekta, Card::Plain | Card::Kept) => "4242424242424242",
        (Gateway::Conekta, Card::Asking) => "4000000000001091",
        (Gateway::Conekta, Card::Declined) => "4000000000000002",
        (Gateway::N1co, Card::Plain | Card::Kept) => "4000056655665556",
        (Gateway::N1co, Card::Asking) => "4000000000001000",
        (Gateway::N1co, Card::Declined) => "4242424242424242",
        (Gateway::Conekta | Gateway::N1co, Card::Empty) => "4000000000000127",
    }
}

pub(super) fn word<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str()
}

/// A call that reads.
pub(super) fn get(path: &str, cookie: &str) -> Call {
    Call {
        method: "GET",
        path: path.to_owned(),
        cookie: cookie.to_owned(),
        idempotency_key: None,
        body: None,
    }
}

fn call(method: &'static str, path: String, cookie: &str, body: Value) -> Call {
    Call {
        method,
        path,
        cookie: cookie.to_owned(),
        idempotency_key: Some(format!("{:032x}", fastrand::u128(..))),
        body: Some(body),
    }
}
