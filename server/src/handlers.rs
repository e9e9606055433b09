//! The HTTP API. Each handler takes what it needs, calls one function of the domain and answers.

pub mod cards;
pub mod catalog;
pub mod config;
pub mod contact;
pub mod guests;
pub mod health;
pub mod live;
pub mod once;
pub mod orders;
pub mod session;
pub mod webhooks;

use crate::payment::PaymentError;
use crate::problem::ApiError;
use crate::store::StoreError;

impl From<PaymentError> for ApiError {
    fn from(error: PaymentError) -> Self {
        match error {
            PaymentError::NotFound(thing) => ApiError::not_found(thing),
            PaymentError::ContactMissing => ApiError::ContactMissing,
            PaymentError::AttemptLive => ApiError::AttemptLive,
            PaymentError::AttemptReused => ApiError::AttemptReused,
            PaymentError::OrderClosed => ApiError::OrderClosed,
            PaymentError::NoDefaultCard => ApiError::NoDefaultCard,
            PaymentError::Billing(errors) => ApiError::invalid_fields(errors),
            PaymentError::AuthenticationMismatch => ApiError::AuthenticationMismatch,
            PaymentError::DescriptionRefused(errors) => ApiError::invalid_fields(errors),
            PaymentError::NoChallenge => ApiError::NoChallenge,
            PaymentError::TooManyAttempts => ApiError::TooManyAttempts,
            PaymentError::CvcRefused(reason) => ApiError::invalid_field("with.cvc", reason),
            PaymentError::InstallmentsRefused => ApiError::invalid_field(
                "installments",
                "this store does not spread this amount over so many months",
            ),
            PaymentError::CardExpired => ApiError::invalid_field(
                "payment_source_id",
                "the card is past its date: save it anew, or choose another",
            ),
            PaymentError::CardRefused { message } => ApiError::CardRefused {
                buyer_message: message,
            },
            PaymentError::Provider(error) => ApiError::provider_unavailable(error),
            // Only an operator decides, and not over HTTP.
            error @ (PaymentError::NotToDecide(_) | PaymentError::TooEarlyToDecide { .. }) => {
                ApiError::internal(error)
            }
            PaymentError::Store(error) => ApiError::internal(error),
            PaymentError::Task(error) => ApiError::internal(error),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        ApiError::internal(error)
    }
}
