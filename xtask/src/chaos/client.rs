//! The two sides over HTTP: the store as browsers call it, and the sandbox as whoever steers it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::Request;

/// How long a browser waits for an answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);
/// How long somebody keeps trying to get through to a server that may be down.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long somebody waits before they try again.
const PAUSE: Duration = Duration::from_millis(100);
/// The sandbox's keys.
const CONTROL_KEY: &str = "key_sandbox_control";
const PUBLIC_KEY: &str = "key_sandbox_public";

/// What was answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) cookie: Option<String>,
    /// Nothing where it is no JSON.
    pub(crate) body: Value,
}

impl Reply {
    pub(crate) fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// What went wrong, in a word; nothing where nothing did.
    pub(crate) fn code(&self) -> &str {
        let code = self.body.get("code").and_then(Value::as_str);
        code.unwrap_or_default()
    }

    /// Whether to send the same request again: it is being carried out, by another tab or by a
    /// server that died, or the server says that it is at fault.
    fn is_for_later(&self) -> bool {
        self.code() == "idempotency_key_in_use" || self.status >= 500
    }
}

/// A call that can be sent again as it is.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) cookie: String,
    /// The effect that is meant, by a name: the same each time that it is sent.
    pub(crate) idempotency_key: Option<String>,
    pub(crate) body: Option<Value>,
}

/// The store.
pub(crate) struct Store {
    agent: Agent,
    base: String,
    is_given_up: AtomicBool,
}

impl Store {
    pub(crate) fn new(base: String) -> Self {
        Self {
            agent: agent(),
            base,
            is_given_up: AtomicBool::new(false),
        }
    }

    /// Has nobody insist any more.
    pub(crate) fn give_up(&self) {
        self.is_given_up.store(true, Ordering::Relaxed);
    }

    /// Sends a call until it is answered: whoever's connection is refused or breaks tries again,
    /// and so does whoever is told to come back later.
    pub(crate) fn insist(&self, call: &Call) -> Result<Reply> {
        let begun = Instant::now();
        loop {
            let reply = self.once(call, ANSWER_LIMIT);
            let is_answered = reply.as_ref().is_ok_and(|reply| !reply.is_for_later());
            let is_enough = begun.elapsed() > PATIENCE || self.is_given_up.load(Ordering::Relaxed);
            if is_answered || is_enough {
                return reply;
            }
            sleep(PAUSE);
        }
    }

    /// Sends a call, and waits for its answer as long as the caller likes.
    pub(crate) fn once(&self, call: &Call, limit: Duration) -> Result<Reply> {
        let mut request = Request::builder()
            .method(call.method)
            .uri(format!("{}{}", self.base, call.path))
            .header("Cookie", &call.cookie)
            .header("Accept-Language", "es");
        if let Some(key) = &call.idempotency_key {
            request = request.header("Idempotency-Key", key);
        }
        send(&self.agent, request, call.body.as_ref(), limit)
    }
}

/// The sandbox.
pub(crate) struct Sandbox {
    agent: Agent,
    base: String,
}

impl Sandbox {
    pub(crate) fn new(base: String) -> Self {
        Self {
            agent: agent(),
            base,
        }
    }

    /// A token for a card, as the card component makes it.
    pub(crate) fn token(&self, number: &str) -> Result<String> {
        let body = json!({ "card": {
            "number": number, "name": "Ana Luz", "exp_month": "11", "exp_year": "36", "cvc": "123",
        } });
        let reply = self.call("POST", "/conekta/tokens", PUBLIC_KEY, Some(&body))?;
        let id = reply.get("id").and_then(Value::as_str);
        Ok(id.context("a token has an id")?.to_owned())
    }

    /// Sends the bank's form, wherever its page is.
    pub(crate) fn at_the_bank(&self, url: &str, form: &str) -> Result<()> {
        let mut answer = self
            .agent
            .post(url)
            .content_type("application/x-www-form-urlencoded")
            .send(form)?;
        drop(answer.body_mut().read_to_string());
        Ok(())
    }

    /// Has things go wrong from now on.
    pub(crate) fn have(&self, rules: &Value) -> Result<()> {
        self.steer("PUT", "/faults", Some(rules)).map(drop)
    }

    /// Has nothing go wrong any more.
    pub(crate) fn be_well(&self) -> Result<()> {
        self.steer("DELETE", "/faults", None).map(drop)
    }

    /// What went wrong until now.
    pub(crate) fn faults(&self) -> Result<Value> {
        self.steer("GET", "/faults", None)
    }

    /// Has lost webhook events sent again; answers with how many.
    pub(crate) fn resend(&self) -> Result<u64> {
        let reply = self.steer("POST", "/webhooks/resend", None)?;
        let count = reply.get("resent").and_then(Value::as_u64);
        count.context("the sandbox says how many")
    }

    /// What was really charged.
    pub(crate) fn ledger(&self) -> Result<Value> {
        self.steer("GET", "/ledger", None)
    }

    fn steer(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        self.call(method, &format!("/_sandbox{path}"), CONTROL_KEY, body)
    }

    fn call(&self, method: &str, path: &str, key: &str, body: Option<&Value>) -> Result<Value> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header("Authorization", format!("Bearer {key}"));
        let reply = send(&self.agent, request, body, ANSWER_LIMIT)?;
        if !reply.is_ok() {
            bail!(
                "{method} {path} was answered {}: {}",
                reply.status,
                reply.body
            );
        }
        Ok(reply.body)
    }
}

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .build()
        .into()
}

fn send(
    agent: &Agent,
    request: ureq::http::request::Builder,
    body: Option<&Value>,
    limit: Duration,
) -> Result<Reply> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let request = request
        .header("Content-Type", "application/json")
        .body(body)?;
    let request = agent
        .configure_request(request)
        .timeout_global(Some(limit))
        .build();
    let mut answer = agent.run(request)?;
    let text = answer.body_mut().read_to_string()?;
    let cookie = answer.headers().get("set-cookie");
    let cookie = cookie.and_then(|cookie| cookie.to_str().ok()?.split(';').next());
    Ok(Reply {
        status: answer.status().as_u16(),
        cookie: cookie.map(str::to_owned),
        body: serde_json::from_str(&text).unwrap_or_default(),
    })
}
