//! Signatures in their header, and what events are about.

use axum::http::HeaderValue;
use serde_json::json;

use super::*;

fn ours() -> AttemptId {
    AttemptId::from_random([7; 16])
}

fn event(kind: &str, object: Value) -> Value {
    json!({
        "id": "6307a60c41de27127515a575", "object": "event", "type": kind,
        "created_at": 1_790_000_000, "livemode": false,
        "data": { "object": object, "previous_attributes": {} },
        "webhook_status": "pending", "webhook_logs": [],
    })
}

fn read_json(event: &Value) -> WebhookEvent {
    read(event.to_string().as_bytes()).unwrap()
}

fn header(values: &[&'static str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append(SIGNATURE, HeaderValue::from_static(value));
    }
    headers
}

#[test]
fn every_signature_that_comes_along_is_looked_at_and_no_other_text() {
    assert_eq!(
        signatures(&header(&["YQ==", "Yg=="])).unwrap(),
        [b"a", b"b"]
    );
    let beside = ["SHA-256=YQ==", "Yg==", "not base64!"];
    assert_eq!(signatures(&header(&beside)).unwrap(), [b"b"]);
    for none in [&[][..], &["!"], &["SHA-256=YQ=="]] {
        assert_eq!(signatures(&header(none)), Err(WebhookRefusal::NotGenuine));
    }
}

#[test]
fn no_more_and_no_longer_signatures_are_looked_at_than_there_can_be() {
    let many = header(&["YQ=="; 50]);
    assert_eq!(signatures(&many).unwrap().len(), MOST_SIGNATURES);
    let mut long = HeaderMap::new();
    let text = STANDARD.encode([0; 1027]);
    long.insert(SIGNATURE, HeaderValue::try_from(text).unwrap());
    assert_eq!(signatures(&long), Err(WebhookRefusal::NotGenuine));
}

#[test]
fn an_order_is_ours_by_its_metadata_or_by_the_reference_of_a_charge() {
    let attempt = ours();
    let by_metadata = json!({ "id": "ord_1", "metadata": { "cobro_attempt": attempt } });
    let by_charge = json!({
        "id": "ord_1", "metadata": { "cobro_attempt": 7 },
        "charges": { "data": [{ "reference_id": null }, { "reference_id": attempt }] },
    });
    for object in [by_metadata, by_charge] {
        let event = read_json(&event("order.paid", object));
        assert_eq!(event.id, "6307a60c41de27127515a575");
        assert_eq!(event.attempt, Some(attempt.clone()));
        assert_eq!(event.order, Some(GatewayOrder("ord_1".into())));
        assert_eq!(event.news, News::Ask);
    }
}

#[test]
fn a_charge_is_ours_by_its_reference_and_names_its_order() {
    let object = json!({ "id": "c1", "order_id": "ord_1", "reference_id": ours() });
    let event = read_json(&event("charge.paid", object));
    assert_eq!(event.attempt, Some(ours()));
    assert_eq!(event.order, Some(GatewayOrder("ord_1".into())));
}

#[test]
fn the_type_says_whether_there_is_something_to_ask() {
    for (kind, news) in [
        ("order.paid", News::Ask),
        ("order.pending_payment", News::Ask),
        ("order.declined", News::Ask),
        ("order.expired", News::Ask),
        ("order.canceled", News::Ask),
        ("order.refunded", News::Ask),
        ("order.partially_refunded", News::Ask),
        ("order.charged_back", News::Ask),
        ("charge.chargeback.created", News::Ask),
        ("order.eaten_by_a_dog", News::Ask),
        ("order.created", News::Other),
        ("charge.created", News::Other),
        ("customer.created", News::Other),
        ("webhook_ping", News::Other),
        ("", News::Other),
    ] {
        assert_eq!(read_json(&event(kind, json!({}))).news, news, "{kind}");
    }
}

#[test]
fn what_is_not_as_expected_counts_as_not_there() {
    for object in [
        json!(null),
        json!("ord_1"),
        json!([1]),
        json!({ "id": 7, "metadata": [], "charges": [], "order_id": {}, "reference_id": 1 }),
        json!({ "id": "../customers", "charges": { "data": "x" } }),
        json!({ "id": "", "charges": { "data": [null, 1, []] } }),
        json!({ "id": "ord_1/capture", "metadata": { "cobro_attempt": "att" } }),
    ] {
        let event = read_json(&event("order.paid", object.clone()));
        assert_eq!((event.attempt, event.order), (None, None), "{object}");
    }
    let bare = read_json(&json!({ "type": "order.paid" }));
    assert_eq!((bare.attempt, bare.order), (None, None));
}

#[test]
fn an_event_without_an_id_that_can_be_one_goes_by_its_bytes() {
    let with = |id: Value| {
        let mut event = event("webhook_ping", json!({}));
        event["id"] = id;
        read_json(&event).id
    };
    for id in [
        json!(null),
        json!(7),
        json!(""),
        json!("a\0b"),
        json!("a".repeat(65)),
    ] {
        assert!(with(id.clone()).starts_with("sha256:"), "{id}");
        assert_eq!(with(id.clone()), with(id));
    }
    assert_ne!(with(json!(1)), with(json!(2)));
}

#[test]
fn what_is_no_event_is_unreadable() {
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "{\"type\":7}",
        "{\"type\":\"a\"",
        "\u{feff}{}",
    ] {
        assert_eq!(
            read(body.as_bytes()),
            Err(WebhookRefusal::Unreadable),
            "{body}"
        );
    }
    assert_eq!(read(b"\xff"), Err(WebhookRefusal::Unreadable));
}
