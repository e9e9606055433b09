//! Charges: further ones of an order, in installments, refused, left to the merchant.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::support::{Answer, TestSandbox, charge, text};

/// The body of a further charge.
fn by(token: &str) -> Value {
    json!({ "payment_method": { "type": "card", "token_id": token } })
}

impl TestSandbox {
    /// The path of an order that nothing is charged of yet.
    async fn open_order(&self, more: Value) -> String {
        let guest = json!({ "name": "Ana Ruiz", "email": "ana@example.com" });
        let order = self.order(guest, json!([]), more).await.ok();
        format!("/orders/{}", text(&order["id"]))
    }

    /// Enters the right code on the bank's page of an order.
    async fn pass_challenge(&self, order: &Value) {
        let url = text(&order["next_action"]["redirect_to_url"]["url"]);
        let path = url.strip_prefix("http://localhost:8081").unwrap();
        let request = Request::post(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(Body::from("challengeDataEntry=1234&answer=confirm"));
        self.send(request.unwrap()).await;
    }

    /// An order whose challenge is passed and whose charge is left to the merchant.
    async fn left_to_merchant(&self) -> (String, Value) {
        let token = self.token("4000000000003220").await;
        let more = json!({ "three_ds_mode": "smart" });
        let order = self.guest_order(&token, more).await.ok();
        self.pass_challenge(&order).await;
        let path = format!("/orders/{}", text(&order["id"]));
        let order = self.get(&path).await.ok();
        (path, order)
    }
}

#[track_caller]
fn refused(answer: &Answer) -> (u16, String) {
    let (status, kind, _, _) = answer.error();
    (status, kind)
}

#[tokio::test]
async fn an_open_order_takes_one_charge_and_no_other() {
    let sandbox = TestSandbox::new();
    let path = sandbox.open_order(json!({})).await;
    let mut body = by("tok_test_visa_4242");
    body["reference_id"] = json!("att_1");
    let made = sandbox.post(&format!("{path}/charges"), body).await.ok();
    assert_eq!(
        (&made["object"], &made["status"], &made["reference_id"]),
        (&json!("charge"), &json!("paid"), &json!("att_1"))
    );
    let order = sandbox.get(&path).await.ok();
    assert_eq!(order["payment_status"], "paid");
    assert_eq!(order["charges"]["data"], json!([made]));

    for way in ["charges", "add_charges"] {
        let further = format!("{path}/{way}");
        let again = sandbox.post(&further, by("tok_test_visa_4242")).await;
        let expected = (428, "precondition_required_error".to_owned());
        assert_eq!(refused(&again), expected);
        let unknown = format!("/orders/ord_none/{way}");
        let unknown = sandbox.post(&unknown, by("tok_test_visa_4242")).await;
        assert_eq!(unknown.status, 404);
    }
    assert_eq!(sandbox.times_taken(), 1);
}

#[tokio::test]
async fn a_declined_order_is_charged_again_and_keeps_both_charges() {
    let sandbox = TestSandbox::new();
    let path = sandbox.open_order(json!({})).await;
    let first = sandbox
        .post(&format!("{path}/charges"), by("tok_test_card_declined"))
        .await;
    assert_eq!(refused(&first), (402, "processing_error".to_owned()));
    assert_eq!(first.json()["data"]["payment_status"], "declined");

    let list = sandbox
        .post(&format!("{path}/add_charges"), by("tok_test_visa_4242"))
        .await
        .ok();
    assert_eq!(
        (&list["object"], &list["has_more"]),
        (&json!("list"), &json!(false))
    );
    let order = sandbox.get(&path).await.ok();
    let charges = order["charges"]["data"].as_array().unwrap();
    let statuses: Vec<_> = charges.iter().map(|charge| &charge["status"]).collect();
    assert_eq!(statuses, ["declined", "paid"]);
    assert_eq!(charges[1], list["data"][0]);
    let all = sandbox.get("/charges").await.ok();
    assert_eq!(all["data"], json!([charges[1], charges[0]]));
    assert_eq!(sandbox.times_taken(), 1);
}

#[tokio::test]
async fn a_further_charge_that_is_challenged_waits_and_is_paid_under_the_same_id() {
    let sandbox = TestSandbox::new();
    let path = sandbox
        .open_order(json!({ "three_ds_mode": "smart" }))
        .await;
    let token = sandbox.token("4000000000001091").await;
    let waiting = sandbox
        .post(&format!("{path}/charges"), by(&token))
        .await
        .ok();
    assert_eq!(waiting["status"], "pending_payment");
    let order = sandbox.get(&path).await.ok();
    assert_eq!(
        (&order["payment_status"], &order["charges"]),
        (&json!("pending_payment"), &Value::Null)
    );
    sandbox.pass_challenge(&order).await;
    let paid = sandbox.get(&path).await.ok();
    assert_eq!(paid["charges"]["data"][0]["id"], waiting["id"]);
    assert_eq!(paid["charges"]["data"][0]["status"], "paid");
}

#[tokio::test]
async fn a_further_charge_of_another_amount_is_refused_and_its_token_stays_good() {
    let sandbox = TestSandbox::new();
    let path = format!("{}/charges", sandbox.open_order(json!({})).await);
    let token = sandbox.token("4242424242424242").await;
    let mut body = by(&token);
    body["amount"] = json!(20014);
    let (status, _, _, param) = sandbox.post(&path, body).await.error();
    assert_eq!((status, param), (422, json!("amount")));
    sandbox.post(&path, by(&token)).await.ok();
}

#[tokio::test]
async fn a_passed_challenge_may_leave_the_charge_to_a_capture() {
    let sandbox = TestSandbox::new();
    let (path, order) = sandbox.left_to_merchant().await;
    assert_eq!(order["payment_status"], "pending_payment");
    assert_eq!(order.get("next_action"), None);
    assert_eq!(sandbox.times_taken(), 0);
    let capture = format!("{path}/capture");
    let part = sandbox.post(&capture, json!({ "amount": 1 })).await;
    assert_eq!(part.error().3, json!("amount"));
    let paid = sandbox.call(Method::POST, &capture, None).await.ok();
    assert_eq!(paid["payment_status"], "paid");
    let charge = &paid["charges"]["data"][0];
    assert_eq!(charge["payment_method"]["three_ds_flow_required"], true);
    let again = sandbox.call(Method::POST, &capture, None).await;
    assert_eq!(again.status, 428);
    assert_eq!(sandbox.times_taken(), 1);
}

#[tokio::test]
async fn a_charge_left_to_the_merchant_is_called_off_or_expires() {
    let sandbox = TestSandbox::new();
    let (path, _) = sandbox.left_to_merchant().await;
    let canceled = sandbox.post(&format!("{path}/cancel"), json!({})).await;
    assert_eq!(canceled.ok()["payment_status"], "canceled");

    let (path, _) = sandbox.left_to_merchant().await;
    sandbox.pass(601);
    assert_eq!(sandbox.get(&path).await.ok()["payment_status"], "expired");
    let late = sandbox.post(&format!("{path}/capture"), json!({})).await;
    assert_eq!(late.status, 428);
    assert_eq!(sandbox.times_taken(), 0);
}

#[tokio::test]
async fn antifraud_and_the_bank_refuse_their_cards_each_in_its_words() {
    let sandbox = TestSandbox::new();
    for (number, code, failure_code) in [
        (
            "4100000000000019",
            "processing.charge.card_payment.suspicious_behaviour",
            "suspected_fraud",
        ),
        (
            "4000000000000069",
            "processing.bank.expired_card",
            "expired_card",
        ),
    ] {
        let token = sandbox.token(number).await;
        let answer = sandbox.guest_order(&token, json!({})).await;
        let (status, _, actual, _) = answer.error();
        assert_eq!((status, actual.as_str()), (402, code));
        let charge = &answer.json()["data"]["charges"]["data"][0];
        assert_eq!(charge["failure_code"], failure_code);
    }
    // What antifraud rejects is not worth asking about.
    let token = sandbox.token("4100000000000019").await;
    let strict = json!({ "three_ds_mode": "strict" });
    assert_eq!(sandbox.guest_order(&token, strict).await.status, 402);
}

#[tokio::test]
async fn installments_need_a_credit_card_and_a_hundred_pesos_a_month() {
    let sandbox = TestSandbox::new();
    let pay = async |token: &str, months: u8, price: i64| {
        let guest = json!({ "name": "Ana Ruiz", "email": "ana@example.com" });
        let items = json!([{ "name": "Vasija", "unit_price": price, "quantity": 1 }]);
        let method = json!({ "type": "card", "token_id": token });
        let mut charges = charge(method);
        charges[0]["monthly_installments"] = json!(months);
        let more = json!({ "line_items": items });
        sandbox.order(guest, charges, more).await
    };
    for months in [3, 6, 9, 12, 18] {
        let least = i64::from(months) * 10_000;
        let paid = pay("tok_test_visa_4242", months, least).await.ok();
        assert_eq!(paid["charges"]["data"][0]["monthly_installments"], months);
        let (status, _, _, param) = pay("tok_test_visa_4242", months, least - 1).await.error();
        let expected = json!("payment_method.monthly_installments");
        assert_eq!((status, param), (422, expected));
    }
    let debit = sandbox.token("4915669353237603").await;
    let declined = pay(&debit, 3, 30_000).await;
    assert_eq!(declined.error().2, "processing.bank.invalid_transaction");
    assert_eq!(sandbox.times_taken(), 5);
}
