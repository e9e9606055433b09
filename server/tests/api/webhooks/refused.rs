//! What is not Conekta's is refused, and nobody remembers it.

use cobro_server::gateway::conekta::NAME;
use cobro_wire::{Problem, ProblemCode};
use reqwest::StatusCode;
use serde_json::json;

use super::mailbox::{accepting, signed_by};
use super::{Letter, deliver, paid_behind_its_back, signed, waiting, written};
use crate::shop::Shop;

#[tokio::test]
async fn what_conekta_did_not_sign_is_refused_and_not_kept() {
    let (shop, mailbox, order) = paid_behind_its_back().await;
    let before = written(&shop, &order).await;
    let genuine = mailbox.letter("order.paid");
    let with = |digests: Vec<String>| Letter {
        digests,
        ..genuine.clone()
    };
    let altered = |place: usize| {
        let mut letter = genuine.clone();
        letter.body[place] ^= 1;
        letter
    };
    let longer = Letter {
        body: [&genuine.body[..], b" "].concat(),
        ..genuine.clone()
    };
    let hex = hex::encode(&genuine.body[..32]);
    let others = signed_by(1, genuine.body.clone());
    let digest = &genuine.digests[0];
    for forged in [
        with(vec![]),
        with(vec![String::new()]),
        with(vec!["not base64!".into()]),
        with(vec![hex]),
        with(vec![format!("SHA-256={digest}")]),
        with(vec![digest[..digest.len() - 4].into()]),
        with(vec!["A".repeat(1400)]),
        with(mailbox.letter("charge.paid").digests),
        altered(0),
        altered(genuine.body.len() / 2),
        altered(genuine.body.len() - 1),
        longer,
        others,
    ] {
        let (status, problem) = deliver(&shop, &forged).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{:?}", forged.digests);
        assert_eq!(problem.unwrap().code, ProblemCode::NotGenuine);
    }
    let store = &shop.app.store;
    assert_eq!(waiting(&shop.app).await, 0);
    assert!(
        store
            .webhook_bodies(NAME, &before.id)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(written(&shop, &order).await.version, before.version);

    // The right signature among others counts.
    let beside = with(vec!["AAAA".into(), digest.clone()]);
    assert_eq!(deliver(&shop, &beside).await.0, StatusCode::OK);
    assert_eq!(written(&shop, &order).await.state.name(), "paid");
}

#[tokio::test]
async fn while_keys_are_exchanged_each_of_them_counts() {
    let both = format!(
        "{},{}",
        accepting(0),
        cobro_sandbox::config::DEVELOPMENT_WEBHOOK_KEYS[1]
    );
    let shop = Shop::build(&[&both], |_, _| {}).await;
    for key in [0, 1] {
        let body = json!({ "type": "webhook_ping", "id": format!("e{key}") });
        let letter = signed_by(key, body.to_string().into_bytes());
        assert_eq!(deliver(&shop, &letter).await.0, StatusCode::OK);
    }
}

#[tokio::test]
async fn without_a_key_nothing_is_taken_and_the_answer_says_why() {
    let shop = Shop::open().await;
    let unsigned = Letter {
        digests: vec![],
        body: b"{}".to_vec(),
    };
    for letter in [signed(&json!({ "type": "webhook_ping" })), unsigned] {
        let (status, problem) = deliver(&shop, &letter).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let Problem { code, detail, .. } = problem.unwrap();
        assert_eq!(code, ProblemCode::NotFound);
        assert!(detail.contains("docs/webhooks.md"), "{detail}");
    }
    assert_eq!(waiting(&shop.app).await, 0);
}

#[tokio::test]
async fn what_is_longer_than_an_event_can_be_is_refused_unread() {
    let shop = Shop::with_webhooks(&[], None).await;
    let body = |length: usize| {
        let event = json!({ "type": "webhook_ping", "id": "e1", "pad": "" }).to_string();
        let pad = "x".repeat(length - event.len());
        event.replace("\"\"", &format!("\"{pad}\"")).into_bytes()
    };
    let fits = signed_by(0, body(512 * 1024));
    assert_eq!(deliver(&shop, &fits).await.0, StatusCode::OK);
    let too_long = signed_by(0, body(512 * 1024 + 1));
    let (status, problem) = deliver(&shop, &too_long).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(problem.unwrap().detail.contains("512 kB"));
    let mut chatty = signed(&json!({ "type": "webhook_ping", "id": "e2" }));
    chatty.digests.extend(vec!["A".repeat(1000); 17]);
    let (status, problem) = deliver(&shop, &chatty).await;
    assert_eq!(status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    assert!(problem.is_some());
}
