//! Bearers: what the merchant's server gets for its secret, and shows at every call.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::payload::Payload;
use crate::sandbox::Sandbox;

/// Body of `POST /Token`.

// No `Debug`: it holds a secret.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Credentials {
    client_id: Option<String>,
    client_secret: Option<String>,
}

/// Answer of `POST /Token`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "N1coToken")]
pub(crate) struct TokenAnswer {
    token_type: &'static str,
    access_token: String,
    expires_in: i64,
}

/// `POST /Token`
pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    Payload(credentials): Payload<Credentials>,
) -> Result<Json<TokenAnswer>, Fault> {
    let config = &sandbox.config().n1co;
    let known = credentials.client_id.as_ref() == Some(&config.client_id)
        && credentials.client_secret.as_ref() == Some(&config.client_secret);
    if !known {
        return Err(Fault::invalid_client());
    }
    let access_token = sandbox.config().random.hex64();
    let expires_at = sandbox.now().saturating_add(config.bearer_seconds);
    let mut world = sandbox.world();
    world.n1co.bearers.insert(access_token.clone(), expires_at);
    Ok(Json(TokenAnswer {
        token_type: "Bearer",
        access_token,
        expires_in: config.bearer_seconds,
    }))
}

/// Lets only a bearer that has not expired through.
pub(crate) async fn require(
    State(sandbox): State<Sandbox>,
    request: Request,
    next: Next,
) -> Result<Response, Fault> {
    let bearer = shown(request.headers()).ok_or_else(Fault::missing_bearer)?;
    let expires_at = sandbox.world().n1co.bearers.get(bearer).copied();
    match expires_at {
        None => Err(Fault::invalid_bearer()),
        Some(expires_at) if expires_at <= sandbox.now() => Err(Fault::expired_bearer()),
        Some(_) => Ok(next.run(request).await),
    }
}

fn shown(headers: &HeaderMap) -> Option<&str> {
    let (scheme, bearer) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| bearer.trim())
}
