//! Table of contents: what the sandbox answers, and where.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;

use crate::conekta;
use crate::faults;
use crate::n1co;
use crate::openapi;
use crate::page;
use crate::sandbox::Sandbox;
use crate::state;
use crate::window;

/// Everything, for everybody who may call.
pub(crate) fn router(sandbox: Sandbox) -> Router {
    // The middleware, outermost first: what notes each call as its caller sees it, then what makes
    // it go wrong, then what keeps its effect before anything is answered. All see the call before
    // the provider's own: what goes wrong on the way to it goes wrong for a wrong key too.
    let providers = Router::new()
        .nest("/conekta", conekta::router(&sandbox))
        .nest("/n1co", n1co::router(&sandbox))
        .layer(from_fn_with_state(sandbox.clone(), state::keep))
        .layer(from_fn_with_state(sandbox.clone(), faults::strike))
        .layer(from_fn_with_state(sandbox.clone(), window::record));
    Router::new()
        // Whoever starts the sandbox.
        .route("/readyz", get(async || "ready\n"))
        // Tests and chaos runs: what goes wrong, what time it is, what was really charged.
        .nest(
            "/_sandbox",
            faults::router(&sandbox).layer(from_fn_with_state(sandbox.clone(), state::keep)),
        )
        // Developers: the page that shows it all.
        .merge(window::page(&sandbox))
        // The bank's page, shared by the providers.
        .route("/issuer/challenge.js", get(page::challenge_script))
        .route("/issuer/challenge.css", get(page::challenge_style))
        .route("/issuer/answer.css", get(page::answer_style))
        // Whoever wants to know what is answered.
        .route("/openapi.json", get(openapi::of_both))
        .route("/conekta/openapi.json", get(openapi::of_conekta))
        .route("/n1co/openapi.json", get(openapi::of_n1co))
        .merge(providers)
        .with_state(sandbox)
}
