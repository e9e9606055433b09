//! Fields that a body must have, and the bounds of those that it may have.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::support::{TestSandbox, by_token, text};

/// An order with everything that can be left out.
fn full_order() -> Value {
    json!({
        "currency": "MXN",
        "customer_info": { "name": "Ana Ruiz", "email": "ana@example.com" },
        "line_items": [{ "name": "Vasija", "unit_price": 20015, "quantity": 1,
            "description": "Grande", "sku": "V", "brand": "Barro", "tags": ["hogar"] }],
        "tax_lines": [{ "amount": 100, "description": "IVA" }],
        "shipping_lines": [{ "amount": 5000 }],
        "discount_lines": [{ "amount": 15, "code": "VERANO", "type": "coupon" }],
        "charges": by_token("tok_test_visa_4242"),
    })
}

/// A body without the field at a JSON pointer.
fn without(body: &Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let mut body = body.clone();
    let parent = body.pointer_mut(parent).unwrap();
    parent.as_object_mut().unwrap().remove(name).unwrap();
    body
}

/// Where a JSON pointer leads, as Conekta writes it: `charges[0].amount`.
fn param(pointer: &str) -> String {
    let mut param = String::new();
    for part in pointer.split('/').skip(1) {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            param = format!("{param}[{part}]");
        } else {
            param = format!("{param}.{part}");
        }
    }
    param.trim_start_matches('.').to_owned()
}

#[tokio::test]
async fn each_required_field_that_is_left_out_is_named() {
    let sandbox = TestSandbox::new();
    let customer = sandbox.customer(&[]).await;
    let sources = format!("/customers/{}/payment_sources", text(&customer["id"]));
    let guest = json!({ "name": "Ana Ruiz", "email": "ana@example.com" });
    let open = sandbox.order(guest, json!([]), json!({})).await.ok();
    let charges = format!("/orders/{}/charges", text(&open["id"]));
    let card = json!({ "type": "card", "token_id": "tok_test_visa_4242" });
    let order = full_order();
    let charge = json!({ "payment_method": card });
    let hook = json!({ "url": "http://shop.example/" });
    for (path, body, pointer) in [
        ("/orders", &order, "/currency"),
        ("/orders", &order, "/customer_info"),
        ("/orders", &order, "/customer_info/name"),
        ("/orders", &order, "/customer_info/email"),
        ("/orders", &order, "/line_items"),
        ("/orders", &order, "/line_items/0/name"),
        ("/orders", &order, "/line_items/0/unit_price"),
        ("/orders", &order, "/line_items/0/quantity"),
        ("/orders", &order, "/tax_lines/0/amount"),
        ("/orders", &order, "/tax_lines/0/description"),
        ("/orders", &order, "/shipping_lines/0/amount"),
        ("/orders", &order, "/discount_lines/0/amount"),
        ("/orders", &order, "/discount_lines/0/code"),
        ("/orders", &order, "/discount_lines/0/type"),
        ("/orders", &order, "/charges/0/payment_method"),
        ("/orders", &order, "/charges/0/payment_method/type"),
        (&charges, &charge, "/payment_method"),
        (&charges, &charge, "/payment_method/type"),
        (&sources, &card, "/type"),
        (&sources, &card, "/token_id"),
        ("/webhooks", &hook, "/url"),
    ] {
        let answer = sandbox.post(path, without(body, pointer)).await;
        let (status, kind, code, actual) = answer.error();
        let expected = (422, "parameter_validation_error");
        assert_eq!((status, kind.as_str()), expected, "{pointer}");
        let param = param(pointer);
        assert_eq!(code, format!("parameter_validation.{param}.missing"));
        assert_eq!(actual, json!(param));
    }
    assert_eq!(sandbox.times_taken(), 0);
    let paid = sandbox.post("/orders", order).await.ok();
    let charge = text(&paid["charges"]["data"][0]["id"]);
    let answer = sandbox.put(&format!("/charges/{charge}"), json!({})).await;
    assert_eq!(answer.error().3, json!("reference_id"));
}

