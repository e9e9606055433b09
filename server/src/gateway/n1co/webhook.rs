//! n1co's webhook events: whether they are genuine, and what they say.
//!
//! An event has no id and no time, so what it is about is its id, written as JSON so that no part
//! of it runs into the next. Bodies are signed by HMAC-SHA256 with the portal's secret, in base64.

use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cobro_wire::{ChallengeEnd, DeclineReason, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;

use crate::config::Secret;
use crate::gateway::{
    Answer, Decline, Ending, Expected, GatewayOrder, Known, News, Outcome, Payment, WebhookEvent,
    WebhookRefusal,
};

const SIGNATURE: &str = "X-H4B-Hmac-Sha256";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    #[serde(default)]
    order_id: Value,
    order_reference: Option<String>,
    r#type: String,
    #[serde(default)]
    metadata: Value,
}

impl Body {
    fn order_id(&self) -> Option<String> {
        text(&self.order_id)
    }

    /// A field of the metadata, whose names come in more than one spelling.
    fn metadata(&self, name: &str) -> Option<String> {
        let fields = self.metadata.as_object()?;
        let mut same = fields
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        same.find_map(|(_, value)| text(value))
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Compares the signature in constant time.
pub(super) fn verify(
    headers: &HeaderMap,
    body: &[u8],
    secret: &Secret,
) -> Result<(), WebhookRefusal> {
    let given = headers.get(SIGNATURE).ok_or(WebhookRefusal::NotGenuine)?;
    let given = STANDARD
        .decode(given.as_bytes())
        .map_err(|_| WebhookRefusal::NotGenuine)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
        .map_err(|_| WebhookRefusal::NotConfigured)?;
    mac.update(body);
    mac.verify_slice(&given)
        .map_err(|_| WebhookRefusal::NotGenuine)
}

/// Reads a verified event.
///
/// # Errors
/// When it does not read as one.
pub fn read(body: &[u8]) -> Result<WebhookEvent, WebhookRefusal> {
    let body: Body = serde_json::from_slice(body).map_err(|_| WebhookRefusal::Unreadable)?;
    let authentication = body.metadata("authenticationId");
    let about = authentication
        .clone()
        .or_else(|| body.metadata("ChargeId"))
        .or_else(|| body.metadata("PaymentId"))
        .unwrap_or_default();
    let order = body.order_id().unwrap_or_default();
    let reference = body.order_reference.as_deref().unwrap_or_default();
    Ok(WebhookEvent {
        id: Value::from(vec![order.as_str(), reference, &body.r#type, &about]).to_string(),
        attempt: reference.parse().ok(),
        order: None,
        news: news(&body.r#type, authentication),
    })
}

fn news(kind: &str, authentication: Option<String>) -> News {
    let end = match kind {
        "ThreeDSecureAuthSucceeded" => ChallengeEnd::Passed,
        "ThreeDSecureAuthFailed" => ChallengeEnd::Failed,
        "ThreeDSecureAuthError" => ChallengeEnd::Error,
        "ThreeDSecureAuthExpired" => ChallengeEnd::Expired,
        "SuccessPayment" | "PaymentError" | "Requires3ds" | "Cancelled" | "SuccessReverse" => {
            return News::Ask;
        }
        _ => return News::Other,
    };
    match authentication {
        Some(reference) => News::ChallengeEnded { reference, end },
        None => News::Other,
    }
}

/// What the events of an attempt say of a charge whose own answer was lost. Pure.
#[must_use]
pub fn verdict(
    bodies: &[String],
    known: Known<'_>,
    expected: Expected<'_>,
    now: Timestamp,
) -> Outcome {
    let events: Vec<Body> = bodies
        .iter()
        .filter_map(|body| serde_json::from_str(body).ok())
        .filter(|body: &Body| body.order_reference.as_deref() == Some(expected.attempt.as_str()))
        .collect();
    let of = |kind: &str| events.iter().find(|body| body.r#type == kind);
    if let Some(event) = of("SuccessReverse") {
        return reversed(of("SuccessPayment").unwrap_or(event), expected, now);
    }
    if let Some(event) = of("SuccessPayment") {
        return paid(event, now);
    }
    if let Some(event) = of("PaymentError") {
        return Answer::Ended(Ending::Declined(declined(event))).into();
    }
    if of("Cancelled").is_some() {
        return Answer::Ended(Ending::Canceled).into();
    }
    if known.challenge.is_none() && of("Requires3ds").is_some() {
        return Answer::ChallengeLost.into();
    }
    Answer::NoAnswer.into()
}

/// What a withdrawal comes to, by what the events say. Without a second charge no money moves, and
/// after this none is sent. Pure.
#[must_use]
pub fn withdrawn(seen: Outcome) -> Outcome {
    match seen.answer {
        Answer::Ended(_) => seen,
        Answer::ChallengeRequired(_)
        | Answer::Pending
        | Answer::Refused { .. }
        | Answer::NotSent
        | Answer::NoAnswer
        | Answer::Absent
        | Answer::ChallengeLost => Answer::Ended(Ending::Canceled).into(),
    }
}

fn paid(event: &Body, now: Timestamp) -> Outcome {
    Outcome {
        answer: Answer::Ended(Ending::Paid(payment(event, now))),
        order: event.order_id().map(GatewayOrder),
        card: None,
    }
}

/// n1co gives back all of a charge, never a part.
fn reversed(event: &Body, expected: Expected<'_>, now: Timestamp) -> Outcome {
    Outcome {
        answer: Answer::Ended(Ending::Refunded {
            payment: payment(event, now),
            refunded: expected.total,
            whole: true,
        }),
        order: event.order_id().map(GatewayOrder),
        card: None,
    }
}

fn payment(event: &Body, now: Timestamp) -> Payment {
    let charge = event.metadata("ChargeId").or_else(|| event.order_id());
    Payment {
        charge: charge.unwrap_or_default(),
        paid_at: now,
        authorization_code: event.metadata("AuthorizationCode"),
        frictionless: false,
    }
}

fn declined(event: &Body) -> Decline {
    Decline {
        reason: DeclineReason::Declined,
        code: event.metadata("reason"),
        message: None,
        authentication: None,
    }
}

#[cfg(test)]
mod tests;
