//! What happens to paid orders by itself.

use serde_json::{Value, json};

use crate::support::Desk;

impl Desk {
    /// Has something happen to an order: the status of the answer.
    async fn befall(&self, order: &str, happens: &str) -> u16 {
        let body = json!({ "happens": happens });
        let path = format!("/orders/{order}");
        self.steer("POST", &path, Some(body)).await.status()
    }

    async fn read(&self, path: &str) -> Value {
        let key = "key_sandbox_private";
        let path = format!("/conekta{path}");
        self.call("GET", &path, key, None).await.json()
    }

    /// The types of an order's latest events, oldest first.
    async fn latest_events(&self, count: usize) -> Vec<String> {
        let events = self.read(&format!("/events?limit={count}")).await;
        let events = events["data"].as_array().unwrap().iter().rev();
        events
            .map(|event| event["type"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// The id of a paid order.
async fn paid(desk: &Desk) -> String {
    let order = desk.order("one").await.json();
    assert_eq!(order["payment_status"], "paid");
    order["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn antifraud_looks_at_an_order_and_lets_it_pass_or_not() {
    let desk = Desk::open().await;
    let id = paid(&desk).await;
    for (happens, status) in [
        ("under_fraud_review", "under_fraud_review"),
        ("review_passed", "paid"),
        ("fraudulent", "fraudulent"),
    ] {
        assert_eq!(desk.befall(&id, happens).await, 200);
        let order = desk.read(&format!("/orders/{id}")).await;
        assert_eq!(order["payment_status"], status);
        assert_eq!(order["charges"]["data"][0]["status"], status);
        let expected = [format!("charge.{status}"), format!("order.{status}")];
        assert_eq!(desk.latest_events(2).await, expected);
    }
    let ledger = desk.steer("GET", "/ledger", None).await.json();
    assert_eq!(ledger["entries"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_chargeback_takes_the_money_until_it_is_won() {
    let desk = Desk::open().await;
    let id = paid(&desk).await;
    assert_eq!(desk.befall(&id, "charged_back").await, 200);
    let order = desk.read(&format!("/orders/{id}")).await;
    assert_eq!(order["payment_status"], "charged_back");
    let charge = &order["charges"]["data"][0];
    assert_eq!(charge["chargeback"]["charge_id"], charge["id"]);
    assert_eq!(
        desk.latest_events(2).await,
        ["charge.chargeback.created", "order.charged_back"]
    );
    assert_eq!(desk.befall(&id, "chargeback_won").await, 200);
    assert_eq!(
        desk.latest_events(2).await,
        ["charge.chargeback.won", "order.updated"]
    );
    let order = desk.read(&format!("/orders/{id}")).await;
    assert_eq!(order["payment_status"], "paid");
    assert_eq!(order["charges"]["data"][0]["chargeback"]["status"], "won");
    let ledger = desk.steer("GET", "/ledger", None).await.json();
    let entries = ledger["entries"].as_array().unwrap().iter();
    let moved: Vec<_> = entries.map(|entry| entry["movement"].clone()).collect();
    assert_eq!(moved, ["charged", "charged_back", "chargeback_won"]);
}

#[tokio::test]
async fn what_cannot_happen_is_refused_and_changes_nothing() {
    let desk = Desk::open().await;
    let id = paid(&desk).await;
    for (order, happens, status) in [
        ("ord_none", "fraudulent", 404),
        (id.as_str(), "review_passed", 409),
        (&id, "chargeback_won", 409),
        (&id, "stolen", 422),
    ] {
        assert_eq!(desk.befall(order, happens).await / 100, status / 100);
    }
    assert_eq!(desk.befall(&id, "charged_back").await, 200);
    assert_eq!(desk.befall(&id, "chargeback_lost").await, 200);
    for happens in ["chargeback_won", "chargeback_lost", "charged_back"] {
        assert_eq!(desk.befall(&id, happens).await, 409, "{happens}");
    }
    let order = desk.read(&format!("/orders/{id}")).await;
    assert_eq!(order["payment_status"], "charged_back");
}
