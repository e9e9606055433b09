//! The bank's page: who gets it, each way out of it, and what becomes of the order.

use axum::body::Body;
use axum::http::Request;
use cobro_sandbox::config::DEFAULT_CHALLENGE_SECONDS;
use serde_json::{Value, json};

use crate::support::{Answer, TestSandbox, by_token, text};

const RISKY: &str = "4000000000001091";
const RETURN_URL: &str = "http://localhost:8080/checkout/return?order=or_1";

/// An order that waits for its challenge.
struct Challenged {
    sandbox: TestSandbox,
    order_id: String,
    path: String,
}

impl Challenged {
    async fn with(number: &str, mode: &str, more: Value) -> Self {
        let sandbox = TestSandbox::new();
        let token = sandbox.token(number).await;
        let mut more = more;
        more["three_ds_mode"] = json!(mode);
        let order = sandbox.guest_order(&token, more).await.ok();
        let url = text(&order["next_action"]["redirect_to_url"]["url"]);
        let path = url
            .strip_prefix("http://localhost:8081")
            .unwrap()
            .to_owned();
        Self {
            sandbox,
            order_id: text(&order["id"]),
            path,
        }
    }

    async fn new() -> Self {
        Self::with(RISKY, "smart", json!({ "return_url": RETURN_URL })).await
    }

    async fn answer(&self, query: &str, form: &str) -> Answer {
        let request = Request::post(format!("{}{query}", self.path))
            .header("Content-Type", "application/x-www-form-urlencoded");
        self.sandbox
            .send(request.body(Body::from(form.to_owned())).unwrap())
            .await
    }

    async fn page(&self, query: &str) -> Answer {
        let request = Request::get(format!("{}{query}", self.path));
        self.sandbox
            .send(request.body(Body::empty()).unwrap())
            .await
    }

    /// What the page in a frame tells its parent, and who may read it.
    async fn message(&self) -> Option<(Value, String)> {
        let page = self.page("?source=embedded").await.text;
        let attribute = |name: &str| {
            let (_, rest) = page.split_once(&format!("{name}=\""))?;
            Some(rest.split('"').next()?.replace("&quot;", "\""))
        };
        let message = serde_json::from_str(&attribute("data-message")?).unwrap();
        Some((message, attribute("data-target-origin").unwrap()))
    }

    async fn order(&self) -> Value {
        self.sandbox
            .get(&format!("/orders/{}", self.order_id))
            .await
            .ok()
    }
}

#[tokio::test]
async fn a_waiting_order_has_no_charges_and_says_where_to_go() {
    let challenged = Challenged::new().await;
    let order = challenged.order().await;
    assert_eq!(order["payment_status"], "pending_payment");
    assert_eq!(
        (&order["charges"], &order["is_refundable"]),
        (&Value::Null, &json!(false))
    );
    let action = &order["next_action"];
    assert_eq!(action["type"], "redirect_to_url");
    assert_eq!(action["redirect_to_url"]["return_url"], RETURN_URL);
    assert_eq!(challenged.sandbox.times_taken(), 0);
    assert_eq!(challenged.message().await, None);
}

#[tokio::test]
async fn each_mode_challenges_its_cards() {
    let cards = [
        "4242424242424242",
        "4000000000000002",
        "4000000000002701",
        RISKY,
    ];
    for (mode, expected) in [
        (json!({}), [false; 4]),
        (
            json!({ "three_ds_mode": "smart" }),
            [false, false, false, true],
        ),
        (
            json!({ "three_ds_mode": "strict" }),
            [true, true, false, true],
        ),
        (
            json!({ "three_ds_mode": "not_strict" }),
            [true, true, false, true],
        ),
    ] {
        let sandbox = TestSandbox::new();
        for (card, expected) in cards.into_iter().zip(expected) {
            let token = sandbox.token(card).await;
            let body = sandbox.guest_order(&token, mode.clone()).await.json();
            assert_eq!(body.get("next_action").is_some(), expected, "{mode} {card}");
        }
    }
}

#[tokio::test]
async fn the_right_code_pays_once_and_the_way_back_keeps_its_own_parameters() {
    let challenged = Challenged::new().await;
    let answer = challenged
        .answer("", "challengeDataEntry=1234&answer=confirm")
        .await;
    assert_eq!(answer.status, 303);
    let expected = format!(
        "{RETURN_URL}&payment_status=paid&order_id={}",
        challenged.order_id
    );
    assert_eq!(answer.header("location"), expected);
    for form in [
        "challengeDataEntry=1234&answer=confirm",
        "answer=refuse",
        "answer=fail",
    ] {
        assert_eq!(
            challenged.answer("", form).await.header("location"),
            expected
        );
    }
    let order = challenged.order().await;
    assert_eq!(order["payment_status"], "paid");
    assert!(order.get("next_action").is_none());
    let charge = &order["charges"]["data"][0];
    assert_eq!(charge["payment_method"]["three_ds_flow_required"], true);
    assert_eq!(challenged.sandbox.times_taken(), 1);
}

