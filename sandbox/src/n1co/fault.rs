//! Wrong calls: what each is answered with. n1co publishes no codes; these are the imitation's.

use axum::Json;
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

/// A call that changed nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    status: StatusCode,
    code: &'static str,
    /// For the developer.
    message: String,
}

/// Why something failed: the `error` of a fault and of a failed charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "N1coReason")]
pub(crate) struct Reason {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// Every wrong call's answer.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "N1coError")]
pub(crate) struct Body {
    message: &'static str,
    error: Reason,
}

impl Fault {
    fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code,
            message: message.into(),
        }
    }

    fn unauthorized(code: &'static str, message: &str) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            ..Self::bad_request(code, message)
        }
    }

    pub(crate) fn malformed(words: &str) -> Self {
        Self::bad_request("MALFORMED_JSON", words)
    }

    pub(crate) fn content_type() -> Self {
        Self {
            status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ..Self::bad_request("UNSUPPORTED_MEDIA_TYPE", "application/json is expected")
        }
    }

    pub(crate) fn too_large() -> Self {
        Self {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            ..Self::bad_request("TOO_LARGE", "the body is too large")
        }
    }

    pub(crate) fn unknown_route(method: &str, path: &str) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            ..Self::bad_request("UNKNOWN_ROUTE", format!("there is no {method} {path}"))
        }
    }

    pub(crate) fn missing(field: &str) -> Self {
        Self::bad_request("MISSING_FIELD", format!("{field}: it is required"))
    }

    pub(crate) fn invalid(field: &str, words: &str) -> Self {
        Self::bad_request("INVALID_FIELD", format!("{field}: {words}"))
    }

    pub(crate) fn amount(words: &str) -> Self {
        Self::bad_request("INVALID_AMOUNT", format!("order.amount: {words}"))
    }

    pub(crate) fn billing_required(field: &str) -> Self {
        let words = "it is required for a card or an address of the United States or Canada";
        Self::bad_request("BILLING_INFO_REQUIRED", format!("{field}: {words}"))
    }

    pub(crate) fn unknown_card() -> Self {
        Self::bad_request("UNKNOWN_CARD", "cardId: there is no such card")
    }

    pub(crate) fn spent_card() -> Self {
        Self::bad_request("CARD_ALREADY_USED", "cardId: it was for a single charge")
    }

    pub(crate) fn card_of_another_customer() -> Self {
        let words = "customer.id: the card was tokenized for another customer";
        Self::bad_request("CUSTOMER_MISMATCH", words)
    }

    pub(crate) fn unknown_location() -> Self {
        Self::bad_request("UNKNOWN_LOCATION", "locationCode: there is no such branch")
    }

    pub(crate) fn not_a_test_card() -> Self {
        Self::bad_request("NOT_A_TEST_CARD", "card.number: test cards only")
    }

    pub(crate) fn unknown_order() -> Self {
        Self::bad_request("UNKNOWN_ORDER", "orderId: there is no such charged order")
    }

    pub(crate) fn already_refunded() -> Self {
        Self::bad_request("ALREADY_REFUNDED", "orderId: it was refunded before")
    }

    pub(crate) fn invalid_client() -> Self {
        Self::unauthorized("INVALID_CLIENT", "the client id or its secret is wrong")
    }

    pub(crate) fn missing_bearer() -> Self {
        Self::unauthorized("MISSING_TOKEN", "a bearer token is expected")
    }

    pub(crate) fn invalid_bearer() -> Self {
        Self::unauthorized("INVALID_TOKEN", "the bearer token is unknown")
    }

    pub(crate) fn expired_bearer() -> Self {
        Self::unauthorized("EXPIRED_TOKEN", "the bearer token has expired")
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let message = match self.status {
            StatusCode::UNAUTHORIZED => "Usuario no autorizado",
            StatusCode::NOT_FOUND => "No encontrado",
            _ => "Solicitud incorrecta",
        };
        let error = Reason {
            code: self.code,
            message: self.message,
        };
        let mut response = (self.status, Json(Body { message, error })).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
