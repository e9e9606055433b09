//! Translation between Conekta's shapes and Cobro's words. Pure.
//!
//! An order counts only if its reference, amount and currency are the ones that were sent; anything
//! that is not recognised becomes "no answer", never paid and never declined.

use std::collections::HashMap;

use cobro_wire::{
    AttemptId, AuthenticationFailure, Brand, Card, CardSummary, Currency, DeclineReason, Expiry,
    Money,
};
use reqwest::StatusCode;
use url::Url;

use super::client::{Fault, Refusal};
use super::shapes::{
    ConektaCharge, ConektaOrder, CustomerInfo, LineItem, NewCharge, NewOrder, NewPaymentMethod,
    PaymentSource,
};
use crate::gateway::{
    Answer, Challenge, Charge, Decline, Ending, Expected, GatewayOrder, Outcome, Payment, Source,
};

/// Key of our attempt's id in an order's metadata.
pub(super) const ATTEMPT_KEY: &str = "cobro_attempt";
/// Key of our order's id in an order's metadata.
const ORDER_KEY: &str = "cobro_order";

pub(super) fn new_order<'a>(
    charge: &'a Charge<'a>,
    three_ds_mode: Option<&'static str>,
) -> NewOrder<'a> {
    let contact = charge.contact;
    NewOrder {
        currency: charge.total.currency.code(),
        customer_info: match charge.customer {
            Some(customer) => CustomerInfo::Known {
                customer_id: &customer.0,
            },
            None => CustomerInfo::Guest {
                name: &contact.name,
                email: &contact.email,
                phone: &contact.phone,
            },
        },
        line_items: charge
            .lines
            .iter()
            .map(|line| LineItem {
                name: &line.name,
                unit_price: line.unit_price.amount_minor,
                quantity: line.quantity,
                sku: line.product_id.as_str(),
            })
            .collect(),
        charges: [NewCharge {
            payment_method: payment_method(charge),
            reference_id: charge.attempt.as_str(),
        }],
        metadata: HashMap::from([
            (ATTEMPT_KEY, charge.attempt.as_str()),
            (ORDER_KEY, charge.order.as_str()),
        ]),
        three_ds_mode,
        return_url: three_ds_mode.map(|_| charge.return_url),
    }
}

fn payment_method<'a>(charge: &'a Charge<'a>) -> NewPaymentMethod<'a> {
    let (r#type, payment_source_id, token_id) = match charge.source {
        Source::Default { .. } => ("default", None, None),
        Source::Saved { id } => ("card", Some(id.as_str()), None),
        Source::Token { id } => ("card", None, Some(id.as_str())),
    };
    NewPaymentMethod {
        r#type,
        payment_source_id,
        token_id,
        cvc: charge.cvc,
        monthly_installments: charge.installments,
    }
}

/// What an order says of the charge that it was made for.
pub(super) fn outcome(order: ConektaOrder, expected: Expected<'_>) -> Outcome {
    let card = order
        .charges
        .iter()
        .flat_map(|list| &list.data)
        .rev()
        .find_map(charged_card);
    let answer = match disagreement(&order, expected) {
        None => answer(&order, expected),
        Some(what) => {
            tracing::error!(
                order = order.id,
                attempt = %expected.attempt,
                "an order at Conekta has another {what} than was sent; it is not believed"
            );
            Answer::NoAnswer
        }
    };
    Outcome {
        answer,
        order: Some(GatewayOrder(order.id)),
        card,
    }
}

