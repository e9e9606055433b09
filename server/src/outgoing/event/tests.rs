//! Every state after every state, and how an event reads.

use cobro_wire::{AuthenticationFailure, CardSummary, Contact, Currency, DeclineReason, Locale};
use serde_json::{Value, json};

use super::*;
use crate::gateway::{Decline, GatewayOrder, Payment};
use crate::payment::attempt::State;
use crate::payment::authentication;
use crate::store::CustomerId;

const NOW: Timestamp = 1_790_000_000;

fn payment() -> Payment {
    Payment {
        charge: "ch_1".into(),
        paid_at: NOW - 1,
        authorization_code: Some("123456".into()),
        frictionless: false,
    }
}

fn refunded(amount_minor: i64, whole: bool) -> State {
    State::Refunded {
        payment: payment(),
        refunded: Money::new(amount_minor, Currency::Mxn),
        whole,
    }
}

fn declined() -> State {
    State::Declined(Decline {
        reason: DeclineReason::InsufficientFunds,
        code: Some("insufficient_funds".into()),
        message: Some("Fondos insuficientes.".into()),
        authentication: None,
    })
}

fn live() -> Vec<State> {
    vec![
        State::Created,
        State::Charging,
        State::AwaitingAuthentication,
        State::Authenticated,
        State::PendingPayment,
        State::OutcomeUnknown { since: NOW },
    ]
}

fn ended_without() -> Vec<State> {
    vec![
        declined(),
        State::AuthenticationFailed {
            failure: AuthenticationFailure::Refused,
        },
        State::Expired,
        State::Abandoned { message: None },
        State::NeverArrived { since: NOW },
    ]
}

fn told(was: &State, is: &State) -> Vec<&'static str> {
    news(was, is).into_iter().map(Kind::name).collect()
}

#[test]
fn money_that_moves_is_news_whatever_was_before() {
    for was in live().iter().chain(&ended_without()) {
        let paid = State::Paid(payment());
        assert_eq!(told(was, &paid), ["order.paid"], "{was:?}");
        let refunds = ["order.paid", "order.partially_refunded"];
        assert_eq!(told(was, &refunded(1, false)), refunds, "{was:?}");
        let refunds = ["order.paid", "order.refunded"];
        assert_eq!(told(was, &refunded(9, true)), refunds, "{was:?}");
    }
}

#[test]
fn each_refund_is_news_once() {
    let (paid, some) = (State::Paid(payment()), refunded(1, false));
    let (more, all) = (refunded(2, false), refunded(9, true));
    assert_eq!(told(&paid, &some), ["order.partially_refunded"]);
    assert_eq!(told(&some, &more), ["order.partially_refunded"]);
    assert_eq!(told(&more, &all), ["order.refunded"]);
    assert_eq!(told(&paid, &all), ["order.refunded"]);
    for same in [paid, some, all] {
        assert!(news(&same, &same).is_empty(), "{same:?}");
    }
}

#[test]
fn an_end_without_a_charge_is_news_once() {
    for is in &ended_without() {
        for was in &live() {
            assert_eq!(told(was, is), ["attempt.failed"], "{was:?} {is:?}");
        }
        for was in &ended_without() {
            assert!(news(was, is).is_empty(), "{was:?} {is:?}");
        }
    }
}

#[test]
fn what_may_still_change_is_no_news_but_a_payment_to_come_is() {
    for was in live().iter().chain(&ended_without()) {
        for is in live() {
            let is_news = is == State::PendingPayment && *was != is;
            let expected = is_news.then_some("order.pending_payment");
            assert_eq!(told(was, &is), expected.as_slice(), "{was:?} {is:?}");
        }
    }
}

#[test]
fn late_money_is_news_when_it_is_back() {
    let payment = payment();
    let returning = State::Returning {
        payment: payment.clone(),
    };
    let returned = State::Returned { payment };
    for was in &ended_without() {
        assert!(news(was, &returning).is_empty());
    }
    assert!(news(&returning, &returning).is_empty());
    assert_eq!(told(&returning, &returned), ["charge.returned"]);
    assert!(news(&returned, &returned).is_empty());
}

#[test]
fn names_are_those_that_are_documented() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/events.md"));
    let page = page.unwrap();
    for kind in Kind::ALL {
        let row = format!("| `{}` |", kind.name());
        assert!(page.contains(&row), "docs/events.md says nothing of {row}");
    }
}

