//! What the server writes is read, and what is written the server reads.

use std::fmt::Debug;

use cobro_wire::{
    Attempt, AttemptId, AttemptStatus, AuthenticationFailure, AuthenticationReport, BillingAddress,
    Brand, Card, CardSummary, Catalog, Challenge, ChallengeClaim, ChallengeEnd, Component, Contact,
    Currency, DeclineReason, Expiry, FieldError, Locale, LocalizedText, Money, NewOrder,
    NewOrderLine, Order, OrderId, OrderLine, OrderLink, OrderList, OrderStatus, PayRequest,
    PayWith, Problem, ProblemCode, Product, PublicConfig, Receipt, SaveCard, Session,
    SetDefaultCard,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::json::Json;
use super::read::Read;
use super::write::Write;

fn from_value(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => Json::Truth(truth),
        Value::Number(number) => Json::Whole(number.as_i64().unwrap()),
        Value::String(text) => Json::Text(text),
        Value::Array(items) => Json::List(items.into_iter().map(from_value).collect()),
        Value::Object(fields) => Json::Object(
            fields
                .into_iter()
                .map(|(name, value)| (name, from_value(value)))
                .collect(),
        ),
    }
}

fn to_value(json: Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Truth(truth) => truth.into(),
        Json::Whole(number) => number.into(),
        Json::Text(text) => text.into(),
        Json::List(items) => items.into_iter().map(to_value).collect(),
        Json::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, to_value(value)))
            .collect(),
    }
}

fn is_read<T: Serialize + Read + PartialEq + Debug>(value: T) {
    let json = from_value(serde_json::to_value(&value).unwrap());
    assert_eq!(T::read(&json), Some(value));
}

/// Some types have no `Debug`, since they may hold a security code.
fn is_written<T: Serialize + DeserializeOwned + Write + PartialEq>(value: T) {
    let written = to_value(value.write());
    assert_eq!(written, serde_json::to_value(&value).unwrap());
    assert!(serde_json::from_value::<T>(written).unwrap() == value);
}

fn money() -> Money {
    Money::new(20015, Currency::Mxn)
}

fn contact() -> Contact {
    Contact {
        name: "Ana \"la\" Peña".to_owned(),
        email: "ana@example.com".to_owned(),
        phone: "+525512345678".to_owned(),
    }
}

fn order(status: OrderStatus, attempt: Option<AttemptStatus>) -> Order {
    Order {
        id: OrderId::from_random([1; 16]),
        status,
        created_at: 1_790_000_000,
        lines: vec![OrderLine {
            product_id: "vasija".parse().unwrap(),
            name: "Vasija".to_owned(),
            quantity: 2,
            unit_price: money(),
            total: money(),
        }],
        total: money(),
        receipt_token: Some(cobro_wire::ReceiptToken::from_random([4; 16])),
        contact: attempt.is_some().then(contact),
        attempt: attempt.map(|status| Attempt {
            id: AttemptId::from_random([2; 16]),
            card: Some(CardSummary {
                brand: Brand::Visa,
                last4: "4242".to_owned(),
            }),
            installments: Some(3),
            status,
        }),
    }
}

