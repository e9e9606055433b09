//! Every address of the server, by who calls it.

use axum::Router;
use axum::routing::{delete, get, post, put};

use crate::handlers::{cards, catalog, config, guests, health, live, orders, session, webhooks};
use crate::middleware;
use crate::problem::{method_not_allowed, no_such_address};
use crate::state::App;

/// The whole server: the API, the operator's addresses, the pages, and what every request passes.
pub fn app(app: App) -> Router {
    let (config, site) = (app.config.clone(), app.site.clone());
    let routes = operations()
        .nest("/api", api())
        .with_state(app)
        .merge(site.router());
    middleware::wrap(routes, &config)
}

/// The API that the pages call.
fn api() -> Router<App> {
    Router::new()
        .route("/config", get(config::get))
        .route("/catalog", get(catalog::get))
        .route("/session", get(session::get))
        .route("/session/contact", put(session::put_contact))
        .route("/orders", get(orders::list).post(orders::create))
        .route("/orders/{order}", get(orders::get))
        .route("/orders/{order}/history", get(orders::history))
        .route("/orders/{order}/events", get(live::events))
        .route("/orders/{order}/link", post(guests::link))
        .route("/orders/{order}/guests", post(guests::enter))
        .route("/orders/{order}/attempts", post(orders::pay))
        .route(
            "/orders/{order}/attempts/{attempt}/authentication",
            post(orders::report),
        )
        .route("/receipts/{token}", get(orders::receipt))
        .route("/cards", get(cards::list).post(cards::save))
        .route("/cards/default", put(cards::set_default))
        .route("/cards/{payment_source}", delete(cards::remove))
        .fallback(no_such_address)
        .method_not_allowed_fallback(method_not_allowed)
}

/// What the operator's machines and the provider call.
fn operations() -> Router<App> {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/webhooks/{gateway}", post(webhooks::receive))
}
