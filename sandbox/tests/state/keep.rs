//! `--state FILE`: what was answered is still there after the process was killed.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::process::Process;

const PUBLIC: &str = "key_sandbox_public";
const PRIVATE: &str = "key_sandbox_private";

/// A file of a test's own, removed with all that SQLite puts beside it.
pub(crate) struct File {
    folder: PathBuf,
}

impl File {
    pub(crate) fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("state-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self) -> String {
        self.folder.join("sandbox.db").display().to_string()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

pub(crate) fn order(payment_method: &Value) -> Value {
    json!({
        "currency": "MXN",
        "customer_info": { "name": "Ana Luz", "email": "ana@example.com", "phone": "+525512345678" },
        "line_items": [{ "name": "Vasija", "unit_price": 20015, "quantity": 1, "sku": "v-1" }],
        "tax_lines": [{ "amount": 100, "description": "IVA" }],
        "metadata": { "note": "ñ" },
        "charges": [{ "payment_method": payment_method, "reference_id": "a-reference-of-the-merchant" }],
    })
}

fn token(sandbox: &Sandbox, number: &str) -> Value {
    let card = json!({ "number": number, "name": "Ana Luz", "exp_month": "11", "exp_year": "36",
        "cvc": "123" });
    let body = json!({ "card": card });
    let (status, token) = sandbox.call("POST /conekta/tokens", PUBLIC, Some(&body));
    assert_eq!(status, 200);
    token["id"].clone()
}

type Sandbox = Process;

/// A text without ports: the sandbox has another one at each start.
fn portless(text: &str) -> String {
    let parts = text.split("localhost:");
    let parts = parts.map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()));
    parts.collect::<Vec<_>>().join("localhost")
}

/// Everything that can be read, by whoever may read it.
fn all(sandbox: &Sandbox, bearer: &str) -> String {
    let mut all: Vec<_> = ["/customers", "/orders", "/ledger"]
        .map(|path| sandbox.told(path))
        .into();
    for path in [
        "/orders",
        "/charges",
        "/customers",
        "/events",
        "/webhooks",
        "/webhook_keys",
    ] {
        let (status, json) = sandbox.call(&format!("GET /conekta{path}"), PRIVATE, None);
        assert_eq!(status, 200, "{path}");
        all.push(json["data"].clone());
    }
    let (status, _) = sandbox.call("POST /n1co/api/v3/Charges", bearer, Some(&json!({})));
    assert_eq!(status, 400, "the bearer is known");
    portless(&Value::from(all).to_string())
}

