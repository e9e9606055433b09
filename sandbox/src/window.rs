//! The window: what the sandbox is doing, for developers, while it does it.
//!
//! Read in this order: `guard` (who may look), `record` (the middleware that notes each call),
//! `call` (what is kept of one), `log` (the latest of them), `redact` (what is never kept),
//! `explain` (what an error means), `stream` (how whoever looks on is told), `books` (what the
//! providers remember), `page` (the page that shows all of it).

mod books;
mod call;
mod explain;
mod guard;
mod log;
mod page;
mod record;
mod redact;
mod stream;

use axum::Router;
use axum::routing::get;

pub(crate) use guard::{Foreign, check};
pub(crate) use log::Log;
pub(crate) use page::router as page;
pub(crate) use record::{CallId, record};

use crate::sandbox::Sandbox;

/// What whoever looks on asks for, below `/_sandbox`.
pub(crate) fn data() -> Router<Sandbox> {
    Router::new()
        .route("/stream", get(stream::stream))
        .route("/calls", get(stream::calls).delete(stream::forget))
        .route("/calls/{call}", get(stream::call))
        .route("/operations", get(books::operations))
        .route("/webhooks/{event}", get(books::webhook))
        .route("/customers", get(books::customers))
        .route("/orders", get(books::orders))
}
