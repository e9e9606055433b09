//! Which receivers and which secrets are taken.

use super::*;
use crate::config::{Config, Sources};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

fn load(flags: &[&str]) -> Result<Option<EventsConfig>, String> {
    let flags = [&["cobro-server"], flags].concat();
    let sources = Sources::collect(flags, |_| None).unwrap();
    let config = Config::load(&sources);
    config
        .map(|config| config.events)
        .map_err(|errors| errors.to_string())
}

fn with(url: &str, secret: &str) -> Result<Option<EventsConfig>, String> {
    load(&["--events-url", url, "--events-secret", secret])
}

#[test]
fn without_an_address_nobody_is_told() {
    assert!(load(&[]).unwrap().is_none());
    assert!(load(&["--events-secret", SECRET]).unwrap().is_none());
}

#[test]
fn a_receiver_has_an_address_and_secrets() {
    let events = with("https://shop.example/hooks/?key=a", SECRET);
    let events = events.unwrap().unwrap();
    assert_eq!(events.url.as_str(), "https://shop.example/hooks/?key=a");
    assert_eq!(
        (events.timeout, events.tries),
        (Duration::from_secs(20), 10)
    );
    let rotating = with("https://10.0.0.7/", &format!("{SECRET}, {OTHER}"));
    let secrets = rotating.unwrap().unwrap().secrets;
    let secrets: Vec<_> = secrets.iter().map(Secret::expose).collect();
    assert_eq!(secrets, [SECRET, OTHER]);
}

#[test]
fn a_receiver_elsewhere_is_reached_over_tls_only() {
    for here in ["http://localhost:9/", "http://127.0.0.1/", "http://[::1]/"] {
        assert!(with(here, SECRET).unwrap().is_some(), "{here}");
    }
    for plain in ["http://shop.example/", "http://10.0.0.7/hooks"] {
        let complaint = with(plain, SECRET).unwrap_err();
        assert!(complaint.contains("https:// only"), "{complaint}");
    }
}

#[test]
fn an_address_that_is_none_is_refused_without_being_shown() {
    for wrong in [
        "shop.example",
        "ftp://a",
        "https://u:hunter2@a/",
        "https://a/#x",
    ] {
        let complaint = with(wrong, SECRET).unwrap_err();
        assert!(complaint.contains("events.url"), "{complaint}");
        assert!(!complaint.contains("hunter2"), "{complaint}");
    }
}

#[test]
fn an_address_without_a_secret_is_refused() {
    let complaint = load(&["--events-url", "https://shop.example/"]).unwrap_err();
    assert!(complaint.contains("events.secret"), "{complaint}");
}

#[test]
fn a_secret_is_whsec_and_24_to_64_bytes() {
    let long = format!("whsec_{}", STANDARD.encode([7; 64]));
    assert!(with("https://a/", &long).is_ok());
    let short = format!("whsec_{}", STANDARD.encode([7; 23]));
    let longer = format!("whsec_{}", STANDARD.encode([7; 65]));
    let without = SECRET.trim_start_matches("whsec_");
    let second = format!("{SECRET},");
    for wrong in [&short, &longer, without, "whsec_hunter2!", &second] {
        let complaint = with("https://a/", wrong).unwrap_err();
        assert!(complaint.contains("24 to 64"), "{complaint}");
        assert!(!complaint.contains("hunter2"), "{complaint}");
    }
}

#[test]
fn limits_have_limits() {
    for wrong in [
        ["--events-tries", "0"],
        ["--events-tries", "11"],
        ["--events-timeout-ms", "999"],
        ["--events-timeout-ms", "30001"],
    ] {
        assert!(load(&wrong).is_err(), "{wrong:?}");
    }
}
