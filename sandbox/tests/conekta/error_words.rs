//! Errors that Conekta's table does not list: what they are, and that each language has its words.

use axum::http::Method;
use serde_json::{Value, json};

use crate::error_table::{Call, general, wrong};
use crate::support::{TestSandbox, by_token, text};

#[tokio::test]
async fn what_an_orders_status_forbids_is_said_in_both_languages() {
    let sandbox = TestSandbox::new();
    let open = sandbox.order(guest(), json!([]), json!({})).await.ok();
    let open = format!("/orders/{}", text(&open["id"]));
    let paid = sandbox.guest_order("tok_test_visa_4242", json!({}));
    let paid = format!("/orders/{}", text(&paid.await.ok()["id"]));
    let canceled = sandbox.order(guest(), json!([]), json!({})).await.ok();
    let canceled = format!("/orders/{}", text(&canceled["id"]));
    sandbox
        .post(&format!("{canceled}/cancel"), json!({}))
        .await
        .ok();
    let charge = by_token("tok_test_visa_4242")[0].clone();
    let refund = json!({ "amount": 1, "reason": "other" });
    let early = ("precondition_required_error", 428);
    let refused = ("processing_error", 402);
    for (path, body, (kind, status), code) in [
        (
            format!("{open}/capture"),
            json!({}),
            early,
            "precondition_required.order.cannot_be_captured",
        ),
        (
            format!("{paid}/cancel"),
            json!({}),
            early,
            "precondition_required.order.cannot_be_canceled",
        ),
        (
            format!("{canceled}/charges"),
            charge,
            early,
            "precondition_required.order.cannot_be_charged",
        ),
        (
            format!("{open}/refunds"),
            refund,
            refused,
            "processing.order.not_refundable",
        ),
    ] {
        let call = Call::post(&path, body);
        call.fails_as(&sandbox, general(status, kind, code)).await;
    }
}

fn guest() -> Value {
    json!({ "name": "Ana Ruiz", "email": "ana@example.com" })
}

#[tokio::test]
async fn what_is_not_there_and_what_is_too_much_is_said_in_both_languages() {
    let sandbox = TestSandbox::new();
    let code = "resource_not_found.route";
    let expected = general(404, "resource_not_found_error", code);
    Call::get("/plans").fails_as(&sandbox, expected).await;
    let code = "malformed_request.too_large";
    let expected = general(413, "malformed_request_error", code);
    let call = Call::post("/customers", json!({ "name": "x".repeat(1 << 20) }));
    call.fails_as(&sandbox, expected).await;
}

#[tokio::test]
async fn what_is_no_e_mail_address_is_refused_wherever_one_is_asked_for() {
    let sandbox = TestSandbox::new();
    let customer = sandbox.customer(&[]).await;
    let path = format!("/customers/{}", text(&customer["id"]));
    for email in [
        "",
        "ana",
        "ana@",
        "@example.com",
        "ana@example",
        "ana@@example.com",
        "ana@.com",
        "ana@example.",
        "ana ruiz@example.com",
        "ana@exa\nmple.com",
    ] {
        let person = json!({ "name": "Ana Ruiz", "email": email });
        let order = json!({
            "currency": "MXN", "customer_info": person,
            "line_items": [{ "name": "Vasija", "unit_price": 1, "quantity": 1 }],
        });
        for (method, path, body, param) in [
            (Method::POST, "/customers", person.clone(), "email"),
            (Method::PUT, path.as_str(), person, "email"),
            (Method::POST, "/orders", order, "customer_info.email"),
        ] {
            let code = format!("parameter_validation.{param}.invalid");
            let call = Call::new(method, path, body);
            call.fails_as(&sandbox, wrong(&code, param)).await;
        }
    }
    for email in [
        "ana@example.com",
        "ana+b@mail.example.com.mx",
        "ñ@example.mx",
    ] {
        let person = json!({ "name": "Ana Ruiz", "email": email });
        sandbox.post("/customers", person).await.ok();
    }
}
