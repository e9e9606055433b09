//! Webhook events that were under way when the process was killed, and where they go afterwards.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::keep::{File, order};
use crate::process::Process;

/// An address where nobody listens yet.
fn nobody() -> SocketAddr {
    let shop = TcpListener::bind("127.0.0.1:0").unwrap();
    shop.local_addr().unwrap()
}

/// Takes what comes to an address until something has these words in it.
fn wait_for(words: &str, address: SocketAddr) {
    let shop = TcpListener::bind(address).unwrap();
    shop.set_nonblocking(true).unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        assert!(Instant::now() < deadline, "no {words} came");
        let Ok((mut caller, _)) = shop.accept() else {
            std::thread::yield_now();
            continue;
        };
        caller.set_nonblocking(false).unwrap();
        let patience = Some(Duration::from_millis(200));
        caller.set_read_timeout(patience).unwrap();
        let mut bytes = Vec::new();
        // It waits for an answer, so reading ends by the time-out.
        let _ = caller.read_to_end(&mut bytes);
        let _ = caller.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        if String::from_utf8_lossy(&bytes).contains(words) {
            break;
        }
    }
}

/// Has n1co charge a card.
fn charge(sandbox: &Process) {
    let secrets =
        json!({ "clientId": "n1co_sandbox_client", "clientSecret": "n1co_sandbox_secret" });
    let (_, bearer) = sandbox.call("POST /n1co/api/v3/Token", "", Some(&secrets));
    let charge = json!({
        "order": { "id": "ours", "name": "Vasija", "amount": 11.5 },
        "customer": { "id": "seed-customer", "name": "Ana", "email": "ana@example.com" },
        "cardId": "5eed000000000000000000a1",
    });
    let bearer = bearer["accessToken"].as_str().unwrap();
    let (_, charged) = sandbox.call("POST /n1co/api/v3/Charges", bearer, Some(&charge));
    assert_eq!(charged["status"], "SUCCEEDED", "{charged}");
}

#[test]
fn an_event_that_nobody_took_is_sent_again_after_a_restart() {
    let file = File::new("events");
    let (path, address) = (file.path(), nobody());
    let url = format!("http://{address}/webhooks");
    let arguments = ["--state", path.as_str(), "--conekta-webhook-url", &url];
    let sandbox = Process::start(&arguments);
    let method = json!({ "type": "card", "token_id": "tok_test_visa_4242" });
    assert_eq!(sandbox.post("/orders", &order(&method)).0, 200);
    drop(sandbox);
    let _sandbox = Process::start(&arguments);
    wait_for("\"type\":\"order.paid\"", address);
}

#[test]
fn an_event_of_n1co_that_nobody_took_is_sent_again_after_a_restart() {
    let file = File::new("n1co-events");
    let (path, address) = (file.path(), nobody());
    let url = format!("http://{address}/webhooks");
    let arguments = ["--state", &path, "--seed-data", "--n1co-webhook-url", &url];
    let sandbox = Process::start(&arguments);
    charge(&sandbox);
    drop(sandbox);
    let _sandbox = Process::start(&arguments);
    wait_for("\"type\":\"SuccessPayment\"", address);
}

#[test]
fn a_new_address_takes_the_place_of_the_one_that_a_flag_made_before() {
    let file = File::new("address");
    let path = file.path();
    let (old, new) = ("http://localhost:9/old", "http://localhost:9/new");
    let start = |url: &str| Process::start(&["--state", &path, "--conekta-webhook-url", url]);
    let sandbox = start(old);
    let own = json!({ "url": "http://localhost:9/own" });
    assert_eq!(sandbox.post("/webhooks", &own).0, 200);
    let urls = |sandbox: &Process| {
        let (_, list) = sandbox.call("GET /conekta/webhooks", "key_sandbox_private", None);
        let rows = list["data"].as_array().unwrap().iter();
        rows.map(|row| row["url"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(urls(&sandbox), ["http://localhost:9/own", old]);
    drop(sandbox);
    for url in [new, new, old] {
        assert_eq!(urls(&start(url)), ["http://localhost:9/own", url]);
    }
}
