//! What stands between the shopper and the store, and may break.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Whether what the store answers about orders gets lost: what was asked for is done all the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Proxy(Arc<AtomicBool>);

impl Proxy {
    pub(super) fn lose_answers(&self, lose: bool) {
        self.0.store(lose, Ordering::SeqCst);
    }
}

pub(super) async fn pass(State(proxy): State<Proxy>, request: Request, next: Next) -> Response {
    let about_orders = request.uri().path().starts_with("/api/orders/");
    let response = next.run(request).await;
    if about_orders && proxy.0.load(Ordering::SeqCst) {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    response
}
