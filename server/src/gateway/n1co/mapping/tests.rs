//! n1co's requests and answers, as its charge page and its integrators show them.

use cobro_wire::{AttemptId, BillingAddress, Contact, Locale, Money, OrderId};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::gateway::GatewayCustomer;
use crate::hostile::{damage, said};

const NOW: i64 = 1_790_000_000;

fn attempt() -> AttemptId {
    AttemptId::from_random([7; 16])
}

fn read(answer: Value) -> Outcome {
    // From text, as it comes: a value in between would turn the amount into a float.
    read_bytes(answer.to_string().as_bytes()).unwrap()
}

fn read_bytes(answer: &[u8]) -> serde_json::Result<Outcome> {
    let attempt = attempt();
    let expected = Expected {
        attempt: &attempt,
        total: Money::new(1550, Currency::Usd),
        installments: None,
        challenge_expires_at: NOW + 600,
        challenge_origins: &["https://front-3ds.n1co.com".to_owned()],
    };
    Ok(outcome(serde_json::from_slice(answer)?, expected, NOW))
}

fn answer(changes: Value) -> Value {
    let mut answer = json!({
        "status": "SUCCEEDED",
        "message": "El pago fue realizado exitosamente",
        "error": null,
        "authentication": null,
        "order": {
            "id": "100",
            "reference": attempt().as_str(),
            "amount": 15.5,
            "currency": "USD",
            "authorizationCode": "12345",
        },
        "createdAt": "2023-08-23T21:15:57.0067130Z",
    });
    let fields = answer.as_object_mut().unwrap();
    fields.extend(changes.as_object().unwrap().clone());
    answer
}

#[test]
fn the_sample_request_of_the_charge_page_passes_through_field_for_field() {
    let sample = r#"{"order":{"id":"order_id","name":"Order name","amount":15.5,"description":"descripción de orden de compra"},"cardId":"0ca4b9aad7f417634359bf4e549ff280156dec4a149fd4b1cd20ce74f7d330ba","authenticationId":"f4e549ff280156dec4a149fd4b1cd20ce74f7d330b237u","billingInfo":{"countryCode":"USA","stateCode":"NY","zipCode":"10001"},"locationCode":"ltc-001"}"#;
    let request: ChargeRequest = serde_json::from_str(sample).unwrap();
    assert_eq!(serde_json::to_string(&request).unwrap(), sample);
}

#[test]
fn a_request_names_our_attempt_the_card_and_an_exact_amount() {
    let vase = OrderLine {
        product_id: "vasija".parse().unwrap(),
        name: "Vasija de Cerámica".into(),
        quantity: 1,
        unit_price: Money::new(1550, Currency::Usd),
        total: Money::new(1550, Currency::Usd),
    };
    let source = Source::Saved {
        id: "0ca4b9aa".parse().unwrap(),
    };
    let charge = Charge {
        attempt: &attempt(),
        order: &OrderId::from_random([1; 16]),
        lines: &[vase.clone(), vase],
        total: Money::new(1550, Currency::Usd),
        customer: Some(&GatewayCustomer("n1_1".into())),
        contact: &Contact {
            name: "Ana Luz".into(),
            email: "ana@example.com".into(),
            phone: "+50370000000".into(),
        },
        source: &source,
        cvc: None,
        billing: Some(&BillingAddress {
            country: "US".into(),
            state: Some("NY".into()),
            postal_code: Some("10001".into()),
        }),
        return_url: "https://shop.example",
        installments: None,
        locale: Locale::Es,
    };
    let first = request(&charge, None, None).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&serde_json::to_string(&first).unwrap()).unwrap(),
        json!({
            "customer": {
                "id": "n1_1", "name": "Ana Luz", "email": "ana@example.com",
                "phoneNumber": "+50370000000",
            },
            "order": {
                "id": attempt().as_str(), "name": "Vasija de Cerámica + 1", "amount": 15.5,
                "description": "1 × Vasija de Cerámica, 1 × Vasija de Cerámica",
            },
            "cardId": "0ca4b9aa",
            "authenticationId": null,
            "billingInfo": { "countryCode": "US", "stateCode": "NY", "zipCode": "10001" },
        })
    );
    let second = request(&charge, Some("f4e5"), Some("ltc-001")).unwrap();
    assert_eq!(second.authentication_id.as_deref(), Some("f4e5"));
    assert_eq!(second.location_code.as_deref(), Some("ltc-001"));
}

