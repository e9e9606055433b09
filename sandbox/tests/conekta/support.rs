//! A sandbox whose clock stands still until a test moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use cobro_sandbox::config::Conekta;
use cobro_sandbox::{Config, Sandbox};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// 2026-11-23T00:00:00Z
pub(crate) const START: i64 = 1_795_392_000;

pub(crate) struct TestSandbox {
    pub(crate) sandbox: Sandbox,
    router: Router,
    clock: Arc<AtomicI64>,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The body of a call that went well.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.json()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Status, type, code less its prefix, and param of an error.
    #[track_caller]
    pub(crate) fn error(&self) -> (u16, String, String, Value) {
        let body = self.json();
        assert_eq!(body["object"], "error", "{body}");
        let detail = &body["details"][0];
        for text in ["message", "debug_message"] {
            assert!(
                detail[text].as_str().is_some_and(|text| !text.is_empty()),
                "{body}"
            );
        }
        let code = detail["code"]
            .as_str()
            .unwrap()
            .strip_prefix("conekta.errors.")
            .unwrap();
        let kind = body["type"].as_str().unwrap();
        (
            self.status.as_u16(),
            kind.into(),
            code.into(),
            detail["param"].clone(),
        )
    }
}

pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("not text: {value}"))
        .to_owned()
}

/// `{"payment_method": …}` in a list.
pub(crate) fn charge(payment_method: Value) -> Value {
    json!([{ "payment_method": payment_method }])
}

pub(crate) fn by_token(token: &str) -> Value {
    charge(json!({ "type": "card", "token_id": token }))
}

impl TestSandbox {
    pub(crate) fn new() -> Self {
        Self::with(Conekta::default())
    }

    pub(crate) fn with(conekta: Conekta) -> Self {
        let clock = Arc::new(AtomicI64::new(START));
        let now = Arc::clone(&clock);
        let clock_of_config = Arc::new(move || now.load(Ordering::SeqCst));
        let config = Config {
            clock: clock_of_config,
            conekta,
            ..Config::default()
        };
        let sandbox = Sandbox::new(config).unwrap();
        Self {
            router: sandbox.router(),
            sandbox,
            clock,
        }
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text,
        }
    }

    /// A call as the merchant's server makes it.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("/conekta{path}"))
            .header("Accept", "application/vnd.conekta-v2.3.0+json")
            .header("Authorization", "Bearer key_sandbox_private")
            .header("Content-Type", "application/json");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    /// A token for a card, as the component makes it.
    pub(crate) async fn token(&self, number: &str) -> String {
        let cvc = if number.len() == 15 { "1234" } else { "123" };
        let card = json!({
            "number": number, "name": "Jorge Lopez", "exp_month": "11", "exp_year": "36", "cvc": cvc
        });
        let answer = self.post("/tokens", json!({ "card": card })).await;
        text(&answer.ok()["id"])
    }

    /// A customer with a card for each token.
    pub(crate) async fn customer(&self, tokens: &[&str]) -> Value {
        let sources: Vec<_> = tokens
            .iter()
            .map(|token| json!({ "type": "card", "token_id": token }))
            .collect();
        let body = json!({
            "name": "Felipe Gomez", "email": "felipe@example.com", "payment_sources": sources
        });
        self.post("/customers", body).await.ok()
    }

    /// An order of 200.15 MXN with charges and whatever else is given.
    pub(crate) async fn order(&self, customer_info: Value, charges: Value, more: Value) -> Answer {
        let mut body = json!({
            "currency": "MXN",
            "customer_info": customer_info,
            "line_items": [{ "name": "Vasija de Cerámica", "unit_price": 20015, "quantity": 1 }],
            "charges": charges,
        });
        let more = more.as_object().cloned().unwrap_or_default();
        body.as_object_mut().unwrap().extend(more);
        self.post("/orders", body).await
    }

    /// An order of a guest who pays with a token.
    pub(crate) async fn guest_order(&self, token: &str, more: Value) -> Answer {
        let guest = json!({ "name": "Ana Ruiz", "email": "ana@example.com" });
        self.order(guest, by_token(token), more).await
    }

    /// How often money was taken.
    pub(crate) fn times_taken(&self) -> usize {
        self.sandbox.ledger().taken().count()
    }
}
