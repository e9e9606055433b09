//! The imitation of Conekta: its REST API (v2.0.0 to v2.3.0), its hosted card component and the
//! challenge at the end of a `next_action`.
//!
//! Read in this order: `protocol` (keys, versions, languages), `error` and `payload` (what is
//! answered to a wrong call), `company` (whose books they are), one file for each noun: `token`,
//! `customer`, `contact`, `payment_source`, `order`, `charge`, `challenge`, `event`, `webhook`,
//! `webhook_key`; `delivery` (how events reach the merchant), `test_card` (which card does what),
//! `book` (what is remembered), `list` (paging), `seed` (what is there from the start), `component`
//! (the hosted form), `openapi` (the calls, described).

mod book;
mod challenge;
mod charge;
mod company;
mod component;
mod contact;
mod customer;
mod delivery;
mod error;
mod event;
mod list;
mod openapi;
mod order;
mod payload;
mod payment_source;
mod protocol;
mod seed;
mod test_card;
mod three_ds;
mod token;
mod webhook;
mod webhook_key;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{delete, get, post, put};

pub(crate) use book::Book;
pub(crate) use delivery::{Outbox, deliver_again};
pub(crate) use event::let_time_pass;
pub(crate) use openapi::API;
pub(crate) use order::{Aftermath, Impossible, befall};
pub(crate) use protocol::general_failure;
pub(crate) use seed::seed;
#[cfg(test)]
pub(crate) use test_card::numbers as test_card_numbers;

use crate::sandbox::Sandbox;

/// Largest body that is read: far more than an order of 250 lines needs.
const MAX_BODY_BYTES: usize = 256 * 1024;

/// What Conekta answers, grouped by who calls.
pub(crate) fn router(sandbox: &Sandbox) -> Router<Sandbox> {
    // The merchant's server, with the private key.
    let server = Router::new()
        .route("/customers", get(customer::list).post(customer::create))
        .route(
            "/customers/{customer}",
            get(customer::read)
                .put(customer::update)
                .delete(customer::delete),
        )
        .route(
            "/customers/{customer}/payment_sources",
            get(payment_source::list).post(payment_source::create),
        )
        .route(
            "/customers/{customer}/payment_sources/{source}",
            put(payment_source::update).delete(payment_source::delete),
        )
        .route("/orders", get(order::list).post(order::create))
        .route("/orders/{order}", get(order::read).put(order::update))
        .route("/orders/{order}/cancel", post(order::cancel))
        .route("/orders/{order}/capture", post(order::capture))
        .route("/orders/{order}/charges", post(order::charge))
        .route("/orders/{order}/add_charges", post(order::add_charges))
        .route("/orders/{order}/refunds", post(order::refund))
        .route(
            "/orders/{order}/refunds/{refund}",
            delete(order::cancel_refund),
        )
        .route(
            "/antifraud/whitelists",
            get(protocol::no_white_list).post(protocol::no_white_list),
        )
        .route(
            "/antifraud/whitelists/{rule}",
            delete(protocol::no_white_list),
        )
        .route("/charges", get(charge::list))
        .route("/charges/{charge}", put(charge::update))
        .merge(webhooks())
        // Outermost first: the key, then whose books they are, then the form of ids.
        .layer(from_fn(protocol::require_text))
        .layer(from_fn(company::note))
        .layer(from_fn_with_state(
            sandbox.clone(),
            protocol::require_private_key,
        ));
    // The merchant's page, with the public key.
    let page = Router::new()
        .route("/tokens", post(token::create))
        .layer(from_fn_with_state(
            sandbox.clone(),
            protocol::require_any_key,
        ));
    // The middleware of the API, outermost first: answers to preflights, then version, language
    // and the rendering of errors, then the size of bodies, then the key.
    let api = server
        .merge(page)
        .fallback(protocol::unknown_route)
        .method_not_allowed_fallback(protocol::unknown_route)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(from_fn_with_state(sandbox.clone(), protocol::negotiate))
        .layer(from_fn(protocol::share_with_every_origin));
    // The shopper's browser, with no key.
    Router::new()
        .route("/v1.0/js/conekta-checkout.min.js", get(component::script))
        .route("/v1.0/component", get(component::frame))
        .route("/v1.0/{file}", get(component::file))
        .route(
            "/3ds/{challenge}",
            get(challenge::show).post(challenge::answer),
        )
        .merge(api)
}

/// What the merchant's server is told by, and of.
fn webhooks() -> Router<Sandbox> {
    Router::new()
        .route("/events", get(event::list))
        .route("/events/{event}", get(event::read))
        .route("/events/{event}/resend", post(event::resend))
        .route("/webhooks", get(webhook::list).post(webhook::create))
        .route(
            "/webhooks/{webhook}",
            get(webhook::read)
                .put(webhook::update)
                .delete(webhook::delete),
        )
        .route("/webhooks/{webhook}/test", post(webhook::test))
        .route(
            "/webhook_keys",
            get(webhook_key::list).post(webhook_key::create),
        )
        .route(
            "/webhook_keys/{key}",
            get(webhook_key::read)
                .put(webhook_key::update)
                .delete(webhook_key::delete),
        )
}