#[test]
fn the_sample_answer_of_the_charge_page_is_paid() {
    let outcome = read(answer(json!({})));
    assert_eq!(outcome.order, Some(GatewayOrder("100".into())));
    assert_eq!(
        outcome.answer,
        Answer::Ended(Ending::Paid(Payment {
            charge: "100".into(),
            paid_at: 1_692_825_357,
            authorization_code: Some("12345".into()),
            frictionless: false,
        }))
    );
}

#[test]
fn numbers_where_texts_are_documented_are_read_too() {
    let order = json!({ "id": 100, "reference": attempt().as_str(), "amount": 15.50,
        "authorizationCode": 12345, "captureAmount": 15.5 });
    let outcome = read(answer(json!({ "order": order, "createdAt": null })));
    assert!(matches!(
        outcome.answer,
        Answer::Ended(Ending::Paid(Payment { paid_at: NOW, .. }))
    ));
}

#[test]
fn an_answer_about_another_amount_currency_or_reference_is_not_believed() {
    let order = |reference: &str, amount: f64, currency: &str| json!({ "id": "1", "reference": reference, "amount": amount, "currency": currency });
    let ours = attempt();
    for order in [
        order("order_id", 15.5, "USD"),
        order(ours.as_str(), 15.51, "USD"),
        order(ours.as_str(), 15.505, "USD"),
        order(ours.as_str(), 15.5, "MXN"),
        Value::Null,
    ] {
        let outcome = read(answer(json!({ "order": order.clone() })));
        assert_eq!(outcome.answer, Answer::NoAnswer, "{order}");
    }
}

#[test]
fn a_failure_is_a_decline_whether_its_error_is_an_object_or_a_text() {
    let failed = |error: Value| match read(answer(
        json!({ "status": "FAILED", "error": error, "order": null }),
    ))
    .answer
    {
        Answer::Ended(Ending::Declined(decline)) => decline,
        other => panic!("{other:?}"),
    };
    let object = failed(json!({ "code": "51", "message": "Fondos insuficientes" }));
    assert_eq!(object.reason, DeclineReason::InsufficientFunds);
    assert_eq!(object.code.as_deref(), Some("51"));
    assert_eq!(object.message, None);
    assert_eq!(failed(json!("declined")).code.as_deref(), Some("declined"));
    assert_eq!(failed(Value::Null).reason, DeclineReason::Declined);
}

#[test]
fn a_challenge_is_shown_from_an_allowed_origin_only() {
    let asked = |url: &str| {
        let authentication = json!({ "url": url, "id": "b1a2" });
        let status = "AUTHENTICATION_REQUIRED";
        read(answer(
            json!({ "status": status, "authentication": authentication, "order": null }),
        ))
        .answer
    };
    let url = "https://front-3ds.n1co.com/authentication/b1a2";
    let Answer::ChallengeRequired(challenge) = asked(url) else {
        panic!("no challenge")
    };
    assert_eq!(challenge.url, url);
    assert_eq!(challenge.reference, "b1a2");
    let elsewhere = asked("https://front-3ds.n1co.com.evil.example/authentication/b1a2");
    assert_eq!(elsewhere, Answer::Refused { message: None });
}

#[test]
fn a_status_that_appears_later_is_neither_paid_nor_declined() {
    let outcome = read(answer(json!({ "status": "IN_REVIEW" })));
    assert_eq!(outcome.answer, Answer::NoAnswer);
}

proptest! {
    #[test]
    fn a_damaged_answer_says_paid_only_of_our_reference_and_our_amount(damage in damage()) {
        let body = damage.done_to(&answer(json!({})));
        let (Ok(read), Some(said)) = (read_bytes(&body), said(&body)) else {
            return Ok(());
        };
        if let Answer::Ended(Ending::Paid(_)) = read.answer {
            let order = &said["order"];
            prop_assert_eq!(&said["status"], "SUCCEEDED");
            prop_assert!(order["reference"] == attempt().as_str());
            let text = order["amount"].to_string();
            let number: f64 = text.trim_matches('"').parse().unwrap();
            prop_assert!((number - 15.5).abs() < 0.001, "{text}");
        }
    }
}
