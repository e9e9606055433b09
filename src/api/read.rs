//! Reads the server's answers. A name that is not known changes nothing; a value that is missing or
//! not what it should be makes the whole answer unreadable.
//!
//! The tests hold each reader to what the server writes for the same type.

use cobro_wire::{
    Attempt, AttemptId, AttemptStatus, AuthenticationFailure, Brand, Card, CardSummary, Catalog,
    Challenge, Component, Contact, Currency, DeclineReason, Expiry, FieldError, LinkToken, Locale,
    LocalizedText, Money, Order, OrderId, OrderLine, OrderList, OrderStatus, PaymentSourceId,
    Problem, ProblemCode, Product, ProductId, PublicConfig, Receipt, ReceiptToken, Session,
};

use super::json::Json;

/// What can be read from an answer.
pub trait Read: Sized {
    /// The value, if it is right in every part.
    fn read(json: &Json) -> Option<Self>;
}

fn field<T: Read>(json: &Json, name: &str) -> Option<T> {
    T::read(json.field(name))
}

impl Read for String {
    fn read(json: &Json) -> Option<Self> {
        json.text().map(str::to_owned)
    }
}

impl Read for bool {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Truth(truth) => Some(*truth),
            Json::Null | Json::Whole(_) | Json::Text(_) | Json::List(_) | Json::Object(_) => None,
        }
    }
}

impl Read for i64 {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Whole(number) => Some(*number),
            Json::Null | Json::Truth(_) | Json::Text(_) | Json::List(_) | Json::Object(_) => None,
        }
    }
}

macro_rules! read_smaller_numbers {
    ($($number:ty)*) => {
        $(impl Read for $number {
            fn read(json: &Json) -> Option<Self> {
                i64::read(json)?.try_into().ok()
            }
        })*
    };
}
read_smaller_numbers!(u8 u16 u32);

macro_rules! read_ids {
    ($($id:ty)*) => {
        $(impl Read for $id {
            fn read(json: &Json) -> Option<Self> {
                json.text()?.parse().ok()
            }
        })*
    };
}
read_ids!(OrderId AttemptId ProductId PaymentSourceId ReceiptToken LinkToken);

impl<T: Read> Read for Option<T> {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Null => Some(None),
            value => T::read(value).map(Some),
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: &Json) -> Option<Self> {
        let Json::List(items) = json else {
            return None;
        };
        items.iter().map(T::read).collect()
    }
}

macro_rules! read_structs {
    ($($name:ident { $($field:ident),* $(,)? })*) => {
        $(impl Read for $name {
            fn read(json: &Json) -> Option<Self> {
                Some(Self { $($field: field(json, stringify!($field))?),* })
            }
        })*
    };
}

read_structs! {
    Money { amount_minor, currency }
    Product { id, name, description, unit_price }
    Catalog { products }
    OrderLine { product_id, name, quantity, unit_price, total }
    Order { id, status, created_at, lines, total, contact, attempt, receipt_token }
    OrderList { orders }
    Challenge { url, page_url, reference, expires_at }
    Receipt { paid_at, authorization_code, provider_reference }
    CardSummary { brand, last4 }
    Expiry { month, year }
    Card { id, summary, expiry, holder, default, blocked }
    Contact { name, email, phone }
    Session { contact }
    Component { script_url, host, public_key }
    PublicConfig {
        component, default_locale, challenge_origins, challenge_timeout_ms, billing,
        cvc_for_saved_cards, installments, sandbox,
    }
    FieldError { field, reason }
}

impl Read for Locale {
    fn read(json: &Json) -> Option<Self> {
        Self::of(json.text()?)
    }
}

impl Read for LocalizedText {
    fn read(json: &Json) -> Option<Self> {
        Self::new(|locale| json.field(locale.code()).text().map(str::to_owned)).ok()
    }
}

