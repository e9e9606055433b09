//! The challenge page: where it is served, each way out of it, and what its authentication is
//! good for afterwards.

use axum::body::Body;
use axum::http::Request;
use cobro_sandbox::config::{DEFAULT_CHALLENGE_SECONDS, MessageFormat, N1co};
use serde_json::{Value, json};

use crate::support::{ASKS, TestSandbox, charge, outcome, text};

const ACCEPT: &str = "challengeDataEntry=1234&answer=confirm";
const WRONG: &str = "challengeDataEntry=0000&answer=confirm";
const COMPLETE: &str = "authentication.complete";
const FAILED: &str = "authentication.failed";

fn pair(message: &Value) -> (&str, &str) {
    let part = |name: &str| message[name].as_str().unwrap();
    (part("MessageType"), part("Status"))
}

#[tokio::test]
async fn the_page_is_on_an_origin_of_its_own() {
    let sandbox = TestSandbox::new().await;
    let id = sandbox.asked(&sandbox.card(ASKS).await).await;
    let path = format!("/n1co/authentication/{id}");
    let page = sandbox.page("127.0.0.1:8081", &path).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("$15.50 USD") && page.text.contains("•••• 1000"));
    for id in ["confirm", "refuse", "fail", "error", "expire", "pending"] {
        assert!(page.text.contains(&format!("id=\"{id}\"")), "{id}");
    }
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-ancestors *") && policy.contains("form-action 'self'"));
    assert_eq!(page.header("refresh"), "600");
    assert_eq!(sandbox.page("localhost:8081", &path).await.status, 404);
    let unknown = "/n1co/authentication/00000000-0000-4000-8000-000000000000";
    assert_eq!(sandbox.page("127.0.0.1:8081", unknown).await.status, 404);
    assert_eq!(sandbox.message(&id, "").await, None);
}

#[tokio::test]
async fn each_way_out_is_told_to_the_parent_and_decides_the_second_charge() {
    for (form, told, expected) in [
        (ACCEPT, (COMPLETE, "SUCCESS"), ("SUCCEEDED", "")),
        (
            "answer=refuse",
            (FAILED, "FAILED"),
            ("FAILED", "AUTHENTICATION_FAILED"),
        ),
        (
            "answer=fail",
            (FAILED, "FAILED"),
            ("FAILED", "AUTHENTICATION_FAILED"),
        ),
        (
            "answer=error",
            (FAILED, "ERROR"),
            ("FAILED", "AUTHENTICATION_ERROR"),
        ),
        (
            "answer=expire",
            (FAILED, "EXPIRED"),
            ("FAILED", "AUTHENTICATION_EXPIRED"),
        ),
        (
            "answer=pending",
            (COMPLETE, "PENDING"),
            ("FAILED", "AUTHENTICATION_PENDING"),
        ),
    ] {
        let sandbox = TestSandbox::new().await;
        let card = sandbox.card(ASKS).await;
        let id = sandbox.asked(&card).await;
        let answer = sandbox.answer(&id, form).await;
        assert_eq!(answer.status, 303);
        assert_eq!(
            answer.header("location"),
            format!("/n1co/authentication/{id}")
        );
        let message = sandbox.message(&id, "").await.unwrap();
        assert_eq!(pair(&message), told);
        let expected_message = json!({
            "MessageType": told.0, "Status": told.1, "AuthenticationId": id,
            "OrderId": "100", "OrderAmount": 15.5
        });
        assert_eq!(message, expected_message);
        let charged = sandbox.charge_with(&card, &id).await;
        assert_eq!(outcome(&charged), expected, "{form}");
        let taken = usize::from(expected.0 == "SUCCEEDED");
        assert_eq!(sandbox.movements().len(), taken, "{form}");
    }
}

#[tokio::test]
async fn a_challenge_that_is_over_stays_as_it_ended() {
    for form in ["answer=refuse", "answer=error", "answer=expire"] {
        let sandbox = TestSandbox::new().await;
        let card = sandbox.card(ASKS).await;
        let id = sandbox.asked(&card).await;
        sandbox.answer(&id, form).await;
        let ended = sandbox.message(&id, "").await;
        for later in [ACCEPT, "answer=pending", "answer=refuse"] {
            sandbox.answer(&id, later).await;
        }
        assert_eq!(sandbox.message(&id, "").await, ended);
        assert_eq!(outcome(&sandbox.charge_with(&card, &id).await).0, "FAILED");
    }
}

