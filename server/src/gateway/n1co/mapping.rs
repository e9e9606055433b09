//! Translation between n1co's shapes and Cobro's words. Pure.

use cobro_wire::{Card, CardSummary, Currency, DeclineReason, OrderLine, Timestamp};
use serde_json::value::RawValue;
use url::Url;

use super::client::Fault;
use super::decimal;
use super::shapes::{
    BillingInfo, ChargeAnswer, ChargeError, ChargeRequest, Customer, OrderAnswer, OrderRequest,
    Text,
};
use crate::gateway::{
    Answer, Challenge, Charge, Decline, Ending, Expected, GatewayOrder, Outcome, Payment, Source,
};
use crate::store::KeptCard;

/// Longest name and description that we send, in characters.
const TEXT_LENGTH: usize = 250;

pub(super) fn request(
    charge: &Charge<'_>,
    authentication_id: Option<&str>,
    location_code: Option<&str>,
) -> serde_json::Result<ChargeRequest> {
    let card_id = match charge.source {
        Source::Default { id } | Source::Saved { id } => id.as_str(),
        Source::Token { id } => id.as_str(),
    };
    Ok(ChargeRequest {
        customer: Some(Customer {
            id: charge.customer.map(|customer| customer.0.clone()),
            name: charge.contact.name.clone(),
            email: charge.contact.email.clone(),
            phone_number: charge.contact.phone.clone(),
        }),
        order: OrderRequest {
            id: charge.attempt.to_string(),
            name: name(charge.lines),
            amount: RawValue::from_string(decimal::write(charge.total.amount_minor))?,
            description: description(charge.lines),
        },
        card_id: card_id.to_owned(),
        authentication_id: authentication_id.map(str::to_owned),
        billing_info: charge.billing.map(|billing| BillingInfo {
            country_code: billing.country.clone(),
            state_code: billing.state.clone(),
            zip_code: billing.postal_code.clone(),
        }),
        location_code: location_code.map(str::to_owned),
    })
}

fn name(lines: &[OrderLine]) -> String {
    let first = lines.first().map_or("", |line| line.name.as_str());
    let text = match lines.len() {
        0 | 1 => first.to_owned(),
        more => format!("{first} + {}", more - 1),
    };
    text.chars().take(TEXT_LENGTH).collect()
}

fn description(lines: &[OrderLine]) -> String {
    let lines: Vec<_> = lines
        .iter()
        .map(|line| format!("{} × {}", line.quantity, line.name))
        .collect();
    lines.join(", ").chars().take(TEXT_LENGTH).collect()
}

/// What an answer says of the charge that it belongs to.
pub(super) fn outcome(answer: ChargeAnswer, expected: Expected<'_>, now: Timestamp) -> Outcome {
    let created_at = answer
        .created_at
        .as_deref()
        .and_then(seconds)
        .unwrap_or(now);
    match answer.status.as_str() {
        "SUCCEEDED" => paid(answer.order, expected, created_at),
        "FAILED" => Answer::Ended(Ending::Declined(decline(answer.error))).into(),
        "AUTHENTICATION_REQUIRED" => Outcome {
            answer: match answer.authentication {
                Some(asked) => challenge(asked.url, asked.id, expected),
                None => Answer::NoAnswer,
            },
            order: answer.order.map(|order| GatewayOrder(order.id.into_text())),
            card: None,
        },
        status => {
            tracing::error!(attempt = %expected.attempt, status, "n1co gave an unknown status");
            Answer::NoAnswer.into()
        }
    }
}

