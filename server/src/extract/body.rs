//! Reads a request's body up to a limit.

use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use http_body_util::BodyExt;

use crate::problem::ApiError;

/// The largest body that is taken, in bytes: a cart of fifty lines is a tenth of it.
pub const BODY_LIMIT: usize = 64 * 1024;

/// How much is taken, and what is said to more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    bytes: usize,
    refusal: &'static str,
}

impl Limit {
    /// Of what the pages send.
    pub(super) const REQUEST: Self = Self {
        bytes: BODY_LIMIT,
        refusal: "the body is larger than 64 kB",
    };

    /// Of a webhook event. The provider's are a few kilobytes; one with the longest order that it
    /// takes is a quarter of this.
    pub(super) const EVENT: Self = Self {
        bytes: 512 * 1024,
        refusal: "the event is larger than 512 kB",
    };
}

/// How much more is read and dropped, so that a client which is still sending gets our answer
/// instead of a broken connection.
const DRAIN_LIMIT: usize = 4 * 1024 * 1024;

/// How long a body may take to arrive.
const ARRIVAL_LIMIT: Duration = Duration::from_secs(10);

/// The whole body, or why it is not taken.
pub(super) async fn read(body: Body, limit: Limit) -> Result<Vec<u8>, ApiError> {
    match tokio::time::timeout(ARRIVAL_LIMIT, collect(body, limit)).await {
        Ok(read) => read,
        Err(_) => Err(refused(
            StatusCode::BAD_REQUEST,
            "the body did not arrive in time",
        )),
    }
}

async fn collect(mut body: Body, limit: Limit) -> Result<Vec<u8>, ApiError> {
    let mut kept = Vec::new();
    let mut arrived: usize = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| refused(StatusCode::BAD_REQUEST, "the body broke off"))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        arrived = arrived.saturating_add(data.len());
        if arrived > DRAIN_LIMIT {
            break;
        }
        if arrived <= limit.bytes {
            kept.extend_from_slice(&data);
        }
    }
    if arrived > limit.bytes {
        return Err(refused(StatusCode::PAYLOAD_TOO_LARGE, limit.refusal));
    }
    Ok(kept)
}

fn refused(status: StatusCode, detail: &'static str) -> ApiError {
    ApiError::unreadable_body(status, detail)
}
