//! What is kept of a call: a line for the list, and both messages for whoever opens it.

use axum::http::header::{AUTHORIZATION, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName};
use serde::Serialize;
use serde_json::Value;

use super::explain::{Explanation, explain};
use super::redact;
use crate::config::Config;

/// How much of each body is kept.
pub(super) const MOST_OF_A_BODY: usize = 32 * 1024;

/// A call, as the list shows it.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Line {
    /// Counts up from 1.
    pub(super) id: u64,
    /// When it came, by this machine's clock, in milliseconds since 1970.
    pub(super) at_ms: u64,
    pub(super) method: String,
    /// With its query.
    pub(super) path: String,
    /// Its name in a fault; nothing where there is no such route.
    pub(super) operation: Option<&'static str>,
    /// Nothing as long as there is no answer.
    pub(super) status: Option<u16>,
    /// How long it took until the last byte; nothing as long as it lasts.
    pub(super) took_ms: Option<u64>,
    /// What went wrong because it was asked for.
    pub(super) faults: Vec<String>,
    /// Whether the caller left before there was an answer.
    pub(super) left: bool,
    #[serde(flatten)]
    pub(super) about: About,
}

/// What a call is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct About {
    pub(super) order_id: Option<String>,
    pub(super) charge_id: Option<String>,
    /// The merchant's.
    pub(super) reference_id: Option<String>,
    /// The provider's word for where it stands now.
    pub(super) outcome: Option<String>,
    /// The provider's error.
    pub(super) code: Option<String>,
}

/// A call in full.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Call {
    #[serde(flatten)]
    pub(super) line: Line,
    pub(super) request: Message,
    pub(super) answer: Option<Message>,
    pub(super) explanation: Option<Explanation>,
}

/// What one side said to the other.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Message {
    pub(super) headers: Vec<(String, String)>,
    /// As it was sent, less what is never shown.
    pub(super) body: String,
    /// How long the body really was, in bytes.
    pub(super) bytes: usize,
    /// Whether only the beginning was kept.
    pub(super) is_cut: bool,
}

/// A body as it was overheard.
#[derive(Debug, Default)]
pub(super) struct Overheard {
    bytes: Vec<u8>,
    total: usize,
}

impl Overheard {
    pub(super) fn add(&mut self, part: &[u8]) {
        let room = MOST_OF_A_BODY.saturating_sub(self.bytes.len());
        self.bytes.extend(part.iter().take(room));
        self.total = self.total.saturating_add(part.len());
    }
}

