//! Tokens and saved cards.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::support::{TestSandbox, by_token, charge, text};

#[tokio::test]
async fn every_test_card_and_token_ends_as_documented() {
    // Number or token, then status of the order, failure code.
    let table = [
        (
            "4242424242424242",
            "tok_test_visa_4242",
            "paid",
            Value::Null,
        ),
        (
            "4012888888881881",
            "tok_test_visa_1881",
            "paid",
            Value::Null,
        ),
        (
            "5555555555554444",
            "tok_test_mastercard_4444",
            "paid",
            Value::Null,
        ),
        (
            "5105105105105100",
            "tok_test_mastercard_5100",
            "paid",
            Value::Null,
        ),
        ("378282246310005", "tok_test_amex_0005", "paid", Value::Null),
        ("371449635398431", "tok_test_amex_8431", "paid", Value::Null),
        ("4915669353237603", "", "paid", Value::Null),
        (
            "4000000000000002",
            "tok_test_card_declined",
            "declined",
            json!("card_declined"),
        ),
        (
            "4000000000000127",
            "tok_test_insufficient_funds",
            "declined",
            json!("insufficient_funds"),
        ),
        (
            "4111111111111111",
            "tok_test_msi_error",
            "paid",
            Value::Null,
        ),
        ("4000000000002701", "", "paid", Value::Null),
        ("4000000000001091", "", "paid", Value::Null),
    ];
    let sandbox = TestSandbox::new();
    for (number, test_token, status, failure_code) in table {
        let mut tokens = vec![sandbox.token(number).await];
        tokens.extend((!test_token.is_empty()).then(|| test_token.to_owned()));
        for token in tokens {
            let before = sandbox.times_taken();
            let answer = sandbox.guest_order(&token, json!({})).await;
            let paid = status == "paid";
            assert_eq!(answer.status, if paid { 200 } else { 402 }, "{number}");
            let body = answer.json();
            let order = if paid { &body } else { &body["data"] };
            assert_eq!(order["payment_status"], status, "{number}");
            let charge = &order["charges"]["data"][0];
            assert_eq!(charge["failure_code"], failure_code, "{number}");
            assert_eq!(charge["status"], status);
            assert_eq!(sandbox.times_taken() - before, usize::from(paid));
        }
    }
}

#[tokio::test]
async fn the_card_without_installments_is_declined_in_installments_only() {
    let sandbox = TestSandbox::new();
    let guest = json!({ "name": "Ana Ruiz", "email": "ana@example.com" });
    let pay = |token: &str, months: u8| {
        let method = json!({ "type": "card", "token_id": token, "monthly_installments": months });
        let items = json!([{ "name": "Vasija", "unit_price": 180_000, "quantity": 1 }]);
        let more = json!({ "line_items": items });
        sandbox.order(guest.clone(), charge(method), more)
    };
    assert_eq!(pay("tok_test_msi_error", 6).await.status, 402);
    for months in [3, 6, 9, 12, 18] {
        let order = pay("tok_test_visa_4242", months).await.ok();
        assert_eq!(order["charges"]["data"][0]["monthly_installments"], months);
    }
    let refused = pay("tok_test_visa_4242", 5).await.error();
    assert_eq!(
        (refused.0, refused.3),
        (422, json!("payment_method.monthly_installments"))
    );
}

#[tokio::test]
async fn a_card_that_will_be_declined_can_be_saved() {
    let sandbox = TestSandbox::new();
    let customer = sandbox.customer(&["tok_test_card_declined"]).await;
    let info = json!({ "customer_id": customer["id"] });
    let answer = sandbox
        .order(info, charge(json!({ "type": "default" })), json!({}))
        .await;
    assert_eq!(answer.status, 402);
    assert_eq!(
        answer.json()["data"]["customer_info"]["customer_id"],
        customer["id"]
    );
}

#[tokio::test]
async fn a_token_is_used_once_and_a_test_token_for_ever() {
    let sandbox = TestSandbox::new();
    let token = sandbox.token("4242424242424242").await;
    sandbox.customer(&[&token]).await;
    let again = sandbox.guest_order(&token, json!({})).await.error();
    assert_eq!(
        again,
        (
            402,
            "processing_error".into(),
            "processing.tokenization.used".into(),
            Value::Null
        )
    );
    assert_eq!(sandbox.times_taken(), 0);
    for _ in 0..3 {
        sandbox
            .guest_order("tok_test_visa_4242", json!({}))
            .await
            .ok();
    }
}

#[tokio::test]
async fn a_token_older_than_ten_minutes_does_not_exist() {
    let sandbox = TestSandbox::new();
    let (young, old) = (
        sandbox.token("4242424242424242").await,
        sandbox.token("4242424242424242").await,
    );
    sandbox.pass(600);
    sandbox.guest_order(&young, json!({})).await.ok();
    sandbox.pass(1);
    let (status, _, code, _) = sandbox.guest_order(&old, json!({})).await.error();
    assert_eq!(status, 422);
    assert!(code.ends_with("nonexistent_token"), "{code}");
}

