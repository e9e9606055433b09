//! The page and its files. It carries the control key, so it is for this machine's own browser: no
//! other origin can read it, frame it or stand in for it.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{MethodRouter, get};

use super::guard::check;
use crate::page::escape;
use crate::sandbox::Sandbox;

const PAGE: &str = include_str!("../../assets/window/window.html");
/// Where the control key goes.
const PLACE_OF_KEY: &str = "{{control_key}}";
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";

macro_rules! file {
    ($kind:expr, $name:literal) => {
        file($kind, include_str!(concat!("../../assets/window/", $name)))
    };
}

/// `/` and what it loads, for this machine's own browser.
pub(crate) fn router(sandbox: &Sandbox) -> Router<Sandbox> {
    Router::new()
        .route("/", get(show))
        .route("/window/window.css", file!(CSS, "window.css"))
        .route("/window/parts.css", file!(CSS, "parts.css"))
        .route("/window/window.js", file!(JAVASCRIPT, "window.js"))
        .route("/window/calls.js", file!(JAVASCRIPT, "calls.js"))
        .route("/window/books.js", file!(JAVASCRIPT, "books.js"))
        .route("/window/faults.js", file!(JAVASCRIPT, "faults.js"))
        .route("/window/link.js", file!(JAVASCRIPT, "link.js"))
        .route("/window/draw.js", file!(JAVASCRIPT, "draw.js"))
        .layer(from_fn(close_to_others))
        .layer(from_fn_with_state(sandbox.clone(), refuse_others))
}

fn file(kind: &'static str, text: &'static str) -> MethodRouter<Sandbox> {
    get(move || async move { ([(CONTENT_TYPE, kind)], text) })
}

/// `GET /`
async fn show(State(sandbox): State<Sandbox>) -> Html<String> {
    Html(PAGE.replace(PLACE_OF_KEY, &escape(&sandbox.config().control_key)))
}

async fn refuse_others(State(sandbox): State<Sandbox>, request: Request, next: Next) -> Response {
    match check(&request, sandbox.config()) {
        Ok(()) => next.run(request).await,
        Err(foreign) => (StatusCode::FORBIDDEN, foreign.words()).into_response(),
    }
}

async fn close_to_others(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers: [(HeaderName, &'static str); 6] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
