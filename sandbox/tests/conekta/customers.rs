//! Customers: what is kept of them, changed and chosen as the default.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{START, TestSandbox, text};

fn contact(changes: &Value) -> Value {
    let mut contact = json!({
        "phone": "+525511223344", "receiver": "Marvin Fuller",
        "between_streets": "Ackerman Crescent",
        "address": { "street1": "Nuevo Leon 254", "street2": "4", "postal_code": "06100",
            "city": "Ciudad de Mexico", "state": "CDMX", "country": "MX", "residential": true },
    });
    for (name, value) in changes.as_object().unwrap() {
        let place = if contact.get(name).is_some() {
            &mut contact[name]
        } else {
            &mut contact["address"][name]
        };
        *place = value.clone();
    }
    contact
}

fn entity() -> Value {
    json!({
        "tax_id": "AAA010101AAA", "company_name": "conekta",
        "address": { "street1": "Nuevo Leon 254", "city": "Ciudad de Mexico",
            "postal_code": "06100", "country": "MX", "external_number": "254" },
    })
}

fn person(more: Value) -> Value {
    let mut person = json!({ "name": "Felipe Gomez", "email": "felipe@example.com" });
    let more = more.as_object().unwrap().clone();
    person.as_object_mut().unwrap().extend(more);
    person
}

#[tokio::test]
async fn every_field_of_a_customer_comes_back() {
    let sandbox = TestSandbox::new();
    let fields = json!({
        "name": "Ana Ruiz", "email": "ana@example.com", "phone": "+5215555555555",
        "corporate": true, "custom_reference": "shopper_1", "date_of_birth": "24/07/1992",
        "national_id": "HEGG560427MVZRRL04", "metadata": { "plan": "gold", "count": 2 },
        "antifraud_info": { "account_created_at": 1_484_040_996, "first_paid_at": 1_485_151_007 },
    });
    let made = sandbox.post("/customers", fields.clone()).await.ok();
    let bare = sandbox.post("/customers", person(json!({}))).await.ok();
    let path = format!("/customers/{}", text(&bare["id"]));
    let changed = sandbox.put(&path, fields.clone()).await.ok();
    assert_eq!(sandbox.get(&path).await.ok(), changed);
    for customer in [&made, &changed] {
        for (name, value) in fields.as_object().unwrap() {
            assert_eq!(&customer[name], value, "{name}");
        }
        assert_eq!(
            (&customer["object"], &customer["livemode"]),
            (&json!("customer"), &json!(false))
        );
        assert_eq!(customer["created_at"], START);
    }
    // What is left out stays as it is.
    let renamed = sandbox.put(&path, json!({ "name": "Ana" })).await.ok();
    let mut expected = changed.clone();
    expected["name"] = json!("Ana");
    assert_eq!(renamed, expected);
}