/// The status and what belongs to it stand beside the attempt's own fields.
impl Read for Attempt {
    fn read(json: &Json) -> Option<Self> {
        Some(Self {
            id: field(json, "id")?,
            card: field(json, "card")?,
            installments: field(json, "installments")?,
            status: AttemptStatus::read(json)?,
        })
    }
}

impl Read for AttemptStatus {
    fn read(json: &Json) -> Option<Self> {
        Some(match json.field("status").text()? {
            "processing" => Self::Processing,
            "awaiting_authentication" => Self::AwaitingAuthentication {
                challenge: field(json, "challenge")?,
            },
            "pending_payment" => Self::PendingPayment,
            "outcome_unknown" => Self::OutcomeUnknown,
            "paid" => Self::Paid {
                receipt: field(json, "receipt")?,
            },
            "declined" => Self::Declined {
                reason: field(json, "reason")?,
                message: field(json, "message")?,
            },
            "authentication_failed" => Self::AuthenticationFailed {
                failure: field(json, "failure")?,
            },
            "abandoned" => Self::Abandoned {
                message: field(json, "message")?,
            },
            "refunded" => Self::Refunded {
                receipt: field(json, "receipt")?,
                refunded: field(json, "refunded")?,
            },
            "returning" => Self::Returning,
            "returned" => Self::Returned,
            _ => return None,
        })
    }
}

impl Read for Problem {
    fn read(json: &Json) -> Option<Self> {
        let errors: Option<Vec<FieldError>> = field(json, "errors")?;
        Some(Self {
            kind: field(json, "type")?,
            title: field(json, "title")?,
            status: field(json, "status")?,
            detail: field(json, "detail")?,
            code: field(json, "code")?,
            buyer_message: field(json, "buyer_message")?,
            errors: errors.unwrap_or_default(),
        })
    }
}

macro_rules! read_words {
    ($($name:ident { $($word:literal => $variant:ident),* $(,)? } else $other:expr;)*) => {
        $(impl Read for $name {
            fn read(json: &Json) -> Option<Self> {
                match json.text()? {
                    $($word => Some(Self::$variant),)*
                    _ => $other,
                }
            }
        })*
    };
}

read_words! {
    Currency { "MXN" => Mxn, "USD" => Usd } else None;
    Brand {
        "visa" => Visa, "mastercard" => Mastercard, "american_express" => AmericanExpress,
    } else Some(Self::Other);
    OrderStatus {
        "open" => Open, "pending_payment" => PendingPayment, "paid" => Paid, "expired" => Expired,
        "canceled" => Canceled, "partially_refunded" => PartiallyRefunded, "refunded" => Refunded,
    } else None;
    DeclineReason {
        "insufficient_funds" => InsufficientFunds, "suspected_fraud" => SuspectedFraud,
        "expired_card" => ExpiredCard, "invalid_card" => InvalidCard,
    } else Some(Self::Declined);
    AuthenticationFailure {
        "failed" => Failed, "refused" => Refused, "error" => Error, "expired" => Expired,
    } else None;
    ProblemCode {
        "invalid_request" => InvalidRequest, "no_session" => NoSession,
        "cross_site" => CrossSite, "not_found" => NotFound,
        "idempotency_key_missing" => IdempotencyKeyMissing,
        "idempotency_key_in_use" => IdempotencyKeyInUse,
        "idempotency_key_reused" => IdempotencyKeyReused,
        "method_not_allowed" => MethodNotAllowed, "contact_missing" => ContactMissing,
        "attempt_live" => AttemptLive, "attempt_reused" => AttemptReused,
        "order_closed" => OrderClosed, "no_default_card" => NoDefaultCard,
        "no_challenge" => NoChallenge, "card_refused" => CardRefused,
        "not_genuine" => NotGenuine, "authentication_mismatch" => AuthenticationMismatch,
        "too_many_attempts" => TooManyAttempts, "provider_unavailable" => ProviderUnavailable,
    } else Some(Self::Internal);
}