#[tokio::test]
async fn a_token_of_the_old_kind_comes_with_a_checkout_and_without_a_card() {
    let sandbox = TestSandbox::new();
    let body = json!({ "checkout": { "returns_control_on": "Token" } });
    let token = sandbox.post("/tokens", body).await.ok();
    assert_eq!(
        (&token["object"], &token["used"], &token["livemode"]),
        (&json!("token"), &json!(false), &json!(false))
    );
    assert_eq!(token["checkout"]["object"], "checkout");
    assert_eq!(text(&token["checkout"]["id"]).len(), 36);
    let charged = sandbox.guest_order(&text(&token["id"]), json!({})).await;
    let (status, _, _, param) = charged.error();
    assert_eq!((status, param), (422, json!("payment_method.token_id")));

    for (body, param) in [
        (json!({}), "card"),
        (
            json!({ "checkout": { "returns_control_on": "Card" } }),
            "checkout.returns_control_on",
        ),
    ] {
        let (status, _, _, actual) = sandbox.post("/tokens", body).await.error();
        assert_eq!((status, actual), (422, json!(param)));
    }
    let card = sandbox.token("4242424242424242").await;
    assert!(card.starts_with("tok_"));
}

#[tokio::test]
async fn every_field_of_a_card_is_required() {
    let sandbox = TestSandbox::new();
    let card = json!({ "number": "4242424242424242", "name": "Jorge Lopez", "exp_month": "11",
        "exp_year": "36", "cvc": "123" });
    for name in ["number", "name", "exp_month", "exp_year", "cvc"] {
        let mut card = card.clone();
        card.as_object_mut().unwrap().remove(name);
        let answer = sandbox.post("/tokens", json!({ "card": card })).await;
        let (status, _, code, param) = answer.error();
        let code_of_name = format!("parameter_validation.card.{name}.missing");
        let expected = (422, code_of_name, json!(format!("card.{name}")));
        assert_eq!((status, code, param), expected);
    }
}

#[tokio::test]
async fn an_order_that_is_refused_leaves_its_token_unused() {
    let sandbox = TestSandbox::new();
    let token = sandbox.token("4242424242424242").await;
    let refused = sandbox
        .guest_order(&token, json!({ "currency": "pesos" }))
        .await;
    assert_eq!(refused.status, 422);
    sandbox.guest_order(&token, json!({})).await.ok();
}

#[tokio::test]
async fn only_test_cards_become_tokens_and_no_number_is_repeated() {
    let sandbox = TestSandbox::new();
    let card = |changes: Value| {
        let mut card = json!({
            "number": "4242 4242 4242 4242", "name": "Jorge Lopez",
            "exp_month": "11", "exp_year": "2036", "cvc": "123"
        });
        card.as_object_mut()
            .unwrap()
            .extend(changes.as_object().unwrap().clone());
        sandbox.post("/tokens", json!({ "card": card }))
    };
    card(json!({})).await.ok();
    for (changes, code) in [
        (
            json!({ "number": "4539578763621486" }),
            "parameter_validation.card.number",
        ),
        (
            json!({ "number": "4242424242424241" }),
            "parameter_validation.card.number",
        ),
        (json!({ "number": "" }), "parameter_validation.card.number"),
        (
            json!({ "name": "Jorge" }),
            "parameter_validation.name.invalid",
        ),
        (
            json!({ "exp_month": "13" }),
            "parameter_validation.card.exp_month.invalid",
        ),
        (
            json!({ "exp_year": "20" }),
            "parameter_validation.card.exp_year.invalid",
        ),
        (
            json!({ "cvc": "12" }),
            "parameter_validation.card.cvc.invalid",
        ),
        (
            json!({ "cvc": "1234" }),
            "parameter_validation.card.cvc.invalid",
        ),
        (
            json!({ "number": "378282246310005" }),
            "parameter_validation.card.cvc.invalid",
        ),
    ] {
        let answer = card(changes).await;
        assert!(!answer.text.contains("4539578763621486"));
        let (status, _, actual, _) = answer.error();
        assert_eq!((status, actual.as_str()), (422, code));
    }
}

