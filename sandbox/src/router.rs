//! Table of contents: what the sandbox answers, and where.

use axum::routing::get;
use axum::{Json, Router};

use crate::conekta;
use crate::ledger::Ledger;
use crate::n1co;
use crate::page;
use crate::sandbox::Sandbox;

/// Everything, for everybody who may call.
pub(crate) fn router(sandbox: Sandbox) -> Router {
    Router::new()
        // Whoever starts the sandbox.
        .route("/readyz", get(async || "ready\n"))
        // Tests that compare a claim with what was really charged.
        .route("/_sandbox/ledger", get(ledger))
        // The bank's page, shared by the providers.
        .route("/issuer/challenge.js", get(page::challenge_script))
        .route("/issuer/challenge.css", get(page::challenge_style))
        .route("/issuer/answer.css", get(page::answer_style))
        .nest("/conekta", conekta::router(&sandbox))
        .nest("/n1co", n1co::router(&sandbox))
        .with_state(sandbox)
}

async fn ledger(axum::extract::State(sandbox): axum::extract::State<Sandbox>) -> Json<Ledger> {
    Json(sandbox.ledger())
}
