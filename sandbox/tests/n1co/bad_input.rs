//! Charges that are wrong: each is told which field, and none takes money.

use serde_json::{Value, json};

use crate::support::{TestSandbox, charge};

/// A charge with one field set to something else.
fn with(card: &str, pointer: &str, value: Value) -> Value {
    let mut body = charge(card);
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[field] = value;
    body
}

/// A charge with one field left out.
fn without(card: &str, pointer: &str) -> Value {
    let mut body = charge(card);
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parent).unwrap();
    parent.as_object_mut().unwrap().remove(field);
    body
}

#[tokio::test]
async fn each_wrong_field_is_named_and_nothing_is_charged() {
    let sandbox = TestSandbox::new().await;
    let card = sandbox.card("4000056655665556").await;
    let set = |pointer, value| with(&card, pointer, value);
    let out = |pointer| without(&card, pointer);
    let us = |state: Value, zip: Value| {
        let billing = json!({ "countryCode": "USA", "stateCode": state, "zipCode": zip });
        with(&card, "/billingInfo", billing)
    };
    for (body, code, start) in [
        (json!([]), "INVALID_FIELD", ".: invalid"),
        (out("/order"), "MISSING_FIELD", "order: "),
        (out("/order/id"), "MISSING_FIELD", "order.id: "),
        (out("/order/name"), "MISSING_FIELD", "order.name: "),
        (out("/order/amount"), "MISSING_FIELD", "order.amount: "),
        (out("/cardId"), "MISSING_FIELD", "cardId: "),
        (set("/order", Value::Null), "INVALID_FIELD", "order: "),
        (set("/order/id", json!(7)), "INVALID_FIELD", "order.id: "),
        (set("/order/id", json!("")), "INVALID_FIELD", "order.id: "),
        (
            set("/order/name", json!(" ")),
            "INVALID_FIELD",
            "order.name: ",
        ),
        (
            set("/order/amount", json!(0)),
            "INVALID_AMOUNT",
            "order.amount: more",
        ),
        (
            set("/order/amount", json!(-15.5)),
            "INVALID_AMOUNT",
            "order.amount: more",
        ),
        (
            set("/order/amount", json!(15.555)),
            "INVALID_AMOUNT",
            "order.amount: two",
        ),
        (
            set("/order/amount", json!("15.5")),
            "INVALID_AMOUNT",
            "order.amount: a num",
        ),
        (
            set("/order/amount", Value::Null),
            "INVALID_AMOUNT",
            "order.amount: a num",
        ),
        (
            set("/order/amount", json!(1e20)),
            "INVALID_AMOUNT",
            "order.amount: ",
        ),
        (
            set("/cardId", json!("0ca4b9aa")),
            "UNKNOWN_CARD",
            "cardId: ",
        ),
        (
            set("/cardId", json!("tok_2q6cyio5sDqCyvYh7")),
            "UNKNOWN_CARD",
            "cardId: ",
        ),
        (
            set("/cardId", json!("4000056655665556")),
            "UNKNOWN_CARD",
            "cardId: ",
        ),
        (
            set("/authenticationId", json!("")),
            "INVALID_FIELD",
            "authenticationId: ",
        ),
        (
            set("/authenticationId", json!(5)),
            "INVALID_FIELD",
            "authenticationId: ",
        ),
        (
            set("/locationCode", json!("ltc-002")),
            "UNKNOWN_LOCATION",
            "locationCode: ",
        ),
        (
            set("/locationCode", json!("")),
            "UNKNOWN_LOCATION",
            "locationCode: ",
        ),
        (
            out("/billingInfo"),
            "BILLING_INFO_REQUIRED",
            "billingInfo: ",
        ),
        (
            set("/billingInfo", Value::Null),
            "BILLING_INFO_REQUIRED",
            "billingInfo: ",
        ),
        (
            us(Value::Null, json!("10001")),
            "BILLING_INFO_REQUIRED",
            "billingInfo.stateCode: ",
        ),
        (
            us(json!("NY"), Value::Null),
            "BILLING_INFO_REQUIRED",
            "billingInfo.zipCode: ",
        ),
        (
            us(json!("NY"), json!("")),
            "INVALID_FIELD",
            "billingInfo.zipCode: ",
        ),
        (
            out("/billingInfo/countryCode"),
            "MISSING_FIELD",
            "billingInfo.countryCode: ",
        ),
        (
            set("/billingInfo/countryCode", json!("usa!")),
            "INVALID_FIELD",
            "billingInfo.countryCode: ",
        ),
        (
            set("/customer", json!({ "name": "Ana" })),
            "MISSING_FIELD",
            "customer.email: ",
        ),
        (
            set("/customer", json!({ "name": "Ana", "email": "ana" })),
            "INVALID_FIELD",
            "customer.email: ",
        ),
    ] {
        let (status, actual, message) = sandbox.post("/Charges", &body).await.fault();
        assert_eq!((status, actual.as_str()), (400, code), "{body} {message}");
        assert!(message.starts_with(start), "{message}");
    }
    assert!(sandbox.movements().is_empty());
    sandbox.charge(&card).await;
    assert_eq!(sandbox.movements().len(), 1);
}

#[tokio::test]
async fn what_may_be_left_out_may_also_be_null() {
    let sandbox = TestSandbox::new().await;
    let card = sandbox.card("4000000000002701").await;
    let optional = [
        "authenticationId",
        "billingInfo",
        "customer",
        "locationCode",
    ];
    let mut body = charge(&card);
    for field in optional {
        body[field] = Value::Null;
    }
    body["order"]["description"] = Value::Null;
    sandbox.post("/Charges", &body).await.ok();
    for field in optional {
        body.as_object_mut().unwrap().remove(field);
    }
    sandbox.post("/Charges", &body).await.ok();
}

#[tokio::test]
async fn an_address_of_another_country_needs_neither_state_nor_code() {
    let sandbox = TestSandbox::new().await;
    let card = sandbox.card("4000000000002701").await;
    for country in ["MX", "SLV"] {
        let billing = json!({ "countryCode": country });
        let body = with(&card, "/billingInfo", billing);
        sandbox.post("/Charges", &body).await.ok();
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused() {
    let sandbox = TestSandbox::new().await;
    for body in ["", "{", "{} {}", "{\"order\": NaN}", "amount=15.5"] {
        let (status, code, _) = sandbox.post_text("/Charges", body).await.fault();
        assert_eq!(status, 400);
        assert!(
            matches!(code.as_str(), "MALFORMED_JSON" | "MISSING_FIELD"),
            "{body} {code}"
        );
    }
    let long = format!("\"{}\"", "x".repeat(70_000));
    let (status, code, _) = sandbox.post_text("/Charges", &long).await.fault();
    assert_eq!((status, code.as_str()), (413, "TOO_LARGE"));
}