#[tokio::test]
async fn a_challenge_left_pending_can_still_be_finished() {
    let sandbox = TestSandbox::new().await;
    let card = sandbox.card(ASKS).await;
    let id = sandbox.asked(&card).await;
    sandbox.answer(&id, "answer=pending").await;
    sandbox.answer(&id, WRONG).await;
    let path = format!("/n1co/authentication/{id}");
    let page = sandbox.page("127.0.0.1:8081", &path).await;
    assert!(page.text.contains("Te quedan 2 intentos."));
    assert_eq!(
        pair(&sandbox.message(&id, "").await.unwrap()),
        (COMPLETE, "PENDING")
    );
    sandbox.answer(&id, ACCEPT).await;
    assert_eq!(
        pair(&sandbox.message(&id, "").await.unwrap()),
        (COMPLETE, "SUCCESS")
    );
    assert_eq!(
        outcome(&sandbox.charge_with(&card, &id).await).0,
        "SUCCEEDED"
    );
}

#[tokio::test]
async fn the_third_wrong_code_fails() {
    let sandbox = TestSandbox::new().await;
    let card = sandbox.card(ASKS).await;
    let id = sandbox.asked(&card).await;
    for told in [false, false, true] {
        sandbox.answer(&id, WRONG).await;
        assert_eq!(sandbox.message(&id, "").await.is_some(), told);
    }
    assert_eq!(
        pair(&sandbox.message(&id, "").await.unwrap()),
        (FAILED, "FAILED")
    );
}

#[tokio::test]
async fn a_message_can_be_a_text_that_holds_json() {
    let text_by_default = TestSandbox::with(N1co {
        message_format: MessageFormat::Text,
        ..N1co::default()
    })
    .await;
    let object_by_default = TestSandbox::new().await;
    for (sandbox, of_text, of_object) in [
        (&text_by_default, "", "?format=object"),
        (&object_by_default, "?format=string", "?lang=en"),
    ] {
        let id = sandbox.passed(&sandbox.card(ASKS).await).await;
        let object = sandbox.message(&id, of_object).await.unwrap();
        let text = text(&sandbox.message(&id, of_text).await.unwrap());
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), object);
        assert_eq!(object["OrderAmount"], json!(15.5));
        assert!(text.contains(r#""OrderAmount":15.5"#));
    }
}

#[tokio::test]
async fn the_card_holder_is_asked_in_the_language_of_the_charge_unless_the_address_names_another() {
    let sandbox = TestSandbox::new().await;
    let card = sandbox.card(ASKS).await;
    let authorization = format!("Bearer {}", sandbox.fresh_bearer().await);
    let in_english = Request::post("/n1co/api/v3/Charges")
        .header("Authorization", authorization)
        .header("Accept-Language", "en-US,es;q=0.5")
        .header("Content-Type", "application/json")
        .body(Body::from(charge(&card).to_string()));
    let english = sandbox.send(in_english.unwrap()).await.ok();
    let english = text(&english["authentication"]["id"]);
    let silent = sandbox.asked(&card).await;
    for (id, query, expected) in [
        (&english, "", ["<html lang=\"en\">", "Stay pending"]),
        (
            &english,
            "?lang=es",
            ["<html lang=\"es\">", "Dejar pendiente"],
        ),
        (&silent, "", ["<html lang=\"es\">", "Causar un error"]),
        (
            &silent,
            "?lang=en",
            ["<html lang=\"en\">", "Cause an error"],
        ),
    ] {
        let path = format!("/n1co/authentication/{id}{query}");
        let page = sandbox.page("127.0.0.1:8081", &path).await;
        assert!(
            expected.iter().all(|text| page.text.contains(text)),
            "{query}"
        );
    }
}