#[tokio::test]
async fn a_page_makes_tokens_with_the_public_key_and_nothing_else() {
    let sandbox = TestSandbox::new();
    let send = |path: &str, body: Value| {
        let request = Request::post(format!("/conekta{path}"))
            .header("Authorization", "Bearer key_sandbox_public")
            .header("Origin", "http://localhost:8080")
            .header("Content-Type", "application/json")
            .body(Body::from(body.to_string()));
        sandbox.send(request.unwrap())
    };
    let card = json!({ "number": "4242424242424242", "name": "Jorge Lopez",
        "exp_month": "11", "exp_year": "36", "cvc": "123" });
    let answer = send("/tokens", json!({ "card": card })).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let token = answer.ok();
    assert!(text(&token["id"]).starts_with("tok_"));
    assert_eq!(
        (&token["used"], &token["livemode"]),
        (&json!(false), &json!(false))
    );

    let (status, kind, code, _) = send("/customers", json!({})).await.error();
    assert_eq!((status, kind.as_str()), (401, "authentication_error"));
    assert_eq!(code, "authentication.unrecognized_key");

    let preflight = Request::builder()
        .method(Method::OPTIONS)
        .uri("/conekta/tokens");
    let answer = sandbox.send(preflight.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 200);
    for name in ["Authorization", "Accept-Language", "X-Child-Company-Id"] {
        let allowed = answer.header("access-control-allow-headers");
        assert!(allowed.contains(name), "{allowed}");
    }
}

#[tokio::test]
async fn removing_the_default_card_promotes_another() {
    let sandbox = TestSandbox::new();
    let customer = sandbox
        .customer(&[
            "tok_test_visa_4242",
            "tok_test_visa_1881",
            "tok_test_amex_0005",
        ])
        .await;
    let path = format!("/customers/{}", text(&customer["id"]));
    let cards = customer["payment_sources"]["data"].as_array().unwrap();
    let card = |place: usize| format!("{path}/payment_sources/{}", text(&cards[place]["id"]));

    let removed = sandbox.delete(&card(0)).await.ok();
    assert_eq!(removed["deleted"], true);
    let now = sandbox.get(&path).await.ok();
    assert_eq!(now["default_payment_source_id"], cards[1]["id"]);
    sandbox.delete(&card(2)).await.ok();
    assert_eq!(
        sandbox.get(&path).await.ok()["default_payment_source_id"],
        cards[1]["id"]
    );
    sandbox.delete(&card(1)).await.ok();
    assert_eq!(
        sandbox.get(&path).await.ok()["default_payment_source_id"],
        Value::Null
    );
    assert_eq!(sandbox.delete(&card(1)).await.status, 404);

    let info = json!({ "customer_id": customer["id"] });
    let answer = sandbox
        .order(info, charge(json!({ "type": "default" })), json!({}))
        .await;
    assert_eq!(answer.status, 422);
}

#[tokio::test]
async fn a_card_of_another_customer_is_as_unknown_as_one_that_never_was() {
    let sandbox = TestSandbox::new();
    let mine = sandbox.customer(&["tok_test_visa_4242"]).await;
    let other = sandbox.customer(&["tok_test_visa_1881"]).await;
    let source = text(&other["default_payment_source_id"]);
    let info = json!({ "customer_id": mine["id"] });
    let method = json!({ "type": "card", "payment_source_id": source });
    let answer = sandbox.order(info, charge(method), json!({})).await;
    assert_eq!(answer.error().3, json!("payment_method.payment_source_id"));
    let path = format!("/customers/{}", text(&mine["id"]));
    assert_eq!(
        sandbox
            .delete(&format!("{path}/payment_sources/{source}"))
            .await
            .status,
        404
    );
    let change = json!({ "default_payment_source_id": source });
    assert_eq!(sandbox.put(&path, change).await.status, 404);
    assert_eq!(sandbox.times_taken(), 0);
}

#[tokio::test]
async fn a_saved_card_can_be_renamed_but_never_become_another() {
    let sandbox = TestSandbox::new();
    let customer = sandbox.customer(&["tok_test_visa_4242"]).await;
    let source = text(&customer["default_payment_source_id"]);
    let path = format!(
        "/customers/{}/payment_sources/{source}",
        text(&customer["id"])
    );
    let renamed = sandbox
        .put(&path, json!({ "name": "Ana Ruiz", "exp_year": "40" }))
        .await
        .ok();
    assert_eq!(
        (&renamed["name"], &renamed["exp_year"]),
        (&json!("Ana Ruiz"), &json!("40"))
    );
    for (change, code) in [
        (
            json!({ "token_id": "tok_test_visa_1881" }),
            "parameter_validation.token_id.immutable",
        ),
        (
            json!({ "type": "card" }),
            "parameter_validation.type.immutable",
        ),
    ] {
        assert_eq!(sandbox.put(&path, change).await.error().2, code);
    }
}

#[tokio::test]
async fn a_deleted_customer_is_gone() {
    let sandbox = TestSandbox::new();
    let customer = sandbox.customer(&["tok_test_visa_4242"]).await;
    let path = format!("/customers/{}", text(&customer["id"]));
    assert_eq!(sandbox.delete(&path).await.ok()["deleted"], true);
    assert_eq!(sandbox.get(&path).await.status, 404);
    let info = json!({ "customer_id": customer["id"] });
    let order = sandbox
        .order(info, by_token("tok_test_visa_4242"), json!({}))
        .await;
    assert_eq!(order.status, 422);
    assert_eq!(sandbox.times_taken(), 0);
}