#[tokio::test]
async fn each_field_of_an_order_is_held_to_its_bounds() {
    let sandbox = TestSandbox::new();
    let long = json!("x".repeat(250));
    let longest = json!("x".repeat(249));
    let many: serde_json::Map<_, _> = (0..101).map(|n| (n.to_string(), json!(n))).collect();
    for (pointer, value, is_good) in [
        ("/line_items/0/name", &json!("ab"), false),
        ("/line_items/0/name", &long, false),
        ("/line_items/0/name", &longest, true),
        ("/line_items/0/description", &json!("ab"), false),
        ("/line_items/0/description", &long, false),
        ("/line_items/0/description", &longest, true),
        ("/line_items/0/brand", &json!("a"), false),
        ("/line_items/0/brand", &long, false),
        ("/line_items/0/sku", &json!(""), false),
        ("/line_items/0/sku", &long, false),
        ("/line_items/0/tags/0", &json!("a"), false),
        ("/line_items/0/tags/0", &long, false),
        ("/line_items/0/unit_price", &json!(-1), false),
        ("/line_items/0/unit_price", &json!(0), true),
        ("/line_items/0/unit_price", &json!(2_147_483_648_i64), false),
        ("/line_items/0/quantity", &json!(0), false),
        ("/tax_lines/0/description", &json!("ab"), false),
        ("/tax_lines/0/amount", &json!(-1), false),
        ("/shipping_lines/0/amount", &json!(-1), false),
        ("/discount_lines/0/amount", &json!(-1), false),
        ("/discount_lines/0/type", &json!("gift"), false),
        ("/currency", &json!("MXNX"), false),
        ("/metadata", &Value::Object(many), false),
        ("/metadata", &json!({ "a": longest }), true),
        ("/processing_mode", &json!("sometimes"), false),
        ("/processing_mode", &json!("recurrent"), true),
        ("/charges/0/reference_id", &long, false),
        (
            "/charges/0/payment_method/monthly_installments",
            &json!(4),
            false,
        ),
    ] {
        let mut body = full_order();
        body["metadata"] = json!({});
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = body.pointer_mut(parent).unwrap();
        match name.parse::<usize>() {
            Ok(place) => parent[place] = value.clone(),
            Err(_) => parent[name] = value.clone(),
        }
        let answer = sandbox.post("/orders", body).await;
        assert_eq!(
            answer.status,
            if is_good { 200 } else { 422 },
            "{pointer}: {value}"
        );
    }
}

#[tokio::test]
async fn a_key_opens_the_same_by_bearer_and_by_basic() {
    let sandbox = TestSandbox::new();
    let read = async |authorization: &str| {
        let request = Request::get("/conekta/orders").header("Authorization", authorization);
        let answer = sandbox.send(request.body(Body::empty()).unwrap()).await;
        answer.status.as_u16()
    };
    for (authorization, status) in [
        ("Bearer key_sandbox_private", 200),
        ("bearer key_sandbox_private", 200),
        // The key and an empty password, the key and some password, no colon at all.
        ("Basic a2V5X3NhbmRib3hfcHJpdmF0ZTo=", 200),
        ("basic a2V5X3NhbmRib3hfcHJpdmF0ZTp4", 200),
        ("Basic a2V5X3NhbmRib3hfcHJpdmF0ZQ==", 401),
        ("Bearer", 401),
        ("Bearer ", 401),
        ("Digest key_sandbox_private", 401),
        ("key_sandbox_private", 401),
    ] {
        assert_eq!(read(authorization).await, status, "{authorization}");
    }
}

#[tokio::test]
async fn a_part_of_what_is_reserved_is_taken_and_the_rest_is_left_alone() {
    let sandbox = TestSandbox::new();
    let reserved = json!({ "pre_authorize": true });
    let order = sandbox.guest_order("tok_test_visa_4242", reserved).await;
    let path = format!("/orders/{}", text(&order.ok()["id"]));
    let capture = format!("{path}/capture");
    for amount in [0, -1, 20_016] {
        let refused = sandbox.post(&capture, json!({ "amount": amount })).await;
        assert_eq!(
            (refused.error().0, refused.error().3),
            (422, json!("amount"))
        );
    }
    let paid = sandbox.post(&capture, json!({ "amount": 15 })).await.ok();
    assert_eq!(
        (&paid["payment_status"], &paid["amount"]),
        (&json!("paid"), &json!(15))
    );
    assert_eq!(paid["charges"]["data"][0]["amount"], 15);
    assert_eq!(sandbox.sandbox.ledger().charges()[0].amount, 15);
    let too_much = json!({ "amount": 16, "reason": "requested_by_client" });
    let refused = sandbox.post(&format!("{path}/refunds"), too_much).await;
    assert_eq!(refused.error().0, 422);
}

#[tokio::test]
async fn each_decline_is_told_in_the_callers_language() {
    let sandbox = TestSandbox::new();
    for number in [
        "4000000000000002",
        "4000000000000127",
        "4100000000000019",
        "4000000000000069",
    ] {
        let mut told = Vec::new();
        for language in ["es", "en"] {
            let mut body = full_order();
            body["charges"] = by_token(&sandbox.token(number).await);
            let request = Request::builder()
                .method(Method::POST)
                .uri("/conekta/orders")
                .header("Authorization", "Bearer key_sandbox_private")
                .header("Accept-Language", language)
                .header("Content-Type", "application/json")
                .body(Body::from(body.to_string()));
            let answer = sandbox.send(request.unwrap()).await;
            assert_eq!(answer.status, 402, "{number}");
            let body = answer.json();
            let message = text(&body["details"][0]["message"]);
            let charge = &body["data"]["charges"]["data"][0];
            assert_eq!(charge["failure_message"], message);
            told.push(message);
        }
        assert_ne!(told[0], told[1], "{number}");
    }
}