#[test]
fn every_status_of_an_attempt_is_read() {
    let message = || Some("Fondos insuficientes.".to_owned());
    let statuses = [
        AttemptStatus::Processing,
        AttemptStatus::AwaitingAuthentication {
            challenge: Challenge {
                url: "https://bank.example/frame".to_owned(),
                page_url: "https://bank.example/".to_owned(),
                reference: "ord_1".to_owned(),
                expires_at: 1_790_000_300,
            },
        },
        AttemptStatus::PendingPayment,
        AttemptStatus::OutcomeUnknown,
        AttemptStatus::Paid {
            receipt: Receipt {
                paid_at: 1_790_000_001,
                authorization_code: None,
                provider_reference: "ord_1".to_owned(),
            },
        },
        AttemptStatus::Abandoned { message: message() },
        AttemptStatus::Abandoned { message: None },
        AttemptStatus::Refunded {
            receipt: Receipt {
                paid_at: 1_790_000_001,
                authorization_code: None,
                provider_reference: "ord_1".to_owned(),
            },
            refunded: Money::new(100, Currency::Mxn),
        },
        AttemptStatus::Returning,
        AttemptStatus::Returned,
    ];
    for status in statuses {
        is_read(order(OrderStatus::Open, Some(status)));
    }
    for reason in [
        DeclineReason::InsufficientFunds,
        DeclineReason::SuspectedFraud,
        DeclineReason::ExpiredCard,
        DeclineReason::InvalidCard,
        DeclineReason::Declined,
    ] {
        let message = message();
        let declined = AttemptStatus::Declined { reason, message };
        is_read(order(OrderStatus::Open, Some(declined)));
    }
    for failure in [
        AuthenticationFailure::Failed,
        AuthenticationFailure::Refused,
        AuthenticationFailure::Error,
        AuthenticationFailure::Expired,
    ] {
        let failed = AttemptStatus::AuthenticationFailed { failure };
        is_read(order(OrderStatus::Open, Some(failed)));
    }
}

#[test]
fn every_status_of_an_order_is_read() {
    for status in [
        OrderStatus::Open,
        OrderStatus::PendingPayment,
        OrderStatus::Paid,
        OrderStatus::Expired,
        OrderStatus::Canceled,
        OrderStatus::PartiallyRefunded,
        OrderStatus::Refunded,
    ] {
        is_read(OrderList {
            orders: vec![order(status, None)],
        });
    }
}

#[test]
fn every_network_of_a_card_is_read() {
    for brand in [
        Brand::Visa,
        Brand::Mastercard,
        Brand::AmericanExpress,
        Brand::Other,
    ] {
        let last4 = "4242".to_owned();
        is_read(vec![Card {
            id: "src_1".parse().unwrap(),
            summary: Some(CardSummary { brand, last4 }),
            expiry: Some(Expiry {
                month: 11,
                year: 2036,
            }),
            holder: None,
            default: true,
            blocked: true,
        }]);
    }
}

#[test]
fn a_card_that_nobody_described_is_read() {
    is_read(vec![Card {
        id: "0ca4".parse().unwrap(),
        summary: None,
        expiry: None,
        holder: None,
        default: false,
        blocked: false,
    }]);
}

#[test]
fn what_the_store_starts_with_is_read() {
    let text = || LocalizedText::new(|locale| Some(locale.code().to_owned())).unwrap();
    is_read(Catalog {
        products: vec![Product {
            id: "vasija".parse().unwrap(),
            name: text(),
            description: text(),
            unit_price: Money::new(100, Currency::Usd),
        }],
    });
    is_read(Session { contact: None });
    is_read(Session {
        contact: Some(contact()),
    });
    for &default_locale in Locale::ALL {
        is_read(PublicConfig {
            component: Component {
                script_url: "https://pay.example/a.js".to_owned(),
                host: "pay.example".to_owned(),
                public_key: "key_1".to_owned(),
            },
            default_locale,
            challenge_origins: vec!["https://bank.example".to_owned()],
            challenge_timeout_ms: 300_000,
            billing: true,
            cvc_for_saved_cards: false,
            installments: vec![3, 6],
            sandbox: true,
        });
    }
}

