//! Webhooks, as a merchant's server receives them.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cobro_sandbox::config::{DEFAULT_CHALLENGE_SECONDS, N1co, Webhook};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use crate::support::{ASKS, TestSandbox, text};

const SECRET: &str = "whsec_of_a_test";

/// A merchant's server that refuses the first `refusals` deliveries.
struct Receiver {
    url: String,
    deliveries: UnboundedReceiver<(HeaderMap, Bytes)>,
}

impl Receiver {
    async fn new(refusals: usize) -> Self {
        let (sender, deliveries) = unbounded_channel();
        let refused = std::sync::atomic::AtomicUsize::new(0);
        let refused = std::sync::Arc::new(refused);
        let receive = move |headers: HeaderMap, body: Bytes| async move {
            let _ = sender.send((headers, body));
            let count = refused.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            if count < refusals {
                StatusCode::INTERNAL_SERVER_ERROR
            } else {
                StatusCode::NO_CONTENT
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = axum::Router::new().route("/webhooks/n1co", post(receive));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url: format!("http://127.0.0.1:{port}/webhooks/n1co"),
            deliveries,
        }
    }

    async fn sandbox(&self) -> TestSandbox {
        TestSandbox::with(N1co {
            webhook: Some(Webhook {
                url: self.url.clone(),
                secret: SECRET.into(),
            }),
            ..N1co::default()
        })
        .await
    }

    /// The next delivery, its signature verified.
    async fn next(&mut self) -> Value {
        let delivery = timeout(Duration::from_secs(10), self.deliveries.recv()).await;
        let (headers, body) = delivery.expect("a delivery in time").unwrap();
        assert_eq!(headers["content-type"], "application/json");
        let signature = headers["x-h4b-hmac-sha256"].to_str().unwrap();
        assert_eq!(signature.len(), 44);
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(&body);
        mac.verify_slice(&STANDARD.decode(signature).unwrap())
            .expect("the signature is right");
        serde_json::from_slice(&body).unwrap()
    }

    async fn types<const N: usize>(&mut self) -> [String; N] {
        let mut types = Vec::new();
        for _ in 0..N {
            types.push(text(&self.next().await["type"]));
        }
        types.try_into().unwrap()
    }
}

#[tokio::test]
async fn a_charge_is_told_with_both_order_ids_and_the_banks_code() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = receiver.sandbox().await;
    let card = sandbox.card("4000000000002701").await;
    let paid = sandbox.charge(&card).await;
    assert_eq!(receiver.next().await["type"], "Created");
    let event = receiver.next().await;
    let expected = json!({
        "orderId": "100",
        "orderReference": "ord_1",
        "description": "El pago fue realizado exitosamente",
        "level": "Info",
        "type": "SuccessPayment",
        "metadata": {
            "PaymentId": "100",
            "ChargeId": sandbox.sandbox.ledger().entries()[0].charge_id,
            "TransactionDate": "2026-11-23T00:00:00.0000000Z",
            "AuthorizationCode": paid["order"]["authorizationCode"],
            "BuyerEmail": "ana@example.com",
        }
    });
    assert_eq!(event, expected);
}

#[tokio::test]
async fn a_challenge_is_told_from_its_beginning_to_its_end() {
    for (form, end) in [
        (
            "challengeDataEntry=1234&answer=confirm",
            "ThreeDSecureAuthSucceeded",
        ),
        ("answer=refuse", "ThreeDSecureAuthFailed"),
        ("answer=fail", "ThreeDSecureAuthFailed"),
        ("answer=error", "ThreeDSecureAuthError"),
        ("answer=expire", "ThreeDSecureAuthExpired"),
    ] {
        let mut receiver = Receiver::new(0).await;
        let sandbox = receiver.sandbox().await;
        let card = sandbox.card(ASKS).await;
        let id = sandbox.asked(&card).await;
        for form in [
            "challengeDataEntry=0&answer=confirm",
            "answer=pending",
            form,
            form,
        ] {
            sandbox.answer(&id, form).await;
        }
        assert_eq!(receiver.types().await, ["Created"]);
        for expected in ["Requires3ds", end] {
            let event = receiver.next().await;
            assert_eq!(event["type"], expected);
            assert_eq!(event["metadata"]["authenticationId"], id);
            assert_eq!(event["orderReference"], "ord_1");
        }
        sandbox.charge_with(&card, &id).await;
        let then = if end.ends_with("Succeeded") {
            "SuccessPayment"
        } else {
            "PaymentError"
        };
        assert_eq!(receiver.types().await, [then]);
    }
}

#[tokio::test]
async fn time_that_runs_out_is_told_when_it_is_noticed() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = receiver.sandbox().await;
    let id = sandbox.asked(&sandbox.card(ASKS).await).await;
    sandbox.pass(DEFAULT_CHALLENGE_SECONDS);
    for _ in 0..2 {
        sandbox.message(&id, "").await;
    }
    sandbox.charge("tok_test_visa_4242").await;
    let expected = [
        "Created",
        "Requires3ds",
        "ThreeDSecureAuthExpired",
        "PaymentError",
    ];
    assert_eq!(receiver.types().await, expected);
}

#[tokio::test]
async fn a_failure_and_a_refund_are_told_with_their_reasons() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = receiver.sandbox().await;
    sandbox.charge("tok_test_visa_4242").await;
    sandbox.charge("tok_test_visa_1881").await;
    let body = json!({ "orderId": "100", "cancellationReason": "Se rompió" });
    sandbox.post("/Refunds", &body).await.ok();
    assert_eq!(receiver.types().await, ["Created"]);
    let failed = receiver.next().await;
    assert_eq!(
        (&failed["type"], &failed["level"]),
        (&json!("PaymentError"), &json!("Error"))
    );
    assert_eq!(failed["metadata"]["reason"], "CARD_DECLINED");
    assert_eq!(receiver.types().await, ["SuccessPayment"]);
    let refunded = receiver.next().await;
    assert_eq!(refunded["type"], "SuccessReverse");
    assert_eq!(refunded["metadata"]["reason"], "Se rompió");
}

#[tokio::test]
async fn what_is_not_taken_is_delivered_again_with_the_same_body() {
    let mut receiver = Receiver::new(1).await;
    let sandbox = receiver.sandbox().await;
    sandbox.charge("tok_test_visa_1881").await;
    let (first, again) = (receiver.next().await, receiver.next().await);
    assert_eq!(first, again);
    assert_eq!(receiver.types().await, ["SuccessPayment"]);
}

#[tokio::test]
async fn nobody_there_to_take_events_changes_nothing_for_the_charge() {
    let sandbox = TestSandbox::with(N1co {
        webhook: Some(Webhook {
            url: "http://127.0.0.1:1/".into(),
            secret: SECRET.into(),
        }),
        ..N1co::default()
    })
    .await;
    sandbox.charge("tok_test_visa_1881").await;
    assert_eq!(sandbox.movements().len(), 1);
}
