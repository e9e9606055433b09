//! Child companies of a holding, each with its own customers and orders.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::support::{Answer, TestSandbox, by_token, text};

const NORTH: &str = "6441b6376b60c3a638da80af";
const SOUTH: &str = "6441b6376b60c3a638da80b0";

impl TestSandbox {
    /// A call on behalf of a company.
    async fn as_company(&self, company: &str, call: (Method, &str), body: Value) -> Answer {
        let request = Request::builder()
            .method(call.0)
            .uri(format!("/conekta{}", call.1))
            .header("Authorization", "Bearer key_sandbox_private")
            .header("Content-Type", "application/json")
            .header("X-Child-Company-Id", company);
        let body = if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        };
        self.send(request.body(body).unwrap()).await
    }

    async fn read_as(&self, company: &str, path: &str) -> Answer {
        self.as_company(company, (Method::GET, path), Value::Null)
            .await
    }
}

fn ids(list: &Value) -> Vec<String> {
    let rows = list["data"].as_array().unwrap().iter();
    rows.map(|row| text(&row["id"])).collect()
}

#[tokio::test]
async fn a_company_sees_its_own_customers_and_orders_only() {
    let sandbox = TestSandbox::new();
    let person = json!({ "name": "Ana Ruiz", "email": "ana@example.com" });
    let call = (Method::POST, "/customers");
    let customer = sandbox.as_company(NORTH, call, person.clone()).await.ok();
    let order = json!({
        "currency": "MXN", "customer_info": { "customer_id": customer["id"] },
        "line_items": [{ "name": "Vasija", "unit_price": 100, "quantity": 1 }],
        "charges": by_token("tok_test_visa_4242"),
    });
    let call = (Method::POST, "/orders");
    let paid = sandbox.as_company(NORTH, call, order.clone()).await.ok();
    let charge = text(&paid["charges"]["data"][0]["id"]);
    let customer = format!("/customers/{}", text(&customer["id"]));
    let paid = format!("/orders/{}", text(&paid["id"]));
    for (list, own) in [("/customers", 1), ("/orders", 1), ("/charges", 1)] {
        assert_eq!(ids(&sandbox.read_as(NORTH, list).await.ok()).len(), own);
        assert!(ids(&sandbox.read_as(SOUTH, list).await.ok()).is_empty());
        assert!(ids(&sandbox.get(list).await.ok()).is_empty());
    }
    for path in [customer.as_str(), &paid] {
        sandbox.read_as(NORTH, path).await.ok();
        assert_eq!(sandbox.read_as(SOUTH, path).await.error().0, 404);
        assert_eq!(sandbox.get(path).await.error().0, 404);
    }
    // What is asked of another's is refused as if it were not there, and moves no money.
    let refund = json!({ "amount": 1, "reason": "other" });
    let reference = json!({ "reference_id": "a" });
    let charge = format!("/charges/{charge}");
    let refunds = format!("{paid}/refunds");
    for (method, path, body, status) in [
        (Method::POST, refunds.as_str(), refund, 404),
        (Method::PUT, &charge, reference, 404),
        (Method::PUT, &customer, person, 404),
        (Method::DELETE, &customer, Value::Null, 404),
        (Method::POST, "/orders", order, 422),
    ] {
        let answer = sandbox.as_company(SOUTH, (method, path), body).await;
        assert_eq!(answer.error().0, status, "{path}");
    }
    assert_eq!(sandbox.times_taken(), 1);
    let told = ids(&sandbox.get("/events").await.ok()).len();
    assert_eq!(told, 5, "the holding is told of everything");
}

#[tokio::test]
async fn a_challenge_of_a_companys_order_is_passed_without_the_header() {
    let sandbox = TestSandbox::new();
    let token = sandbox.token("4000000000001091").await;
    let order = json!({
        "currency": "MXN", "customer_info": { "name": "Ana", "email": "ana@example.com" },
        "line_items": [{ "name": "Vasija", "unit_price": 100, "quantity": 1 }],
        "charges": by_token(&token), "three_ds_mode": "strict",
    });
    let call = (Method::POST, "/orders");
    let order = sandbox.as_company(NORTH, call, order).await.ok();
    let url = text(&order["next_action"]["redirect_to_url"]["url"]);
    let path = url.strip_prefix("http://localhost:8081").unwrap();
    let request = Request::post(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(Body::from("challengeDataEntry=1234&answer=confirm"));
    sandbox.send(request.unwrap()).await;
    let path = format!("/orders/{}", text(&order["id"]));
    let order = sandbox.read_as(NORTH, &path).await.ok();
    assert_eq!(order["payment_status"], "paid");
}

#[tokio::test]
async fn a_company_that_cannot_be_one_is_refused() {
    let sandbox = TestSandbox::new();
    for company in ["", "a b", "ñ", &"a".repeat(65)] {
        let refused = sandbox.read_as(company, "/orders").await.error();
        assert_eq!((refused.0, refused.3), (422, json!("X-Child-Company-Id")));
    }
}
