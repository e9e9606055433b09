//! What every operation answers to a call that is wrong, by the document alone.

use axum::body::Bytes;
use serde_json::{Value, json};

use crate::caller::Caller;

impl Caller {
    /// Makes each call of the document wrong in each way that it knows. `good` is a body that an
    /// operation takes.
    pub(crate) async fn try_what_is_wrong(&self, good: impl Fn(&str) -> Value) {
        let megabyte = Bytes::from(json!({ "name": "x".repeat(1 << 20) }).to_string());
        let json = ("Content-Type", "application/json");
        for operation in self.document.operations() {
            let path = operation.path;
            let path = path
                .split('/')
                .map(|part| if part.starts_with('{') { "none" } else { part });
            let path = path.collect::<Vec<_>>().join("/");
            let call = (operation.method, path.as_str());
            let knows = |status: &str| !operation.json["responses"][status].is_null();
            let takes_body = !operation.json["requestBody"].is_null();
            let good = takes_body.then(|| good(operation.id()));
            if operation.json["security"] != json!([]) {
                for key in ["", "Bearer key_other", "Basic !", "nonsense"] {
                    self.odd(call, &[("Authorization", key), json], "{}".into(), 401)
                        .await;
                }
            }
            if knows("409") {
                let accept = ("Accept", "application/vnd.conekta-v1.0.0+json");
                self.odd(call, &[accept, json], "{}".into(), 409).await;
            }
            if knows("500") {
                let fault = json!({
                    "operation": "*", "fault": { "error_before_effect": 500 }, "when": { "next": 1 }
                });
                self.steer("/faults", fault).await;
                self.fails(call, good.clone(), 500).await;
            }
            if knows("404") {
                self.fails(call, good.clone(), 404).await;
                for id in ["%ff", "%00", "%2e%2e%2f", "%E2%80%A8"] {
                    let path = path.replace("none", id);
                    self.fails((call.0, &path), good.clone(), 404).await;
                }
            }
            if !operation.json["parameters"]
                .to_string()
                .contains("\"limit\"")
            {
                assert!(takes_body || !knows("422"), "{}", operation.id());
            } else if !path.contains("none") {
                for query in ["limit=0", "limit=251", "limit=many"] {
                    let path = format!("{path}?{query}");
                    self.fails((operation.method, &path), None, 422).await;
                }
            }
            if takes_body {
                for text in ["{", "{} {}", "\u{feff}{}", "[1,]", "nil", "\u{0}"] {
                    self.odd(call, &[json], text.into(), 400).await;
                }
                self.odd(call, &[json], deep(), 400).await;
                self.odd(call, &[json], megabyte.clone(), 413).await;
                let other = if knows("415") { 415 } else { 400 };
                for kind in ["text/plain", "application/x-www-form-urlencoded", ""] {
                    self.odd(
                        call,
                        &[("Content-Type", kind)],
                        "{\"name\":\"Ana\"}".into(),
                        other,
                    )
                    .await;
                }
            }
            if knows("422") && takes_body {
                for bytes in [&b"{\"name\":\"\xff\"}"[..], b"{\"name\":\"\\ud800\"}"] {
                    let bytes = Bytes::from_static(bytes);
                    self.odd(call, &[json], bytes, 400).await;
                }
                self.fails(call, Some(json!({ "nonsense": 1 })), 422).await;
                self.odd(call, &[json], "[]".into(), 422).await;
            }
        }
    }
}

/// More brackets than anybody reads.
fn deep() -> Bytes {
    "[".repeat(50_000).into()
}
