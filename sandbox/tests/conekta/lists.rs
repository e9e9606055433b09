//! Lists: their pages, and what they are narrowed down by.

use serde_json::{Value, json};

use crate::support::{START, TestSandbox, text};

const HOST: &str = "http://localhost:8081/conekta";

impl TestSandbox {
    /// Pays an order, and lets ten seconds pass.
    async fn pay(&self, more: Value) -> Value {
        let order = self.guest_order("tok_test_visa_4242", more).await.ok();
        self.pass(10);
        order
    }

    /// The ids on the page at a path.
    async fn ids(&self, path: &str) -> Vec<String> {
        ids(&self.get(path).await.ok())
    }
}

fn ids(list: &Value) -> Vec<String> {
    let rows = list["data"].as_array().unwrap().iter();
    rows.map(|row| text(&row["id"])).collect()
}

/// The path of the page that an address leads to.
fn path(url: &Value) -> String {
    let url = text(url);
    url.strip_prefix(HOST).unwrap().to_owned()
}

#[tokio::test]
async fn the_addresses_of_pages_keep_every_filter() {
    let sandbox = TestSandbox::new();
    let mut paid = Vec::new();
    for _ in 0..5 {
        paid.insert(0, text(&sandbox.pay(json!({})).await["id"]));
        sandbox
            .guest_order("tok_test_card_declined", json!({}))
            .await;
    }
    let since = START + 10;
    let first = format!(
        "/orders?limit=2&payment_status=paid&search=ana%40example.com&created_at.gte={since}"
    );
    let first = sandbox.get(&first).await.ok();
    assert_eq!(ids(&first), paid[..2]);
    let expected = format!(
        "{HOST}/orders?limit=2&created_at.gte={since}&payment_status=paid\
         &search=ana%40example.com&next={}",
        paid[1]
    );
    assert_eq!(first["next_page_url"], expected);
    let second = sandbox.get(&path(&first["next_page_url"])).await.ok();
    assert_eq!(ids(&second), paid[2..4]);
    assert_eq!(
        (&second["has_more"], &second["next_page_url"]),
        (&json!(false), &Value::Null)
    );
    let back = sandbox.get(&path(&second["previous_page_url"])).await.ok();
    assert_eq!(back, first);
}

#[tokio::test]
async fn an_order_that_changed_between_two_pages_still_leads_to_the_next() {
    let sandbox = TestSandbox::new();
    let reserved = json!({ "pre_authorize": true });
    let mut all = Vec::new();
    for _ in 0..3 {
        all.insert(0, text(&sandbox.pay(reserved.clone()).await["id"]));
    }
    let first = "/orders?limit=1&payment_status=pre_authorized";
    let first = sandbox.get(first).await.ok();
    assert_eq!(ids(&first), all[..1]);
    let capture = format!("/orders/{}/capture", all[0]);
    sandbox.post(&capture, json!({})).await.ok();
    let second = path(&first["next_page_url"]);
    assert_eq!(sandbox.ids(&second).await, all[1..2]);
}

#[tokio::test]
async fn a_page_behind_an_entry_that_never_was_is_refused() {
    let sandbox = TestSandbox::new();
    let customer = sandbox.customer(&["tok_test_visa_4242"]).await;
    sandbox.pay(json!({})).await;
    let sources = format!("/customers/{}/payment_sources", text(&customer["id"]));
    for list in [
        "/customers",
        "/orders",
        "/charges",
        "/events",
        "/webhooks",
        "/webhook_keys",
        &sources,
    ] {
        for cursor in ["next", "previous"] {
            let answer = sandbox.get(&format!("{list}?{cursor}=ord_none")).await;
            let (status, kind, _, param) = answer.error();
            let expected = (422, "parameter_validation_error", json!(cursor));
            assert_eq!((status, kind.as_str(), param), expected, "{list}");
        }
        let (status, _, _, param) = sandbox.get(&format!("{list}?limit=0")).await.error();
        assert_eq!((status, param), (422, json!("limit")), "{list}");
    }
}