#[tokio::test]
async fn in_a_frame_the_parent_is_told_as_often_as_the_page_is_opened() {
    let challenged = Challenged::new().await;
    let query = "?source=embedded&lang=en";
    let answer = challenged
        .answer(query, "challengeDataEntry=1234&answer=confirm")
        .await;
    assert_eq!(
        answer.header("location"),
        format!("{}{query}", challenged.path)
    );
    let told = json!({ "order_id": challenged.order_id, "payment_status": "paid" });
    for _ in 0..2 {
        let expected = Some((told.clone(), "http://localhost:8080".into()));
        assert_eq!(challenged.message().await, expected);
    }
    assert!(
        challenged
            .page(query)
            .await
            .text
            .contains("This confirmation is over.")
    );
}

#[tokio::test]
async fn refusing_and_failing_decline_the_order_and_take_nothing() {
    for (form, error, failure_code) in [
        (
            "answer=refuse",
            "authentication_refused",
            "authentication_refused",
        ),
        (
            "answer=fail",
            "authentication_failed",
            "authentication_failed",
        ),
        (
            "challengeDataEntry=1234&answer=refuse",
            "authentication_refused",
            "authentication_refused",
        ),
    ] {
        let challenged = Challenged::new().await;
        challenged.answer("?source=embedded", form).await;
        challenged
            .answer("?source=embedded", "challengeDataEntry=1234&answer=confirm")
            .await;
        let order = challenged.order().await;
        assert_eq!(order["payment_status"], "declined");
        let charge = &order["charges"]["data"][0];
        assert_eq!(
            (&charge["status"], &charge["failure_code"]),
            (&json!("declined"), &json!(failure_code))
        );
        let (message, _) = challenged.message().await.unwrap();
        assert_eq!(
            (&message["error"], &message["payment_status"]),
            (&json!(error), &json!("declined"))
        );
        assert_eq!(challenged.sandbox.times_taken(), 0);
    }
}

#[tokio::test]
async fn two_wrong_codes_may_be_mended_and_the_third_fails() {
    let wrong = "challengeDataEntry=0000&answer=confirm";
    let mended = Challenged::new().await;
    assert_eq!(
        mended.answer("", wrong).await.header("location"),
        mended.path
    );
    assert!(mended.page("").await.text.contains("Te quedan 2 intentos."));
    mended.answer("", "answer=confirm").await;
    assert!(
        mended
            .page("?lang=en")
            .await
            .text
            .contains("You have 1 try left.")
    );
    mended
        .answer("", "challengeDataEntry=+1234+&answer=confirm")
        .await;
    assert_eq!(mended.order().await["payment_status"], "paid");

    let failed = Challenged::new().await;
    for _ in 0..3 {
        failed.answer("?source=embedded", wrong).await;
    }
    failed
        .answer("", "challengeDataEntry=1234&answer=confirm")
        .await;
    assert_eq!(failed.order().await["payment_status"], "declined");
    assert_eq!(
        failed.message().await.unwrap().0["error"],
        "authentication_failed"
    );
    assert_eq!(failed.sandbox.times_taken(), 0);
}

#[tokio::test]
async fn an_expired_challenge_leaves_the_order_waiting_until_its_time_is_over() {
    let challenged = Challenged::new().await;
    challenged.answer("?source=embedded", "answer=expire").await;
    challenged
        .answer("", "challengeDataEntry=1234&answer=confirm")
        .await;
    assert_eq!(
        challenged.order().await["payment_status"],
        "pending_payment"
    );
    let (message, _) = challenged.message().await.unwrap();
    let expected = json!({
        "error": "authentication_expired",
        "order_id": challenged.order_id,
        "payment_status": "pending_payment"
    });
    assert_eq!(message, expected);

    challenged.sandbox.pass(DEFAULT_CHALLENGE_SECONDS);
    let order = challenged.order().await;
    assert_eq!(order["payment_status"], "expired");
    assert_eq!(
        (&order["charges"]["total"], &order["charges"]["data"]),
        (&json!(0), &json!([]))
    );
    assert_eq!(
        challenged.message().await.unwrap().0["payment_status"],
        "expired"
    );
}

#[tokio::test]
async fn a_code_that_comes_too_late_pays_nothing() {
    let challenged = Challenged::new().await;
    challenged.sandbox.pass(DEFAULT_CHALLENGE_SECONDS - 1);
    assert_eq!(challenged.page("").await.header("refresh"), "1");
    challenged.sandbox.pass(1);
    challenged
        .answer("", "challengeDataEntry=1234&answer=confirm")
        .await;
    assert_eq!(challenged.order().await["payment_status"], "expired");
    let list = challenged
        .sandbox
        .get("/orders?payment_status=expired")
        .await
        .ok();
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    assert!(
        challenged
            .page("")
            .await
            .text
            .contains("Se acabó el tiempo")
    );
    assert_eq!(challenged.sandbox.times_taken(), 0);
}

