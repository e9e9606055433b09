//! The requests of Conekta's page on on-demand charges, sent as they stand there; host, key,
//! the sample ids and the address, which the page hides, replaced.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{Answer, TestSandbox, text};

async fn curl(
    sandbox: &TestSandbox,
    method: &str,
    path: &str,
    authorization: &str,
    body: &str,
) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(format!("/conekta{path}"))
        .header("Accept", "application/vnd.conekta-v2.1.0+json")
        .header("Content-Type", "application/json")
        .header("Authorization", authorization);
    sandbox
        .send(request.body(Body::from(body.to_owned())).unwrap())
        .await
}

const BEARER: &str = "Bearer key_sandbox_private";
/// `-u key_sandbox_private:`
const BASIC: &str = "Basic a2V5X3NhbmRib3hfcHJpdmF0ZTo=";

async fn post(sandbox: &TestSandbox, path: &str, body: &str) -> Value {
    curl(sandbox, "POST", path, BEARER, body).await.ok()
}

async fn customer(sandbox: &TestSandbox) -> String {
    let body = r#"{
"name": "Felipe Gomez",
"email": "felipe@example.com"
}"#;
    let customer = post(sandbox, "/customers", body).await;
    assert_eq!(customer["object"], "customer");
    assert_eq!(customer["email"], "felipe@example.com");
    text(&customer["id"])
}

async fn source(sandbox: &TestSandbox, customer: &str, token: &str) -> Value {
    let body = format!("{{\n\"type\": \"card\",\n\"token_id\":\"{token}\"\n}}");
    post(
        sandbox,
        &format!("/customers/{customer}/payment_sources"),
        &body,
    )
    .await
}

fn order(customer: &str, charges: &str) -> String {
    format!(
        r#"{{
"currency": "MXN",
"customer_info": {{
"customer_id": "{customer}"
}},
"line_items": [
{{
"name": "Vasija de Cerámica",
"unit_price": 20015,
"quantity": 1,
"description": "Description",
"sku": "SKU"
}}
],
{charges}
}}"#
    )
}

#[tokio::test]
async fn a_customer_gets_an_id_with_its_prefix() {
    let sandbox = TestSandbox::new();
    let id = customer(&sandbox).await;
    assert!(id.starts_with("cus_") && id.len() == 21, "{id}");
}

#[tokio::test]
async fn a_test_token_becomes_the_customers_first_and_default_source() {
    let sandbox = TestSandbox::new();
    let customer = customer(&sandbox).await;
    let source = source(&sandbox, &customer, "tok_test_visa_1881").await;
    let expected = json!({
        "object": "payment_source", "type": "card", "last4": "1881", "bin": "401288",
        "card_type": "credit", "exp_month": "11", "exp_year": "36", "brand": "visa",
        "name": "Jorge Lopez", "parent_id": customer, "default": true,
        "payment_source_status": "active", "visible_on_checkout": false
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&source[field], value, "{field}");
    }
    assert!(text(&source["id"]).starts_with("src_"));
}

#[tokio::test]
async fn a_customer_and_its_card_are_made_in_one_request() {
    let sandbox = TestSandbox::new();
    let token = sandbox.token("4242424242424242").await;
    let body = format!(
        r#"{{
"name": "Felipe Gomez",
"email": "felipe@example.com",
"payment_sources":[{{
"type": "card",
"token_id": "{token}"
}}]
}}"#
    );
    let customer = post(&sandbox, "/customers", &body).await;
    let sources = &customer["payment_sources"];
    assert_eq!(
        (&sources["object"], &sources["total"]),
        (&json!("list"), &json!(1))
    );
    assert_eq!(sources["data"][0]["last4"], "4242");
    assert_eq!(
        customer["default_payment_source_id"],
        sources["data"][0]["id"]
    );
}

#[tokio::test]
async fn the_pages_sample_token_does_not_exist() {
    let sandbox = TestSandbox::new();
    let body = r#"{"name": "Felipe Gomez", "email": "felipe@example.com",
"payment_sources":[{"type": "card", "token_id": "tok_2q6cyio5sDqCyvYh7"}]}"#;
    let answer = curl(&sandbox, "POST", "/customers", BEARER, body).await;
    let code = "parameter_validation.payment_method.token_id.nonexistent_token";
    assert_eq!(
        answer.error(),
        (
            422,
            "parameter_validation_error".into(),
            code.into(),
            json!("payment_method.token_id")
        )
    );
    assert_eq!(sandbox.get("/customers").await.ok()["data"], json!([]));
}

#[tokio::test]
async fn each_way_to_name_a_saved_card_charges_it() {
    let sandbox = TestSandbox::new();
    let customer = customer(&sandbox).await;
    source(&sandbox, &customer, "tok_test_visa_1881").await;
    let second = text(&source(&sandbox, &customer, "tok_test_mastercard_4444").await["id"]);
    let charges = [
        (
            r#""charges":[{"payment_method": {"type": "default"}}]"#.to_owned(),
            "1881",
        ),
        (
            format!(
                r#""charges":[{{ "payment_method": {{ "type": "card", "payment_source_id": "{second}" }} }}]"#
            ),
            "4444",
        ),
        (
            format!(
                r#""charges":[{{ "payment_method": {{ "type": "card", "payment_source_id": "{second}", "cvc": "123" }} }}]"#
            ),
            "4444",
        ),
        (
            r#""charges":[{ "payment_method": { "type": "default", "cvc": "123" } }]"#.to_owned(),
            "1881",
        ),
    ];
    for (charges, last4) in charges {
        let order = post(&sandbox, "/orders", &order(&customer, &charges)).await;
        assert_eq!(order["payment_status"], "paid");
        assert_eq!(order["amount"], 20015);
        assert!(text(&order["id"]).starts_with("ord_"));
        assert!(order.get("next_action").is_none());
        let charge = &order["charges"]["data"][0];
        assert_eq!(charge["payment_method"]["last4"], last4);
        assert_eq!(charge["payment_method"]["object"], "card_payment");
        assert_eq!(charge["failure_code"], Value::Null);
        let id = text(&charge["id"]);
        assert!(
            id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{id}"
        );
    }
    assert_eq!(sandbox.times_taken(), 4);
    assert!(
        sandbox
            .sandbox
            .ledger()
            .taken()
            .all(|entry| entry.amount == 20015)
    );
}

#[tokio::test]
async fn another_card_becomes_the_default_by_basic_authentication() {
    let sandbox = TestSandbox::new();
    let customer = customer(&sandbox).await;
    source(&sandbox, &customer, "tok_test_visa_1881").await;
    let second = text(&source(&sandbox, &customer, "tok_test_visa_4242").await["id"]);
    let body = format!("{{\n\"default_payment_source_id\": \"{second}\"\n}}");
    let path = format!("/customers/{customer}");
    let answer = curl(&sandbox, "PUT", &path, BASIC, &body).await.ok();
    assert_eq!(answer["default_payment_source_id"], json!(second));
    let defaults: Vec<_> = answer["payment_sources"]["data"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    assert_eq!(
        defaults
            .iter()
            .map(|card| &card["default"])
            .collect::<Vec<_>>(),
        [false, true]
    );

    let list = sandbox.get(&format!("{path}/payment_sources")).await.ok();
    assert_eq!(
        (&list["object"], &list["has_more"]),
        (&json!("list"), &json!(false))
    );
    let charge = r#""charges":[{"payment_method": {"type": "default"}}]"#;
    let order = post(&sandbox, "/orders", &order(&customer, charge)).await;
    assert_eq!(
        order["charges"]["data"][0]["payment_method"]["last4"],
        "4242"
    );
}
