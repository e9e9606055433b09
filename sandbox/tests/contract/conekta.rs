//! The whole surface of Conekta.

use serde_json::{Value, json};

use crate::caller::Caller;
use crate::examples::each_field;
use crate::tables::CONEKTA;

pub(crate) const PAID: &str = "tok_test_visa_4242";
const DECLINED: &str = "tok_test_card_declined";

pub(crate) fn text(value: &Value) -> String {
    let text = value.as_str();
    text.unwrap_or_else(|| panic!("not text: {value}"))
        .to_owned()
}

pub(crate) fn by_token(token: &str) -> Value {
    json!({ "payment_method": { "type": "card", "token_id": token } })
}

/// An order of a guest.
pub(crate) fn order(charges: Value, more: Value) -> Value {
    let mut body = json!({
        "currency": "MXN",
        "customer_info": { "name": "Ana Luz", "email": "ana@example.com", "phone": "+525512345678" },
        "line_items": [{ "name": "Vasija", "unit_price": 200_000, "quantity": 1 }],
        "charges": charges,
    });
    let more = more.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(more);
    body
}

/// A body that an operation takes.
fn good(operation: &str) -> Value {
    match operation {
        "createCustomer" | "updateCustomer" => json!({ "name": "Ana", "email": "a@example.com" }),
        "CreateCustomerPaymentMethods" => json!({ "type": "card", "token_id": PAID }),
        "UpdateCustomerPaymentMethods" => json!({ "name": "Ana Luz" }),
        "ordersCreateCharge" | "ordersCreateCharges" => by_token(PAID),
        "orderRefund" => json!({ "amount": 1, "reason": "requested_by_client" }),
        "updateCharge" => json!({ "reference_id": "pay_1" }),
        "createWebhook" | "updateWebhook" => json!({ "url": "https://shop.example/" }),
        _ => json!({}),
    }
}

impl Caller {
    async fn token(&self, number: &str) -> String {
        let card = json!({
            "number": number, "name": "Jorge Lopez", "exp_month": "11", "exp_year": "36", "cvc": "123"
        });
        let token = self
            .ok("POST", "/tokens", Some(json!({ "card": card })))
            .await;
        text(&token["id"])
    }

    pub(crate) async fn order(&self, charges: Value, more: Value) -> Value {
        self.ok("POST", "/orders", Some(order(charges, more))).await
    }

    /// A new order, by its path.
    pub(crate) async fn order_at(&self, charges: Value, more: Value) -> String {
        let order = self.order(charges, more).await;
        format!("/orders/{}", text(&order["id"]))
    }
}

#[tokio::test]
async fn each_answer_of_conekta_is_as_its_document_and_the_field_tables_say() {
    let caller = Caller::new("/conekta", "key_sandbox_private", CONEKTA).await;
    customers(&caller).await;
    payment_sources(&caller).await;
    orders_by_each_way(&caller).await;
    declines(&caller).await;
    parts(&caller).await;
    aftermath(&caller).await;
    challenges(&caller).await;
    two_steps(&caller).await;
    refunds(&caller).await;
    lists(&caller).await;
    webhooks(&caller).await;
    webhook_keys(&caller).await;
    white_list(&caller).await;
    each_field(&caller).await;
    caller.try_what_is_wrong(good).await;
    caller.document.check_that_all_was_seen();
}

/// Where something is sent, and whom its invoice is for.
fn addresses() -> (Value, Value) {
    let address = json!({
        "street1": "Nuevo Leon 254", "street2": "4", "city": "Ciudad de Mexico", "state": "CDMX",
        "postal_code": "06100", "country": "MX", "external_number": "254", "residential": true,
        "object": "shipping_address",
    });
    let contact = json!({
        "receiver": "Ana", "phone": "+525512345678", "between_streets": "Ackerman Crescent",
        "default": true, "metadata": { "a": 1 }, "parent_id": "cus_1", "deleted": false,
        "address": address,
    });
    let entity = json!({
        "tax_id": "AAA010101AAA", "email": "ana@example.com", "company_name": "Barro",
        "phone": "+525512345678", "metadata": {},
        "address": address,
    });
    (contact, entity)
}

/// A customer with everything that can be said of one who is new.
pub(crate) fn full_customer() -> Value {
    let (contact, entity) = addresses();
    json!({
        "name": "Felipe Gomez", "email": "felipe@example.com", "phone": "+525512345678",
        "corporate": true, "custom_reference": "shop_1", "date_of_birth": "01/02/1990",
        "national_id": "HEGG560427MVZRRL04", "metadata": { "level": 3 },
        "shipping_contacts": [contact], "fiscal_entities": [entity],
        "antifraud_info": { "account_created_at": 1, "first_paid_at": 2 },
        "payment_sources": [{ "type": "card", "token_id": PAID, "expires_at": 1 }],
    })
}