#[tokio::test]
async fn passing_with_a_card_that_declines_declines_the_order() {
    let more = json!({ "return_url": RETURN_URL });
    let challenged = Challenged::with("4000000000000127", "strict", more).await;
    challenged
        .answer("?source=embedded", "challengeDataEntry=1234&answer=confirm")
        .await;
    let order = challenged.order().await;
    assert_eq!(order["payment_status"], "declined");
    assert_eq!(
        order["charges"]["data"][0]["failure_code"],
        "insufficient_funds"
    );
    let (message, _) = challenged.message().await.unwrap();
    assert_eq!(
        (message.get("error"), &message["payment_status"]),
        (None, &json!("declined"))
    );
    assert_eq!(challenged.sandbox.times_taken(), 0);
}

#[tokio::test]
async fn a_canceled_order_cannot_be_paid_by_its_challenge() {
    let challenged = Challenged::new().await;
    let path = format!("/orders/{}", challenged.order_id);
    assert_eq!(
        challenged
            .sandbox
            .post(&format!("{path}/capture"), json!({}))
            .await
            .status,
        428
    );
    assert_eq!(
        challenged
            .sandbox
            .put(&path, json!({ "metadata": {} }))
            .await
            .status,
        428
    );
    challenged
        .sandbox
        .post(&format!("{path}/cancel"), json!({}))
        .await
        .ok();
    challenged
        .answer("", "challengeDataEntry=1234&answer=confirm")
        .await;
    assert_eq!(challenged.order().await["payment_status"], "canceled");
    assert_eq!(challenged.sandbox.times_taken(), 0);
}

#[tokio::test]
async fn a_reserving_order_reserves_when_its_challenge_is_passed() {
    let challenged = Challenged::with(RISKY, "strict", json!({ "pre_authorize": true })).await;
    challenged
        .answer("", "challengeDataEntry=1234&answer=confirm")
        .await;
    assert_eq!(challenged.order().await["payment_status"], "pre_authorized");
    assert_eq!(challenged.sandbox.times_taken(), 0);
}

#[tokio::test]
async fn without_a_return_url_every_parent_may_read_and_the_page_stays() {
    let challenged = Challenged::with(RISKY, "strict", json!({})).await;
    let answer = challenged.answer("", "answer=refuse").await;
    assert_eq!(answer.header("location"), challenged.path);
    assert_eq!(challenged.message().await.unwrap().1, "*");
}

#[tokio::test]
async fn the_page_speaks_both_languages_under_a_policy_of_its_own_files() {
    let challenged = Challenged::new().await;
    let page = challenged.page("").await;
    assert!(page.text.contains(r#"<html lang="es">"#) && page.text.contains("$200.15 MXN"));
    assert!(page.text.contains("•••• 1091"));
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'; script-src 'self'; style-src 'self'"),
        "{policy}"
    );
    assert!(
        policy.contains("form-action 'self' http://localhost:8080;"),
        "{policy}"
    );
    assert!(!page.text.contains("style=") && !page.text.contains("<style"));
    assert!(
        challenged
            .page("?lang=en")
            .await
            .text
            .contains(r#"<html lang="en">"#)
    );
    let request = Request::get(&challenged.path).header("Accept-Language", "en");
    let english = challenged
        .sandbox
        .send(request.body(Body::empty()).unwrap())
        .await;
    assert!(english.text.contains("It wasn't me"));
}

#[tokio::test]
async fn an_unknown_challenge_and_a_wrong_form_are_refused() {
    let challenged = Challenged::new().await;
    let unknown = Request::get("/conekta/3ds/none")
        .body(Body::empty())
        .unwrap();
    assert_eq!(challenged.sandbox.send(unknown).await.status, 404);
    assert!(
        challenged
            .answer("", "answer=pay")
            .await
            .status
            .is_client_error()
    );
    assert!(challenged.answer("", "").await.status.is_client_error());
    assert_eq!(
        challenged.order().await["payment_status"],
        "pending_payment"
    );
}

#[tokio::test]
async fn the_page_and_the_decline_speak_the_language_of_the_order() {
    let sandbox = TestSandbox::new();
    let token = sandbox.token(RISKY).await;
    let body = json!({
        "currency": "MXN",
        "three_ds_mode": "smart",
        "customer_info": { "name": "Ana Ruiz", "email": "ana@example.com" },
        "line_items": [{ "name": "Taza", "unit_price": 100, "quantity": 1 }],
        "charges": by_token(&token),
    });
    let request = Request::post("/conekta/orders")
        .header("Authorization", "Bearer key_sandbox_private")
        .header("Accept-Language", "en")
        .header("Content-Type", "application/json");
    let order = sandbox
        .send(request.body(Body::from(body.to_string())).unwrap())
        .await
        .ok();
    let url = text(&order["next_action"]["redirect_to_url"]["url"]);
    let path = url
        .strip_prefix("http://localhost:8081")
        .unwrap()
        .to_owned();
    let challenged = Challenged {
        sandbox,
        order_id: text(&order["id"]),
        path,
    };
    assert!(challenged.page("").await.text.contains("One-time code"));
    assert!(
        challenged
            .page("?lang=es")
            .await
            .text
            .contains("un solo uso")
    );
    challenged.answer("", "answer=refuse").await;
    let order = challenged.order().await;
    let message = &order["charges"]["data"][0]["failure_message"];
    assert_eq!(message, "You refused the purchase with your bank.");
}
