//! The keys that events are signed with.

use axum::http::StatusCode;
use cobro_sandbox::config::DEVELOPMENT_WEBHOOK_KEYS;
use serde_json::{Value, json};

use super::{Receiver, signers};
use crate::support::{TestSandbox, text};

#[tokio::test]
async fn every_active_key_signs_and_no_other() {
    let mut receiver = Receiver::new(0).await;
    let sandbox = receiver.sandbox();
    let keys = sandbox.get("/webhook_keys").await.ok();
    let first = text(&keys["data"][0]["id"]);
    let second = sandbox
        .post("/webhook_keys", json!({ "active": true }))
        .await
        .ok();
    assert_eq!(second["public_key"], DEVELOPMENT_WEBHOOK_KEYS[1]);
    let by = async |receiver: &mut Receiver| {
        sandbox.ping().await;
        let (headers, body) = receiver.delivery().await;
        let mut signers = signers(&headers, &body);
        signers.sort_unstable();
        signers
    };
    assert_eq!(by(&mut receiver).await, [0, 1]);
    let path = format!("/webhook_keys/{first}");
    let stopped = sandbox.put(&path, json!({ "active": false })).await.ok();
    assert_eq!(stopped["deactivated_at"], 1_795_392_000);
    assert_eq!(by(&mut receiver).await, [1]);
    sandbox.delete(&path).await.ok();
    let path = format!("/webhook_keys/{}", text(&second["id"]));
    assert_eq!(sandbox.delete(&path).await.ok()["deleted"], true);
    assert!(by(&mut receiver).await.is_empty());
    assert_eq!(sandbox.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_public_key_is_shown_when_it_is_made_and_never_again() {
    let sandbox = TestSandbox::new();
    let mut ids = Vec::new();
    for pem in DEVELOPMENT_WEBHOOK_KEYS {
        let made = sandbox.post("/webhook_keys", json!({})).await.ok();
        assert_eq!(made["public_key"], pem);
        assert_eq!(
            (&made["object"], &made["active"]),
            (&json!("webhook_key"), &json!(true))
        );
        ids.push(text(&made["id"]));
    }
    let read = sandbox.get(&format!("/webhook_keys/{}", ids[0])).await.ok();
    assert!(read.get("public_key").is_none(), "{read}");
    let list = sandbox.get("/webhook_keys").await.ok();
    assert_eq!(list["data"][0].get("public_key"), Some(&Value::Null));
    let fifth = sandbox.post("/webhook_keys", json!({})).await;
    assert_eq!(fifth.status, StatusCode::UNPROCESSABLE_ENTITY);
    sandbox
        .delete(&format!("/webhook_keys/{}", ids[2]))
        .await
        .ok();
    let again = sandbox.post("/webhook_keys", json!({})).await.ok();
    assert_eq!(again["public_key"], DEVELOPMENT_WEBHOOK_KEYS[2]);
}
