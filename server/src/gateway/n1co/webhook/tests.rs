//! Signatures, and what events say.

use axum::http::HeaderValue;
use cobro_wire::{AttemptId, Currency, Money};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::gateway::Challenge;
use crate::hostile::{bytes, damage, said};

fn attempt() -> AttemptId {
    AttemptId::from_random([7; 16])
}

fn event(kind: &str, metadata: Value) -> String {
    json!({
        "orderId": "100", "orderReference": attempt().as_str(), "description": "d",
        "level": "info", "type": kind, "metadata": metadata,
    })
    .to_string()
}

fn signed(body: &str, signature: &'static str) -> Result<(), WebhookRefusal> {
    let mut headers = HeaderMap::new();
    headers.insert(SIGNATURE, HeaderValue::from_static(signature));
    verify(&headers, body.as_bytes(), &Secret::new("secret"))
}

#[test]
fn a_body_counts_with_the_signature_of_its_bytes_only() {
    // printf '{"a":1}' | openssl dgst -sha256 -hmac secret -binary | base64
    const RIGHT: &str = "qp4uNXX11wmLbKzNeQiIw21f22M0KnO62i1qUXR6hJQ=";
    let computed = {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"secret").unwrap();
        mac.update(br#"{"a":1}"#);
        STANDARD.encode(mac.finalize().into_bytes())
    };
    assert_eq!(computed, RIGHT);
    assert_eq!(signed(r#"{"a":1}"#, RIGHT), Ok(()));
    assert_eq!(signed(r#"{"a":2}"#, RIGHT), Err(WebhookRefusal::NotGenuine));
    assert_eq!(
        signed(r#"{"a":1}"#, "not base64!"),
        Err(WebhookRefusal::NotGenuine)
    );
    assert_eq!(signed(r#"{"a":1}"#, ""), Err(WebhookRefusal::NotGenuine));
    let unsigned = verify(&HeaderMap::new(), b"{}", &Secret::new("secret"));
    assert_eq!(unsigned, Err(WebhookRefusal::NotGenuine));
}

#[test]
fn each_end_of_a_challenge_is_news_about_its_authentication() {
    for (kind, end) in [
        ("ThreeDSecureAuthSucceeded", ChallengeEnd::Passed),
        ("ThreeDSecureAuthFailed", ChallengeEnd::Failed),
        ("ThreeDSecureAuthError", ChallengeEnd::Error),
        ("ThreeDSecureAuthExpired", ChallengeEnd::Expired),
    ] {
        let body = event(kind, json!({ "authenticationId": "b1a2" }));
        let event = read(body.as_bytes()).unwrap();
        let reference = "b1a2".to_owned();
        assert_eq!(event.news, News::ChallengeEnded { reference, end });
        assert_eq!(event.attempt, Some(attempt()));
    }
}

#[test]
fn two_deliveries_of_an_event_have_one_id_and_two_events_have_two() {
    let id = |kind: &str, charge: &str| {
        let body = event(kind, json!({ "ChargeId": charge }));
        read(body.as_bytes()).unwrap().id
    };
    assert_eq!(id("SuccessPayment", "1"), id("SuccessPayment", "1"));
    assert_ne!(id("SuccessPayment", "1"), id("SuccessPayment", "2"));
    assert_ne!(id("SuccessPayment", "1"), id("PaymentError", "1"));
}

#[test]
fn a_type_that_appears_later_and_a_foreign_reference_change_nothing() {
    assert_eq!(
        read(event("Renamed", json!({})).as_bytes()).unwrap().news,
        News::Other
    );
    let foreign = json!({ "orderReference": "123", "type": "SuccessPayment" }).to_string();
    assert_eq!(read(foreign.as_bytes()).unwrap().attempt, None);
    assert_eq!(read(b"[]"), Err(WebhookRefusal::Unreadable));
}

fn judge(bodies: &[String], challenge: Option<&Challenge>) -> Answer {
    let attempt = attempt();
    let expected = Expected {
        attempt: &attempt,
        total: Money::new(1550, Currency::Usd),
        installments: None,
        challenge_expires_at: 0,
        challenge_origins: &[],
    };
    let known = Known {
        since: 0,
        order: None,
        challenge,
    };
    verdict(bodies, known, expected, 1_790_000_000).answer
}

#[test]
fn a_lost_answer_is_made_up_for_by_the_event_of_the_same_charge() {
    let paid = event(
        "SuccessPayment",
        json!({ "ChargeId": 7, "AuthorizationCode": "A1" }),
    );
    let refused = event("PaymentError", json!({ "reason": "51" }));
    let asked = event("Requires3ds", json!({ "authenticationId": "b1a2" }));
    let Answer::Ended(Ending::Paid(payment)) = judge(&[asked.clone(), paid], None) else {
        panic!("not paid")
    };
    assert_eq!(payment.charge, "7");
    assert_eq!(payment.authorization_code.as_deref(), Some("A1"));
    let declined = judge(&[refused], None);
    assert!(
        matches!(declined, Answer::Ended(Ending::Declined(_))),
        "{declined:?}"
    );
    assert_eq!(judge(&[asked], None), Answer::ChallengeLost);
    assert_eq!(judge(&[], None), Answer::NoAnswer);
}

#[test]
fn a_challenge_that_is_being_shown_is_not_given_up_because_it_was_asked_for() {
    let challenge = Challenge {
        url: "https://bank".into(),
        page_url: "https://bank".into(),
        reference: "b1a2".into(),
        expires_at: 0,
    };
    let asked = event("Requires3ds", json!({ "authenticationId": "b1a2" }));
    assert_eq!(judge(&[asked], Some(&challenge)), Answer::NoAnswer);
}

#[test]
fn an_event_about_another_attempt_says_nothing_of_this_one() {
    let other = json!({ "orderReference": "at_other", "type": "SuccessPayment" }).to_string();
    assert_eq!(judge(&[other], None), Answer::NoAnswer);
}

fn kinds() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "SuccessPayment",
        "PaymentError",
        "Cancelled",
        "Requires3ds",
        "ThreeDSecureAuthSucceeded",
        "Renamed",
    ])
}

fn whole(kind: &str) -> Value {
    let metadata = json!({ "authenticationId": "b1a2", "ChargeId": 7, "reason": "51" });
    serde_json::from_str(&event(kind, metadata)).unwrap()
}

fn part() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "a", ":", "a:", "\"", "\",\""])
}

proptest! {
    #[test]
    fn bytes_of_any_kind_are_read_or_refused(bytes in bytes()) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_damaged_event_is_about_the_attempt_that_it_names_or_about_none(
        kind in kinds(),
        damage in damage(),
    ) {
        let body = damage.done_to(&whole(kind));
        if let (Ok(event), Some(said)) = (read(&body), said(&body)) {
            let is_ours = said["orderReference"] == attempt().as_str();
            prop_assert_eq!(event.attempt == Some(attempt()), is_ours);
            if let News::ChallengeEnded { end: ChallengeEnd::Passed, .. } = event.news {
                prop_assert_eq!(&said["type"], "ThreeDSecureAuthSucceeded");
            }
        }
    }

    #[test]
    fn a_damaged_event_says_paid_only_where_it_says_so_of_this_attempt(
        kind in kinds(),
        damage in damage(),
    ) {
        let body = damage.done_to(&whole(kind));
        let kept = String::from_utf8_lossy(&body).into_owned();
        if let (Answer::Ended(Ending::Paid(_)), Some(said)) = (judge(&[kept], None), said(&body)) {
            prop_assert!(said["orderReference"] == attempt().as_str());
            prop_assert_eq!(&said["type"], "SuccessPayment");
        }
    }

    /// A colon in one part used to make one event of two, and the second was not kept.
    #[test]
    fn two_events_have_one_id_only_where_all_that_they_name_is_the_same(
        one in prop::array::uniform2(part()),
        other in prop::array::uniform2(part()),
    ) {
        let id = |[order, reference]: &[&str; 2]| {
            let body = json!({ "orderId": order, "orderReference": reference, "type": "t" });
            read(body.to_string().as_bytes()).unwrap().id
        };
        prop_assert_eq!(id(&one) == id(&other), one == other);
    }
}
