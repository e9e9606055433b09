//! What the providers remember, as the page shows it: the newest first, and not endlessly many.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::call::{Message, Overheard, secrets};
use super::redact;
use crate::conekta::let_time_pass;
use crate::faults::operations as all_operations;
use crate::sandbox::Sandbox;

/// How many rows of each kind are shown.
const MOST_ROWS: usize = 200;

/// `GET /_sandbox/operations`: what a fault can be named for.
pub(super) async fn operations() -> Json<Value> {
    let names = |of_webhooks| all_operations(of_webhooks).collect::<Vec<_>>();
    Json(json!({ "calls": names(false), "webhooks": names(true) }))
}

/// `GET /_sandbox/webhooks/{event}`: an event as it is delivered.
pub(super) async fn webhook(
    State(sandbox): State<Sandbox>,
    Path(event): Path<String>,
) -> Result<Json<Value>, StatusCode> {
    let letter = sandbox.courier().letter(&event);
    let letter = letter.ok_or(StatusCode::NOT_FOUND)?;
    let config = sandbox.config();
    let mut body = Overheard::default();
    body.add(&letter.body);
    let url = redact::text(&letter.url, &secrets(config));
    let message = Message::new(&letter.headers, &body, config);
    Ok(Json(json!({ "url": url, "message": message })))
}

/// `GET /_sandbox/customers`: Conekta's customers, as Conekta would answer.
pub(super) async fn customers(State(sandbox): State<Sandbox>) -> Json<Value> {
    let world = sandbox.world();
    let rows: Vec<Value> = world.conekta.shown_customers(MOST_ROWS);
    Json(json!({ "conekta": rows }))
}

/// `GET /_sandbox/orders`: both providers' orders.
pub(super) async fn orders(State(sandbox): State<Sandbox>) -> Json<Value> {
    let mut world = sandbox.world();
    let_time_pass(&sandbox, &mut world.conekta);
    let public_url = sandbox.config().public_url.as_str();
    Json(json!({
        "conekta": world.conekta.shown_orders(MOST_ROWS, public_url),
        "n1co": world.n1co.shown_orders(MOST_ROWS),
    }))
}
