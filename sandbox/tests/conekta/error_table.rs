//! Every case of Conekta's table of errors: status, type, code and param of each, and its message
//! in both languages.

use axum::body::Body;
use axum::http::{Method, Request};
use cobro_sandbox::{Fault, Rule};
use serde_json::{Value, json};

use crate::support::{TestSandbox, by_token, text};

const KEY: Option<&str> = Some("Bearer key_sandbox_private");

/// What an error says. `param` is `None` where it is left out.
pub(crate) struct Expected<'a> {
    status: u16,
    kind: &'a str,
    code: &'a str,
    param: Option<Value>,
}

/// An error at a parameter.
pub(crate) fn wrong<'a>(code: &'a str, param: &str) -> Expected<'a> {
    let kind = "parameter_validation_error";
    Expected {
        param: Some(json!(param)),
        ..general(422, kind, code)
    }
}

/// An error at no parameter, with a `param` of `null`.
pub(crate) fn general<'a>(status: u16, kind: &'a str, code: &'a str) -> Expected<'a> {
    Expected {
        status,
        kind,
        code,
        param: Some(Value::Null),
    }
}

/// A call, as it is made in each language.
pub(crate) struct Call<'a> {
    key: Option<&'a str>,
    method: Method,
    path: &'a str,
    body: Value,
}

impl<'a> Call<'a> {
    pub(crate) fn new(method: Method, path: &'a str, body: Value) -> Self {
        Self {
            key: KEY,
            method,
            path,
            body,
        }
    }

    pub(crate) fn post(path: &'a str, body: Value) -> Self {
        Self::new(Method::POST, path, body)
    }

    pub(crate) fn get(path: &'a str) -> Self {
        Self::new(Method::GET, path, Value::Null)
    }

    /// Makes the call in each language; answers with the body of the second error.
    #[track_caller]
    pub(crate) fn fails_as(
        self,
        sandbox: &TestSandbox,
        expected: Expected<'_>,
    ) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            let spanish = self.send(sandbox, "es").await;
            let english = self.send(sandbox, "en").await;
            for (status, body) in [&spanish, &english] {
                let detail = &body["details"][0];
                let code = format!("conekta.errors.{}", expected.code);
                assert_eq!(
                    (*status, &body["type"], &detail["code"]),
                    (expected.status, &json!(expected.kind), &json!(code)),
                    "{caller}"
                );
                assert_eq!(detail.get("param"), expected.param.as_ref(), "{caller}");
                assert_eq!(body["object"], "error", "{caller}");
                let log_id = body["log_id"].as_str().unwrap_or_default();
                let is_known = expected.status != 401;
                assert_eq!(log_id.len(), if is_known { 24 } else { 0 }, "{caller}");
            }
            let detail = |body: &Value, name: &str| text(&body["details"][0][name]);
            let (spanish, english) = (spanish.1, english.1);
            assert_ne!(
                detail(&spanish, "message"),
                detail(&english, "message"),
                "{caller}"
            );
            assert_eq!(
                detail(&spanish, "debug_message"),
                detail(&english, "debug_message"),
                "{caller}"
            );
            english
        }
    }

    async fn send(&self, sandbox: &TestSandbox, language: &str) -> (u16, Value) {
        let mut request = Request::builder()
            .method(self.method.clone())
            .uri(format!("/conekta{}", self.path))
            .header("Accept", "application/vnd.conekta-v2.3.0+json")
            .header("Accept-Language", language)
            .header("Content-Type", "application/json");
        if let Some(key) = self.key {
            request = request.header("Authorization", key);
        }
        let body = match &self.body {
            Value::Null => Body::empty(),
            Value::String(raw) => Body::from(raw.clone()),
            body => Body::from(body.to_string()),
        };
        let answer = sandbox.send(request.body(body).unwrap()).await;
        (answer.status.as_u16(), answer.json())
    }
}

/// An order of a guest who pays with a token.
fn order(token: &str) -> Value {
    json!({
        "currency": "MXN",
        "customer_info": { "name": "Ana Ruiz", "email": "ana@example.com" },
        "line_items": [{ "name": "Vasija", "unit_price": 20015, "quantity": 1 }],
        "charges": by_token(token),
    })
}

