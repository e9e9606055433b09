//! What was found, so that it stays mended.

use axum::body::Body;
use serde_json::json;

use super::door::Door;
use crate::shop::Shop;

/// The file system refuses such names in its own way, which used to be answered with 500.
#[test]
fn a_name_that_no_file_can_have_is_not_found() {
    let site = tempfile::tempdir().unwrap();
    std::fs::write(site.path().join("index.html"), "<title>t</title>").unwrap();
    let door = Door::open(Shop::with(&["--site", site.path().to_str().unwrap()]));
    let long = format!("/{}", "a".repeat(300));
    let deep = "/a".repeat(4000);
    for path in ["/%00", "/a%00b.js", &long, &deep, "/index.html/a"] {
        for method in ["GET", "HEAD"] {
            let request = door.request(method, path).body(Body::empty()).unwrap();
            assert_eq!(door.send(request).status.as_u16(), 404, "{method} {path}");
        }
    }
}

/// A whole card number used to be kept as the last four digits of one, and shown.
#[test]
fn a_card_that_is_described_by_its_whole_number_is_not_kept() {
    let door = Door::on_n1co(&[]);
    let number = "4242424242424242";
    let body = json!({ "token_id": "tok_1", "description": {
        "brand": "visa", "last4": number, "expiry": { "month": 11, "year": 2036 } } });
    let before = door.contents();
    let answer = door.send_json("POST", "/api/cards", body.to_string().into_bytes());
    assert_eq!(answer.status.as_u16(), 422);
    assert_eq!(answer.json()["errors"][0]["field"], "description.last4");
    assert!(!answer.text().contains(number));
    assert_eq!(door.contents(), before);
}