#[test]
fn every_problem_is_read() {
    for code in [
        ProblemCode::InvalidRequest,
        ProblemCode::NoSession,
        ProblemCode::CrossSite,
        ProblemCode::NotFound,
        ProblemCode::MethodNotAllowed,
        ProblemCode::IdempotencyKeyMissing,
        ProblemCode::IdempotencyKeyInUse,
        ProblemCode::IdempotencyKeyReused,
        ProblemCode::ContactMissing,
        ProblemCode::AttemptLive,
        ProblemCode::AttemptReused,
        ProblemCode::OrderClosed,
        ProblemCode::NoDefaultCard,
        ProblemCode::NoChallenge,
        ProblemCode::CardRefused,
        ProblemCode::TooManyAttempts,
        ProblemCode::ProviderUnavailable,
        ProblemCode::Internal,
    ] {
        let errors = vec![FieldError {
            field: "email".to_owned(),
            reason: "not an address".to_owned(),
        }];
        for (buyer_message, errors) in [(None, Vec::new()), (Some("No.".to_owned()), errors)] {
            is_read(Problem {
                kind: "urn:cobro:problem:x".to_owned(),
                title: "t".to_owned(),
                status: 409,
                detail: "d".to_owned(),
                code,
                buyer_message,
                errors,
            });
        }
    }
}

#[test]
fn an_answer_that_is_not_right_in_every_part_is_not_read() {
    let right = serde_json::to_value(order(OrderStatus::Paid, None)).unwrap();
    for (name, wrong) in [
        ("id", serde_json::json!("ord_1")),
        ("status", serde_json::json!("stolen")),
        ("created_at", serde_json::json!("today")),
        ("lines", serde_json::json!({})),
        ("total", Value::Null),
        ("attempt", serde_json::json!({ "status": "paid" })),
    ] {
        let mut answer = right.clone();
        answer[name] = wrong;
        assert_eq!(Order::read(&from_value(answer)), None, "{name}");
    }
}

#[test]
fn a_name_that_appears_later_changes_nothing() {
    let mut answer = serde_json::to_value(order(OrderStatus::Paid, None)).unwrap();
    answer["added_next_year"] = serde_json::json!({ "x": 1 });
    assert!(Order::read(&from_value(answer)).is_some());
}

#[test]
fn every_body_is_written_as_the_server_reads_it() {
    is_written(contact());
    is_written(NewOrder {
        lines: vec![NewOrderLine {
            product_id: "vasija".parse().unwrap(),
            quantity: 2,
        }],
    });
    for cvc in [None, Some("123".to_owned())] {
        for with in [
            PayWith::Default { cvc: cvc.clone() },
            PayWith::PaymentSource {
                payment_source_id: "src_1".parse().unwrap(),
                cvc,
            },
            PayWith::Token {
                token_id: "tok_1".parse().unwrap(),
                save: true,
            },
        ] {
            let attempt_id = AttemptId::from_random([3; 16]);
            is_written(PayRequest {
                attempt_id,
                with,
                billing: None,
                installments: Some(12),
            });
        }
    }
    for end in [
        ChallengeEnd::Passed,
        ChallengeEnd::Failed,
        ChallengeEnd::Error,
        ChallengeEnd::Expired,
        ChallengeEnd::Closed,
        ChallengeEnd::TimedOut,
    ] {
        is_written(AuthenticationReport { end, claim: None });
    }
    is_written(AuthenticationReport {
        end: ChallengeEnd::Passed,
        claim: Some(ChallengeClaim {
            reference: "b1a2".to_owned(),
            order: Some("100".to_owned()),
            amount: None,
        }),
    });
    for state in [None, Some("NY".to_owned())] {
        is_written(PayRequest {
            attempt_id: AttemptId::from_random([3; 16]),
            with: PayWith::Default { cvc: None },
            billing: Some(BillingAddress {
                country: "US".to_owned(),
                state,
                postal_code: Some("10001".to_owned()),
            }),
            installments: None,
        });
    }
    is_written(SaveCard {
        token_id: "tok_1".parse().unwrap(),
        description: None,
    });
    let token = cobro_wire::LinkToken::from_random([5; 16]);
    is_read(token.clone());
    is_written(OrderLink { token });
    is_written(SetDefaultCard {
        payment_source_id: "src_1".parse().unwrap(),
    });
}