async fn customers(caller: &Caller) {
    let customer = caller.ok("POST", "/customers", Some(full_customer())).await;
    let path = format!("/customers/{}", text(&customer["id"]));
    caller.ok("GET", &path, None).await;
    let body = json!({
        "default_payment_source_id": customer["default_payment_source_id"],
        "default_shipping_contact_id": customer["default_shipping_contact_id"],
    });
    caller.ok("PUT", &path, Some(body)).await;

    let token = caller.token("4242424242424242").await;
    let with_token = json!({
        "name": "Ana", "email": "ana@example.com",
        "payment_sources": [{ "type": "card", "token_id": token }],
    });
    let plain = caller
        .ok("POST", "/customers", Some(with_token.clone()))
        .await;
    let plain = format!("/customers/{}", text(&plain["id"]));
    caller
        .fails(("POST", "/customers"), Some(with_token.clone()), 402)
        .await;
    caller.fails(("PUT", &plain), Some(with_token), 402).await;
    let source = json!({ "type": "card", "token_id": token });
    let sources = format!("{plain}/payment_sources");
    caller.fails(("POST", &sources), Some(source), 402).await;
    caller.ok("DELETE", &plain, None).await;
}

async fn payment_sources(caller: &Caller) {
    let body = json!({ "name": "Ana Luz", "email": "ana@example.com" });
    let customer = caller.ok("POST", "/customers", Some(body)).await;
    let sources = format!("/customers/{}/payment_sources", text(&customer["id"]));
    for token in [PAID, "tok_test_mastercard_4444", "tok_test_amex_0005"] {
        let body = json!({ "type": "card", "token_id": token });
        let source = caller.ok("POST", &sources, Some(body)).await;
        let path = format!("{sources}/{}", text(&source["id"]));
        caller
            .ok("PUT", &path, Some(json!({ "name": "Ana Ruiz" })))
            .await;
        caller
            .fails(("PUT", &path), Some(json!({ "token_id": "tok" })), 422)
            .await;
        if token == PAID {
            caller.ok("DELETE", &path, None).await;
        }
    }
    caller.ok("GET", &sources, None).await;
    caller.ok("GET", &format!("{sources}?limit=1"), None).await;
    caller
        .fails(("GET", &format!("{sources}?limit=0")), None, 422)
        .await;
}

/// What can be said of an order beside who pays.
pub(crate) fn full_order() -> Value {
    let (contact, entity) = addresses();
    json!({
        "line_items": [{
            "name": "Vasija", "unit_price": 200_000, "quantity": 2, "description": "Grande",
            "sku": "V-1", "brand": "Barro", "tags": ["hogar"], "metadata": { "a": 1 },
            "antifraud_info": {},
        }],
        "tax_lines": [{ "amount": 1, "description": "IVA", "metadata": {} }],
        "shipping_lines": [{ "amount": 1, "carrier": "Correos", "method": "a", "tracking_number": "b",
            "metadata": {} }],
        "discount_lines": [{ "amount": 1, "code": "HOY", "type": "coupon" }],
        "metadata": { "attempt": "at_1", "n": 1, "b": true, "none": null },
        "shipping_contact": contact, "fiscal_entity": entity,
        "processing_mode": "ecommerce",
    })
}

async fn orders_by_each_way(caller: &Caller) {
    let body = json!({
        "name": "Ana Luz", "email": "ana@example.com",
        "payment_sources": [{ "type": "card", "token_id": PAID }],
    });
    let customer = caller.ok("POST", "/customers", Some(body)).await;
    let info = json!({ "customer_info": { "customer_id": customer["id"] } });
    let source = &customer["default_payment_source_id"];
    let saved = json!({ "type": "card", "payment_source_id": source, "cvc": "123" });
    let raw = json!({
        "type": "card", "number": "5555555555554444", "name": "Ana Luz", "exp_month": "11",
        "exp_year": "2036", "cvc": "123", "monthly_installments": 3,
    });
    for method in [json!({ "type": "default" }), saved, raw] {
        caller
            .order(json!([{ "payment_method": method }]), info.clone())
            .await;
    }
    let full = full_order();
    let mut charge = by_token(PAID);
    charge["reference_id"] = json!("pay_1");
    let paid = caller.order_at(json!([charge]), full.clone()).await;
    caller.ok("GET", &paid, None).await;
    caller
        .fails(("PUT", &paid), Some(json!({ "metadata": {} })), 428)
        .await;
    caller
        .fails(("POST", &format!("{paid}/cancel")), None, 428)
        .await;
    caller
        .fails(("POST", &format!("{paid}/capture")), None, 428)
        .await;

    let unpaid = caller.order_at(json!([]), full).await;
    caller
        .ok("PUT", &unpaid, Some(json!({ "metadata": { "b": 2 } })))
        .await;
    let charges = format!("{unpaid}/charges");
    let charge = caller.ok("POST", &charges, Some(by_token(PAID))).await;
    caller
        .fails(("POST", &charges), Some(by_token(PAID)), 428)
        .await;
    let path = format!("/charges/{}", text(&charge["id"]));
    caller
        .ok("PUT", &path, Some(json!({ "reference_id": "pay_2" })))
        .await;
    let another = caller.order_at(json!([]), json!({})).await;
    let charges = format!("{another}/add_charges");
    caller.ok("POST", &charges, Some(by_token(PAID))).await;
    caller
        .fails(("POST", &charges), Some(by_token(PAID)), 428)
        .await;
    let canceled = caller.order_at(json!([]), json!({})).await;
    caller.ok("POST", &format!("{canceled}/cancel"), None).await;
}