fn order() -> OrderRecord {
    let total = Money::new(20015, Currency::Mxn);
    OrderRecord {
        id: OrderId::from_random([0xa5; 16]),
        customer: CustomerId::from_random([1; 16]),
        lines: vec![OrderLine {
            product_id: "vasija".parse().unwrap(),
            name: "Vasija".into(),
            quantity: 1,
            unit_price: total,
            total,
        }],
        total,
        contact: Some(Contact {
            name: "Ana Luz".into(),
            email: "ana@example.com".into(),
            phone: "+525512345678".into(),
        }),
        created_at: NOW - 60,
        expires_at: NOW + 60,
        receipt_token: None,
    }
}

fn attempt_in(state: State) -> AttemptRecord {
    AttemptRecord {
        guest: None,
        id: AttemptId::from_random([0xb6; 16]),
        order: order().id,
        kept: state.clone(),
        state,
        authentication: authentication::State::NotRequired,
        fingerprint: "f".into(),
        source: None,
        billing: None,
        gateway_order: Some(GatewayOrder("ord_1".into())),
        card: Some(CardSummary {
            brand: cobro_wire::Brand::Visa,
            last4: "4242".into(),
        }),
        installments: None,
        locale: Locale::Es,
        created_at: NOW - 30,
        asks: 0,
        version: 3,
    }
}

fn read(kind: Kind, state: Option<State>, at: Timestamp) -> Value {
    let attempts: Vec<_> = state.into_iter().map(attempt_in).collect();
    let body = body(&Telling {
        kind,
        sequence: 2,
        at,
        provider: "conekta",
        order: &order(),
        attempts: &attempts,
        attempt: attempts.first(),
    });
    serde_json::from_str(&body.unwrap()).unwrap()
}

#[test]
fn an_event_has_what_shipping_and_booking_need() {
    let total = json!({ "amount_minor": 20015, "currency": "MXN" });
    let expected = json!({
        "type": "order.paid",
        "timestamp": "2026-09-21T14:13:20Z",
        "data": {
            "sequence": 2,
            "order": {
                "id": "or_a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
                "status": "paid",
                "created_at": NOW - 60,
                "expires_at": NOW + 60,
                "total": total,
                "lines": [{
                    "product_id": "vasija",
                    "name": "Vasija",
                    "quantity": 1,
                    "unit_price": total,
                    "total": total,
                }],
            },
            "attempt": {
                "id": "at_b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6",
                "provider": "conekta",
                "provider_order": "ord_1",
                "provider_charge": "ch_1",
                "status": "paid",
                "receipt": {
                    "paid_at": NOW - 1,
                    "authorization_code": "123456",
                    "provider_reference": "ord_1",
                },
            },
        },
    });
    assert_eq!(
        read(Kind::OrderPaid, Some(State::Paid(payment())), NOW),
        expected
    );
}

#[test]
fn an_attempt_in_months_says_in_how_many() {
    let attempt = AttemptRecord {
        installments: Some(6),
        ..attempt_in(State::Paid(payment()))
    };
    let body = body(&Telling {
        kind: Kind::OrderPaid,
        sequence: 1,
        at: NOW,
        provider: "conekta",
        order: &order(),
        attempts: std::slice::from_ref(&attempt),
        attempt: Some(&attempt),
    });
    let told: Value = serde_json::from_str(&body.unwrap()).unwrap();
    assert_eq!(told["data"]["attempt"]["installments"], 6);
}

#[test]
fn nothing_of_who_pays_or_of_their_card_is_told() {
    for state in live().into_iter().chain(ended_without()) {
        let told = read(Kind::AttemptFailed, Some(state), NOW).to_string();
        for secret in ["Ana", "ana@", "5512345678", "4242", "visa", "cu_"] {
            assert!(!told.contains(secret), "{secret} is in {told}");
        }
    }
}

#[test]
fn an_attempt_that_failed_says_why_and_what_became_of_the_order() {
    let open = read(Kind::AttemptFailed, Some(declined()), NOW);
    assert_eq!(open["data"]["order"]["status"], "open");
    assert_eq!(open["data"]["attempt"]["status"], "declined");
    assert_eq!(open["data"]["attempt"]["reason"], "insufficient_funds");
    let late = read(Kind::AttemptFailed, Some(declined()), NOW + 60);
    assert_eq!(late["data"]["order"]["status"], "expired");
}

#[test]
fn an_event_of_the_order_alone_has_no_attempt() {
    let expired = read(Kind::OrderExpired, None, NOW + 60);
    assert_eq!(expired["data"]["attempt"], Value::Null);
    assert_eq!(expired["data"]["order"]["status"], "expired");
}

#[test]
fn an_id_has_nothing_that_a_signature_is_parted_by() {
    let id = id(&order().id, 12);
    assert_eq!(id, "ev_a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5_12");
}
