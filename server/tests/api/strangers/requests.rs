//! Addresses, methods and headers.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request, Uri};
use proptest::prelude::*;

use super::door::{Door, for_each};
use crate::shop::Shop;

const HEADERS: [&str; 15] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "if-modified-since",
    "if-none-match",
    "origin",
    "range",
    "sec-fetch-site",
    "transfer-encoding",
    "x-forwarded-host",
    "x-h4b-hmac-sha256",
];

fn segment() -> impl Strategy<Value = String> {
    let known = [
        "api",
        "orders",
        "attempts",
        "authentication",
        "cards",
        "default",
        "session",
        "contact",
        "catalog",
        "config",
        "webhooks",
        "conekta",
        "n1co",
        "checkout",
        "return",
        "pictures",
        "healthz",
        "index.html",
        "at_00000000000000000000000000000000",
        "or_00000000000000000000000000000000",
        "",
        ".",
        "..",
        "%2e%2e",
        "%2f",
        "%5c",
        "%00",
        "%ff",
        "%c0%af",
        "%",
        "%zz",
        "%ed%a0%80",
        "*",
        "~",
        "con",
        "C:",
        "?",
        "#",
    ];
    prop_oneof![
        8 => prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => any::<Vec<u8>>().prop_map(|bytes| {
            bytes.into_iter().map(|byte| format!("%{byte:02x}")).collect()
        }),
        1 => "[a-z0-9_.%-]{0,300}",
    ]
}

fn path() -> impl Strategy<Value = String> {
    prop::collection::vec(segment(), 0..7).prop_map(|segments| format!("/{}", segments.join("/")))
}

fn method() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec!["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"])
            .prop_map(str::to_owned),
        1 => "[A-Z]{1,12}",
    ]
}

fn header() -> impl Strategy<Value = (&'static str, Vec<u8>)> {
    let known = [
        "",
        "cobro_session=",
        "cobro_session=;;=;cobro_session",
        "bytes=0-",
        "bytes=9-1",
        "bytes=0-0,1-1,2-2",
        "bytes=18446744073709551615-18446744073709551616",
        "cross-site",
        "same-origin",
        "null",
        "application/json",
        "application/json; charset=utf-7",
        "gzip, br",
        "br;q=1e400",
        "es-MX,es;q=0.9",
        "18446744073709551616",
        "-1",
        "chunked",
        "W/\"\"",
        "*",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Thu, 99 Foo 99999 99:99:99 GMT",
        "[::1",
        "a:b:c",
    ];
    let value = prop_oneof![
        3 => prop::sample::select(known.to_vec()).prop_map(|text| text.as_bytes().to_vec()),
        1 => any::<Vec<u8>>(),
        1 => any::<String>().prop_map(String::into_bytes),
        1 => Just(vec![b'a'; 8000]),
    ];
    (prop::sample::select(HEADERS.to_vec()), value)
}

/// What of it can come in: a socket refuses the rest before us.
fn request(method: &str, path: &str, headers: &[(&str, Vec<u8>)]) -> Option<Request<Body>> {
    let uri: Uri = path.parse().ok()?;
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        let name = HeaderName::try_from(*name).unwrap();
        if let Ok(value) = HeaderValue::from_bytes(value) {
            request = request.header(name, value);
        }
    }
    request.body(Body::from("{}")).ok()
}

#[test]
fn no_address_method_or_header_is_answered_by_a_fault() {
    let site = tempfile::tempdir().unwrap();
    std::fs::write(site.path().join("index.html"), "<title>t</title>").unwrap();
    let door = Door::open(Shop::with(&["--site", site.path().to_str().unwrap()]));
    let headers = prop::collection::vec(header(), 0..5);
    for_each(
        1500,
        (method(), path(), headers),
        |(method, path, headers)| {
            let Some(request) = request(&method, &path, &headers) else {
                return Ok(());
            };
            let answer = door.send(request);
            prop_assert!(!answer.status.is_server_error(), "{answer:?}");
            Ok(())
        },
    );
}

#[test]
fn a_session_that_is_made_up_opens_nothing() {
    let door = Door::open(Shop::open());
    let cookie = prop_oneof![
        "cobro_session=[0-9a-f]{64}",
        "(cobro_session=[ -~]{0,40}; ?){1,3}",
        any::<String>(),
    ];
    for_each(300, cookie, |cookie| {
        let Ok(cookie) = HeaderValue::from_str(&cookie) else {
            return Ok(());
        };
        let before = door.contents();
        let request = Request::get("/api/orders").header("cookie", cookie);
        let answer = door.send(request.body(Body::empty()).unwrap());
        prop_assert_eq!(answer.status.as_u16(), 401);
        prop_assert_eq!(door.contents(), before);
        Ok(())
    });
}
