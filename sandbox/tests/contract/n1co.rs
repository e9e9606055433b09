//! The whole surface of n1co.

use serde_json::{Value, json};

use crate::caller::Caller;
use crate::tables::N1CO;

fn charge(card: &Value, authentication: &Value) -> Value {
    json!({
        "order": { "id": "ord_1", "name": "Vasija", "amount": 15.5 },
        "cardId": card, "authenticationId": authentication,
        "billingInfo": { "countryCode": "US", "stateCode": "NY", "zipCode": "10001" },
    })
}

fn card(number: &str) -> Value {
    json!({
        "customer": { "id": "cus_1", "name": "Ana Ruiz", "email": "ana@example.com" },
        "card": {
            "number": number, "cardHolder": "Ana Ruiz", "expirationMonth": "11",
            "expirationYear": 2036, "cvv": "123", "singleUse": false,
        },
    })
}

impl Caller {
    async fn charge_card(&self, number: &str) -> Value {
        let path = "/api/v3/PaymentMethods";
        let card = self.ok("POST", path, Some(card(number))).await;
        let charge = charge(&card["id"], &Value::Null);
        let answer = self.ok("POST", "/api/v3/Charges", Some(charge)).await;
        json!({ "card": card["id"], "answer": answer })
    }
}

#[tokio::test]
async fn each_answer_of_n1co_is_as_its_document_and_the_field_tables_say() {
    let mut caller = Caller::new("/n1co", "", N1CO).await;
    let token = "/api/v3/Token";
    let wrong = json!({ "clientId": "n1co_sandbox_client", "clientSecret": "" });
    caller.fails(("POST", token), Some(wrong), 401).await;
    let right = json!({ "clientId": "n1co_sandbox_client", "clientSecret": "n1co_sandbox_secret" });
    let bearer = caller.ok("POST", token, Some(right)).await;
    caller.key(bearer["accessToken"].as_str().unwrap());

    let declined = caller.charge_card("4242424242424242").await;
    assert_eq!(declined["answer"]["status"], "FAILED");
    let asked = caller.charge_card("4000000000001000").await;
    let authentication = &asked["answer"]["authentication"];
    caller
        .pass_challenge(authentication["url"].as_str().unwrap())
        .await;
    let again = charge(&asked["card"], &authentication["id"]);
    let paid = caller.ok("POST", "/api/v3/Charges", Some(again)).await;
    assert_eq!(paid["status"], "SUCCEEDED");
    let refund = json!({ "orderId": paid["order"]["id"], "cancellationReason": "stock" });
    caller
        .ok("POST", "/api/v3/Refunds", Some(refund.clone()))
        .await;
    caller
        .fails(("POST", "/api/v3/Refunds"), Some(refund), 400)
        .await;

    // Unknown fields are passed over here.
    let mut more = card("4000056655665556");
    more["nonsense"] = json!(1);
    caller
        .ok("POST", "/api/v3/PaymentMethods", Some(more))
        .await;
    caller.try_what_is_wrong(|_| json!({})).await;
    caller.document.check_that_all_was_seen();
}
