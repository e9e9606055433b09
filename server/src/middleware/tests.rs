//! What the stack does to requests and answers.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use cobro_wire::{Problem, ProblemCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::config::{Config, Sources};
use crate::problem::ApiError;

async fn panics() {
    panic!("on purpose");
}

fn app() -> Router {
    let flags = ["cobro-server", "--public-url=https://tienda.example"];
    let config = Config::load(&Sources::collect(flags, |_| None).unwrap()).unwrap();
    let router = Router::new()
        .route(
            "/api/change",
            post(|| async { "changed" }).get(|| async { "read" }),
        )
        .route("/api/panic", get(panics))
        .route(
            "/api/fault",
            get(|| async { ApiError::internal(std::fmt::Error) }),
        )
        .route(
            "/page",
            get(|| async { [("content-security-policy-report-only", "x")] }),
        )
        .fallback(crate::problem::no_such_address);
    super::wrap(router, &config)
}

async fn send(method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost:8080");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap()
}

async fn problem(response: Response) -> (HeaderMap, Problem) {
    let (parts, body) = response.into_parts();
    assert_eq!(parts.headers["content-type"], "application/problem+json");
    let bytes = body.collect().await.unwrap().to_bytes();
    (parts.headers, serde_json::from_slice(&bytes).unwrap())
}

#[tokio::test]
async fn a_change_is_taken_from_our_own_pages_and_from_no_browser_at_all() {
    for headers in [
        &[
            ("sec-fetch-site", "same-origin"),
            ("origin", "http://localhost:8080"),
        ][..],
        &[("origin", "http://localhost:8080")],
        &[("origin", "https://tienda.example")],
        &[],
    ] {
        let response = send("POST", "/api/change", headers).await;
        assert_eq!(response.status(), StatusCode::OK, "{headers:?}");
    }
}

#[tokio::test]
async fn a_change_that_another_site_asks_for_is_refused() {
    for headers in [
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://evil.example"),
        ][..],
        &[
            ("sec-fetch-site", "same-site"),
            ("origin", "https://other.tienda.example"),
        ],
        &[("sec-fetch-site", "cross-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "http://localhost:8081")],
        &[("origin", "null")],
    ] {
        let (_, problem) = problem(send("POST", "/api/change", headers).await).await;
        assert_eq!(
            (problem.status, problem.code),
            (403, ProblemCode::CrossSite),
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn reading_is_allowed_from_anywhere() {
    let response = send("GET", "/api/change", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn every_answer_carries_the_base_headers() {
    for path in ["/api/change", "/api/panic", "/nothing"] {
        let response = send("GET", path, &[]).await;
        let headers = response.headers();
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["referrer-policy"], "strict-origin", "{path}");
        assert_eq!(headers["cache-control"], "no-store", "{path}");
        assert!(
            headers["content-security-policy"]
                .to_str()
                .unwrap()
                .contains("default-src 'none'")
        );
        assert_eq!(headers["x-request-id"].len(), 16, "{path}");
    }
}

#[tokio::test]
async fn a_policy_that_only_reports_is_not_joined_by_one_that_prevents() {
    let response = send("GET", "/page", &[]).await;
    assert!(!response.headers().contains_key("content-security-policy"));
}

#[tokio::test]
async fn a_panic_or_a_fault_is_a_500_that_tells_nothing() {
    for path in ["/api/panic", "/api/fault"] {
        let (headers, problem) = problem(send("GET", path, &[]).await).await;
        assert_eq!((problem.status, problem.code), (500, ProblemCode::Internal));
        assert_eq!(
            problem.detail,
            "a fault of the server; the answer's x-request-id finds it"
        );
        assert!(headers.contains_key("x-request-id"));
    }
}
