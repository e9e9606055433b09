//! A body with every field, for each operation of Conekta's that has a body.

use serde_json::{Value, json};

use crate::caller::Caller;
use crate::conekta::{PAID, by_token, full_customer, full_order, order, text};

/// Charges that have, together, every field that a charge may have.
fn full_charges() -> Value {
    let raw = json!({
        "type": "card", "number": "5555555555554444", "name": "Ana Luz", "exp_month": "11",
        "exp_year": "2036", "cvc": "123", "monthly_installments": 3, "contract_id": "c",
        "customer_ip_address": "127.0.0.1", "expires_at": 1,
    });
    let more = json!({ "amount": 1, "reference_id": "r", "expires_at": 1 });
    let mut charges = json!([
        { "payment_method": raw, "monthly_installments": 3 },
        { "payment_method": { "type": "card", "token_id": PAID } },
        { "payment_method": { "type": "card", "payment_source_id": "src" } },
    ]);
    for charge in charges.as_array_mut().unwrap() {
        charge
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
    }
    charges
}

/// Everything that can be said in each body.
pub(crate) async fn each_field(caller: &Caller) {
    let customer = caller.ok("POST", "/customers", Some(full_customer())).await;
    let customer_at = format!("/customers/{}", text(&customer["id"]));
    let sources = format!("{customer_at}/payment_sources");
    let source = format!("{sources}/{}", text(&customer["default_payment_source_id"]));
    let open = caller.order_at(json!([]), json!({})).await;
    let held = json!({ "pre_authorize": true });
    let held = caller.order_at(json!([by_token(PAID)]), held).await;
    let paid = caller.order(json!([by_token(PAID)]), json!({})).await;
    let charge = format!("/charges/{}", text(&paid["charges"]["data"][0]["id"]));
    let refunds = format!("/orders/{}/refunds", text(&paid["id"]));
    let hook = json!({ "url": "http://127.0.0.1:9/", "synchronous": false, "subscribed_events": ["order.paid"] });
    let webhook = caller.ok("POST", "/webhooks", Some(hook.clone())).await;
    let webhook = format!("/webhooks/{}", text(&webhook["id"]));
    let event = caller.ok("GET", "/events?limit=1", None).await;
    let resend = format!("/events/{}/resend", text(&event["data"][0]["id"]));
    let key = caller.ok("POST", "/webhook_keys", Some(json!({}))).await;
    let key = format!("/webhook_keys/{}", text(&key["id"]));

    let mut person = full_customer();
    person["plan_id"] = json!("plan");
    person["subscription"] = json!({});
    person["default_payment_source_id"] = json!("");
    person["default_shipping_contact_id"] = json!("");
    let mut bought = order(full_charges(), full_order());
    for (name, value) in [
        ("pre_authorize", json!(false)),
        ("three_ds_mode", json!("smart")),
        ("return_url", json!("http://localhost/")),
        ("needs_shipping_contact", json!(false)),
        ("checkout", Value::Null),
    ] {
        bought[name] = value;
    }
    bought["customer_info"]["corporate"] = json!(true);
    bought["customer_info"]["customer_id"] = Value::Null;
    let mut changed = bought.clone();
    for name in [
        "processing_mode",
        "three_ds_mode",
        "return_url",
        "needs_shipping_contact",
    ] {
        changed.as_object_mut().unwrap().remove(name).unwrap();
    }
    let card = json!({
        "card": { "number": "4242424242424242", "name": "Ana Luz", "exp_month": "11",
            "exp_year": "36", "cvc": "123", "device_fingerprint": "f" },
        "checkout": { "returns_control_on": "Token" },
    });
    let renamed = json!({ "name": "Ana Ruiz", "exp_month": "11", "exp_year": "36",
        "expires_at": 1, "token_id": null, "type": null });
    let charges = full_charges();
    for (id, path, example) in [
        ("createCustomer", "/customers", &person),
        ("updateCustomer", &customer_at, &person),
        (
            "CreateCustomerPaymentMethods",
            &sources,
            &json!({ "type": "card", "token_id": PAID, "expires_at": 1 }),
        ),
        ("UpdateCustomerPaymentMethods", &source, &renamed),
        ("createToken", "/tokens", &card),
        ("createOrder", "/orders", &bought),
        ("updateOrder", &open, &changed),
        (
            "ordersCreateCapture",
            &format!("{held}/capture"),
            &json!({ "amount": 1 }),
        ),
        (
            "orderRefund",
            &refunds,
            &json!({ "amount": 1, "reason": "other", "expires_at": 1 }),
        ),
        ("updateCharge", &charge, &json!({ "reference_id": "r" })),
        ("resendEvent", &resend, &json!({ "webhooks_ids": ["w"] })),
        ("createWebhook", "/webhooks", &hook),
        ("updateWebhook", &webhook, &hook),
        (
            "createWebhookKey",
            "/webhook_keys",
            &json!({ "active": true }),
        ),
        ("updateWebhookKey", &key, &json!({ "active": true })),
    ] {
        let examples = std::slice::from_ref(example);
        caller.try_each_field(id, path, examples).await;
    }
    for (id, way) in [
        ("ordersCreateCharge", "charges"),
        ("ordersCreateCharges", "add_charges"),
    ] {
        let path = format!("{open}/{way}");
        let charges = charges.as_array().unwrap();
        caller.try_each_field(id, &path, charges).await;
    }
}
