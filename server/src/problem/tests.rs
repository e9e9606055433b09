//! Every refusal as a caller reads it.

use std::io;

use http_body_util::BodyExt;

use super::*;

async fn shown(error: ApiError) -> (Response, Problem) {
    let (parts, body) = error.into_response().into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let problem = serde_json::from_slice(&bytes).unwrap();
    (Response::from_parts(parts, bytes.into()), problem)
}

#[tokio::test]
async fn each_refusal_has_its_status_and_its_code_as_type() {
    for (error, status, code) in [
        (ApiError::invalid_field("a", "b"), 422, "invalid_request"),
        (
            ApiError::unreadable_body(StatusCode::BAD_REQUEST, "d"),
            400,
            "invalid_request",
        ),
        (ApiError::NoSession, 401, "no_session"),
        (ApiError::CrossSite, 403, "cross_site"),
        (ApiError::not_found("order"), 404, "not_found"),
        (ApiError::MethodNotAllowed, 405, "method_not_allowed"),
        (ApiError::ContactMissing, 409, "contact_missing"),
        (ApiError::AttemptLive, 409, "attempt_live"),
        (ApiError::AttemptReused, 409, "attempt_reused"),
        (ApiError::OrderClosed, 409, "order_closed"),
        (ApiError::NoDefaultCard, 409, "no_default_card"),
        (ApiError::NoChallenge, 409, "no_challenge"),
        (
            ApiError::CardRefused {
                buyer_message: None,
            },
            422,
            "card_refused",
        ),
        (ApiError::TooManyAttempts, 429, "too_many_attempts"),
        (
            ApiError::provider_unavailable(std::fmt::Error),
            502,
            "provider_unavailable",
        ),
        (ApiError::internal(std::fmt::Error), 500, "internal"),
    ] {
        let (response, problem) = shown(error).await;
        assert_eq!(response.status(), status, "{code}");
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
        assert_eq!(problem.status, status, "{code}");
        assert_eq!(problem.kind, format!("urn:cobro:problem:{code}"));
        assert_eq!(serde_json::to_value(problem.code).unwrap(), code);
        assert!(!problem.title.is_empty() && !problem.detail.is_empty());
    }
}

#[tokio::test]
async fn the_providers_words_for_the_buyer_go_along() {
    let buyer_message = Some("Revisa tu tarjeta.".to_owned());
    let (_, problem) = shown(ApiError::CardRefused {
        buyer_message: buyer_message.clone(),
    })
    .await;
    assert_eq!(problem.buyer_message, buyer_message);
}

#[tokio::test]
async fn a_cause_is_kept_for_the_log_and_not_shown() {
    #[derive(Debug, thiserror::Error)]
    #[error("cannot save")]
    struct CannotSave(#[source] io::Error);

    let error = ApiError::internal(CannotSave(io::Error::other("disk full")));
    let (response, problem) = shown(error).await;
    let cause = response.extensions().get::<Cause>().unwrap();
    assert_eq!(cause.to_string(), "cannot save: disk full");
    assert!(!format!("{problem:?}").contains("disk"));
}
