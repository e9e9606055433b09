//! Whatever is wrong with a request, it is refused with a problem that says what, and nothing has
//! changed afterwards.

use cobro_wire::{Card, Order, Problem, ProblemCode};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::shop::{PLAIN, Shop, Shopper, attempt};

/// A store with a shopper who has a card and an open order.
struct Setting {
    shop: Shop,
    shopper: Shopper,
    card: Card,
    order: Order,
}

impl Setting {
    async fn new() -> Self {
        let shop = Shop::open().await;
        let shopper = shop.shopper().await;
        let card = shopper.save_card(PLAIN).await;
        let order = shopper.order().await;
        Setting {
            shop,
            shopper,
            card,
            order,
        }
    }

    /// Each call that takes a body, with one that is right.
    async fn calls(&self) -> Vec<(Method, String, Value)> {
        let order = format!("/api/orders/{}", self.order.id);
        let token = self.shopper.token(PLAIN).await;
        let contact =
            json!({ "name": "Eva Paz", "email": "eva@example.com", "phone": "+525587654321" });
        let lines = json!({ "lines": [{ "product_id": "taza", "quantity": 2 }] });
        let with = json!({ "type": "token", "token_id": token, "save": true });
        let pay = json!({ "attempt_id": attempt(), "with": with });
        vec![
            (Method::PUT, "/api/session/contact".into(), contact),
            (Method::POST, "/api/orders".into(), lines),
            (Method::POST, format!("{order}/attempts"), pay),
            (
                Method::POST,
                format!("{order}/attempts/{}/authentication", attempt()),
                json!({ "end": "passed" }),
            ),
            (
                Method::POST,
                "/api/cards".into(),
                json!({ "token_id": token }),
            ),
            (
                Method::PUT,
                "/api/cards/default".into(),
                json!({ "payment_source_id": self.card.id }),
            ),
        ]
    }

    /// Everything that a call could have changed.
    async fn state(&self) -> Value {
        let read = async |path| -> Value { self.shopper.ok(Method::GET, path, None::<&()>).await };
        json!({
            "session": read("/api/session").await,
            "orders": read("/api/orders").await,
            "cards": read("/api/cards").await,
            "taken": self.shop.taken(),
        })
    }

    /// The problem that a call of this shopper is refused with.
    async fn refusal(&self, method: &Method, path: &str, body: Option<&Value>) -> Problem {
        refusal(&self.shopper, method, path, body).await
    }
}

async fn refusal(shopper: &Shopper, method: &Method, path: &str, body: Option<&Value>) -> Problem {
    let (status, answer) = shopper.call(method.clone(), path, body).await;
    let text = String::from_utf8_lossy(&answer);
    assert!(
        status.is_client_error(),
        "{method} {path} {body:?} answered {status}: {text}"
    );
    let problem: Problem = serde_json::from_slice(&answer).unwrap();
    assert_eq!(problem.status, status.as_u16());
    problem
}