#[tokio::test]
async fn no_key_is_401() {
    let call = Call {
        key: None,
        ..Call::get("/orders")
    };
    let code = "authentication.missing_key";
    let expected = general(401, "authentication_error", code);
    call.fails_as(&TestSandbox::new(), expected).await;
}

#[tokio::test]
async fn an_unknown_key_is_401() {
    for key in [
        "Bearer key_unknown",
        // key_unknown and an empty password
        "Basic a2V5X3Vua25vd246",
        "Bearer key_sandbox_public",
    ] {
        let call = Call {
            key: Some(key),
            ..Call::get("/orders")
        };
        let code = "authentication.unrecognized_key";
        let expected = general(401, "authentication_error", code);
        call.fails_as(&TestSandbox::new(), expected).await;
    }
}

#[tokio::test]
async fn the_white_list_is_403_for_an_account_without_it() {
    let sandbox = TestSandbox::new();
    let rule = json!({ "field": "email", "value": "ana@example.com", "description": "" });
    let one = "/antifraud/whitelists/618c3f2fdb8b8da9be376afe";
    for call in [
        Call::get("/antifraud/whitelists"),
        Call::post("/antifraud/whitelists", rule),
        Call::new(Method::DELETE, one, Value::Null),
    ] {
        let code = "forbidden.authentication.invalid_whitelist_access";
        let expected = Expected {
            param: None,
            ..general(403, "processing_error", code)
        };
        call.fails_as(&sandbox, expected).await;
    }
}

#[tokio::test]
async fn an_unknown_id_is_404_and_named_with_its_class() {
    let sandbox = TestSandbox::new();
    let customer = sandbox.customer(&["tok_test_visa_4242"]).await;
    let paid = sandbox.guest_order("tok_test_visa_4242", json!({}));
    let paid = paid.await.ok();
    let card = format!("/customers/{}/payment_sources/src_1", text(&customer["id"]));
    let refund = format!("/orders/{}/refunds/ref_1", text(&paid["id"]));
    let charge = json!({ "payment_method": { "type": "default" } });
    let refunds = json!({ "amount": 1, "reason": "other" });
    let new_card = json!({ "type": "card", "token_id": "tok_test_visa_4242" });
    let hook = json!({ "url": "http://shop.example/" });
    let (get, delete) = (Call::get, |path| {
        Call::new(Method::DELETE, path, Value::Null)
    });
    let put = |path, body| Call::new(Method::PUT, path, body);
    for (call, object) in [
        (get("/orders/ord_1"), "Order \"ord_1\""),
        (put("/orders/ord_1", json!({})), "Order \"ord_1\""),
        (
            Call::post("/orders/ord_1/cancel", json!({})),
            "Order \"ord_1\"",
        ),
        (
            Call::post("/orders/ord_1/capture", json!({})),
            "Order \"ord_1\"",
        ),
        (
            Call::post("/orders/ord_1/charges", charge.clone()),
            "Order \"ord_1\"",
        ),
        (
            Call::post("/orders/ord_1/add_charges", charge),
            "Order \"ord_1\"",
        ),
        (
            Call::post("/orders/ord_1/refunds", refunds),
            "Order \"ord_1\"",
        ),
        (delete("/orders/ord_1/refunds/ref_1"), "Order \"ord_1\""),
        (delete(&refund), "Refund \"ref_1\""),
        (get("/customers/cus_1"), "Customer \"cus_1\""),
        (put("/customers/cus_1", json!({})), "Customer \"cus_1\""),
        (delete("/customers/cus_1"), "Customer \"cus_1\""),
        (
            get("/customers/cus_1/payment_sources"),
            "Customer \"cus_1\"",
        ),
        (
            Call::post("/customers/cus_1/payment_sources", new_card),
            "Customer \"cus_1\"",
        ),
        (put(&card, json!({ "name": "Ana" })), "card \"src_1\""),
        (delete(&card), "card \"src_1\""),
        (
            put("/charges/cha_1", json!({ "reference_id": "a" })),
            "Charge \"cha_1\"",
        ),
        (get("/events/eve_1"), "Event \"eve_1\""),
        (
            Call::post("/events/eve_1/resend", json!({})),
            "Event \"eve_1\"",
        ),
        (get("/webhooks/web_1"), "Webhook \"web_1\""),
        (put("/webhooks/web_1", hook), "Webhook \"web_1\""),
        (delete("/webhooks/web_1"), "Webhook \"web_1\""),
        (
            Call::post("/webhooks/web_1/test", json!({})),
            "Webhook \"web_1\"",
        ),
        (get("/webhook_keys/key_1"), "WebhookKey \"key_1\""),
        (
            put("/webhook_keys/key_1", json!({})),
            "WebhookKey \"key_1\"",
        ),
        (delete("/webhook_keys/key_1"), "WebhookKey \"key_1\""),
    ] {
        let code = "resource_not_found.entity";
        let expected = general(404, "resource_not_found_error", code);
        let body = call.fails_as(&sandbox, expected).await;
        let debug = format!("The object {object} could not be found.");
        assert_eq!(body["details"][0]["debug_message"], debug);
    }
}

