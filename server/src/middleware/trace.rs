//! One span and one line of log for each request, with nothing personal in it: the route's
//! template stands for the address, and no header, body or peer is logged.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::{Instrument, error, info, info_span, warn};

use crate::problem::Cause;

/// Carries the id under which a request is found in the log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Runs the request inside its span, then logs how it ended, with the cause of a fault.
pub(super) async fn trace(request: Request, next: Next) -> Response {
    let id = request_id();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str);
    let span = info_span!("request", %id, method = %request.method(), route);
    let start = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| log(&response, start));
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn log(response: &Response, start: Instant) {
    let status = response.status().as_u16();
    let elapsed_ms = start.elapsed().as_millis();
    match response.extensions().get::<Cause>() {
        Some(cause) if status == 502 => warn!(status, elapsed_ms, %cause, "provider unavailable"),
        Some(cause) => error!(status, elapsed_ms, %cause, "failed"),
        None => info!(status, elapsed_ms, "answered"),
    }
}

/// Sixteen random digits. Without randomness the requests share one id: worse for the reader of
/// the log, better than no answer.
fn request_id() -> String {
    let mut bytes = [0; 8];
    if getrandom::fill(&mut bytes).is_err() {
        warn!("no randomness for request ids");
    }
    hex::encode(bytes)
}
