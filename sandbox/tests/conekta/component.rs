//! The files of the hosted component, and the sandbox on a port.

use axum::body::Body;
use axum::http::Request;
use cobro_sandbox::{Config, PublicUrl, Sandbox, app, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::support::{Answer, TestSandbox};

async fn get(path: &str) -> Answer {
    let request = Request::get(path).body(Body::empty()).unwrap();
    TestSandbox::new().send(request).await
}

#[tokio::test]
async fn the_script_can_be_loaded_with_crossorigin() {
    let script = get("/conekta/v1.0/js/conekta-checkout.min.js").await;
    assert_eq!(
        script.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(script.header("access-control-allow-origin"), "*");
    assert!(
        script
            .text
            .contains("ConektaCheckoutComponents = { Card, Integration }")
    );
}

#[tokio::test]
async fn the_form_knows_the_test_cards_and_nothing_runs_but_its_own_files() {
    let frame = get("/conekta/v1.0/component").await;
    assert!(frame.text.contains("data-test-cards=\"4242424242424242 "));
    let policy = frame.header("content-security-policy");
    assert!(
        policy.contains("connect-src 'self'") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert!(policy.contains("frame-ancestors *"));
    for id in [
        "cardNumber",
        "cardholderName",
        "cardExpMonthYear",
        "cardVerificationValue",
    ] {
        assert!(frame.text.contains(&format!("id=\"{id}\"")), "{id}");
        assert!(
            frame
                .text
                .contains(&format!("aria-describedby=\"{id}-error\"")),
            "{id}"
        );
    }
    assert!(!frame.text.contains("style=") && !frame.text.contains("<style"));
    for file in [
        "component.js",
        "rules.js",
        "look.js",
        "words.js",
        "theme.css",
        "component.css",
    ] {
        assert_eq!(
            get(&format!("/conekta/v1.0/{file}")).await.status,
            200,
            "{file}"
        );
    }
    for file in [
        "/issuer/challenge.js",
        "/issuer/challenge.css",
        "/issuer/answer.css",
    ] {
        assert_eq!(get(file).await.status, 200, "{file}");
    }
    assert_eq!(get("/conekta/v1.0/other.js").await.status, 404);
}

#[tokio::test]
async fn a_served_sandbox_answers_on_its_port_and_stops_when_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let config = Config {
        public_url: PublicUrl::local(address.port()),
        ..Config::default()
    };
    let sandbox = Sandbox::new(config).unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, sandbox, async {
        stopped.await.ok();
    }));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_sandbox_with_a_live_key_does_not_exist() {
    let config = Config {
        private_key: "key_live".into(),
        ..Config::default()
    };
    assert!(app(config).is_err());
}