#[test]
fn what_was_answered_is_there_after_the_process_was_killed_and_goes_on() {
    let file = File::new("killed");
    let path = file.path();
    let start = || Process::start(&["--state", &path, "--seed-data"]);
    let sandbox = start();
    let secrets =
        json!({ "clientId": "n1co_sandbox_client", "clientSecret": "n1co_sandbox_secret" });
    let (_, bearer) = sandbox.call("POST /n1co/api/v3/Token", "", Some(&secrets));
    let bearer = bearer["accessToken"].as_str().unwrap().to_owned();
    let card = |token: &Value| json!({ "type": "card", "token_id": token });
    let risky = token(&sandbox, "4000000000001091");
    let mut challenged = order(&card(&risky));
    challenged["three_ds_mode"] = json!("smart");
    challenged["return_url"] = json!("http://localhost:8080/return");
    let (_, waiting) = sandbox.post("/orders", &challenged);
    assert_eq!(waiting["payment_status"], "pending_payment");
    let (_, paid) = sandbox.post("/orders", &order(&card(&json!("tok_test_visa_4242"))));
    let paid_id = paid["id"].as_str().unwrap();
    let refund = json!({ "amount": 15, "reason": "requested_by_client" });
    let (status, _) = sandbox.post(&format!("/orders/{paid_id}/refunds"), &refund);
    assert_eq!(status, 200);
    assert_eq!(sandbox.post("/webhook_keys", &json!({})).0, 200);
    let unused = token(&sandbox, "4242424242424242");
    let asked = json!({
        "order": { "id": "ours", "name": "Vasija", "amount": 11.5 },
        "customer": { "id": "seed-customer", "name": "Ana", "email": "ana@example.com" },
        "cardId": "5eed000000000000000000a2",
    });
    let (_, asked) = sandbox.call("POST /n1co/api/v3/Charges", &bearer, Some(&asked));
    assert_eq!(asked["status"], "AUTHENTICATION_REQUIRED", "{asked}");
    let forward = json!({ "forward_seconds": 60 });
    sandbox.call(
        "POST /_sandbox/clock",
        "key_sandbox_control",
        Some(&forward),
    );
    let before = all(&sandbox, &bearer);
    drop(sandbox);

    let sandbox = start();
    assert_eq!(all(&sandbox, &bearer), before);
    let deleted = sandbox.call("DELETE /conekta/customers/cus_seed_nora", PRIVATE, None);
    assert_eq!(deleted.0, 200);
    let (status, again) = sandbox.post("/orders", &order(&card(&risky)));
    assert_eq!(status, 402, "{again}");
    let code = again["details"][0]["code"].as_str().unwrap();
    assert!(
        code.ends_with("tokenization.used"),
        "a token that was used stays used: {code}"
    );
    assert_eq!(sandbox.post("/orders", &order(&card(&unused))).0, 200);
    let found = "GET /conekta/orders?search=a-reference-of-the-merchant";
    let (_, found) = sandbox.call(found, PRIVATE, None);
    assert_eq!(found["data"].as_array().unwrap().len(), 3);
    let challenge = waiting["next_action"]["redirect_to_url"]["url"]
        .as_str()
        .unwrap();
    let (_, challenge) = challenge.split_once("/conekta/").unwrap();
    assert_eq!(
        sandbox
            .call(&format!("GET /conekta/{challenge}"), "", None)
            .0,
        200
    );
    let waiting_id = waiting["id"].as_str().unwrap();
    let (_, canceled) = sandbox.post(&format!("/orders/{waiting_id}/cancel"), &json!({}));
    assert_eq!(canceled["payment_status"], "canceled");
    let before = all(&sandbox, &bearer);
    drop(sandbox);
    assert_eq!(all(&start(), &bearer), before);
}

#[test]
fn what_a_dropped_answer_did_is_kept_too() {
    let file = File::new("dropped");
    let path = file.path();
    let sandbox = Process::start(&["--state", &path]);
    let fault = json!({ "operation": "conekta.create_order", "fault": { "error_after_effect": 500 },
        "when": { "next": 1 } });
    let set = sandbox.call("POST /_sandbox/faults", "key_sandbox_control", Some(&fault));
    assert_eq!(set.0, 201);
    let method = json!({ "type": "card", "token_id": "tok_test_visa_4242" });
    assert_eq!(sandbox.post("/orders", &order(&method)).0, 500);
    drop(sandbox);
    let sandbox = Process::start(&["--state", &path]);
    let charges = sandbox.told("/ledger")["charges"].as_array().unwrap().len();
    assert_eq!(charges, 1);
}

#[test]
fn a_file_that_is_in_use_or_foreign_is_refused_in_words_and_left_as_it_is() {
    let file = File::new("refused");
    let path = file.path();
    let sandbox = Process::start(&["--state", &path]);
    let words = Process::fail(&["--state", &path]);
    assert!(words.contains("another process has it open"), "{words}");
    drop(sandbox);
    drop(Process::start(&["--state", &path]));

    let foreign = file.folder.join("notes.txt");
    let text = "not a database, but long enough to be taken for the beginning of one".repeat(20);
    fs::write(&foreign, &text).unwrap();
    let words = Process::fail(&["--state", &foreign.display().to_string()]);
    assert!(words.contains("not a state of the sandbox"), "{words}");
    assert_eq!(fs::read_to_string(&foreign).unwrap(), text);
}

#[test]
fn a_database_of_something_else_is_refused_and_left_as_it_is() {
    let file = File::new("foreign");
    let path = file.path();
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE notes (text TEXT)")
        .unwrap();
    drop(other);
    let before = fs::read(&path).unwrap();
    let words = Process::fail(&["--state", &path]);
    assert!(words.contains("not a state of the sandbox"), "{words}");
    assert_eq!(fs::read(&path).unwrap(), before);

    let newer = file.folder.join("newer.db").display().to_string();
    drop(Process::start(&["--state", &newer]));
    let later = rusqlite::Connection::open(&newer).unwrap();
    later.pragma_update(None, "user_version", 99).unwrap();
    drop(later);
    let words = Process::fail(&["--state", &newer]);
    assert!(
        words.contains("another version of the sandbox (99"),
        "{words}"
    );
}
