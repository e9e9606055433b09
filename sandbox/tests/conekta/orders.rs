//! Orders: amounts, search, capture, cancel.

use serde_json::{Value, json};

use crate::support::{TestSandbox, by_token, charge, text};

#[tokio::test]
async fn a_declined_charge_answers_402_with_the_whole_order_which_is_kept() {
    let sandbox = TestSandbox::new();
    let answer = sandbox
        .guest_order("tok_test_insufficient_funds", json!({}))
        .await;
    let (status, kind, code, _) = answer.error();
    assert_eq!((status, kind.as_str()), (402, "processing_error"));
    assert_eq!(code, "processing.bank_bindings.insufficient_funds");
    let order = &answer.json()["data"];
    assert_eq!(
        (&order["object"], &order["payment_status"]),
        (&json!("order"), &json!("declined"))
    );
    let read = sandbox
        .get(&format!("/orders/{}", text(&order["id"])))
        .await
        .ok();
    assert_eq!(&read, order);
    assert_eq!(sandbox.times_taken(), 0);
}

#[tokio::test]
async fn the_amount_is_items_taxes_and_shipping_less_discounts() {
    let sandbox = TestSandbox::new();
    let more = json!({
        "currency": "mxn",
        "tax_lines": [{ "amount": 100, "description": "IVA" }],
        "shipping_lines": [{ "amount": 5000, "carrier": "FEDEX" }],
        "discount_lines": [{ "amount": 15, "code": "VERANO", "type": "coupon" }],
    });
    let order = sandbox.guest_order("tok_test_visa_4242", more).await.ok();
    assert_eq!(
        (&order["amount"], &order["currency"]),
        (&json!(25100), &json!("MXN"))
    );
    assert_eq!(order["charges"]["data"][0]["amount"], 25100);
    for (lines, prefix) in [
        ("line_items", "line_item_"),
        ("tax_lines", "tax_lin_"),
        ("shipping_lines", "ship_lin_"),
        ("discount_lines", "dis_lin_"),
    ] {
        let line = &order[lines]["data"][0];
        assert!(text(&line["id"]).starts_with(prefix), "{line}");
        assert_eq!(line["parent_id"], order["id"]);
    }
    let channel = text(&order["channel"]["id"]);
    assert!(channel.starts_with("channel_"), "{channel}");
}