#[tokio::test]
async fn time_runs_out_for_a_challenge_and_for_an_authentication_that_is_not_used() {
    let sandbox = TestSandbox::new().await;
    let card = sandbox.card(ASKS).await;
    let id = sandbox.asked(&card).await;
    sandbox.pass(DEFAULT_CHALLENGE_SECONDS);
    sandbox.answer(&id, ACCEPT).await;
    assert_eq!(
        pair(&sandbox.message(&id, "").await.unwrap()),
        (FAILED, "EXPIRED")
    );
    let late = sandbox.charge_with(&card, &id).await;
    assert_eq!(outcome(&late), ("FAILED", "AUTHENTICATION_EXPIRED"));

    let id = sandbox.asked(&card).await;
    sandbox.pass(DEFAULT_CHALLENGE_SECONDS - 1);
    sandbox.answer(&id, ACCEPT).await;
    sandbox.pass(DEFAULT_CHALLENGE_SECONDS);
    let late = sandbox.charge_with(&card, &id).await;
    assert_eq!(outcome(&late), ("FAILED", "AUTHENTICATION_EXPIRED"));
    assert!(sandbox.movements().is_empty());
}

#[tokio::test]
async fn an_authentication_is_good_for_one_charge() {
    let sandbox = TestSandbox::new().await;
    let card = sandbox.card(ASKS).await;
    let id = sandbox.passed(&card).await;
    assert_eq!(
        outcome(&sandbox.charge_with(&card, &id).await).0,
        "SUCCEEDED"
    );
    for _ in 0..2 {
        let again = sandbox.charge_with(&card, &id).await;
        assert_eq!(outcome(&again), ("FAILED", "AUTHENTICATION_USED"));
    }
    assert_eq!(sandbox.movements().len(), 1);
}

#[tokio::test]
async fn a_declined_charge_uses_its_authentication_up() {
    let sandbox = TestSandbox::new().await;
    let card = sandbox.card("4000000000001018").await;
    let id = sandbox.passed(&card).await;
    let declined = sandbox.charge_with(&card, &id).await;
    assert_eq!(outcome(&declined), ("FAILED", "CARD_DECLINED"));
    let again = sandbox.charge_with(&card, &id).await;
    assert_eq!(outcome(&again), ("FAILED", "AUTHENTICATION_USED"));
}

#[tokio::test]
async fn an_authentication_of_another_order_card_or_amount_charges_nothing_and_stays_good() {
    let sandbox = TestSandbox::new().await;
    let (card, other) = (sandbox.card(ASKS).await, sandbox.card(ASKS).await);
    let id = sandbox.passed(&card).await;
    for (pointer, value) in [
        ("/order/id", json!("ord_2")),
        ("/order/amount", json!(15.49)),
        ("/order/amount", json!(1550)),
        ("/cardId", json!(other)),
    ] {
        let mut body = charge(&card);
        body["authenticationId"] = json!(id);
        *body.pointer_mut(pointer).unwrap() = value;
        let answer = sandbox.post("/Charges", &body).await.ok();
        assert_eq!(
            outcome(&answer),
            ("FAILED", "AUTHENTICATION_MISMATCH"),
            "{pointer}"
        );
    }
    let unknown = sandbox
        .charge_with(&card, "00000000-0000-4000-8000-000000000000")
        .await;
    assert_eq!(outcome(&unknown), ("FAILED", "AUTHENTICATION_UNKNOWN"));
    assert!(sandbox.movements().is_empty());
    assert_eq!(
        outcome(&sandbox.charge_with(&card, &id).await).0,
        "SUCCEEDED"
    );
}

#[tokio::test]
async fn an_order_that_waits_may_be_sent_again_and_keeps_its_number() {
    let sandbox = TestSandbox::new().await;
    let card = sandbox.card(ASKS).await;
    let (first, second) = (sandbox.charge(&card).await, sandbox.charge(&card).await);
    assert_eq!(first["order"]["id"], second["order"]["id"]);
    assert_ne!(
        first["authentication"]["id"],
        second["authentication"]["id"]
    );
    let id = text(&first["authentication"]["id"]);
    sandbox.answer(&id, ACCEPT).await;
    assert_eq!(
        outcome(&sandbox.charge_with(&card, &id).await).0,
        "SUCCEEDED"
    );
}
