//! The imitation of n1co: its charge API (v3), the challenge page on an origin of its own, and the
//! webhooks.
//!
//! Read in this order: `bearer` (who may call), `fault` and `payload` (what is answered to a wrong
//! call), `dollars` (amounts), `test_card` (which card does what), `card` (cards in place of their
//! numbers), `charge` and `failure`, `authentication` and `challenge` (3-D Secure), `refund`,
//! `webhook`; `book` (what is remembered), `seed` (what is there from the start), `openapi` (the
//! calls, described).
//!
//! There is no idempotency key and no look-up of a charge, here as there. A charge that is asked
//! for twice is made twice, and the ledger shows both.

mod authentication;
mod bearer;
mod book;
mod card;
mod challenge;
mod charge;
mod dollars;
mod failure;
mod fault;
mod openapi;
mod payload;
mod refund;
mod seed;
mod test_card;
mod webhook;

use axum::Router;
use axum::extract::{DefaultBodyLimit, OriginalUri};
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

pub(crate) use book::Book;
pub(crate) use openapi::API;
pub(crate) use seed::seed;
pub(crate) use webhook::{Webhooks, deliver_again};

use crate::sandbox::Sandbox;

/// Largest body that is read: far more than a charge needs.
const MAX_BODY_BYTES: usize = 64 * 1024;
/// The only currency that is charged.
const CURRENCY: &str = "USD";

/// What n1co answers, grouped by who calls.
pub(crate) fn router(sandbox: &Sandbox) -> Router<Sandbox> {
    // The merchant's server, with a bearer.
    let server = Router::new()
        .route("/PaymentMethods", post(card::create))
        .route("/Charges", post(charge::create))
        .route("/Refunds", post(refund::create))
        .layer(from_fn_with_state(sandbox.clone(), bearer::require));
    // The merchant's server, with its secret.
    let api = server
        .route("/Token", post(bearer::create))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES));
    // The shopper's browser, under the other name of this machine.
    Router::new()
        .route(
            "/authentication/{authentication}",
            get(challenge::show).post(challenge::answer),
        )
        .nest("/api/v3", api)
        .fallback(unknown_route)
        .method_not_allowed_fallback(unknown_route)
}

async fn unknown_route(method: Method, OriginalUri(uri): OriginalUri) -> fault::Fault {
    fault::Fault::unknown_route(method.as_str(), uri.path())
}