#[tokio::test]
async fn shipping_contacts_get_ids_and_one_is_the_default() {
    let sandbox = TestSandbox::new();
    let contacts = json!([contact(&json!({})), contact(&json!({ "receiver": "Ana" }))]);
    let body = person(json!({ "shipping_contacts": contacts }));
    let customer = sandbox.post("/customers", body).await.ok();
    let list = &customer["shipping_contacts"];
    assert_eq!(
        (&list["object"], &list["total"]),
        (&json!("list"), &json!(2))
    );
    let (first, second) = (&list["data"][0], &list["data"][1]);
    for one in [first, second] {
        assert!(text(&one["id"]).starts_with("ship_cont_"), "{one}");
        let known = (&one["object"], &one["parent_id"], &one["created_at"]);
        let expected = (&json!("shipping_contact"), &customer["id"], &json!(START));
        assert_eq!(known, expected);
        let address = &one["address"];
        assert_eq!(address["object"], "shipping_address");
        assert_eq!(address["street1"], "Nuevo Leon 254");
    }
    assert_eq!(
        (&first["default"], &second["default"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(customer["default_shipping_contact_id"], first["id"]);

    let path = format!("/customers/{}", text(&customer["id"]));
    let choice = json!({ "default_shipping_contact_id": second["id"] });
    let changed = sandbox.put(&path, choice).await.ok();
    assert_eq!(changed["default_shipping_contact_id"], second["id"]);
    assert_eq!(changed["shipping_contacts"]["data"][0]["default"], false);

    let unknown = json!({ "default_shipping_contact_id": "ship_cont_none", "name": "X" });
    assert_eq!(sandbox.put(&path, unknown).await.error().0, 404);
    assert_eq!(sandbox.get(&path).await.ok(), changed);

    let mut chosen = contact(&json!({}));
    chosen["default"] = json!(true);
    let replaced = json!({ "shipping_contacts": [contact(&json!({})), chosen] });
    let replaced = sandbox.put(&path, replaced).await.ok();
    let contacts = &replaced["shipping_contacts"]["data"];
    assert_eq!(replaced["default_shipping_contact_id"], contacts[1]["id"]);
    assert_ne!(contacts[1]["id"], second["id"]);
}

#[tokio::test]
async fn fiscal_entities_get_ids_and_the_first_is_the_default() {
    let sandbox = TestSandbox::new();
    let body = person(json!({ "fiscal_entities": [entity(), entity()] }));
    let customer = sandbox.post("/customers", body).await.ok();
    let entities = customer["fiscal_entities"]["data"].as_array().unwrap();
    for one in entities {
        assert!(text(&one["id"]).starts_with("fis_ent_"), "{one}");
        let known = (&one["object"], &one["parent_id"], &one["company_name"]);
        let expected = (&json!("fiscal_entity"), &customer["id"], &json!("conekta"));
        assert_eq!(known, expected);
        assert_eq!(one["address"]["external_number"], "254");
    }
    assert_eq!(customer["default_fiscal_entity_id"], entities[0]["id"]);
    assert_ne!(entities[0]["id"], entities[1]["id"]);
}

#[tokio::test]
async fn each_wrong_field_of_a_customer_is_refused() {
    let sandbox = TestSandbox::new();
    let made = sandbox.post("/customers", person(json!({}))).await.ok();
    let path = format!("/customers/{}", text(&made["id"]));
    let at = "shipping_contacts[0]";
    let shipping = |changes: Value| json!({ "shipping_contacts": [contact(&changes)] });
    let without = |name: &str| {
        let mut entity = entity();
        entity["address"].as_object_mut().unwrap().remove(name);
        json!({ "fiscal_entities": [entity] })
    };
    let fiscal = "fiscal_entities[0].address";
    for (change, param) in [
        (json!({ "name": "" }), "name".to_owned()),
        (json!({ "name": "x".repeat(250) }), "name".into()),
        (json!({ "email": "" }), "email".into()),
        (json!({ "email": 1 }), "email".into()),
        (json!({ "phone": "" }), "phone".into()),
        (json!({ "corporate": "yes" }), "corporate".into()),
        (json!({ "custom_reference": "" }), "custom_reference".into()),
        (
            json!({ "date_of_birth": "1992-07-24" }),
            "date_of_birth".into(),
        ),
        (json!({ "metadata": { "a": {} } }), "metadata.a".into()),
        (
            json!({ "antifraud_info": { "first_paid_at": "today" } }),
            "antifraud_info.first_paid_at".into(),
        ),
        (
            json!({ "payment_sources": [{ "type": "cash", "token_id": "tok_1" }] }),
            "payment_sources[0].type".into(),
        ),
        (
            json!({ "payment_sources": [{ "type": "card" }] }),
            "payment_sources[0].token_id".into(),
        ),
        (
            json!({ "payment_sources": [{ "token_id": "tok_test_visa_4242" }] }),
            "payment_sources[0].type".into(),
        ),
        (
            json!({ "shipping_contacts": [{}] }),
            format!("{at}.address"),
        ),
        (
            shipping(json!({ "street1": "a" })),
            format!("{at}.address.street1"),
        ),
        (
            shipping(json!({ "street1": "a".repeat(250) })),
            format!("{at}.address.street1"),
        ),
        (
            shipping(json!({ "city": "1 2 3" })),
            format!("{at}.address.city"),
        ),
        (
            shipping(json!({ "city": "ñ á é" })),
            format!("{at}.address.city"),
        ),
        (
            shipping(json!({ "between_streets": "5 y 7" })),
            format!("{at}.between_streets"),
        ),
        (
            shipping(json!({ "postal_code": "6100" })),
            format!("{at}.address.postal_code"),
        ),
        (
            shipping(json!({ "postal_code": "0610a" })),
            format!("{at}.address.postal_code"),
        ),
        (
            shipping(json!({ "country": "M" })),
            format!("{at}.address.country"),
        ),
        (without("street1"), format!("{fiscal}.street1")),
        (without("city"), format!("{fiscal}.city")),
        (without("postal_code"), format!("{fiscal}.postal_code")),
    ] {
        let mut body = person(json!({}));
        let fields = change.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(fields);
        let new = sandbox.post("/customers", body).await;
        let changed = sandbox.put(&path, change.clone()).await;
        for answer in [new, changed] {
            let (status, kind, _, actual) = answer.error();
            let expected = (422, "parameter_validation_error");
            assert_eq!((status, kind.as_str()), expected, "{change}");
            assert_eq!(actual, param, "{change}");
        }
    }
    // Abroad, a postal code may be anything.
    let abroad = shipping(json!({ "country": "GB", "postal_code": "SW1A 1AA" }));
    sandbox.put(&path, abroad).await.ok();
    for name in ["default_payment_source_id", "default_shipping_contact_id"] {
        let mut body = person(json!({}));
        body[name] = json!("src_1");
        let answer = sandbox.post("/customers", body).await;
        assert_eq!((answer.error().0, answer.error().3), (422, json!(name)));
    }
    assert_eq!(
        sandbox.get("/customers").await.ok()["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn brands_are_spelled_as_the_version_does() {
    let sandbox = TestSandbox::new();
    let tokens = [
        "tok_test_visa_4242",
        "tok_test_mastercard_4444",
        "tok_test_amex_0005",
    ];
    let customer = sandbox.customer(&tokens).await;
    let path = format!("/conekta/customers/{}", text(&customer["id"]));
    let read = async |path: &str, version: &str| {
        let request = Request::get(path)
            .header("Accept", format!("application/vnd.conekta-v{version}+json"))
            .header("Authorization", "Bearer key_sandbox_private");
        let answer = sandbox.send(request.body(Body::empty()).unwrap()).await;
        answer.ok()
    };
    let brands = |list: &Value| -> Vec<String> {
        let cards = list["data"].as_array().unwrap().iter();
        cards.map(|card| text(&card["brand"])).collect()
    };
    let now = ["visa", "mastercard", "american_express"];
    for (version, expected) in [
        ("2.0.0", ["VISA", "MC", "AMERICAN_EXPRESS"]),
        ("2.1.0", now),
        ("2.2.0", now),
        ("2.3.0", now),
    ] {
        let one = read(&path, version).await;
        assert_eq!(brands(&one["payment_sources"]), expected, "{version}");
        let list = read(&format!("{path}/payment_sources"), version).await;
        assert_eq!(brands(&list), expected, "{version}");
        let all = read("/conekta/customers", version).await;
        assert_eq!(brands(&all["data"][0]["payment_sources"]), expected);
    }
}

#[tokio::test]
async fn of_several_cards_all_are_kept_or_none() {
    let sandbox = TestSandbox::new();
    let customer = sandbox.customer(&[]).await;
    let path = format!("/customers/{}", text(&customer["id"]));
    let card = |token: &str| json!({ "type": "card", "token_id": token });
    let (good, bad) = (card("tok_test_visa_4242"), card("tok_none"));
    let refused = json!({ "name": "X", "payment_sources": [good, bad] });
    assert_eq!(sandbox.put(&path, refused).await.error().0, 422);
    assert_eq!(sandbox.get(&path).await.ok(), customer);
    let added = json!({ "payment_sources": [good, card("tok_test_visa_1881")] });
    let added = sandbox.put(&path, added).await.ok();
    let cards = &added["payment_sources"]["data"];
    assert_eq!(cards.as_array().unwrap().len(), 2);
    assert_eq!(added["default_payment_source_id"], cards[0]["id"]);
}