#[tokio::test]
async fn an_order_is_found_by_metadata_reference_email_and_status() {
    let sandbox = TestSandbox::new();
    let charges = json!([{
        "payment_method": { "type": "card", "token_id": "tok_test_visa_4242" },
        "reference_id": "at_0001"
    }]);
    let guest = json!({ "name": "Ana Ruiz", "email": "ana@example.com" });
    let more = json!({ "metadata": { "cobro_order": "or_abc", "count": 7 } });
    let order = sandbox.order(guest, charges, more).await.ok();
    sandbox
        .guest_order("tok_test_card_declined", json!({}))
        .await;

    let found = async |query: &str| -> Vec<Value> {
        let list = sandbox.get(&format!("/orders?{query}")).await.ok();
        list["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|order| order["id"].clone())
            .collect()
    };
    for query in [
        "search=or_abc",
        "search=at_0001",
        "payment_status=paid",
        "last_payment_info.status=paid&search=ana%40example.com",
    ] {
        assert_eq!(found(query).await, [order["id"].clone()], "{query}");
    }
    assert_eq!(found("search=ANA%40example.com").await.len(), 2);
    assert_eq!(found("search=nobody").await.len(), 0);
    let charges = sandbox.get("/charges?search=at_0001").await.ok();
    assert_eq!(charges["data"][0]["order_id"], order["id"]);
}

#[tokio::test]
async fn orders_are_paged_newest_first_and_bounded_in_time() {
    let sandbox = TestSandbox::new();
    let mut ids = Vec::new();
    for _ in 0..5 {
        let order = sandbox
            .guest_order("tok_test_visa_4242", json!({}))
            .await
            .ok();
        ids.insert(0, text(&order["id"]));
        sandbox.pass(10);
    }
    let first = sandbox.get("/orders?limit=2").await.ok();
    let path = text(&first["next_page_url"]);
    let path = path.strip_prefix("http://localhost:8081/conekta").unwrap();
    let second = sandbox.get(path).await.ok();
    let seen = [
        &first["data"][0],
        &first["data"][1],
        &second["data"][0],
        &second["data"][1],
    ];
    assert_eq!(seen.map(|order| text(&order["id"])), ids[..4]);
    assert_eq!(
        (&first["has_more"], &second["has_more"]),
        (&json!(true), &json!(true))
    );
    let since = crate::support::START + 25;
    let late = sandbox
        .get(&format!("/orders?created_at.gte={since}"))
        .await
        .ok();
    assert_eq!(late["data"].as_array().unwrap().len(), 2);
    assert_eq!(
        sandbox.get("/orders?limit=251").await.error().3,
        json!("limit")
    );
}

#[tokio::test]
async fn what_is_reserved_is_taken_by_capture_and_only_once() {
    let sandbox = TestSandbox::new();
    let reserve = || sandbox.guest_order("tok_test_visa_4242", json!({ "pre_authorize": true }));
    let order = reserve().await.ok();
    assert_eq!(order["payment_status"], "pre_authorized");
    assert_eq!(sandbox.times_taken(), 0);
    let path = format!("/orders/{}/capture", text(&order["id"]));
    let too_much = sandbox.post(&path, json!({ "amount": 20016 })).await;
    assert_eq!(too_much.error().3, json!("amount"));
    let captured = sandbox
        .call(axum::http::Method::POST, &path, None)
        .await
        .ok();
    assert_eq!(captured["payment_status"], "paid");
    assert_eq!(captured["charges"]["data"][0]["status"], "paid");
    let again = sandbox.post(&path, json!({})).await.error();
    assert_eq!(
        (again.0, again.1.as_str()),
        (428, "precondition_required_error")
    );
    assert_eq!(sandbox.times_taken(), 1);

    let order = reserve().await.ok();
    let path = format!("/orders/{}", text(&order["id"]));
    let canceled = sandbox
        .post(&format!("{path}/cancel"), json!({}))
        .await
        .ok();
    assert_eq!(canceled["payment_status"], "voided");
    assert_eq!(
        sandbox
            .post(&format!("{path}/capture"), json!({}))
            .await
            .status,
        428
    );
    assert_eq!(sandbox.times_taken(), 1);
}

#[tokio::test]
async fn a_paid_or_declined_order_cannot_be_canceled_or_captured() {
    let sandbox = TestSandbox::new();
    let paid = sandbox
        .guest_order("tok_test_visa_4242", json!({}))
        .await
        .ok();
    let declined = sandbox
        .guest_order("tok_test_card_declined", json!({}))
        .await
        .json();
    for order in [&paid["id"], &declined["data"]["id"]] {
        for action in ["cancel", "capture"] {
            let path = format!("/orders/{}/{action}", text(order));
            assert_eq!(sandbox.post(&path, json!({})).await.status, 428, "{action}");
        }
    }
    assert_eq!(
        sandbox
            .post("/orders/ord_none/cancel", json!({}))
            .await
            .status,
        404
    );
    assert_eq!(sandbox.times_taken(), 1);
}

#[tokio::test]
async fn an_order_without_a_charge_is_changed_and_one_with_a_charge_is_not() {
    let sandbox = TestSandbox::new();
    let guest = json!({ "name": "Ana Ruiz", "email": "ana@example.com" });
    let open = sandbox.order(guest, json!([]), json!({})).await.ok();
    assert_eq!(open["payment_status"], Value::Null);
    let path = format!("/orders/{}", text(&open["id"]));
    let items = json!([{ "name": "Taza", "unit_price": 100, "quantity": 3 }]);
    let changed = sandbox
        .put(&path, json!({ "line_items": items }))
        .await
        .ok();
    assert_eq!(changed["amount"], 300);

    let paid = sandbox
        .guest_order("tok_test_visa_4242", json!({}))
        .await
        .ok();
    let path = format!("/orders/{}", text(&paid["id"]));
    let refused = sandbox
        .put(&path, json!({ "metadata": { "a": 1 } }))
        .await
        .error();
    assert_eq!(refused.0, 428);
    assert!(refused.2.ends_with("cannot_be_updated_because_has_charge"));

    let charge = text(&paid["charges"]["data"][0]["id"]);
    let path = format!("/charges/{charge}");
    let linked = sandbox
        .put(&path, json!({ "reference_id": "or_1" }))
        .await
        .ok();
    assert_eq!(linked["reference_id"], "or_1");
}

#[tokio::test]
async fn every_field_of_an_order_without_a_charge_can_be_changed() {
    let sandbox = TestSandbox::new();
    let guest = json!({ "name": "Ana Ruiz", "email": "ana@example.com" });
    let open = sandbox.order(guest, json!([]), json!({})).await.ok();
    let path = format!("/orders/{}", text(&open["id"]));
    let customer = sandbox.customer(&["tok_test_visa_4242"]).await;
    let address = json!({ "street1": "Nuevo Leon 254", "city": "Ciudad de Mexico",
        "postal_code": "06100", "country": "MX", "external_number": "254" });
    let changes = json!({
        "currency": "usd", "customer_info": { "customer_id": customer["id"] },
        "line_items": [{ "name": "Taza", "unit_price": 100, "quantity": 3 }],
        "tax_lines": [{ "amount": 16, "description": "IVA" }],
        "shipping_lines": [{ "amount": 50, "carrier": "FEDEX" }],
        "discount_lines": [{ "amount": 6, "code": "VERANO", "type": "coupon" }],
        "metadata": { "cart": "c_1" }, "pre_authorize": true,
        "shipping_contact": { "receiver": "Ana Ruiz", "address": address },
        "fiscal_entity": { "name": "Conekta Inc", "tax_id": "AAA010101AAA", "address": address },
    });
    let changed = sandbox.put(&path, changes).await.ok();
    assert_eq!(
        (&changed["amount"], &changed["currency"]),
        (&json!(360), &json!("USD"))
    );
    assert_eq!(changed["customer_info"]["customer_id"], customer["id"]);
    assert_eq!(changed["metadata"], json!({ "cart": "c_1" }));
    for (name, prefix) in [
        ("shipping_contact", "ship_cont_"),
        ("fiscal_entity", "fis_ent_"),
    ] {
        let one = &changed[name];
        assert!(text(&one["id"]).starts_with(prefix), "{one}");
        assert_eq!(
            (&one["object"], &one["parent_id"]),
            (&json!(name), &open["id"])
        );
        assert_eq!(one["address"]["street1"], "Nuevo Leon 254");
    }
    assert_eq!(changed["fiscal_entity"]["name"], "Conekta Inc");
    assert_eq!(sandbox.put(&path, json!({})).await.ok(), changed);

    let short = json!({ "shipping_contact": { "address": { "street1": "a" } } });
    let stranger = json!({ "customer_info": { "customer_id": "cus_none" } });
    for (wrong, param) in [
        (short, "shipping_contact.address.street1"),
        (stranger, "customer_info.customer_id"),
        (json!({ "fiscal_entity": {} }), "fiscal_entity.address"),
        (json!({ "checkout": {} }), "checkout"),
        (
            json!({ "charges": by_token("tok_none") }),
            "payment_method.token_id",
        ),
        (json!({ "currency": "pesos" }), "currency"),
    ] {
        let (status, _, _, actual) = sandbox.put(&path, wrong).await.error();
        assert_eq!((status, actual), (422, json!(param)));
    }
    assert_eq!(sandbox.get(&path).await.ok(), changed);
    let charge = json!({ "payment_method": { "type": "default" } });
    let charge = sandbox.post(&format!("{path}/charges"), charge).await.ok();
    assert_eq!(charge["status"], "pre_authorized");
}

#[tokio::test]
async fn each_wrong_order_is_refused_with_the_field_that_is_wrong() {
    let sandbox = TestSandbox::new();
    let guest = json!({ "name": "Ana Ruiz", "email": "ana@example.com" });
    let good = json!({
        "currency": "MXN", "customer_info": guest,
        "line_items": [{ "name": "Taza", "unit_price": 100, "quantity": 1 }],
        "charges": by_token("tok_test_visa_4242")
    });
    let item = |field: &str, value: Value| {
        let mut item = json!({ "name": "Taza", "unit_price": 100, "quantity": 1 });
        item[field] = value;
        json!({ "line_items": [item] })
    };
    for (change, param) in [
        (json!({ "currency": null }), json!("currency")),
        (json!({ "currency": "MX" }), json!("currency")),
        (json!({ "customer_info": null }), json!("customer_info")),
        (
            json!({ "customer_info": { "name": "Ana" } }),
            json!("customer_info.email"),
        ),
        (
            json!({ "customer_info": { "customer_id": "cus_none" } }),
            json!("customer_info.customer_id"),
        ),
        (json!({ "line_items": [] }), json!("line_items")),
        (item("name", json!("ab")), json!("line_items[0].name")),
        (item("quantity", json!(0)), json!("line_items[0].quantity")),
        (
            item("unit_price", json!(-1)),
            json!("line_items[0].unit_price"),
        ),
        (
            item("unit_price", json!(1.5)),
            json!("line_items[0].unit_price"),
        ),
        (item("quantity", json!(2_147_483_647)), json!("amount")),
        (item("price", json!(1)), Value::Null),
        (json!({ "three_ds_mode": null }), json!("three_ds_mode")),
        (json!({ "three_ds_mode": "always" }), json!("three_ds_mode")),
        (
            json!({ "return_url": "javascript:alert(1)" }),
            json!("return_url"),
        ),
        (json!({ "metadata": { "a": [] } }), json!("metadata.a")),
        (
            json!({ "metadata": { "a": "x".repeat(250) } }),
            json!("metadata.a"),
        ),
        (
            json!({ "charges": charge(json!({ "type": "cash" })) }),
            json!("charges[0].payment_method.type"),
        ),
        (
            json!({ "charges": charge(json!({ "type": "card" })) }),
            json!("payment_method.token_id"),
        ),
        (
            json!({ "charges": [{ "amount": 1, "payment_method": { "type": "default" } }] }),
            json!("charges[0].amount"),
        ),
        (
            json!({ "charges": charge(json!({ "type": "default", "cvc": "12a" })) }),
            json!("payment_method.cvc"),
        ),
    ] {
        let mut body = good.clone();
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let answer = sandbox.post("/orders", body).await;
        let (status, kind, _, actual) = answer.error();
        assert_eq!(
            (status, kind.as_str()),
            (422, "parameter_validation_error"),
            "{change}"
        );
        assert_eq!(actual, param, "{change}");
    }
    assert_eq!(sandbox.post("/orders", json!({})).await.status, 422);
    assert_eq!(sandbox.times_taken(), 0);
    assert_eq!(sandbox.get("/orders").await.ok()["data"], json!([]));
}

#[tokio::test]
async fn a_paid_order_is_refunded_in_parts_and_no_further_than_it_was_paid() {
    let sandbox = TestSandbox::new();
    let order = sandbox
        .guest_order("tok_test_visa_4242", json!({}))
        .await
        .ok();
    let amount = order["amount"].as_i64().unwrap();
    let path = format!("/orders/{}/refunds", text(&order["id"]));
    let give_back = |amount: Value| {
        let body = json!({ "amount": amount, "reason": "requested_by_client" });
        sandbox.post(&path, body)
    };
    let part = give_back(json!(15)).await.ok();
    assert_eq!(part["payment_status"], "partially_refunded");
    assert_eq!(part["amount_refunded"], 15);
    let charge = &part["charges"]["data"][0];
    assert_eq!(charge["status"], "partially_refunded");
    assert_eq!(charge["refunds"]["data"][0]["amount"], -15);

    let (status, _, _, param) = give_back(json!(amount)).await.error();
    assert_eq!((status, &param), (422, &json!("amount")));
    let rest = give_back(json!(amount - 15)).await.ok();
    assert_eq!(rest["payment_status"], "refunded");
    assert_eq!(rest["amount_refunded"], amount);
    let (status, ..) = give_back(json!(1)).await.error();
    assert_eq!(status, 402);
}
