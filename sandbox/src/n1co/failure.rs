//! Failures: why a charge of the right form was not made. n1co publishes no codes for them; these
//! are the imitation's.

use super::fault::Reason;
use super::test_card::Decline;

/// Why a charge was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The bank says no.
    Declined(Decline),
    /// The card knows no 3-D Secure.
    AuthenticationUnsupported,
    /// There is no such authentication.
    AuthenticationUnknown,
    /// It is for another order, card or amount.
    AuthenticationMismatch,
    /// The card holder is still asked.
    AuthenticationPending,
    /// The card holder was not recognized, or refused.
    AuthenticationFailed,
    /// The processor had an error.
    AuthenticationError,
    /// It was not passed in time, or not used in time.
    AuthenticationExpired,
    /// A charge was tried with it before.
    AuthenticationUsed,
}

impl Failure {
    /// The answer's `error`.
    pub(crate) fn reason(self) -> Reason {
        let (code, message) = match self {
            Self::Declined(Decline::CardDeclined) => (
                "CARD_DECLINED",
                "La tarjeta fue rechazada por el banco emisor",
            ),
            Self::Declined(Decline::InsufficientFunds) => (
                "INSUFFICIENT_FUNDS",
                "La tarjeta no tiene fondos suficientes",
            ),
            Self::AuthenticationUnsupported => (
                "AUTHENTICATION_UNSUPPORTED",
                "La tarjeta no admite autenticación 3DS",
            ),
            Self::AuthenticationUnknown => ("AUTHENTICATION_UNKNOWN", "La autenticación no existe"),
            Self::AuthenticationMismatch => (
                "AUTHENTICATION_MISMATCH",
                "La autenticación es de otra orden, tarjeta o monto",
            ),
            Self::AuthenticationPending => {
                ("AUTHENTICATION_PENDING", "La autenticación está pendiente")
            }
            Self::AuthenticationFailed => (
                "AUTHENTICATION_FAILED",
                "No se logró autenticar con el banco emisor",
            ),
            Self::AuthenticationError => (
                "AUTHENTICATION_ERROR",
                "Error interno del procesador de pagos",
            ),
            Self::AuthenticationExpired => {
                ("AUTHENTICATION_EXPIRED", "La autenticación ha expirado")
            }
            Self::AuthenticationUsed => {
                ("AUTHENTICATION_USED", "La autenticación ya fue utilizada")
            }
        };
        Reason {
            code,
            message: message.into(),
        }
    }
}