fn disagreement(order: &ConektaOrder, expected: Expected<'_>) -> Option<&'static str> {
    if !is_for(order, expected.attempt) {
        Some("reference")
    } else if order.amount != expected.total.amount_minor {
        Some("amount")
    } else if Currency::from_code(&order.currency) != Some(expected.total.currency) {
        Some("currency")
    } else if !has_months(order, expected.installments) {
        Some("number of months")
    } else {
        None
    }
}

/// Whether a charge is paid in as many months as was asked for. One that does not say is believed,
/// since the field may be missing; and one month is at once.
fn has_months(order: &ConektaOrder, asked: Option<u8>) -> bool {
    let asked = asked.map_or(1, i64::from);
    let last = order.charges.iter().flat_map(|list| &list.data).next_back();
    let told = last.and_then(|charge| charge.monthly_installments);
    told.is_none_or(|months| months.max(1) == asked)
}

fn is_for(order: &ConektaOrder, attempt: &AttemptId) -> bool {
    let attempt = attempt.as_str();
    let in_metadata = order
        .metadata
        .as_ref()
        .and_then(|metadata| metadata.get(ATTEMPT_KEY));
    let charges = order.charges.iter().flat_map(|list| &list.data);
    match in_metadata {
        Some(value) => value.as_str() == Some(attempt),
        None => charges
            .filter_map(|charge| charge.reference_id.as_deref())
            .any(|id| id == attempt),
    }
}

fn answer(order: &ConektaOrder, expected: Expected<'_>) -> Answer {
    let last = order.charges.iter().flat_map(|list| &list.data).next_back();
    match order.payment_status.as_deref() {
        Some("paid" | "charged_back") => match last {
            Some(charge) => Answer::Ended(Ending::Paid(payment(charge))),
            None => Answer::NoAnswer,
        },
        Some(status @ ("refunded" | "partially_refunded")) => match last {
            Some(charge) => Answer::Ended(Ending::Refunded {
                payment: payment(charge),
                refunded: Money::new(order.amount_refunded, expected.total.currency),
                whole: status == "refunded",
            }),
            None => Answer::NoAnswer,
        },
        Some("pending_payment") => match challenge(order, expected) {
            Some(challenge) => Answer::ChallengeRequired(challenge),
            None => Answer::Pending,
        },
        Some("declined") => Answer::Ended(Ending::Declined(decline(last))),
        Some("expired") => Answer::Ended(Ending::Expired),
        Some("canceled" | "voided") => Answer::Ended(Ending::Canceled),
        status => {
            tracing::error!(
                order = order.id,
                status,
                "Conekta gave an order an unknown status"
            );
            Answer::NoAnswer
        }
    }
}

fn payment(charge: &ConektaCharge) -> Payment {
    let card = charge.payment_method.as_ref();
    Payment {
        charge: charge.id.clone(),
        paid_at: charge.paid_at.or(charge.created_at).unwrap_or_default(),
        authorization_code: card.and_then(|card| card.auth_code.clone()),
        frictionless: card
            .and_then(|card| card.three_ds_flow_required)
            .unwrap_or(false),
    }
}

fn decline(charge: Option<&ConektaCharge>) -> Decline {
    let code = charge.and_then(|charge| charge.failure_code.clone());
    Decline {
        reason: reason(code.as_deref().unwrap_or_default()),
        authentication: authentication(code.as_deref().unwrap_or_default()),
        code,
        message: charge.and_then(|charge| charge.failure_message.clone()),
    }
}

/// No list of codes is published: these words are looked for.
fn authentication(code: &str) -> Option<AuthenticationFailure> {
    let code = code.to_ascii_lowercase();
    let is_one = ["authentication", "3ds", "three_ds"]
        .iter()
        .any(|word| code.contains(word));
    is_one.then(|| {
        if code.contains("expired") || code.contains("timeout") {
            AuthenticationFailure::Expired
        } else {
            AuthenticationFailure::Failed
        }
    })
}

/// Groups failure codes of charges and codes of errors, which are different vocabularies.
fn reason(code: &str) -> DeclineReason {
    match code.rsplit('.').next().unwrap_or_default() {
        "insufficient_funds" => DeclineReason::InsufficientFunds,
        "suspected_fraud" | "suspicious_behaviour" => DeclineReason::SuspectedFraud,
        "expired_card" => DeclineReason::ExpiredCard,
        "invalid_card" | "invalid_number" | "invalid_cvc" => DeclineReason::InvalidCard,
        _ => DeclineReason::Declined,
    }
}

/// The bank's page, for a frame (`source=embedded` makes it answer by message) and for a tab.
fn challenge(order: &ConektaOrder, expected: Expected<'_>) -> Option<Challenge> {
    let page = &order.next_action.as_ref()?.redirect_to_url.as_ref()?.url;
    let mut url = Url::parse(page).ok()?;
    let origin = url.origin().ascii_serialization();
    if !expected.challenge_origins.contains(&origin) {
        tracing::error!(
            order = order.id,
            origin,
            "a challenge on an origin that is not allowed"
        );
        return None;
    }
    url.query_pairs_mut().append_pair("source", "embedded");
    Some(Challenge {
        url: url.into(),
        page_url: page.clone(),
        reference: order.id.clone(),
        expires_at: expected.challenge_expires_at,
    })
}

fn charged_card(charge: &ConektaCharge) -> Option<CardSummary> {
    let card = charge.payment_method.as_ref()?;
    Some(CardSummary {
        brand: brand(card.brand.as_deref()),
        last4: card.last4.clone()?,
    })
}

/// Whether an attempt's order is among some.
pub(super) fn names(orders: &[ConektaOrder], attempt: &AttemptId) -> bool {
    orders.iter().any(|order| is_for(order, attempt))
}

/// Our order among those of a list, or nothing.
pub(super) fn found(orders: Vec<ConektaOrder>, expected: Expected<'_>) -> Option<Outcome> {
    let is_ours = |order: &ConektaOrder| is_for(order, expected.attempt);
    let mut ours: Vec<_> = orders.into_iter().filter(is_ours).collect();
    if ours.len() > 1 {
        tracing::error!(attempt = %expected.attempt, "Conekta has several orders for one attempt");
    }
    // Should there ever be several, the one where money moved is the truth.
    ours.sort_by_key(|order| order.payment_status.as_deref() == Some("paid"));
    ours.pop().map(|order| outcome(order, expected))
}

/// What a charge came to that was not answered with an order.
pub(super) fn charge_fault(fault: Fault, expected: Expected<'_>) -> Outcome {
    match fault {
        Fault::NotSent(why) => {
            tracing::error!(why, "Conekta cannot be reached");
            Answer::NotSent.into()
        }
        Fault::NoAnswer(why) => {
            tracing::warn!(attempt = %expected.attempt, why, "a charge was not answered");
            Answer::NoAnswer.into()
        }
        Fault::Refused(refusal) => refused(*refusal, expected),
    }
}

fn refused(mut refusal: Refusal, expected: Expected<'_>) -> Outcome {
    let detail = refusal.detail();
    if let Some(order) = refusal.body.data.take() {
        let mut outcome = outcome(order, expected);
        if let Answer::Ended(Ending::Declined(decline)) = &mut outcome.answer {
            decline.message = detail.message.or(decline.message.take());
            if decline.reason == DeclineReason::Declined {
                decline.reason = reason(detail.code.as_deref().unwrap_or_default());
            }
        }
        return outcome;
    }
    let is_for_the_buyer = matches!(
        refusal.status,
        StatusCode::PAYMENT_REQUIRED | StatusCode::UNPROCESSABLE_ENTITY
    );
    Answer::Refused {
        message: detail.message.filter(|_| is_for_the_buyer),
    }
    .into()
}

/// What a look-up came to that failed. That a question did not leave, or was refused, says nothing
/// of the charge; nor does a 404 for an order that Conekta itself named.
pub(super) fn unread(fault: &Fault, expected: Expected<'_>) -> Answer {
    tracing::warn!(attempt = %expected.attempt, ?fault, "Conekta could not be asked");
    Answer::NoAnswer
}

pub(super) fn cards(sources: Vec<PaymentSource>) -> Vec<Card> {
    sources.into_iter().filter_map(card).collect()
}

/// A payment source as a card; nothing for cash and bank transfer, or an unreadable one.
pub(super) fn card(source: PaymentSource) -> Option<Card> {
    if source.r#type != "card" {
        return None;
    }
    Some(Card {
        id: source.id.parse().ok()?,
        summary: Some(CardSummary {
            brand: brand(source.brand.as_deref()),
            last4: source.last4?,
        }),
        expiry: Some(Expiry {
            month: source.exp_month?.parse().ok()?,
            year: full_year(source.exp_year?.parse().ok()?),
        }),
        holder: source.name,
        default: source.default,
        blocked: source
            .payment_source_status
            .is_some_and(|status| status != "active"),
    })
}

/// Two digits mean this century.
fn full_year(year: u16) -> u16 {
    if year < 100 { 2000 + year } else { year }
}

/// The names of version 2.0.0 are upper case and one is short.
fn brand(name: Option<&str>) -> Brand {
    match name.unwrap_or_default().to_ascii_lowercase().as_str() {
        "visa" => Brand::Visa,
        "mastercard" | "mc" => Brand::Mastercard,
        "american_express" | "amex" => Brand::AmericanExpress,
        _ => Brand::Other,
    }
}

#[cfg(test)]
mod tests;