async fn declines(caller: &Caller) {
    for token in [DECLINED, "tok_test_insufficient_funds"] {
        let body = order(json!([by_token(token)]), json!({}));
        let (status, error) = caller.call("POST", "/orders", Some(body)).await;
        assert_eq!(status, 402);
        // By the tables it may be an error without the order: here it is the one with it.
        assert_eq!(error["data"]["payment_status"], "declined");
        caller
            .ok(
                "GET",
                &format!("/orders/{}", text(&error["data"]["id"])),
                None,
            )
            .await;
    }
    for way in ["charges", "add_charges"] {
        let unpaid = caller.order_at(json!([]), json!({})).await;
        let charges = format!("{unpaid}/{way}");
        caller
            .fails(("POST", &charges), Some(by_token(DECLINED)), 402)
            .await;
        caller.ok("POST", &charges, Some(by_token(PAID))).await;
    }
}

/// An order that two charges pay.
async fn parts(caller: &Caller) {
    let part = |token: &str, amount: i64| {
        let mut charge = by_token(token);
        charge["amount"] = json!(amount);
        charge
    };
    let both = json!([part(PAID, 150_000), part(PAID, 50_000)]);
    caller.order(both, json!({})).await;
    let one = json!([part(PAID, 150_000), part(DECLINED, 50_000)]);
    let (status, error) = caller
        .call("POST", "/orders", Some(order(one, json!({}))))
        .await;
    assert_eq!(
        (status, &error["data"]["payment_status"]),
        (402, &json!("partially_paid"))
    );
    let path = format!("/orders/{}", text(&error["data"]["id"]));
    let rest = |token| json!({ "charges": [part(token, 50_000)] });
    caller
        .fails(("PUT", &path), Some(rest(DECLINED)), 402)
        .await;
    caller.ok("PUT", &path, Some(rest(PAID))).await;
}

/// What happens to paid orders by itself: each standing is read, and its events with the others.
async fn aftermath(caller: &Caller) {
    for happenings in [
        &["under_fraud_review", "review_passed"][..],
        &["under_fraud_review", "fraudulent"],
        &[
            "charged_back",
            "chargeback_won",
            "charged_back",
            "chargeback_lost",
        ],
    ] {
        let path = caller.order_at(json!([by_token(PAID)]), json!({})).await;
        for happens in happenings {
            caller.steer(&path, json!({ "happens": happens })).await;
            caller.ok("GET", &path, None).await;
        }
    }
}

async fn challenges(caller: &Caller) {
    let mode = json!({ "three_ds_mode": "strict", "return_url": "http://localhost:8080/back" });
    for (number, and_then) in [
        ("4000000000001091", "paid"),
        ("4000000000003220", "pending_payment"),
    ] {
        let token = caller.token(number).await;
        let order = caller.order(json!([by_token(&token)]), mode.clone()).await;
        assert_eq!(
            (&order["charges"], &order["payment_status"]),
            (&Value::Null, &json!("pending_payment"))
        );
        let url = text(&order["next_action"]["redirect_to_url"]["url"]);
        caller.pass_challenge(&url).await;
        let path = format!("/orders/{}", text(&order["id"]));
        let order = caller.ok("GET", &path, None).await;
        assert_eq!(order["payment_status"], and_then);
        if and_then != "paid" {
            caller.ok("POST", &format!("{path}/capture"), None).await;
        }
    }
    let token = caller.token("4000000000001091").await;
    let waits = caller
        .order_at(
            json!([by_token(&token)]),
            json!({ "three_ds_mode": "smart" }),
        )
        .await;
    caller.ok("POST", &format!("{waits}/cancel"), None).await;
    let token = caller.token("4000000000001091").await;
    let unpaid = caller
        .order_at(json!([]), json!({ "three_ds_mode": "smart" }))
        .await;
    let charge = caller
        .ok("POST", &format!("{unpaid}/charges"), Some(by_token(&token)))
        .await;
    assert_eq!(charge["status"], "pending_payment");
}

