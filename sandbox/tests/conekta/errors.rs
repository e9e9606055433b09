//! Keys, versions, languages, and bodies that cannot be read.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::support::{Answer, TestSandbox};

async fn send(sandbox: &TestSandbox, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let mut request = Request::post("/conekta/customers");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    sandbox.send(request.body(body.into()).unwrap()).await
}

const KEY: (&str, &str) = ("Authorization", "Bearer key_sandbox_private");
const JSON: (&str, &str) = ("Content-Type", "application/json");
const GOOD: &str = r#"{"name":"Felipe Gomez","email":"felipe@example.com"}"#;

#[tokio::test]
async fn a_missing_or_unknown_key_is_told_in_the_callers_language() {
    let sandbox = TestSandbox::new();
    let none = send(&sandbox, &[JSON], GOOD).await;
    assert_eq!(none.error().2, "authentication.missing_key");

    let wrong = send(
        &sandbox,
        &[JSON, ("Authorization", "Bearer key_other")],
        GOOD,
    )
    .await;
    let expected = json!({
        "details": [{
            "debug_message": "Unrecognized access key.",
            "message": "Acceso no autorizado.",
            "param": null,
            "code": "conekta.errors.authentication.unrecognized_key"
        }],
        "object": "error",
        "type": "authentication_error",
        "log_id": null
    });
    assert_eq!((wrong.status.as_u16(), wrong.json()), (401, expected));

    let headers = [
        JSON,
        ("Authorization", "Basic !"),
        ("Accept-Language", "en-US"),
    ];
    let english = send(&sandbox, &headers, GOOD).await;
    assert_eq!(english.status, 401);
    assert_eq!(
        english.json()["details"][0]["message"],
        "Unauthorized access."
    );
}

#[tokio::test]
async fn each_spoken_version_is_answered_in_kind_and_others_are_a_conflict() {
    let sandbox = TestSandbox::new();
    for version in ["2.0.0", "2.1.0", "2.2.0", "2.3.0"] {
        let accept = format!("application/vnd.conekta-v{version}+json");
        let answer = send(&sandbox, &[KEY, JSON, ("Accept", &accept)], GOOD).await;
        answer.ok();
        let media_type = format!("conekta-v{version}; format=application/json");
        assert_eq!(answer.header("conekta-media-type"), media_type);
    }
    for accept in ["*/*", "application/json"] {
        let answer = send(&sandbox, &[KEY, JSON, ("Accept", accept)], GOOD).await;
        assert!(
            answer.header("conekta-media-type").contains("v2.3.0"),
            "{accept}"
        );
    }
    for version in ["1.0.0", "2.4.0", ""] {
        let accept = format!("application/vnd.conekta-v{version}+json");
        let answer = send(&sandbox, &[KEY, JSON, ("Accept", &accept)], GOOD).await;
        let (status, kind, _, _) = answer.error();
        assert_eq!(
            (status, kind.as_str()),
            (409, "conflict_error"),
            "{version}"
        );
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_malformed() {
    let sandbox = TestSandbox::new();
    for body in ["", "{", "{} {}", "\u{feff}{}", "[1,]", "nil"] {
        let (status, kind, _, _) = send(&sandbox, &[KEY, JSON], body).await.error();
        assert_eq!(
            (status, kind.as_str()),
            (400, "malformed_request_error"),
            "{body:?}"
        );
    }
    for content_type in ["text/plain", "application/x-www-form-urlencoded"] {
        let answer = send(&sandbox, &[KEY, ("Content-Type", content_type)], GOOD).await;
        assert_eq!(answer.error().2, "malformed_request.content_type");
    }
    let with_charset = ("Content-Type", "application/json; charset=utf-8");
    send(&sandbox, &[KEY, with_charset], GOOD).await.ok();
}

#[tokio::test]
async fn a_body_of_a_megabyte_is_refused_and_nothing_changes() {
    let sandbox = TestSandbox::new();
    let body = json!({ "name": "x".repeat(1 << 20), "email": "a@example.com" }).to_string();
    let (status, kind, _, _) = send(&sandbox, &[KEY, JSON], body).await.error();
    assert_eq!((status, kind.as_str()), (413, "malformed_request_error"));
    assert_eq!(sandbox.get("/customers").await.ok()["data"], json!([]));
}

#[tokio::test]
async fn wrong_fields_are_named() {
    let sandbox = TestSandbox::new();
    for (body, code, param) in [
        (
            json!({ "email": "a@example.com" }),
            "parameter_validation.name.missing",
            json!("name"),
        ),
        (
            json!({ "name": "Ana" }),
            "parameter_validation.email.missing",
            json!("email"),
        ),
        (
            json!({ "name": 1, "email": "a@example.com" }),
            "parameter_validation.name.invalid",
            json!("name"),
        ),
        (
            json!({ "name": "Ana", "email": "a@example.com", "payment_sources": [{ "type": "card" }] }),
            "parameter_validation.payment_sources[0].token_id.missing",
            json!("payment_sources[0].token_id"),
        ),
        (
            json!({ "nombre": "Ana" }),
            "parameter_validation.whitelist",
            Value::Null,
        ),
        (
            json!([]),
            "parameter_validation.body.invalid",
            json!("body"),
        ),
    ] {
        let (status, kind, actual, actual_param) = sandbox.post("/customers", body).await.error();
        assert_eq!((status, kind.as_str()), (422, "parameter_validation_error"));
        assert_eq!((actual.as_str(), actual_param), (code, param));
    }
}

#[tokio::test]
async fn what_is_not_there_is_named_by_class_and_id() {
    let sandbox = TestSandbox::new();
    for (path, debug) in [
        (
            "/orders/ord_none",
            "The object Order \"ord_none\" could not be found.",
        ),
        (
            "/customers/cus_none",
            "The object Customer \"cus_none\" could not be found.",
        ),
        ("/plans", "There is no GET /conekta/plans."),
    ] {
        let answer = sandbox.get(path).await;
        let (status, kind, _, _) = answer.error();
        assert_eq!((status, kind.as_str()), (404, "resource_not_found_error"));
        let body = answer.json();
        assert_eq!(body["details"][0]["debug_message"], debug);
        assert_eq!(body["log_id"].as_str().unwrap().len(), 24);
    }
    let answer = sandbox.call(Method::DELETE, "/orders/ord_1", None).await;
    assert_eq!(answer.error().0, 404);
}