impl Message {
    pub(super) fn new(headers: &HeaderMap, body: &Overheard, config: &Config) -> Self {
        let secrets = secrets(config);
        let header = |(name, value): (&HeaderName, &axum::http::HeaderValue)| {
            let text = String::from_utf8_lossy(value.as_bytes());
            let text = if name == AUTHORIZATION {
                authorization(&text, config)
            } else if name == COOKIE || name == SET_COOKIE {
                redact::HIDDEN.to_owned()
            } else {
                redact::text(&text, &secrets)
            };
            (name.to_string(), text)
        };
        Self {
            headers: headers.iter().map(header).collect(),
            body: redact::text(&String::from_utf8_lossy(&body.bytes), &secrets),
            bytes: body.total,
            is_cut: body.total > body.bytes.len(),
        }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

/// What is known to be secret, whatever field it stands in. The public key is none.
pub(super) fn secrets(config: &Config) -> Vec<&str> {
    let webhook = config.n1co.webhook.as_ref();
    let mut secrets = vec![
        config.private_key.as_str(),
        config.control_key.as_str(),
        config.n1co.client_secret.as_str(),
    ];
    secrets.extend(webhook.map(|webhook| webhook.secret.as_str()));
    secrets
}

/// Says which key it is rather than the key.
fn authorization(value: &str, config: &Config) -> String {
    let (scheme, credentials) = value.split_once(' ').unwrap_or_default();
    let credentials = credentials.trim();
    let which = if credentials == config.private_key {
        "the private key"
    } else if credentials == config.public_key {
        "the public key"
    } else if credentials == config.control_key {
        "the control key"
    } else if credentials.is_empty() {
        "nothing"
    } else {
        "hidden"
    };
    format!("{scheme} ({which})").trim_start().to_owned()
}

impl Call {
    /// Fills in all that follows from the two messages.
    pub(super) fn conclude(&mut self) {
        let asked = self.request.json();
        let answered = self.answer.as_ref().map(Message::json).unwrap_or_default();
        self.line.about = About::read(&self.line.path, &asked, &answered);
        self.explanation = explain(&self.line, &answered);
    }
}

impl About {
    /// Reads both providers' shapes: an order or a charge, bare, or inside an error.
    fn read(path: &str, asked: &Value, answered: &Value) -> Self {
        let text = |value: &Value, places: &[&str]| {
            let found = places
                .iter()
                .find_map(|place| value.pointer(place)?.as_str());
            found.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let object = match answered.get("data") {
            Some(data) if data.is_object() => data,
            _ => answered,
        };
        let is = |class: &str| object.get("object").is_some_and(|object| object == class);
        let id = text(object, &["/id"]);
        let in_path = path.split(['/', '?']).find(|part| part.starts_with("ord_"));
        let order_id = id
            .clone()
            .filter(|_| is("order"))
            .or_else(|| text(object, &["/order_id", "/order/id", "/orderId"]))
            .or_else(|| in_path.map(str::to_owned));
        let charge = [
            "/charges/data/0/reference_id",
            "/order/reference",
            "/reference_id",
        ];
        let wanted = ["/charges/0/reference_id", "/order/id", "/reference_id"];
        let outcome = ["/payment_status", "/status"];
        Self {
            charge_id: id
                .filter(|_| is("charge"))
                .or_else(|| text(object, &["/charges/data/0/id"])),
            order_id,
            reference_id: text(object, &charge).or_else(|| text(asked, &wanted)),
            outcome: text(object, &outcome).filter(|_| !is("list")),
            code: text(answered, &["/details/0/code", "/error/code"]),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_call_is_about_the_order_that_is_answered_or_asked_for() {
        let of = |path: &str, asked: Value, answered: Value| {
            let about = About::read(path, &asked, &answered);
            [
                about.order_id,
                about.charge_id,
                about.reference_id,
                about.code,
            ]
            .map(Option::unwrap_or_default)
        };
        let charge = json!({ "id": "c1", "reference_id": "ours" });
        let order = json!({ "id": "ord_1", "object": "order", "charges": { "data": [charge] } });
        let error = json!({ "details": [{ "code": "x" }], "data": order });
        assert_eq!(
            of("/conekta/orders", json!({}), order),
            ["ord_1", "c1", "ours", ""]
        );
        assert_eq!(
            of("/conekta/orders", json!({}), error),
            ["ord_1", "c1", "ours", "x"]
        );
        let n1co = json!({ "status": "FAILED", "error": { "code": "Y" },
            "order": { "id": "100", "reference": "ours" } });
        assert_eq!(
            of("/n1co/api/v3/Charges", json!({}), n1co),
            ["100", "", "ours", "Y"]
        );
        let nothing = of(
            "/conekta/orders/ord_2?x=1",
            json!({ "charges": [{ "reference_id": "ours" }] }),
            Value::Null,
        );
        assert_eq!(nothing, ["ord_2", "", "ours", ""]);
    }

    #[test]
    fn a_body_is_kept_up_to_a_size_and_no_further() {
        let mut body = Overheard::default();
        for _ in 0..3 {
            body.add(&vec![b'a'; MOST_OF_A_BODY / 2]);
        }
        let message = Message::new(&HeaderMap::new(), &body, &Config::default());
        assert_eq!(message.body.len(), MOST_OF_A_BODY);
        assert_eq!(message.bytes, MOST_OF_A_BODY / 2 * 3);
        assert!(message.is_cut);
    }
}
