//! A sandbox whose clock stands still until a test moves it, and a merchant with a bearer.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use cobro_sandbox::config::N1co;
use cobro_sandbox::{Config, Movement, Sandbox};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// 2026-11-23T00:00:00Z
const START: i64 = 1_795_392_000;

pub(crate) const ASKS: &str = "4000000000001000";

pub(crate) struct TestSandbox {
    pub(crate) sandbox: Sandbox,
    router: Router,
    clock: Arc<AtomicI64>,
    bearer: String,
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

    /// Status and code of a wrong call, and what is said about it.
    #[track_caller]
    pub(crate) fn fault(&self) -> (u16, String, String) {
        let body = self.json();
        assert!(text(&body["message"]).len() > 3, "{body}");
        let error = &body["error"];
        (
            self.status.as_u16(),
            text(&error["code"]),
            text(&error["message"]),
        )
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

#[track_caller]
pub(crate) fn text(value: &Value) -> String {
    let text = value.as_str();
    text.unwrap_or_else(|| panic!("not text: {value}"))
        .to_owned()
}

/// Status of a charge's answer, and the code of its error.
pub(crate) fn outcome(answer: &Value) -> (&str, &str) {
    let code = answer["error"]["code"].as_str();
    (answer["status"].as_str().unwrap(), code.unwrap_or_default())
}

/// The body of a charge of 15.50 for our order `ord_1`, in full.
pub(crate) fn charge(card_id: &str) -> Value {
    json!({
        "order": { "id": "ord_1", "name": "Vasija", "amount": 15.5 },
        "cardId": card_id,
        "authenticationId": null,
        "billingInfo": { "countryCode": "US", "stateCode": "NY", "zipCode": "10001" },
    })
}

impl TestSandbox {
    pub(crate) async fn new() -> Self {
        Self::with(N1co::default()).await
    }

    pub(crate) async fn with(n1co: N1co) -> Self {
        let clock = Arc::new(AtomicI64::new(START));
        let now = Arc::clone(&clock);
        let sandbox = Sandbox::new(Config {
            clock: Arc::new(move || now.load(Ordering::SeqCst)),
            n1co,
            ..Config::default()
        });
        let sandbox = sandbox.unwrap();
        let mut new = Self {
            router: sandbox.router(),
            sandbox,
            clock,
            bearer: String::new(),
        };
        new.bearer = new.fresh_bearer().await;
        new
    }

    pub(crate) async fn fresh_bearer(&self) -> String {
        let answer = self
            .token("n1co_sandbox_client", "n1co_sandbox_secret")
            .await;
        text(&answer.ok()["accessToken"])
    }

    pub(crate) async fn token(&self, client_id: &str, client_secret: &str) -> Answer {
        let body = json!({ "clientId": client_id, "clientSecret": client_secret });
        self.send_json("/n1co/api/v3/Token", "", &body.to_string())
            .await
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    pub(crate) async fn send_json(&self, path: &str, authorization: &str, body: &str) -> Answer {
        let request = Request::post(path)
            .header("Authorization", authorization)
            .header("Content-Type", "application/json");
        self.send(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    /// A call with the merchant's bearer.
    pub(crate) async fn post_text(&self, path: &str, body: &str) -> Answer {
        let authorization = format!("Bearer {}", self.bearer);
        self.send_json(&format!("/n1co/api/v3{path}"), &authorization, body)
            .await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_text(path, &body.to_string()).await
    }

    /// A card that was registered by its number, with changes.
    pub(crate) async fn register(&self, number: &str, changes: Value) -> Answer {
        let cvv = if number.starts_with('3') {
            "1234"
        } else {
            "123"
        };
        let mut card = json!({
            "number": number, "cardHolder": "Ana Ruiz", "expirationMonth": "11",
            "expirationYear": "2036", "cvv": cvv, "singleUse": false
        });
        let changes = changes.as_object().unwrap().clone();
        card.as_object_mut().unwrap().extend(changes);
        let customer = json!({
            "id": "cus_1", "name": "Ana Ruiz", "email": "ana@example.com",
            "phoneNumber": "50370000000"
        });
        let body = json!({ "customer": customer, "card": card });
        self.post("/PaymentMethods", &body).await
    }

    pub(crate) async fn card(&self, number: &str) -> String {
        text(&self.register(number, json!({})).await.ok()["id"])
    }

    /// A token as the card component makes it, with the public key.
    pub(crate) async fn component_token(&self, number: &str) -> String {
        let cvc = if number.starts_with('3') {
            "1234"
        } else {
            "123"
        };
        let card = json!({
            "number": number, "name": "Ana Ruiz", "exp_month": "11", "exp_year": "36", "cvc": cvc
        });
        let body = json!({ "card": card }).to_string();
        let key = "Bearer key_sandbox_public";
        let answer = self.send_json("/conekta/tokens", key, &body).await;
        text(&answer.ok()["id"])
    }

    pub(crate) async fn charge(&self, card_id: &str) -> Value {
        self.post("/Charges", &charge(card_id)).await.ok()
    }

    pub(crate) async fn charge_with(&self, card_id: &str, authentication_id: &str) -> Value {
        let mut body = charge(card_id);
        body["authenticationId"] = json!(authentication_id);
        self.post("/Charges", &body).await.ok()
    }

    /// What a card holder does on the challenge page.
    pub(crate) async fn answer(&self, authentication_id: &str, form: &str) -> Answer {
        let path = format!("/n1co/authentication/{authentication_id}");
        let request = Request::post(path)
            .header("Host", "127.0.0.1:8081")
            .header("Content-Type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned())).unwrap())
            .await
    }

    pub(crate) async fn page(&self, host: &str, path: &str) -> Answer {
        let request = Request::get(path).header("Host", host);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// What the challenge page tells its parent, as it is written there.
    pub(crate) async fn message(&self, authentication_id: &str, query: &str) -> Option<Value> {
        let path = format!("/n1co/authentication/{authentication_id}{query}");
        let page = self.page("127.0.0.1:8081", &path).await;
        assert_eq!(page.status, 200);
        let attribute = |name: &str| {
            let (_, rest) = page.text.split_once(&format!("{name}=\""))?;
            Some(rest.split('"').next()?.replace("&quot;", "\""))
        };
        let message = attribute("data-message")?;
        assert_eq!(attribute("data-target-origin").unwrap(), "*");
        Some(serde_json::from_str(&message).unwrap())
    }

    /// An authentication for a first charge to a card, not answered yet.
    pub(crate) async fn asked(&self, card_id: &str) -> String {
        let answer = self.charge(card_id).await;
        assert_eq!(outcome(&answer).0, "AUTHENTICATION_REQUIRED", "{answer}");
        text(&answer["authentication"]["id"])
    }

    /// An authentication that was passed.
    pub(crate) async fn passed(&self, card_id: &str) -> String {
        let id = self.asked(card_id).await;
        self.answer(&id, "challengeDataEntry=1234&answer=confirm")
            .await;
        id
    }

    /// What happened to the shopper's money: movement, cents, our reference and the card's end.
    pub(crate) fn movements(&self) -> Vec<(Movement, i64, String, String)> {
        let ledger = self.sandbox.ledger();
        let entries = ledger.entries().iter();
        entries
            .map(|entry| {
                assert_eq!(entry.currency, "USD");
                let reference = entry.reference_id.clone().unwrap();
                (entry.movement, entry.amount, reference, entry.last4.clone())
            })
            .collect()
    }
}
