//! Everything that can go wrong with a request, and its one conversion into an answer.

mod cause;
#[cfg(test)]
mod tests;

use std::error::Error;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use cobro_wire::{FieldError, Problem, ProblemCode};

pub use cause::Cause;

/// Media type of a problem's body (RFC 9457, section 3).
pub const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Why a request is not answered as asked. One variant for each [`ProblemCode`].
#[derive(Debug)]
pub enum ApiError {
    /// The body or a field is not right.
    InvalidRequest {
        /// 400, 413, 415 or 422.
        status: StatusCode,
        /// What is wrong as a whole.
        detail: &'static str,
        /// What is wrong, field by field.
        errors: Vec<FieldError>,
    },
    /// No session cookie, or none that we know.
    NoSession,
    /// A webhook event without the provider's signature.
    NotGenuine,
    /// There is nothing to verify webhook events with, so none is taken.
    WebhooksNotConfigured,
    /// The request came from another site.
    CrossSite,
    /// No such thing, or it is somebody else's: the caller is not told which.
    NotFound(&'static str),
    /// The address does not take this method.
    MethodNotAllowed,
    /// No `Idempotency-Key`, or one that cannot be one.
    IdempotencyKeyMissing,
    /// The request under the key is being carried out.
    IdempotencyKeyInUse,
    /// The key stands for another request.
    IdempotencyKeyReused,
    /// Nobody said yet who pays.
    ContactMissing,
    /// Another attempt on the order has not ended.
    AttemptLive,
    /// The attempt's id was used before, for something else.
    AttemptReused,
    /// The order cannot be paid any more.
    OrderClosed,
    /// There is no default card.
    NoDefaultCard,
    /// The attempt waits for no authentication.
    NoChallenge,
    /// The report names another authentication, order or amount than the attempt's.
    AuthenticationMismatch,
    /// The provider refused the card.
    CardRefused {
        /// The provider's words for the buyer.
        buyer_message: Option<String>,
    },
    /// Too many tries on this order.
    TooManyAttempts,
    /// The provider could not be asked, and nothing was charged by this call.
    ProviderUnavailable(Cause),
    /// A fault of ours.
    Internal(Cause),
}

impl ApiError {
    /// One field is not right: its path, and what is expected.
    pub fn invalid_field(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::invalid_fields(vec![FieldError {
            field: field.into(),
            reason: reason.into(),
        }])
    }

    /// Several fields are not right.
    #[must_use]
    pub fn invalid_fields(errors: Vec<FieldError>) -> Self {
        Self::InvalidRequest {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            detail: "a field of the body is not right",
            errors,
        }
    }

    /// The body as a whole cannot be read.
    #[must_use]
    pub fn unreadable_body(status: StatusCode, detail: &'static str) -> Self {
        Self::InvalidRequest {
            status,
            detail,
            errors: Vec::new(),
        }
    }

    /// No such thing for this shopper: `"order"`, `"card"`, `"attempt"`.
    #[must_use]
    pub fn not_found(thing: &'static str) -> Self {
        Self::NotFound(thing)
    }

    /// The provider could not be asked; the cause is logged and never shown.
    pub fn provider_unavailable(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::ProviderUnavailable(Cause::new(cause))
    }

    /// A fault of ours; the cause is logged and never shown.
    pub fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::Internal(Cause::new(cause))
    }

