//! What is refused before a handler runs, and what the refusal says.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use cobro_wire::{AttemptId, NewOrder, OrderId, PayRequest, Problem, ProblemCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::{BODY_LIMIT, IdPath, JsonBody};

const ATTEMPT: &str = "at_00000000000000000000000000000000";

fn app() -> Router {
    Router::new()
        .route("/orders", post(|_: JsonBody<NewOrder>| async {}))
        .route("/attempts", post(|_: JsonBody<PayRequest>| async {}))
        .route("/orders/{order}", get(|_: IdPath<OrderId>| async {}))
        .route(
            "/orders/{order}/attempts/{attempt}",
            get(|_: IdPath<(OrderId, AttemptId)>| async {}),
        )
}

async fn send(request: Request<Body>) -> (StatusCode, Option<Problem>) {
    let response = app().oneshot(request).await.unwrap();
    let status = response.status();
    if status.is_client_error() {
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
    }
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).ok())
}

async fn post_json(path: &str, body: impl Into<Body>) -> (StatusCode, Option<Problem>) {
    let request = Request::post(path).header("content-type", "application/json; charset=utf-8");
    send(request.body(body.into()).unwrap()).await
}

/// The one field that a body is refused for, and the reason.
async fn refused_field(path: &str, body: &str) -> (String, String) {
    let (status, problem) = post_json(path, body.to_owned()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let problem = problem.unwrap();
    assert_eq!(
        (problem.code, problem.status),
        (ProblemCode::InvalidRequest, 422)
    );
    assert_eq!(problem.kind, "urn:cobro:problem:invalid_request");
    let [error] = problem.errors.as_slice() else {
        panic!("{problem:?}")
    };
    (error.field.clone(), error.reason.clone())
}

#[tokio::test]
async fn a_field_that_is_not_right_is_named_with_its_path_and_the_reason() {
    for (body, field, reason) in [
        (r#"{}"#, "lines", "is missing"),
        (r#"{"lines":1}"#, "lines", "expected a sequence"),
        (
            r#"{"lines":[{"product_id":"a"}]}"#,
            "lines[0].quantity",
            "is missing",
        ),
        (
            r#"{"lines":[{"product_id":"a","quantity":"1"}]}"#,
            "lines[0].quantity",
            "expected u32",
        ),
        (
            r#"{"lines":[{"product_id":"a","quantity":-1}]}"#,
            "lines[0].quantity",
            "expected u32",
        ),
        (
            r#"{"lines":[{"product_id":"a b","quantity":1}]}"#,
            "lines[0].product_id",
            "an id has only letters, digits, _ and -",
        ),
        (
            r#"{"lines":[{"product_id":"a","quantity":1,"unit_price":1}]}"#,
            "lines[0].unit_price",
            "no such field: expected `product_id` or `quantity`",
        ),
        (
            r#"{"lines":[],"amount_minor":1}"#,
            "amount_minor",
            "no such field: expected `lines`",
        ),
        (r#"{"lines":[],"lines":[]}"#, "lines", "is given twice"),
        (r#"[]"#, "", "expected struct NewOrder with 1 element"),
    ] {
        let refused = refused_field("/orders", body).await;
        assert_eq!(refused, (field.to_owned(), reason.to_owned()), "{body}");
    }
}

#[tokio::test]
async fn a_field_inside_a_way_to_pay_is_named_and_its_value_is_not_repeated() {
    for (with, field, reason) in [
        (
            r#"{"type":"token","token_id":"t"}"#,
            "with.save",
            "is missing",
        ),
        (
            r#"{"type":"default","cvc":987}"#,
            "with",
            "expected a string",
        ),
        (
            r#"{"type":"cash"}"#,
            "with.type",
            "expected one of `default`, `payment_source`, `token`",
        ),
        (r#"{"token_id":"t"}"#, "with.type", "is missing"),
    ] {
        let body = format!(r#"{{"attempt_id":"{ATTEMPT}","with":{with}}}"#);
        let refused = refused_field("/attempts", &body).await;
        assert_eq!(refused, (field.to_owned(), reason.to_owned()), "{body}");
    }
    let wrong = r#"{"attempt_id":"4242424242424242","with":{"type":"default"}}"#;
    let (field, reason) = refused_field("/attempts", wrong).await;
    assert_eq!(field, "attempt_id");
    assert!(!reason.contains("4242"), "{reason}");
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused() {
    for body in [
        "",
        "{",
        "{\"lines\":[]}x",
        "{\"lines\":1",
        "lines=1",
        "{\"lines\":[],}",
        "\u{feff}{}",
    ] {
        let (status, problem) = post_json("/orders", body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(problem.unwrap().detail, "the body is not JSON");
    }
    let (status, _) = post_json("/orders", vec![0xff, 0xfe]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_body_that_does_not_say_it_is_json_is_refused() {
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "",
    ] {
        let request = Request::post("/orders").header("content-type", kind);
        let (status, problem) = send(request.body(Body::from("{\"lines\":[]}")).unwrap()).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
        assert_eq!(problem.unwrap().status, 415);
    }
}

#[tokio::test]
async fn a_body_of_the_limit_is_read_and_one_byte_more_is_refused() {
    let padded = |size: usize| format!("{{\"lines\":[]{}}}", " ".repeat(size - 12));
    let (status, _) = post_json("/orders", padded(BODY_LIMIT)).await;
    assert_eq!(status, StatusCode::OK);
    for size in [BODY_LIMIT + 1, 1024 * 1024, 8 * 1024 * 1024] {
        let (status, problem) = post_json("/orders", padded(size)).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{size}");
        assert_eq!(problem.unwrap().code, ProblemCode::InvalidRequest);
    }
}

#[tokio::test]
async fn an_id_that_cannot_be_one_is_not_found() {
    let order = "or_00000000000000000000000000000000";
    for (path, expected) in [
        (format!("/orders/{order}"), StatusCode::OK),
        (
            format!("/orders/{order}/attempts/{ATTEMPT}"),
            StatusCode::OK,
        ),
        (format!("/orders/{ATTEMPT}"), StatusCode::NOT_FOUND),
        ("/orders/or_1".to_owned(), StatusCode::NOT_FOUND),
        ("/orders/%ff".to_owned(), StatusCode::NOT_FOUND),
        (
            format!("/orders/{order}/attempts/{order}"),
            StatusCode::NOT_FOUND,
        ),
    ] {
        let (status, _) = send(Request::get(&path).body(Body::empty()).unwrap()).await;
        assert_eq!(status, expected, "{path}");
    }
}