#[tokio::test]
async fn each_filter_of_orders_lets_its_orders_through() {
    let sandbox = TestSandbox::new();
    let first = text(&sandbox.pay(json!({})).await["id"]);
    let second = text(&sandbox.pay(json!({ "pre_authorize": true })).await["id"]);
    let declined = sandbox.guest_order("tok_test_card_declined", json!({}));
    let third = text(&declined.await.json()["data"]["id"]);
    sandbox.pass(10);
    let capture = format!("/orders/{second}/capture");
    sandbox.post(&capture, json!({})).await.ok();

    let all = [&third, &second, &first];
    for (filter, expected) in [
        ("", &all[..]),
        ("payment_status=paid", &all[1..]),
        ("payment_status=declined", &all[..1]),
        ("payment_status=expired", &[]),
        ("last_payment_info.status=paid", &all[1..]),
        ("last_payment_info.status=declined", &all[..1]),
        (&format!("created_at={START}"), &all[2..]),
        (&format!("created_at={}", START + 1), &[]),
        (&format!("created_at.gte={}", START + 10), &all[..2]),
        (&format!("created_at.gte={}", START + 11), &all[..1]),
        (&format!("created_at.lte={}", START + 10), &all[1..]),
        (&format!("created_at.lte={}", START + 9), &all[2..]),
        (&format!("updated_at={}", START + 30), &all[1..2]),
        (&format!("updated_at.gte={}", START + 20), &all[..2]),
        (&format!("updated_at.gte={}", START + 21), &all[1..2]),
        (&format!("updated_at.lte={}", START + 20), &[&third, &first]),
        (&format!("updated_at.lte={}", START + 19), &all[2..]),
        (
            &format!("created_at.gte={}&updated_at.lte={}", START + 1, START + 29),
            &all[..1],
        ),
    ] {
        let found = sandbox.ids(&format!("/orders?{filter}")).await;
        let expected: Vec<_> = expected.iter().map(|id| (*id).clone()).collect();
        assert_eq!(found, expected, "{filter}");
    }
}

#[tokio::test]
async fn a_time_that_is_no_number_is_refused() {
    let sandbox = TestSandbox::new();
    for name in [
        "created_at",
        "created_at.gte",
        "created_at.lte",
        "updated_at",
        "updated_at.gte",
        "updated_at.lte",
    ] {
        for time in ["", "today", "2026-11-23", "1.5", "99999999999999999999"] {
            let answer = sandbox.get(&format!("/orders?{name}={time}")).await;
            let (status, _, code, param) = answer.error();
            let code_of_name = format!("parameter_validation.{name}.invalid");
            let expected = (422, code_of_name, json!(name));
            assert_eq!((status, code, param), expected, "{time}");
        }
    }
}

#[tokio::test]
async fn the_general_search_narrows_down_every_list() {
    let sandbox = TestSandbox::new();
    let customer = sandbox.customer(&["tok_test_visa_4242", "tok_test_mastercard_4444"]);
    let customer = customer.await;
    let order = sandbox.pay(json!({})).await;
    let hook = json!({ "url": "http://shop.example/hooks" });
    let hook = sandbox.post("/webhooks", hook).await.ok();
    let key = sandbox.post("/webhook_keys", json!({})).await.ok();
    let cards = &customer["payment_sources"]["data"];
    let sources = format!("/customers/{}/payment_sources", text(&customer["id"]));
    let charge = &order["charges"]["data"][0];
    for (list, search, expected) in [
        ("/customers", "FELIPE", &customer["id"]),
        ("/orders", "Ana+Ruiz", &order["id"]),
        (
            "/charges",
            &text(&order["id"]).to_uppercase(),
            &charge["id"],
        ),
        ("/webhooks", "shop.EXAMPLE", &hook["id"]),
        ("/webhook_keys", &text(&key["id"]), &key["id"]),
        (&sources, "4444", &cards[1]["id"]),
    ] {
        let found = sandbox.ids(&format!("{list}?search={search}")).await;
        assert_eq!(found, [text(expected)], "{list}");
        let none = sandbox.ids(&format!("{list}?search=nobody")).await;
        assert!(none.is_empty(), "{list}");
    }
    let events = sandbox.get("/events?search=order.paid").await.ok();
    assert_eq!(events["data"][0]["data"]["object"]["id"], order["id"]);
    assert_eq!(ids(&events).len(), 1);
}
