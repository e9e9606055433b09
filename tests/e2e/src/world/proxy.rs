//! What stands between the shopper and the store, and may break.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// What gets lost on the way to the shopper: what was asked for is done all the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Proxy(Arc<Lost>);

#[derive(Debug, Default)]
struct Lost {
    /// Whatever the store answers about orders.
    answers: AtomicBool,
    /// What it answers to who reads an order; what it tells by itself comes through.
    looks: AtomicBool,
}

impl Proxy {
    pub(super) fn lose_answers(&self, lose: bool) {
        self.0.answers.store(lose, Ordering::SeqCst);
    }

    pub(super) fn lose_looks(&self, lose: bool) {
        self.0.looks.store(lose, Ordering::SeqCst);
    }
}

pub(super) async fn pass(State(proxy): State<Proxy>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let about_orders = path.starts_with("/api/orders/");
    let looks = about_orders && request.method() == Method::GET && !path.ends_with("/events");
    let response = next.run(request).await;
    let lost = &proxy.0;
    if (about_orders && lost.answers.load(Ordering::SeqCst))
        || (looks && lost.looks.load(Ordering::SeqCst))
    {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    response
}
