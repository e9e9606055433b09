//! Refunds: all of a charge, once.

use cobro_sandbox::Movement;
use serde_json::json;

use crate::support::{TestSandbox, text};

#[tokio::test]
async fn a_charge_is_given_back_in_full_and_once() {
    let sandbox = TestSandbox::new().await;
    let paid = sandbox.charge("tok_test_visa_1881").await;
    let order_id = text(&paid["order"]["id"]);
    let body = json!({ "orderId": order_id, "cancellationReason": "Se devolvió la vasija" });
    let answer = sandbox.post("/Refunds", &body).await.ok();
    let expected = json!({
        "success": true, "message": "El reembolso fue realizado exitosamente",
        "refundId": answer["refundId"], "orderId": order_id, "amount": 15.5, "currency": "USD",
        "refundedAt": "2026-11-23T00:00:00.0000000Z", "status": "SUCCEEDED"
    });
    assert_eq!(answer, expected);

    let (status, code, _) = sandbox.post("/Refunds", &body).await.fault();
    assert_eq!((status, code.as_str()), (400, "ALREADY_REFUNDED"));
    let entry = |movement| (movement, 1550, "ord_1".to_owned(), "1881".to_owned());
    let expected = [entry(Movement::Charged), entry(Movement::Refunded)];
    assert_eq!(sandbox.movements(), expected);
    let ledger = sandbox.sandbox.ledger();
    assert_eq!(ledger.entries()[0].charge_id, ledger.entries()[1].charge_id);
    assert_eq!(ledger.taken().count(), 1);
}

#[tokio::test]
async fn each_of_two_charges_of_one_reference_is_given_back_by_itself() {
    let sandbox = TestSandbox::new().await;
    for _ in 0..2 {
        sandbox.charge("tok_test_visa_1881").await;
    }
    let body = json!({ "orderId": "101", "cancellationReason": "Doble cargo" });
    sandbox.post("/Refunds", &body).await.ok();
    let ledger = sandbox.sandbox.ledger();
    let refunded = ledger.entries().last().unwrap();
    assert_eq!(
        (refunded.movement, refunded.order_id.as_str()),
        (Movement::Refunded, "101")
    );
    assert_eq!(ledger.entries().len(), 3);
}

#[tokio::test]
async fn what_was_not_charged_is_not_given_back() {
    let sandbox = TestSandbox::new().await;
    sandbox.charge("tok_test_visa_4242").await;
    let reason = "Ninguna";
    for (body, expected) in [
        (
            json!({ "orderId": "100", "cancellationReason": reason }),
            "UNKNOWN_ORDER",
        ),
        (
            json!({ "orderId": "ord_1", "cancellationReason": reason }),
            "UNKNOWN_ORDER",
        ),
        (
            json!({ "orderId": 100, "cancellationReason": reason }),
            "INVALID_FIELD",
        ),
        (
            json!({ "orderId": "100", "cancellationReason": "" }),
            "INVALID_FIELD",
        ),
        (json!({ "orderId": "100" }), "MISSING_FIELD"),
        (json!({ "cancellationReason": reason }), "MISSING_FIELD"),
    ] {
        let (status, code, _) = sandbox.post("/Refunds", &body).await.fault();
        assert_eq!((status, code.as_str()), (400, expected), "{body}");
    }
    assert!(sandbox.movements().is_empty());
}