    /// Whether it is a fault of ours or of the provider's: how far the request got is not said.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.kind().0.is_server_error()
    }

    /// The HTTP status, the code, its name in the problem's type, and its title.
    fn kind(&self) -> (StatusCode, ProblemCode, &'static str, &'static str) {
        use {ProblemCode as Code, StatusCode as Status};
        match self {
            Self::InvalidRequest { status, .. } => (
                *status,
                Code::InvalidRequest,
                "invalid_request",
                "Invalid request",
            ),
            Self::NoSession => (
                Status::UNAUTHORIZED,
                Code::NoSession,
                "no_session",
                "No session",
            ),
            Self::NotGenuine => (
                Status::UNAUTHORIZED,
                Code::NotGenuine,
                "not_genuine",
                "Signature missing or wrong",
            ),
            Self::WebhooksNotConfigured => (
                Status::NOT_FOUND,
                Code::NotFound,
                "not_found",
                "Webhooks not configured",
            ),
            Self::CrossSite => (
                Status::FORBIDDEN,
                Code::CrossSite,
                "cross_site",
                "Request from another site",
            ),
            Self::NotFound(_) => (Status::NOT_FOUND, Code::NotFound, "not_found", "Not found"),
            Self::MethodNotAllowed => (
                Status::METHOD_NOT_ALLOWED,
                Code::MethodNotAllowed,
                "method_not_allowed",
                "Method not allowed",
            ),
            Self::IdempotencyKeyMissing => (
                Status::BAD_REQUEST,
                Code::IdempotencyKeyMissing,
                "idempotency_key_missing",
                "Idempotency-Key missing",
            ),
            Self::IdempotencyKeyInUse => (
                Status::CONFLICT,
                Code::IdempotencyKeyInUse,
                "idempotency_key_in_use",
                "The request is being carried out",
            ),
            Self::IdempotencyKeyReused => (
                Status::UNPROCESSABLE_ENTITY,
                Code::IdempotencyKeyReused,
                "idempotency_key_reused",
                "Idempotency-Key used before",
            ),
            Self::ContactMissing => (
                Status::CONFLICT,
                Code::ContactMissing,
                "contact_missing",
                "Contact missing",
            ),
            Self::AttemptLive => (
                Status::CONFLICT,
                Code::AttemptLive,
                "attempt_live",
                "Another attempt is live",
            ),
            Self::AttemptReused => (
                Status::CONFLICT,
                Code::AttemptReused,
                "attempt_reused",
                "Attempt id used before",
            ),
            Self::OrderClosed => (
                Status::CONFLICT,
                Code::OrderClosed,
                "order_closed",
                "Order closed",
            ),
            Self::NoDefaultCard => (
                Status::CONFLICT,
                Code::NoDefaultCard,
                "no_default_card",
                "No default card",
            ),
            Self::NoChallenge => (
                Status::CONFLICT,
                Code::NoChallenge,
                "no_challenge",
                "No challenge is open",
            ),
            Self::AuthenticationMismatch => (
                Status::CONFLICT,
                Code::AuthenticationMismatch,
                "authentication_mismatch",
                "Another authentication",
            ),
            Self::CardRefused { .. } => (
                Status::UNPROCESSABLE_ENTITY,
                Code::CardRefused,
                "card_refused",
                "Card refused by the provider",
            ),
            Self::TooManyAttempts => (
                Status::TOO_MANY_REQUESTS,
                Code::TooManyAttempts,
                "too_many_attempts",
                "Too many attempts",
            ),
            Self::ProviderUnavailable(_) => (
                Status::BAD_GATEWAY,
                Code::ProviderUnavailable,
                "provider_unavailable",
                "Provider unavailable",
            ),
            Self::Internal(_) => (
                Status::INTERNAL_SERVER_ERROR,
                Code::Internal,
                "internal",
                "Internal error",
            ),
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::InvalidRequest { detail, .. } => detail,
            Self::NoSession => "there is no session: call GET /api/session first",
            Self::NotGenuine => "the event is not signed with a secret or key of this store",
            Self::WebhooksNotConfigured => {
                "this store has nothing to verify an event with, so it takes none: \
                 docs/webhooks.md says what to configure"
            }
            Self::CrossSite => "a change is taken from the store's own pages only",
            Self::NotFound(thing) => return format!("there is no such {thing}"),
            Self::MethodNotAllowed => "the address does not take this method",
            Self::IdempotencyKeyMissing => {
                "send one Idempotency-Key header: 1 to 255 visible ASCII characters, new for each \
                 effect that is meant, the same when a request is sent again"
            }
            Self::IdempotencyKeyInUse => {
                "the request with this Idempotency-Key is being carried out: send it again later"
            }
            Self::IdempotencyKeyReused => {
                "this Idempotency-Key was sent with another request: give this one its own"
            }
            Self::ContactMissing => "say who pays first: PUT /api/session/contact",
            Self::AttemptLive => {
                "another attempt on the order has not ended: read the order and wait for it"
            }
            Self::AttemptReused => {
                "the attempt's id was used before, for another card or another order"
            }
            Self::OrderClosed => "the order is paid, expired or canceled",
            Self::NoDefaultCard => "no card is saved as the default",
            Self::NoChallenge => "the attempt waits for no authentication",
            Self::AuthenticationMismatch => {
                "the report names another authentication, order or amount than the attempt's"
            }
            Self::CardRefused { .. } => "check the card's details and enter it again",
            Self::TooManyAttempts => "this order was tried too often",
            Self::ProviderUnavailable(_) => {
                "the provider could not be asked; nothing was charged by this call"
            }
            Self::Internal(_) => "a fault of the server; the answer's x-request-id finds it",
        }
        .to_owned()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code, name, title) = self.kind();
        let detail = self.detail();
        let (errors, buyer_message, cause) = match self {
            Self::InvalidRequest { errors, .. } => (errors, None, None),
            Self::CardRefused { buyer_message } => (Vec::new(), buyer_message, None),
            Self::ProviderUnavailable(cause) | Self::Internal(cause) => {
                (Vec::new(), None, Some(cause))
            }
            Self::NoSession
            | Self::NotGenuine
            | Self::WebhooksNotConfigured
            | Self::CrossSite
            | Self::NotFound(_)
            | Self::MethodNotAllowed
            | Self::IdempotencyKeyMissing
            | Self::IdempotencyKeyInUse
            | Self::IdempotencyKeyReused
            | Self::ContactMissing
            | Self::AttemptLive
            | Self::AttemptReused
            | Self::OrderClosed
            | Self::NoDefaultCard
            | Self::NoChallenge
            | Self::AuthenticationMismatch
            | Self::TooManyAttempts => (Vec::new(), None, None),
        };
        let problem = Problem {
            kind: format!("urn:cobro:problem:{name}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail,
            code,
            buyer_message,
            errors,
        };
        let mut response = (status, Json(problem)).into_response();
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, PROBLEM_JSON);
        if let Some(cause) = cause {
            response.extensions_mut().insert(cause);
        }
        response
    }
}

/// The answer for an address under `/api` that does not exist.
pub async fn no_such_address() -> ApiError {
    ApiError::not_found("address")
}

/// The answer for a method that an address under `/api` does not take.
pub async fn method_not_allowed() -> ApiError {
    ApiError::MethodNotAllowed
}