fn disagreement(order: &OrderAnswer, expected: Expected<'_>) -> Option<&'static str> {
    let amount = order.amount.as_deref().map(RawValue::get);
    // Some write the decimal as a text.
    let amount = amount.map(|text| text.trim_matches('"'));
    let currency = order.currency.as_deref().map(Currency::from_code);
    if order.reference.as_deref() != Some(expected.attempt.as_str()) {
        Some("reference")
    } else if amount.and_then(decimal::read) != Some(expected.total.amount_minor) {
        Some("amount")
    } else if currency.is_some_and(|currency| currency != Some(expected.total.currency)) {
        Some("currency")
    } else {
        None
    }
}

/// Money moved, if the answer is about what was sent.
fn paid(order: Option<OrderAnswer>, expected: Expected<'_>, paid_at: Timestamp) -> Outcome {
    let Some(order) = order else {
        return Answer::NoAnswer.into();
    };
    if let Some(what) = disagreement(&order, expected) {
        tracing::error!(
            attempt = %expected.attempt,
            "n1co answered with another {what} than was sent; it is not believed"
        );
        return Answer::NoAnswer.into();
    }
    let id = order.id.into_text();
    Outcome {
        answer: Answer::Ended(Ending::Paid(Payment {
            charge: id.clone(),
            paid_at,
            authorization_code: order.authorization_code.map(Text::into_text),
            frictionless: false,
        })),
        order: Some(GatewayOrder(id)),
        card: None,
    }
}

/// A page that may not be shown cannot be passed, and without it no charge follows.
fn challenge(url: String, id: String, expected: Expected<'_>) -> Answer {
    let origin = Url::parse(&url).map(|url| url.origin().ascii_serialization());
    match origin {
        Ok(origin) if expected.challenge_origins.contains(&origin) => {
            Answer::ChallengeRequired(Challenge {
                page_url: url.clone(),
                url,
                reference: id,
                expires_at: expected.challenge_expires_at,
            })
        }
        _ => {
            tracing::error!(
                attempt = %expected.attempt,
                "n1co asks for a challenge on an origin that checkout.challenge_origins lacks"
            );
            Answer::Refused { message: None }
        }
    }
}

/// No list of codes is published: these words are looked for, everything else is a plain decline.
fn decline(error: Option<ChargeError>) -> Decline {
    let (code, message) = match error {
        Some(ChargeError::Object { code, message }) => (code, message),
        Some(ChargeError::Text(text)) => (None, Some(text)),
        None => (None, None),
    };
    let said = [code.as_deref(), message.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let reason = if says(&["insufficient", "insuficiente"]) {
        DeclineReason::InsufficientFunds
    } else if says(&["fraud", "fraude"]) {
        DeclineReason::SuspectedFraud
    } else if says(&["expired", "vencida", "expirada"]) {
        DeclineReason::ExpiredCard
    } else if says(&["invalid_card", "invalid card", "tarjeta inválida"]) {
        DeclineReason::InvalidCard
    } else {
        DeclineReason::Declined
    };
    // The message is for developers, in whatever language: the shopper gets ours.
    Decline {
        reason,
        code: code.or(message),
        message: None,
        authentication: None,
    }
}

/// What a charge came to that was not answered.
pub(super) fn fault(fault: Fault, expected: Expected<'_>) -> Answer {
    match fault {
        Fault::NotSent(why) => {
            tracing::error!(attempt = %expected.attempt, why, "a charge was not sent to n1co");
            Answer::NotSent
        }
        Fault::NoAnswer(why) => {
            tracing::warn!(attempt = %expected.attempt, why, "a charge was not answered");
            Answer::NoAnswer
        }
        Fault::Refused(_) => Answer::Refused { message: None },
    }
}

fn seconds(text: &str) -> Option<Timestamp> {
    text.parse::<jiff::Timestamp>()
        .ok()
        .map(jiff::Timestamp::as_second)
}

pub(super) fn card(kept: KeptCard) -> Card {
    let description = kept.description;
    Card {
        id: kept.id,
        summary: description.as_ref().map(|card| CardSummary {
            brand: card.brand,
            last4: card.last4.clone(),
        }),
        expiry: description.map(|card| card.expiry),
        holder: None,
        default: kept.default,
        blocked: false,
    }
}

#[cfg(test)]
mod tests;
