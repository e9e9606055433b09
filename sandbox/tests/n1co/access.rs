//! Bearers: how they are got, and how long they are good.

use axum::body::Body;
use axum::http::Request;
use cobro_sandbox::config::N1co;
use serde_json::json;

use crate::support::{TestSandbox, charge};

#[tokio::test]
async fn the_right_secret_gets_an_opaque_bearer_and_its_lifetime() {
    let sandbox = TestSandbox::new().await;
    let answer = sandbox
        .token("n1co_sandbox_client", "n1co_sandbox_secret")
        .await
        .ok();
    assert_eq!(answer["tokenType"], "Bearer");
    assert_eq!(answer["expiresIn"], 3598);
    assert_eq!(answer["accessToken"].as_str().unwrap().len(), 64);
    assert_eq!(answer.as_object().unwrap().len(), 3);
}

#[tokio::test]
async fn a_wrong_or_missing_credential_gets_none() {
    let sandbox = TestSandbox::new().await;
    for body in [
        json!({ "clientId": "n1co_sandbox_client", "clientSecret": "wrong" }),
        json!({ "clientId": "wrong", "clientSecret": "n1co_sandbox_secret" }),
        json!({ "clientId": "n1co_sandbox_client" }),
        json!({ "clientId": null, "clientSecret": null }),
        json!({}),
    ] {
        let path = "/n1co/api/v3/Token";
        let answer = sandbox.send_json(path, "", &body.to_string()).await;
        let (status, code, _) = answer.fault();
        assert_eq!((status, code.as_str()), (401, "INVALID_CLIENT"), "{body}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        assert!(!answer.text.contains("n1co_sandbox_secret"));
    }
}

#[tokio::test]
async fn nothing_is_charged_without_a_known_bearer() {
    let sandbox = TestSandbox::new().await;
    let card = sandbox.card("4000000000002701").await;
    let other = TestSandbox::new().await.fresh_bearer().await;
    for (authorization, expected) in [
        (String::new(), "MISSING_TOKEN"),
        ("Basic bjFjbw==".into(), "MISSING_TOKEN"),
        ("Bearer key_sandbox_private".into(), "INVALID_TOKEN"),
        (format!("Bearer {other}"), "INVALID_TOKEN"),
    ] {
        for path in ["/Charges", "/Refunds", "/PaymentMethods"] {
            let path = format!("/n1co/api/v3{path}");
            let body = charge(&card).to_string();
            let answer = sandbox.send_json(&path, &authorization, &body).await;
            let (status, code, _) = answer.fault();
            assert_eq!((status, code.as_str()), (401, expected));
        }
    }
    assert!(sandbox.movements().is_empty());
}

#[tokio::test]
async fn a_bearer_is_good_until_its_time_is_over_and_a_new_one_after_it() {
    let sandbox = TestSandbox::with(N1co {
        bearer_seconds: 60,
        ..N1co::default()
    })
    .await;
    let card = sandbox.card("4000000000002701").await;
    sandbox.pass(59);
    sandbox.charge(&card).await;
    sandbox.pass(1);
    let (status, code, _) = sandbox.post("/Charges", &charge(&card)).await.fault();
    assert_eq!((status, code.as_str()), (401, "EXPIRED_TOKEN"));
    assert_eq!(sandbox.movements().len(), 1);

    let authorization = format!("bearer {}", sandbox.fresh_bearer().await);
    let body = charge(&card).to_string();
    let path = "/n1co/api/v3/Charges";
    sandbox.send_json(path, &authorization, &body).await.ok();
    assert_eq!(sandbox.movements().len(), 2);
}

#[tokio::test]
async fn what_is_not_there_and_what_is_no_json_is_said_to_be_so() {
    let sandbox = TestSandbox::new().await;
    let (status, code, _) = sandbox.post("/Payments", &json!({})).await.fault();
    assert_eq!((status, code.as_str()), (404, "UNKNOWN_ROUTE"));
    let request = Request::get("/n1co/api/v3/Token").body(Body::empty());
    assert_eq!(sandbox.send(request.unwrap()).await.fault().0, 404);
    let form = Request::post("/n1co/api/v3/Token")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(Body::from("clientId=a"));
    let (status, code, _) = sandbox.send(form.unwrap()).await.fault();
    assert_eq!((status, code.as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"));
}
