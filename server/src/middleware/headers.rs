//! Headers that every answer carries, unless it brought its own.

use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY_REPORT_ONLY, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

const BASE: [(HeaderName, &str); 3] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // The provider sees which store a frame is on, and nobody sees an order's address.
    (REFERRER_POLICY, "strict-origin"),
    // Answers of the API are about one shopper. Pages and files say their own.
    (CACHE_CONTROL, "no-store"),
];

/// The policy of whatever is no page of ours: a browser does nothing with it.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// Adds them.
pub(super) async fn add(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in BASE {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if !headers.contains_key(CONTENT_SECURITY_POLICY_REPORT_ONLY) {
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(NOTHING);
    }
    response
}
