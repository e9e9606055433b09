//! `/_sandbox`: where tests and chaos runs steer the sandbox, with a key of its own, from this
//! machine only.

use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::aftermath::happen;
use super::plan::Told;
use super::rule::{Rule, RuleError};
use crate::courier::Delivered;
use crate::ledger::{LedgerCharge, LedgerEntry};
use crate::sandbox::Sandbox;
use crate::window::{self, Foreign};

/// What can be steered, for whoever has the key.
pub(crate) fn router(sandbox: &Sandbox) -> Router<Sandbox> {
    Router::new()
        .route("/ledger", get(ledger))
        .route("/faults", get(told).put(replace).post(add).delete(clear))
        .route("/clock", get(clock).post(forward))
        .route("/webhooks", get(webhooks))
        .route("/webhooks/resend", post(resend))
        .route("/orders/{order}", post(happen))
        .layer(from_fn_with_state(sandbox.clone(), tell_of_change))
        .merge(window::data())
        .layer(from_fn_with_state(sandbox.clone(), require_key))
}

/// Why something is not done.
pub(super) enum Refusal {
    Key,
    Foreign(Foreign),
    Unreadable(String),
    Rule(RuleError),
    Unknown(String),
    Impossible(String),
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Self {
        Self::Unreadable(rejection.body_text())
    }
}

impl From<RuleError> for Refusal {
    fn from(error: RuleError) -> Self {
        Self::Rule(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, words) = match self {
            Self::Key => (
                StatusCode::UNAUTHORIZED,
                "the sandbox's control key is expected as Bearer".to_owned(),
            ),
            Self::Foreign(foreign) => (StatusCode::FORBIDDEN, foreign.words().to_owned()),
            Self::Unreadable(words) => (StatusCode::BAD_REQUEST, words),
            Self::Rule(error) => (StatusCode::BAD_REQUEST, error.to_string()),
            Self::Unknown(words) => (StatusCode::NOT_FOUND, words),
            Self::Impossible(words) => (StatusCode::CONFLICT, words),
        };
        (status, Json(json!({ "error": words }))).into_response()
    }
}

async fn require_key(
    State(sandbox): State<Sandbox>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    window::check(&request, sandbox.config()).map_err(Refusal::Foreign)?;
    let given = request.headers().get(AUTHORIZATION);
    let key = given
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    if key != Some(sandbox.config().control_key.as_str()) {
        return Err(Refusal::Key);
    }
    Ok(next.run(request).await)
}

/// Tells the pages that look on when something was steered.
async fn tell_of_change(State(sandbox): State<Sandbox>, request: Request, next: Next) -> Response {
    let steers = request.method() != Method::GET;
    let response = next.run(request).await;
    if steers {
        sandbox.log().changed();
    }
    response
}

/// The ledger: every movement of money, and what came of each charge.
#[derive(Serialize)]
struct LedgerAnswer {
    charges: Vec<LedgerCharge>,
    entries: Vec<LedgerEntry>,
}

/// `GET /_sandbox/ledger`
async fn ledger(State(sandbox): State<Sandbox>) -> Json<LedgerAnswer> {
    let ledger = sandbox.ledger();
    Json(LedgerAnswer {
        charges: ledger.charges(),
        entries: ledger.entries().to_vec(),
    })
}

/// `GET /_sandbox/faults`
async fn told(State(sandbox): State<Sandbox>) -> Json<Told> {
    Json(sandbox.faults().told())
}

/// Body of `PUT /_sandbox/faults`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replacement {
    #[serde(default)]
    seed: u64,
    rules: Vec<Rule>,
}

/// `PUT /_sandbox/faults`: these rules and no others, counted from the start.
async fn replace(
    State(sandbox): State<Sandbox>,
    body: Result<Json<Replacement>, JsonRejection>,
) -> Result<Json<Told>, Refusal> {
    let Json(Replacement { seed, rules }) = body?;
    sandbox.faults().replace(seed, rules)?;
    Ok(Json(sandbox.faults().told()))
}

/// `POST /_sandbox/faults`: one more rule.
async fn add(
    State(sandbox): State<Sandbox>,
    body: Result<Json<Rule>, JsonRejection>,
) -> Result<(StatusCode, Json<serde_json::Value>), Refusal> {
    let Json(rule) = body?;
    let id = sandbox.faults().add(rule)?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))))
}

/// `DELETE /_sandbox/faults`
async fn clear(State(sandbox): State<Sandbox>) -> StatusCode {
    sandbox.faults().clear();
    StatusCode::NO_CONTENT
}

/// The sandbox's present moment, in seconds since 1970.
#[derive(Serialize)]
struct Moment {
    now: i64,
}

/// Body of `POST /_sandbox/clock`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forward {
    forward_seconds: u32,
}

/// `GET /_sandbox/clock`
async fn clock(State(sandbox): State<Sandbox>) -> Json<Moment> {
    Json(Moment { now: sandbox.now() })
}

/// `POST /_sandbox/clock`: tokens, challenges, bearers and orders grow old at once.
async fn forward(
    State(sandbox): State<Sandbox>,
    body: Result<Json<Forward>, JsonRejection>,
) -> Result<Json<Moment>, Refusal> {
    let Json(Forward { forward_seconds }) = body?;
    sandbox.forward(forward_seconds.into());
    Ok(Json(Moment { now: sandbox.now() }))
}

/// `GET /_sandbox/webhooks`: every event that was to be sent, oldest first.
async fn webhooks(State(sandbox): State<Sandbox>) -> Json<Vec<Delivered>> {
    Json(sandbox.courier().delivered())
}

/// Body of `POST /_sandbox/webhooks/resend`; there need not be one.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Resend {
    /// A single event, whatever became of it.
    id: Option<String>,
}

/// `POST /_sandbox/webhooks/resend`: what was lost or not taken is sent again, as it was.
async fn resend(
    State(sandbox): State<Sandbox>,
    body: Bytes,
) -> Result<Json<serde_json::Value>, Refusal> {
    let Resend { id } = if body.is_empty() {
        Resend::default()
    } else {
        let read = serde_json::from_slice(&body);
        read.map_err(|error| Refusal::Unreadable(error.to_string()))?
    };
    let count = sandbox.courier().resend(id.as_deref());
    Ok(Json(json!({ "resent": count })))
}