/// The path of each field in a body, as a problem names it, and as a JSON pointer.
fn fields(value: &Value, name: &str, pointer: &str) -> Vec<(String, String)> {
    let inner: Vec<(String, String, &Value)> = match value {
        Value::Object(map) => {
            let dot = if name.is_empty() { "" } else { "." };
            let field = |key: &String| (format!("{name}{dot}{key}"), format!("{pointer}/{key}"));
            map.iter()
                .map(|(key, value)| (field(key).0, field(key).1, value))
                .collect()
        }
        Value::Array(items) => {
            let item = |(index, value)| {
                (
                    format!("{name}[{index}]"),
                    format!("{pointer}/{index}"),
                    value,
                )
            };
            items.iter().enumerate().map(item).collect()
        }
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for (name, pointer, value) in inner {
        found.extend(fields(value, &name, &pointer));
        found.push((name, pointer));
    }
    found
}

fn remove(body: &mut Value, pointer: &str) -> bool {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match body.pointer_mut(parent) {
        Some(Value::Object(map)) => map.remove(key).is_some(),
        _ => false,
    }
}

/// The one field that a problem names.
fn named(problem: &Problem) -> &str {
    assert_eq!(
        (problem.status, problem.code),
        (422, ProblemCode::InvalidRequest),
        "{problem:?}"
    );
    let [error] = problem.errors.as_slice() else {
        panic!("{problem:?}")
    };
    assert!(!error.reason.is_empty());
    &error.field
}

#[tokio::test]
async fn a_missing_field_is_named() {
    let setting = Setting::new().await;
    let before = setting.state().await;
    for (method, path, right) in setting.calls().await {
        for (name, pointer) in fields(&right, "", "") {
            let mut body = right.clone();
            if remove(&mut body, &pointer) {
                let problem = setting.refusal(&method, &path, Some(&body)).await;
                assert_eq!(named(&problem), name, "{method} {path}");
            }
        }
    }
    assert_eq!(setting.state().await, before);
}

#[tokio::test]
async fn a_field_of_the_wrong_type_is_named() {
    let setting = Setting::new().await;
    let before = setting.state().await;
    for (method, path, right) in setting.calls().await {
        for (name, pointer) in fields(&right, "", "") {
            let mut body = right.clone();
            *body.pointer_mut(&pointer).unwrap() = json!(7.5);
            let problem = setting.refusal(&method, &path, Some(&body)).await;
            // A way to pay is told apart by its type: it is named as a whole.
            let expected = if name.starts_with("with.token_id") || name == "with.save" {
                "with"
            } else {
                &name
            };
            assert_eq!(named(&problem), expected, "{method} {path} {body}");
        }
    }
    assert_eq!(setting.state().await, before);
}

#[tokio::test]
async fn an_unknown_field_is_named_wherever_it_stands() {
    let setting = Setting::new().await;
    let before = setting.state().await;
    for (method, path, right) in setting.calls().await {
        let mut places = fields(&right, "", "");
        places.push((String::new(), String::new()));
        for (name, pointer) in places {
            let mut body = right.clone();
            let Some(Value::Object(map)) = body.pointer_mut(&pointer) else {
                continue;
            };
            map.insert("amount_minor".into(), json!(1));
            let problem = setting.refusal(&method, &path, Some(&body)).await;
            let dot = if name.is_empty() { "" } else { "." };
            assert_eq!(
                named(&problem),
                format!("{name}{dot}amount_minor"),
                "{method} {path}"
            );
        }
    }
    assert_eq!(setting.state().await, before);
}

#[tokio::test]
async fn a_body_of_a_megabyte_is_refused() {
    let setting = Setting::new().await;
    let before = setting.state().await;
    for (method, path, right) in setting.calls().await {
        for (_, pointer) in fields(&right, "", "") {
            let mut body = right.clone();
            *body.pointer_mut(&pointer).unwrap() = json!("a".repeat(1024 * 1024));
            let problem = setting.refusal(&method, &path, Some(&body)).await;
            assert_eq!(
                (problem.status, problem.code),
                (413, ProblemCode::InvalidRequest)
            );
            assert!(problem.detail.contains("64 kB"), "{problem:?}");
        }
    }
    assert_eq!(setting.state().await, before);
}

#[tokio::test]
async fn a_value_that_cannot_be_is_named() {
    let setting = Setting::new().await;
    let before = setting.state().await;
    let line =
        |product: &str, quantity: u32| json!({ "product_id": product, "quantity": quantity });
    let attempts = format!("/api/orders/{}/attempts", setting.order.id);
    let with = |with: Value| json!({ "attempt_id": attempt(), "with": with });
    let contact = |name: &str, email: &str, phone: &str| json!({ "name": name, "email": email, "phone": phone });
    for (method, path, body, field) in [
        (Method::POST, "/api/orders", json!({ "lines": [] }), "lines"),
        (
            Method::POST,
            "/api/orders",
            json!({ "lines": [line("taza", 0)] }),
            "lines[0].quantity",
        ),
        (
            Method::POST,
            "/api/orders",
            json!({ "lines": [line("taza", 100)] }),
            "lines[0].quantity",
        ),
        (
            Method::POST,
            "/api/orders",
            json!({ "lines": [line("oro", 1)] }),
            "lines[0].product_id",
        ),
        (
            Method::POST,
            "/api/orders",
            json!({ "lines": [line("taza", 1), line("taza", 1)] }),
            "lines[1].product_id",
        ),
        (
            Method::PUT,
            "/api/session/contact",
            contact("A", "eva@example.com", "+525587654321"),
            "name",
        ),
        (
            Method::PUT,
            "/api/session/contact",
            contact("Eva Paz", "eva", "+525587654321"),
            "email",
        ),
        (
            Method::PUT,
            "/api/session/contact",
            contact("Eva Paz", "eva@example.com", "55"),
            "phone",
        ),
        (
            Method::POST,
            &attempts,
            with(json!({ "type": "cash" })),
            "with.type",
        ),
        (
            Method::POST,
            &attempts,
            with(json!({ "type": "default", "cvc": "987" })),
            "with.cvc",
        ),
        (
            Method::POST,
            &attempts,
            json!({ "attempt_id": "at_1", "with": { "type": "default" } }),
            "attempt_id",
        ),
    ] {
        let problem = setting.refusal(&method, path, Some(&body)).await;
        assert_eq!(named(&problem), field, "{path} {body}");
        assert!(
            !format!("{problem:?}").contains("987"),
            "a security code is shown: {problem:?}"
        );
    }
    assert_eq!(setting.state().await, before);
}

#[tokio::test]
async fn an_unknown_id_is_not_found() {
    let setting = Setting::new().await;
    let before = setting.state().await;
    let order = &setting.order.id;
    let unknown = "or_ffffffffffffffffffffffffffffffff";
    let pay = json!({ "attempt_id": attempt(), "with": { "type": "default" } });
    let pay_with = json!({
        "attempt_id": attempt(),
        "with": { "type": "payment_source", "payment_source_id": "src_unknown" },
    });
    let report = json!({ "end": "passed" });
    for (method, path, body) in [
        (Method::GET, format!("/api/orders/{unknown}"), None),
        (Method::GET, "/api/orders/or_1".into(), None),
        (Method::GET, "/api/orders/..%2f..%2fetc".into(), None),
        (
            Method::POST,
            format!("/api/orders/{unknown}/attempts"),
            Some(&pay),
        ),
        (Method::POST, "/api/orders/1/attempts".into(), Some(&pay)),
        (
            Method::POST,
            format!("/api/orders/{order}/attempts"),
            Some(&pay_with),
        ),
        (
            Method::POST,
            format!("/api/orders/{order}/attempts/{}/authentication", attempt()),
            Some(&report),
        ),
        (
            Method::POST,
            format!("/api/orders/{order}/attempts/at_1/authentication"),
            Some(&report),
        ),
        (Method::DELETE, "/api/cards/src_unknown".into(), None),
        (Method::DELETE, "/api/cards/a%20b".into(), None),
        (
            Method::PUT,
            "/api/cards/default".into(),
            Some(&json!({ "payment_source_id": "src_unknown" })),
        ),
        (Method::GET, "/api/nothing".into(), None),
    ] {
        let problem = setting.refusal(&method, &path, body).await;
        assert_eq!(
            problem.code,
            ProblemCode::NotFound,
            "{method} {path}: {problem:?}"
        );
    }
    assert_eq!(setting.state().await, before);
}

#[tokio::test]
async fn somebody_elses_order_or_card_is_not_found() {
    let setting = Setting::new().await;
    let before = setting.state().await;
    let stranger = setting.shop.shopper().await;
    stranger.save_card(PLAIN).await;
    let own = stranger.order().await;
    let order = &setting.order.id;
    let card = &setting.card.id;
    let pay = json!({ "attempt_id": attempt(), "with": { "type": "default" } });
    let pay_with = json!({
        "attempt_id": attempt(),
        "with": { "type": "payment_source", "payment_source_id": card },
    });
    for (method, path, body) in [
        (Method::GET, format!("/api/orders/{order}"), None),
        (
            Method::POST,
            format!("/api/orders/{order}/attempts"),
            Some(&pay),
        ),
        (
            Method::POST,
            format!("/api/orders/{}/attempts", own.id),
            Some(&pay_with),
        ),
        (
            Method::POST,
            format!("/api/orders/{order}/attempts/{}/authentication", attempt()),
            Some(&json!({ "end": "passed" })),
        ),
        (Method::DELETE, format!("/api/cards/{card}"), None),
        (
            Method::PUT,
            "/api/cards/default".into(),
            Some(&json!({ "payment_source_id": card })),
        ),
    ] {
        let problem = refusal(&stranger, &method, &path, body).await;
        assert_eq!(
            problem.code,
            ProblemCode::NotFound,
            "{method} {path}: {problem:?}"
        );
    }
    assert_eq!(setting.state().await, before);
}

#[tokio::test]
async fn without_a_session_that_we_know_nothing_is_answered() {
    let setting = Setting::new().await;
    let before = setting.state().await;
    let order = format!("/api/orders/{}", setting.order.id);
    let mut calls: Vec<(Method, String, Value)> = setting.calls().await;
    for path in ["/api/orders", &order, "/api/cards"] {
        calls.push((Method::GET, path.to_owned(), Value::Null));
    }
    calls.push((
        Method::DELETE,
        format!("/api/cards/{}", setting.card.id),
        Value::Null,
    ));
    let http = reqwest::Client::new();
    for (method, path, body) in calls {
        for cookie in [None, Some("cobro_session="), Some("cobro_session=00")] {
            let url = format!("{}{path}", setting.shop.url);
            let mut request = http.request(method.clone(), url).json(&body);
            if let Some(cookie) = cookie {
                request = request.header("cookie", cookie);
            }
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{method} {path}");
            assert_eq!(answer.headers()["content-type"], "application/problem+json");
            let problem: Problem = answer.json().await.unwrap();
            assert_eq!(problem.code, ProblemCode::NoSession);
        }
    }
    assert_eq!(setting.state().await, before);
}

#[tokio::test]
async fn a_method_that_an_address_does_not_take_is_refused() {
    let setting = Setting::new().await;
    for (method, path) in [
        (Method::DELETE, "/api/orders"),
        (Method::PATCH, "/api/session"),
        (Method::POST, "/api/catalog"),
        (Method::GET, "/api/cards/default"),
    ] {
        let problem = setting.refusal(&method, path, None).await;
        assert_eq!(
            problem.code,
            ProblemCode::MethodNotAllowed,
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn a_call_from_another_site_is_refused() {
    let setting = Setting::new().await;
    let before = setting.state().await;
    let http = reqwest::Client::new();
    for (method, path, body) in setting.calls().await {
        let url = format!("{}{path}", setting.shop.url);
        let request = http
            .request(method, url)
            .json(&body)
            .header("sec-fetch-site", "cross-site");
        let problem: Problem = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(
            (problem.status, problem.code),
            (403, ProblemCode::CrossSite)
        );
    }
    assert_eq!(setting.state().await, before);
}
