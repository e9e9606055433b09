//! What went wrong, as RFC 9457 writes it (`application/problem+json`).

use serde::{Deserialize, Serialize};

/// What a caller can do next, one word for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The body or a field is not right: mend it and send it again. 400, 413, 415 or 422.
    InvalidRequest,
    /// No session: call `GET /api/session` first. 401.
    NoSession,
    /// A webhook event without the provider's signature. 401.
    NotGenuine,
    /// The request came from another site. 403.
    CrossSite,
    /// No such thing, or it is somebody else's. 404.
    NotFound,
    /// The address does not take this method. 405.
    MethodNotAllowed,
    /// Send an `Idempotency-Key` header. 400.
    IdempotencyKeyMissing,
    /// The request with this `Idempotency-Key` is being carried out: send it again later. 409.
    IdempotencyKeyInUse,
    /// This `Idempotency-Key` was sent with another request. 422.
    IdempotencyKeyReused,
    /// Say who pays first: `PUT /api/session/contact`. 409.
    ContactMissing,
    /// Another attempt on the order has not ended: read the order, wait for it. 409.
    AttemptLive,
    /// The attempt's id was used before, for another card or another order. 409.
    AttemptReused,
    /// The order cannot be paid any more: it is paid, expired or canceled. 409.
    OrderClosed,
    /// There is no default card. 409.
    NoDefaultCard,
    /// The attempt waits for no authentication. 409.
    NoChallenge,
    /// The report names another authentication, order or amount than the attempt's. 409.
    AuthenticationMismatch,
    /// The provider refused the card: check its details and enter it again. 422.
    CardRefused,
    /// Too many tries on this order. 429.
    TooManyAttempts,
    /// The provider could not be asked. Nothing was charged by this call; try again. 502.
    ProviderUnavailable,
    /// A fault of ours. 500. Also what a newer server says that this reader does not know.
    #[serde(other)]
    Internal,
}

/// One field that is not right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Its name, as a path: `lines[0].quantity`.
    pub field: String,
    /// What is wrong with it, and what is expected.
    pub reason: String,
}

/// Body of every 4xx and 5xx answer under `/api`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `urn:cobro:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in a few words, in English, for developers.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened in this case, in English, for developers.
    pub detail: String,
    /// The same as the type, to match on.
    pub code: ProblemCode,
    /// The provider's words for the buyer, in the shopper's language, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer_message: Option<String>,
    /// Each field that is not right.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_of_a_newer_server_is_still_read() {
        let problem: Problem = serde_json::from_str(
            r#"{"type":"urn:cobro:problem:new","title":"t","status":409,"detail":"d","code":"new"}"#,
        )
        .unwrap();
        assert_eq!(problem.code, ProblemCode::Internal);
        assert!(problem.errors.is_empty());
    }
}