#[tokio::test]
async fn an_unknown_parameter_is_422_and_named_in_the_text_only() {
    let call = Call::post("/customers", json!({ "custom_field": 1 }));
    let expected = Expected {
        param: None,
        ..wrong("parameter_validation.whitelist", "")
    };
    let body = call.fails_as(&TestSandbox::new(), expected).await;
    let message = text(&body["details"][0]["message"]);
    assert!(message.contains("\"custom_field\""), "{message}");
}

#[tokio::test]
async fn an_unknown_token_is_422() {
    let code = "parameter_validation.payment_method.token_id.nonexistent_token";
    let sandbox = TestSandbox::new();
    let customer = sandbox.customer(&[]).await;
    let path = format!("/customers/{}/payment_sources", text(&customer["id"]));
    let card = json!({ "type": "card", "token_id": "tok_1" });
    let person = json!({
        "name": "Ana Ruiz", "email": "ana@example.com", "payment_sources": [card]
    });
    for call in [
        Call::post("/orders", order("tok_1")),
        Call::post(&path, card),
        Call::post("/customers", person),
    ] {
        call.fails_as(&sandbox, wrong(code, "payment_method.token_id"))
            .await;
    }
}

#[tokio::test]
async fn a_used_token_is_402_without_an_order() {
    let sandbox = TestSandbox::new();
    let token = sandbox.token("4242424242424242").await;
    sandbox.guest_order(&token, json!({})).await.ok();
    let call = Call::post("/orders", order(&token));
    let expected = general(402, "processing_error", "processing.tokenization.used");
    let body = call.fails_as(&sandbox, expected).await;
    assert_eq!(body.get("data"), None);
    assert_eq!(sandbox.times_taken(), 1);
}

#[tokio::test]
async fn a_number_that_is_no_cards_is_422_when_it_is_tokenized() {
    for number in ["4242424242424241", "4539578763621486"] {
        let card = json!({ "number": number, "name": "Jorge Lopez", "exp_month": "11",
            "exp_year": "36", "cvc": "123" });
        let call = Call::post("/tokens", json!({ "card": card }));
        let expected = wrong("parameter_validation.card.number", "card[card[number]]");
        call.fails_as(&TestSandbox::new(), expected).await;
    }
}

#[tokio::test]
async fn another_token_or_type_for_a_saved_card_is_422() {
    let sandbox = TestSandbox::new();
    let customer = sandbox.customer(&["tok_test_visa_4242"]).await;
    let (id, card) = (&customer["id"], &customer["default_payment_source_id"]);
    let path = format!("/customers/{}/payment_sources/{}", text(id), text(card));
    for (change, code, param) in [
        (
            json!({ "token_id": "tok_test_visa_1881" }),
            "parameter_validation.token_id.immutable",
            "token_id",
        ),
        (
            json!({ "type": "cash" }),
            "parameter_validation.type.immutable",
            "type",
        ),
    ] {
        let call = Call::new(Method::PUT, &path, change);
        call.fails_as(&sandbox, wrong(code, param)).await;
    }
}

