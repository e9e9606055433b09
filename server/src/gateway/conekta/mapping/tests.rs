//! Conekta's answers, as recorded or documented, in Cobro's words.

use cobro_wire::{AttemptId, Money};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::gateway::conekta::shapes::{ErrorBody, List};
use crate::hostile::{damage, said};

const EXPIRES_AT: i64 = 1_790_000_600;

fn attempt() -> AttemptId {
    AttemptId::from_random([7; 16])
}

fn check_with<T>(use_it: impl FnOnce(Expected<'_>) -> T) -> T {
    check_months(None, use_it)
}

fn check_months<T>(installments: Option<u8>, use_it: impl FnOnce(Expected<'_>) -> T) -> T {
    let attempt = attempt();
    use_it(Expected {
        attempt: &attempt,
        total: Money::new(20015, Currency::Mxn),
        installments,
        challenge_expires_at: EXPIRES_AT,
        challenge_origins: &["https://3ds-pay.conekta.com".to_owned()],
    })
}

/// A paid order, with some fields changed: `null` removes one.
fn order(changes: Value) -> Value {
    let mut order = json!({
        "id": "ord_2tUx", "object": "order", "amount": 20015, "currency": "MXN",
        "payment_status": "paid", "livemode": false, "created_at": 1_790_000_000,
        "metadata": { "cobro_attempt": attempt().as_str(), "cobro_order": "or_1", "n": 1 },
        "charges": { "object": "list", "has_more": false, "total": 1, "data": [{
            "id": "63efa757cf65380001aec050", "object": "charge", "status": "paid",
            "amount": 20015, "currency": "MXN", "created_at": 1_790_000_001,
            "paid_at": 1_790_000_002, "failure_code": null, "failure_message": null,
            "reference_id": attempt().as_str(),
            "payment_method": {
                "object": "card_payment", "type": "credit", "last4": "4242", "brand": "visa",
                "auth_code": "867667", "three_ds_flow_required": false,
            },
        }] },
    });
    let fields = order.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
    order
}

fn read(order: Value) -> Outcome {
    check_with(|expected| outcome(serde_json::from_value(order).unwrap(), expected))
}

fn refuse(status: u16, body: Value) -> Outcome {
    let body: ErrorBody = serde_json::from_value(body).unwrap();
    let status = StatusCode::from_u16(status).unwrap();
    let fault = Fault::Refused(Box::new(Refusal { status, body }));
    check_with(|expected| charge_fault(fault, expected))
}

#[test]
fn a_paid_order_is_paid_with_its_card_and_authorization_code() {
    let outcome = read(order(json!({})));
    assert_eq!(
        outcome.answer,
        Answer::Ended(Ending::Paid(Payment {
            charge: "63efa757cf65380001aec050".into(),
            paid_at: 1_790_000_002,
            authorization_code: Some("867667".into()),
            frictionless: false,
        }))
    );
    assert_eq!(outcome.order, Some(GatewayOrder("ord_2tUx".into())));
    assert_eq!(
        outcome.card,
        Some(CardSummary {
            brand: Brand::Visa,
            last4: "4242".into()
        })
    );
}

#[test]
fn an_order_of_another_amount_currency_or_reference_is_not_believed() {
    let another = json!({ "cobro_attempt": AttemptId::from_random([8; 16]).as_str() });
    for change in [
        json!({ "amount": 20014 }),
        json!({ "currency": "USD" }),
        json!({ "metadata": another }),
        json!({ "metadata": null, "charges": null }),
    ] {
        assert_eq!(
            read(order(change.clone())).answer,
            Answer::NoAnswer,
            "{change}"
        );
    }
}

#[test]
fn an_order_in_other_months_than_were_asked_for_is_not_believed() {
    let cases = [
        (Some(3), json!(3), true),
        (Some(3), json!(6), false),
        (Some(3), json!(1), false),
        (Some(3), Value::Null, true),
        (None, json!(3), false),
        (None, json!(1), true),
        (None, json!(0), true),
        (None, Value::Null, true),
    ];
    for (asked, told, is_believed) in cases {
        let mut order = order(json!({}));
        order["charges"]["data"][0]["monthly_installments"] = told.clone();
        let read: ConektaOrder = serde_json::from_value(order).unwrap();
        let answer = check_months(asked, |expected| outcome(read, expected)).answer;
        let is_paid = matches!(answer, Answer::Ended(Ending::Paid(_)));
        assert_eq!(is_paid, is_believed, "{asked:?} asked, {told} told");
        assert!(is_paid || answer == Answer::NoAnswer, "{answer:?}");
    }
}

#[test]
fn a_currency_in_lower_case_and_a_reference_on_the_charge_alone_are_believed() {
    let outcome = read(order(json!({ "currency": "mxn", "metadata": null })));
    assert!(
        matches!(outcome.answer, Answer::Ended(Ending::Paid(_))),
        "{outcome:?}"
    );
}

#[test]
fn a_status_that_appears_later_is_neither_paid_nor_declined() {
    for status in [json!("under_fraud_review"), json!("brand_new"), Value::Null] {
        let outcome = read(order(json!({ "payment_status": status })));
        assert_eq!(outcome.answer, Answer::NoAnswer, "{status}");
    }
}

#[test]
fn each_final_status_ends_the_attempt() {
    let ending = |status| read(order(json!({ "payment_status": status }))).answer;
    assert_eq!(ending("expired"), Answer::Ended(Ending::Expired));
    assert_eq!(ending("canceled"), Answer::Ended(Ending::Canceled));
    assert_eq!(ending("voided"), Answer::Ended(Ending::Canceled));
    assert!(matches!(
        ending("declined"),
        Answer::Ended(Ending::Declined(_))
    ));
    assert!(matches!(
        ending("refunded"),
        Answer::Ended(Ending::Refunded { whole: true, .. })
    ));
    assert!(matches!(
        ending("partially_refunded"),
        Answer::Ended(Ending::Refunded { whole: false, .. })
    ));
}

fn awaiting(url: &str) -> Value {
    let redirect = json!({ "url": url, "return_url": "https://shop.example/checkout/return" });
    order(json!({
        "payment_status": "pending_payment",
        "charges": null,
        "next_action": { "type": "redirect_to_url", "redirect_to_url": redirect },
    }))
}

#[test]
fn a_challenge_opens_embedded_in_a_frame_and_plain_in_a_tab() {
    let page = "https://3ds-pay.conekta.com/0f5e?lang=es";
    assert_eq!(
        read(awaiting(page)).answer,
        Answer::ChallengeRequired(Challenge {
            url: "https://3ds-pay.conekta.com/0f5e?lang=es&source=embedded".into(),
            page_url: page.into(),
            reference: "ord_2tUx".into(),
            expires_at: EXPIRES_AT,
        })
    );
}

#[test]
fn a_challenge_on_a_foreign_origin_is_never_shown() {
    for url in [
        "http://3ds-pay.conekta.com/0f5e",
        "https://3ds-pay.conekta.com.evil.example/0f5e",
        "https://3ds-pay.conekta.com:8443/0f5e",
        "javascript:alert(1)",
    ] {
        assert_eq!(read(awaiting(url)).answer, Answer::Pending, "{url}");
    }
}

#[test]
fn a_declined_order_inside_a_402_is_a_decline_in_the_providers_words() {
    let charge = json!({ "id": "1", "status": "declined", "failure_code": "insufficient_funds",
        "failure_message": "raw", "reference_id": attempt().as_str() });
    let body = json!({
        "object": "error", "type": "processing_error", "log_id": null,
        "details": [{
            "code": "conekta.errors.processing.bank_bindings.insufficient_funds",
            "message": "Esta tarjeta no tiene suficientes fondos.",
            "debug_message": "The card does not have sufficient funds.",
        }],
        "data": order(json!({ "payment_status": "declined", "charges": { "data": [charge] } })),
    });
    let outcome = refuse(402, body);
    assert_eq!(
        outcome.answer,
        Answer::Ended(Ending::Declined(Decline {
            reason: DeclineReason::InsufficientFunds,
            code: Some("insufficient_funds".into()),
            message: Some("Esta tarjeta no tiene suficientes fondos.".into()),
            authentication: None,
        }))
    );
    assert_eq!(outcome.order, Some(GatewayOrder("ord_2tUx".into())));
}

#[test]
fn a_decline_that_names_the_authentication_says_how_it_failed() {
    let failed = |code: &str| {
        let charge = json!({ "id": "1", "status": "declined", "failure_code": code,
            "reference_id": attempt().as_str() });
        let changes = json!({ "payment_status": "declined", "charges": { "data": [charge] } });
        match read(order(changes)).answer {
            Answer::Ended(Ending::Declined(decline)) => decline.authentication,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        failed("authentication_failed"),
        Some(AuthenticationFailure::Failed)
    );
    assert_eq!(
        failed("three_ds_expired"),
        Some(AuthenticationFailure::Expired)
    );
    assert_eq!(failed("card_declined"), None);
}

#[test]
fn a_refusal_without_an_order_did_nothing_and_keeps_only_words_for_the_buyer() {
    let used = json!({ "details": [{ "code": "conekta.errors.processing.tokenization.used",
        "message": "El token ya fue usado." }], "object": "error" });
    let message = Some("El token ya fue usado.".into());
    assert_eq!(refuse(402, used).answer, Answer::Refused { message });
    let key = json!({ "details": [{ "message": "Acceso no autorizado.", "param": null }] });
    assert_eq!(refuse(401, key).answer, Answer::Refused { message: None });
}

#[test]
fn the_old_error_shape_is_read_too() {
    let old = json!({ "object": "error", "type": "parameter_validation_error",
        "message": "bad token", "message_to_purchaser": "Revisa la tarjeta.", "param": null });
    assert_eq!(
        refuse(422, old).answer,
        Answer::Refused {
            message: Some("Revisa la tarjeta.".into())
        }
    );
}

#[test]
fn a_search_believes_only_orders_of_the_attempt_and_prefers_the_paid_one() {
    let found = |orders: Vec<Value>| {
        let orders = serde_json::from_value(json!(orders)).unwrap();
        let absent = || Answer::Absent.into();
        check_with(|expected| found(orders, expected).unwrap_or_else(absent)).answer
    };
    let another = || order(json!({ "metadata": { "cobro_attempt": "at_other" } }));
    assert_eq!(found(vec![another()]), Answer::Absent);
    let declined = order(json!({ "id": "ord_2", "payment_status": "declined" }));
    let answer = found(vec![order(json!({})), declined]);
    assert!(
        matches!(answer, Answer::Ended(Ending::Paid(_))),
        "{answer:?}"
    );
}

#[test]
fn a_look_up_that_fails_says_nothing_of_the_charge() {
    let not_found = Refusal {
        status: StatusCode::NOT_FOUND,
        body: ErrorBody::default(),
    };
    for fault in [
        Fault::Refused(Box::new(not_found)),
        Fault::NoAnswer("timed out".into()),
    ] {
        let answer = check_with(|expected| unread(&fault, expected));
        assert_eq!(answer, Answer::NoAnswer, "{fault:?}");
    }
}

#[test]
fn cards_are_read_in_the_spelling_of_each_version() {
    let source = |brand: &str, year: &str| {
        let json = json!({ "id": "src_2qUC", "object": "payment_source", "type": "card",
            "last4": "4242", "bin": "424242", "exp_month": "11", "exp_year": year,
            "brand": brand, "name": "Jorge Lopez", "default": true });
        card(serde_json::from_value(json).unwrap()).unwrap()
    };
    let brand = |name| source(name, "36").summary.unwrap().brand;
    assert_eq!(source("visa", "36").expiry.unwrap().year, 2036);
    assert_eq!(source("VISA", "2036").expiry.unwrap().year, 2036);
    assert_eq!(brand("MC"), Brand::Mastercard);
    assert_eq!(brand("AMERICAN_EXPRESS"), Brand::AmericanExpress);
    assert_eq!(brand("carnet"), Brand::Other);
}

#[test]
fn a_payment_source_that_is_no_card_is_left_out() {
    let cash = json!({ "id": "src_1", "type": "cash_recurrent" });
    assert_eq!(cards(vec![serde_json::from_value(cash).unwrap()]), []);
}

fn agrees(order: &Value) -> bool {
    let attempt = attempt();
    let attempt = attempt.as_str();
    let is_ours = match order["metadata"].get("cobro_attempt") {
        Some(named) => named == attempt,
        None => order["charges"]["data"].as_array().is_some_and(|charges| {
            charges
                .iter()
                .any(|charge| charge["reference_id"] == attempt)
        }),
    };
    let currency = order["currency"].as_str().unwrap_or_default();
    is_ours && order["amount"] == 20015 && currency.eq_ignore_ascii_case("mxn")
}

proptest! {
    #[test]
    fn a_damaged_order_ends_an_attempt_only_with_our_reference_amount_and_currency(
        damage in damage(),
        status in prop::sample::select(vec!["paid", "declined", "expired", "pending_payment"]),
    ) {
        let body = damage.done_to(&order(json!({ "payment_status": status })));
        let read = serde_json::from_slice::<ConektaOrder>(&body);
        let (Ok(read), Some(said)) = (read, said(&body)) else {
            return Ok(());
        };
        let answer = check_with(|expected| outcome(read, expected)).answer;
        prop_assert!(answer == Answer::NoAnswer || agrees(&said), "{answer:?}");
        if let Answer::Ended(Ending::Paid(_)) = answer {
            let moved = ["paid", "refunded", "partially_refunded", "charged_back"];
            prop_assert!(moved.iter().any(|status| said["payment_status"] == *status));
        }
    }

    #[test]
    fn a_damaged_search_finds_no_order_but_ours(damage in damage()) {
        let list = json!({ "has_more": false, "data": [order(json!({}))] });
        let body = damage.done_to(&list);
        let read = serde_json::from_slice::<List<ConektaOrder>>(&body);
        let (Ok(read), Some(said)) = (read, said(&body)) else {
            return Ok(());
        };
        let absent = || Answer::Absent.into();
        let found = check_with(|expected| found(read.data, expected).unwrap_or_else(absent));
        if let Answer::Ended(Ending::Paid(_)) = found.answer {
                prop_assert!(said["data"].as_array().unwrap().iter().any(agrees));
        }
    }
}
