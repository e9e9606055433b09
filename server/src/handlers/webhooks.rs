//! The provider's webhooks. Answered with 200 only once the event is durable.

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::extract::SignedBody;
use crate::gateway::WebhookRefusal;
use crate::problem::ApiError;
use crate::state::App;

/// `POST /webhooks/{gateway}`
pub async fn receive(
    State(app): State<App>,
    Path(gateway): Path<String>,
    SignedBody { headers, body }: SignedBody,
) -> Result<StatusCode, ApiError> {
    if gateway != app.payments.traits().name {
        return Err(ApiError::not_found("webhook"));
    }
    match app.payments.hear(&headers, &body).await? {
        Ok(()) => Ok(StatusCode::OK),
        Err(WebhookRefusal::NotConfigured) => Err(ApiError::WebhooksNotConfigured),
        Err(WebhookRefusal::NotGenuine) => Err(ApiError::NotGenuine),
        Err(WebhookRefusal::Unreadable) => Err(ApiError::unreadable_body(
            StatusCode::BAD_REQUEST,
            "the event does not read as one",
        )),
        Err(refusal @ WebhookRefusal::Unverifiable(_)) => Err(ApiError::internal(refusal)),
    }
}
