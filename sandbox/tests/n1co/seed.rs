//! The sample of n1co's page on charges, sent as it stands there; its `authenticationId`, which is
//! made up, replaced by a real one.

use std::collections::BTreeMap;

use cobro_sandbox::Movement;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::support::{TestSandbox, outcome, text};

const REQUEST: &str = r#"{
"order": {
"id": "order_id",
"name": "Order name",
"amount": 15.5,
"description": "descripción de orden de compra"
},
"cardId": "0ca4b9aad7f417634359bf4e549ff280156dec4a149fd4b1cd20ce74f7d330ba",
"authenticationId": "f4e549ff280156dec4a149fd4b1cd20ce74f7d330b237u",
"billingInfo": {
"countryCode": "USA",
"stateCode": "NY",
"zipCode": "10001"
},
"locationCode": "ltc-001"
}"#;
const SAMPLE_AUTHENTICATION: &str = "\"f4e549ff280156dec4a149fd4b1cd20ce74f7d330b237u\"";

#[tokio::test]
async fn the_sample_request_is_answered_as_the_sample_answer_field_for_field() {
    let sandbox = TestSandbox::new().await;
    let first = REQUEST.replace(SAMPLE_AUTHENTICATION, "null");
    let asked = sandbox.post_text("/Charges", &first).await.ok();
    assert_eq!(outcome(&asked), ("AUTHENTICATION_REQUIRED", ""));
    assert_eq!(asked["order"]["id"], "100");
    assert_eq!(asked["order"]["authorizationCode"], Value::Null);
    let id = text(&asked["authentication"]["id"]);
    let url = format!("http://127.0.0.1:8081/n1co/authentication/{id}");
    assert_eq!(asked["authentication"]["url"], url);
    assert!(sandbox.movements().is_empty());

    sandbox
        .answer(&id, "challengeDataEntry=1234&answer=confirm")
        .await;
    let second = REQUEST.replace(SAMPLE_AUTHENTICATION, &format!("\"{id}\""));
    let answer = sandbox.post_text("/Charges", &second).await;
    let paid = answer.ok();
    let code = text(&paid["order"]["authorizationCode"]);
    assert!(
        code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit()),
        "{code}"
    );
    let expected = json!({
        "status": "SUCCEEDED",
        "message": "El pago fue realizado exitosamente",
        "error": null,
        "authentication": null,
        "order": {
            "id": "100", "reference": "order_id", "amount": 15.5, "currency": "USD",
            "authorizationCode": code
        },
        "createdAt": "2026-11-23T00:00:00.0000000Z"
    });
    assert_eq!(paid, expected);
    assert!(answer.text.contains(r#""amount":15.5,"#), "{}", answer.text);
    let expected = (Movement::Charged, 1550, "order_id".into(), "1000".into());
    assert_eq!(sandbox.movements(), [expected]);
}

#[tokio::test]
async fn the_sample_request_as_it_stands_names_an_authentication_that_is_not_there() {
    let sandbox = TestSandbox::new().await;
    let answer = sandbox.post_text("/Charges", REQUEST).await.ok();
    assert_eq!(outcome(&answer), ("FAILED", "AUTHENTICATION_UNKNOWN"));
    let mut expected = [
        "status",
        "message",
        "error",
        "authentication",
        "order",
        "createdAt",
    ];
    expected.sort_unstable();
    let mut fields: Vec<_> = answer.as_object().unwrap().keys().collect();
    fields.sort_unstable();
    assert_eq!(fields, expected);
    assert!(sandbox.movements().is_empty());
}

#[tokio::test]
async fn the_documentations_newer_shape_is_taken_as_well() {
    let sandbox = TestSandbox::new().await;
    let card = sandbox.card("4000056655665556").await;
    let body = json!({
        "customer": { "id": "cus_1", "name": "Ana Ruiz", "email": "ana@example.com", "phoneNumber": "5037" },
        "order": { "id": "ord_9", "name": "Vasija", "amount": 200.9, "lineItems": [{ "sku": "a" }] },
        "cardId": card,
        "authenticationId": null,
        "billingInfo": { "countryCode": "US", "stateCode": "NY", "zipCode": "10001" }
    });
    let answer = sandbox.post("/Charges", &body).await.ok();
    assert_eq!(outcome(&answer), ("SUCCEEDED", ""));
    assert_eq!(sandbox.movements()[0].1, 20090);
}

#[tokio::test]
async fn every_amount_is_charged_and_answered_to_the_cent() {
    let sandbox = TestSandbox::new().await;
    let card = sandbox.card("4000000000002701").await;
    for (sent, answered, cents) in [
        ("0.01", "0.01", 1),
        ("0.10", "0.1", 10),
        ("0.29", "0.29", 29),
        ("1", "1", 100),
        ("1.0", "1", 100),
        ("1.15", "1.15", 115),
        ("15.5", "15.5", 1550),
        ("15.50", "15.5", 1550),
        ("4.35", "4.35", 435),
        ("1000.00", "1000", 100_000),
        ("999999999999.99", "999999999999.99", 99_999_999_999_999),
    ] {
        let body = format!(
            r#"{{"order":{{"id":"ord_1","name":"Vasija","amount":{sent}}},"cardId":"{card}"}}"#
        );
        let answer = sandbox.post_text("/Charges", &body).await;
        answer.ok();
        let raw: BTreeMap<String, &RawValue> = serde_json::from_str(&answer.text).unwrap();
        let order: BTreeMap<String, &RawValue> = serde_json::from_str(raw["order"].get()).unwrap();
        assert_eq!(order["amount"].get(), answered);
        assert_eq!(sandbox.movements().pop().unwrap().1, cents);
    }
}