#[tokio::test]
async fn a_card_holder_with_one_name_is_422() {
    let card = json!({ "number": "4242424242424242", "name": "Jorge", "exp_month": "11",
        "exp_year": "36", "cvc": "123" });
    let call = Call::post("/tokens", json!({ "card": card }));
    let expected = wrong("parameter_validation.name.invalid", "name");
    call.fails_as(&TestSandbox::new(), expected).await;
}

#[tokio::test]
async fn a_change_of_an_order_whose_charge_waits_is_428() {
    let sandbox = TestSandbox::new();
    let token = sandbox.token("4000000000001091").await;
    let strict = json!({ "three_ds_mode": "strict" });
    let waiting = sandbox.guest_order(&token, strict).await.ok();
    let path = format!("/orders/{}", text(&waiting["id"]));
    let call = Call::new(Method::PUT, &path, json!({ "currency": "USD" }));
    let code = "precondition_required.combo.order.cannot_be_updated_because_has_charge";
    let expected = general(428, "precondition_required_error", code);
    call.fails_as(&sandbox, expected).await;
}

#[tokio::test]
async fn what_antifraud_declines_is_402_with_the_order() {
    let sandbox = TestSandbox::new();
    let customer = sandbox
        .customer(&[&sandbox.token("4100000000000019").await])
        .await;
    let mut body = order("");
    body["customer_info"] = json!({ "customer_id": customer["id"] });
    body["charges"] = json!([{ "payment_method": { "type": "default" } }]);
    let call = Call::post("/orders", body);
    let code = "processing.charge.card_payment.suspicious_behaviour";
    let expected = general(402, "processing_error", code);
    let body = call.fails_as(&sandbox, expected).await;
    let order = &body["data"];
    assert_eq!(order["payment_status"], "declined");
    let charge = &order["charges"]["data"][0];
    assert_eq!(
        (&charge["status"], &charge["failure_code"]),
        (&json!("declined"), &json!("suspected_fraud"))
    );
    assert_eq!(sandbox.times_taken(), 0);
}

#[tokio::test]
async fn a_fault_of_the_provider_is_500_in_its_words() {
    let sandbox = TestSandbox::new();
    let before = Rule::next("conekta.create_order", Fault::ErrorBeforeEffect(500), 2);
    let after = Rule::next("conekta.create_order", Fault::ErrorAfterEffect(500), 2);
    for (rule, taken) in [(before, 0), (after, 2)] {
        sandbox.sandbox.faults().add(rule).unwrap();
        let call = Call::post("/orders", order("tok_test_visa_4242"));
        let expected = general(500, "api_error", "api.system.general_failure");
        let body = call.fails_as(&sandbox, expected).await;
        assert_eq!(body.get("data"), None);
        assert_eq!(sandbox.times_taken(), taken);
    }
}

#[tokio::test]
async fn a_version_that_is_not_spoken_is_409() {
    let sandbox = TestSandbox::new();
    let told = async |language: &str| {
        let request = Request::get("/conekta/orders")
            .header("Accept", "application/vnd.conekta-v2.4.0+json")
            .header("Accept-Language", language)
            .header("Authorization", "Bearer key_sandbox_private");
        let answer = sandbox.send(request.body(Body::empty()).unwrap()).await;
        let (status, kind, code, _) = answer.error();
        assert_eq!((status, kind.as_str()), (409, "conflict_error"));
        assert_eq!(code, "conflict.api_version");
        text(&answer.json()["details"][0]["message"])
    };
    assert_ne!(told("es").await, told("en").await);
}

#[tokio::test]
async fn a_body_that_is_no_json_is_400() {
    let call = Call::post("/customers", json!("{"));
    let code = "malformed_request.invalid_json";
    let expected = general(400, "malformed_request_error", code);
    call.fails_as(&TestSandbox::new(), expected).await;
}
