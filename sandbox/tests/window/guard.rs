//! Who is refused: names and pages that are not this machine's own.

use crate::support::{Desk, status};

const KEY: &str = "key_sandbox_control";

#[tokio::test]
async fn foreign_names_and_pages_get_neither_the_page_nor_the_news() {
    let desk = Desk::open(KEY).await;
    let own = desk.host();
    let key = format!("Bearer {KEY}");
    for path in [
        "/",
        "/window/link.js",
        "/_sandbox/stream",
        "/_sandbox/calls",
    ] {
        for (host, origin) in [
            ("evil.example", None),
            ("localhost.evil.example", None),
            (own.as_str(), Some("https://evil.example")),
            (own.as_str(), Some("http://localhost:8080")),
            (own.as_str(), Some("null")),
        ] {
            let mut headers = vec![
                ("Host", host),
                ("Authorization", &key),
                ("Connection", "close"),
            ];
            headers.extend(origin.map(|origin| ("Origin", origin)));
            let answer = desk.send(&format!("GET {path}"), &headers, "").await;
            let answer = answer.all_of_it().await;
            assert_eq!(status(&answer), 403, "{path} {host} {origin:?}");
            assert!(!answer.contains(KEY), "{path} {host} {origin:?}");
        }
    }
}

#[tokio::test]
async fn the_news_are_told_to_whoever_has_the_key() {
    let desk = Desk::open(KEY).await;
    for path in ["/_sandbox/stream", "/_sandbox/orders"] {
        let answer = desk
            .call(&format!("GET {path}"), "key_sandbox_private", None)
            .await;
        assert_eq!(status(&answer), 401, "{path}");
    }
}