async fn two_steps(caller: &Caller) {
    let reserved = json!({ "pre_authorize": true });
    for then in ["capture", "cancel"] {
        let path = caller
            .order_at(json!([by_token(PAID)]), reserved.clone())
            .await;
        caller.ok("POST", &format!("{path}/{then}"), None).await;
    }
    let path = caller.order_at(json!([by_token(PAID)]), reserved).await;
    caller
        .ok(
            "POST",
            &format!("{path}/capture"),
            Some(json!({ "amount": 100 })),
        )
        .await;
}

async fn refunds(caller: &Caller) {
    let paid = caller.order_at(json!([by_token(PAID)]), json!({})).await;
    let refunds = format!("{paid}/refunds");
    let part = json!({ "amount": 15, "reason": "requested_by_client" });
    let order = caller.ok("POST", &refunds, Some(part.clone())).await;
    let refund = text(&order["charges"]["data"][0]["refunds"]["data"][0]["id"]);
    caller
        .ok("DELETE", &format!("{refunds}/{refund}"), None)
        .await;
    let rest = json!({ "amount": 200_000, "reason": "requested_by_client" });
    caller.ok("POST", &refunds, Some(rest)).await;
    caller.fails(("POST", &refunds), Some(part), 402).await;
}

async fn lists(caller: &Caller) {
    for list in ["/customers", "/orders", "/charges", "/events"] {
        let first = caller.ok("GET", &format!("{list}?limit=2"), None).await;
        let next = text(&first["next_page_url"]);
        let (_, path) = next.split_once("/conekta").unwrap();
        let second = caller.ok("GET", path, None).await;
        assert_ne!(first["data"], second["data"]);
        let previous = text(&second["previous_page_url"]);
        let (_, path) = previous.split_once("/conekta").unwrap();
        assert_eq!(caller.ok("GET", path, None).await["data"], first["data"]);
        caller.ok("GET", &format!("{list}?limit=250"), None).await;
        caller
            .ok("GET", &format!("{list}?limit=1&search=nowhere"), None)
            .await;
    }
}

async fn webhooks(caller: &Caller) {
    // Nobody listens there: what is told of is kept all the same.
    let body = json!({ "url": "http://127.0.0.1:9/", "synchronous": false });
    let webhook = caller.ok("POST", "/webhooks", Some(body.clone())).await;
    let path = format!("/webhooks/{}", text(&webhook["id"]));
    caller.ok("GET", "/webhooks", None).await;
    caller.ok("GET", &path, None).await;
    caller.ok("PUT", &path, Some(body)).await;
    caller.ok("POST", &format!("{path}/test"), None).await;
    caller.order(json!([by_token(PAID)]), json!({})).await;
    let events = caller.ok("GET", "/events?limit=250", None).await;
    for event in events["data"].as_array().unwrap() {
        caller
            .ok("GET", &format!("/events/{}", text(&event["id"])), None)
            .await;
    }
    let resend = format!("/events/{}/resend", text(&events["data"][0]["id"]));
    let body = json!({ "webhooks_ids": [webhook["id"]] });
    caller.ok("POST", &resend, Some(body)).await;
    caller.ok("POST", &resend, None).await;
    caller.ok("DELETE", &path, None).await;
}

async fn webhook_keys(caller: &Caller) {
    let key = caller
        .ok("POST", "/webhook_keys", Some(json!({ "active": true })))
        .await;
    assert!(text(&key["public_key"]).starts_with("-----BEGIN PUBLIC KEY-----"));
    let path = format!("/webhook_keys/{}", text(&key["id"]));
    caller.ok("GET", "/webhook_keys", None).await;
    caller.ok("GET", &path, None).await;
    caller
        .ok("PUT", &path, Some(json!({ "active": false })))
        .await;
    caller.ok("DELETE", &path, None).await;
}

async fn white_list(caller: &Caller) {
    let list = "/antifraud/whitelists";
    let rule = json!({ "field": "email", "value": "ana@example.com", "description": "" });
    caller.fails(("GET", list), None, 403).await;
    caller.fails(("POST", list), Some(rule), 403).await;
    let one = format!("{list}/618c3f2fdb8b8da9be376afe");
    caller.fails(("DELETE", &one), None, 403).await;
}
