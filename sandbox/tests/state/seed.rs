//! `--seed-data`: what is there from the start.

use serde_json::{Value, json};

use crate::process::Process;

#[test]
fn the_documented_customers_cards_and_orders_are_there_and_can_be_used() {
    let sandbox = Process::start(&["--seed-data"]);
    let documentation = include_str!("../../../docs/sandbox.md");
    let documented = |id: &Value| {
        let id = id.as_str().unwrap();
        assert!(documentation.contains(&format!("`{id}`")), "{id}");
        id.to_owned()
    };
    let customers = sandbox.told("/customers");
    let customers = customers["conekta"].as_array().unwrap();
    for customer in customers {
        documented(&customer["id"]);
        for card in customer["payment_sources"]["data"].as_array().unwrap() {
            documented(&card["id"]);
        }
    }
    assert_eq!(customers.len(), 3);
    let orders = sandbox.told("/orders");
    let mut standing: Vec<_> = orders["conekta"].as_array().unwrap().iter().collect();
    standing.sort_by_key(|order| order["id"].to_string());
    let statuses = standing.iter().map(|order| {
        documented(&order["id"]);
        order["payment_status"].as_str().unwrap_or("not charged")
    });
    let expected = [
        "declined",
        "not charged",
        "paid",
        "partially_refunded",
        "pre_authorized",
    ];
    assert_eq!(statuses.collect::<Vec<_>>(), expected);
    assert_eq!(documented(&orders["n1co"][0]["id"]), "100");
    let entries = sandbox.told("/ledger")["entries"].as_array().unwrap().len();
    assert_eq!(
        entries, 5,
        "two paid, one reserved, one given back, one at n1co"
    );

    let (status, captured) = sandbox.post("/orders/ord_seed_reserved/capture", &json!({}));
    assert_eq!((status, &captured["payment_status"]), (200, &json!("paid")));
    let (status, paid) = sandbox.post(
        "/orders",
        &json!({
            "currency": "MXN",
            "customer_info": { "customer_id": "cus_seed_ana" },
            "line_items": [{ "name": "Vasija", "unit_price": 20015, "quantity": 1 }],
            "charges": [{ "payment_method": {
                "type": "card", "payment_source_id": "src_seed_ana_visa"
            } }],
        }),
    );
    assert_eq!((status, &paid["payment_status"]), (200, &json!("paid")));
}

#[test]
fn without_being_asked_for_nothing_is_there() {
    let sandbox = Process::start(&[]);
    assert_eq!(sandbox.told("/customers"), json!({ "conekta": [] }));
    assert_eq!(
        sandbox.told("/orders"),
        json!({ "conekta": [], "n1co": [] })
    );
}
