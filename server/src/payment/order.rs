//! What an order's attempts make of it, and what a browser may see of both. Pure.

use cobro_wire::{
    Attempt, AttemptStatus, AuthenticationFailure, Challenge, Order, OrderStatus, Receipt,
    Timestamp,
};

use super::{attempt, authentication};
use crate::gateway::{self, GatewayOrder};
use crate::store::{AttemptRecord, OrderRecord};

/// An order's status follows from its attempts; time only closes what nobody is paying.
#[must_use]
pub fn status(order: &OrderRecord, attempts: &[AttemptRecord], now: Timestamp) -> OrderStatus {
    let states: Vec<_> = attempts.iter().map(|attempt| &attempt.state).collect();
    status_of(&states, order.expires_at, now)
}

/// The same, of where the attempts stand.
#[must_use]
pub fn status_of(states: &[&attempt::State], expires_at: Timestamp, now: Timestamp) -> OrderStatus {
    let any = |is: fn(&attempt::State) -> bool| states.iter().any(|state| is(state));
    if any(|state| matches!(state, attempt::State::Paid(_))) {
        OrderStatus::Paid
    } else if any(|state| matches!(state, attempt::State::Refunded { whole: true, .. })) {
        OrderStatus::Refunded
    } else if any(|state| matches!(state, attempt::State::Refunded { whole: false, .. })) {
        OrderStatus::PartiallyRefunded
    } else if any(|state| matches!(state, attempt::State::PendingPayment)) {
        OrderStatus::PendingPayment
    } else if any(attempt::State::is_live) || now < expires_at {
        OrderStatus::Open
    } else {
        OrderStatus::Expired
    }
}

/// The order as its shopper's browser sees it.
#[must_use]
pub fn view(order: OrderRecord, attempts: &[AttemptRecord], now: Timestamp) -> Order {
    let status = status(&order, attempts, now);
    let money_moved = match status {
        OrderStatus::Paid | OrderStatus::PartiallyRefunded | OrderStatus::Refunded => true,
        OrderStatus::Open
        | OrderStatus::PendingPayment
        | OrderStatus::Expired
        | OrderStatus::Canceled => false,
    };
    Order {
        status,
        receipt_token: order.receipt_token.filter(|_| money_moved),
        id: order.id,
        created_at: order.created_at,
        lines: order.lines,
        total: order.total,
        contact: order.contact,
        attempt: shown(attempts).map(attempt_view),
    }
}

/// The attempt that the order is shown by: the one where money moved for it, else the last.
fn shown(attempts: &[AttemptRecord]) -> Option<&AttemptRecord> {
    let settled = |attempt: &&AttemptRecord| {
        matches!(
            attempt.state,
            attempt::State::Paid(_) | attempt::State::Refunded { .. }
        )
    };
    attempts.iter().find(settled).or(attempts.last())
}

fn attempt_view(attempt: &AttemptRecord) -> Attempt {
    Attempt {
        id: attempt.id.clone(),
        card: attempt.card.clone(),
        installments: attempt.installments,
        status: told(
            &attempt.state,
            &attempt.authentication,
            attempt.gateway_order.as_ref(),
        ),
    }
}

/// What a shopper is told of an attempt.
#[must_use]
pub fn told(
    state: &attempt::State,
    authentication: &authentication::State,
    order: Option<&GatewayOrder>,
) -> AttemptStatus {
    match state {
        attempt::State::Created | attempt::State::Charging => AttemptStatus::Processing,
        attempt::State::AwaitingAuthentication => match authentication {
            authentication::State::ChallengeOpen { challenge } => {
                AttemptStatus::AwaitingAuthentication {
                    challenge: challenge_view(challenge),
                }
            }
            // The challenge is over and the provider has yet to say what came of it.
            authentication::State::NotRequired
            | authentication::State::Frictionless
            | authentication::State::Reported { .. }
            | authentication::State::Passed
            | authentication::State::Failed
            | authentication::State::Refused
            | authentication::State::Error
            | authentication::State::Expired => AttemptStatus::OutcomeUnknown,
        },
        attempt::State::Authenticated | attempt::State::OutcomeUnknown { .. } => {
            AttemptStatus::OutcomeUnknown
        }
        attempt::State::PendingPayment => AttemptStatus::PendingPayment,
        attempt::State::Paid(payment) => AttemptStatus::Paid {
            receipt: receipt(payment, order),
        },
        attempt::State::Refunded {
            payment, refunded, ..
        } => AttemptStatus::Refunded {
            receipt: receipt(payment, order),
            refunded: *refunded,
        },
        attempt::State::Declined(decline) => AttemptStatus::Declined {
            reason: decline.reason,
            message: decline.message.clone(),
        },
        attempt::State::AuthenticationFailed { failure } => {
            AttemptStatus::AuthenticationFailed { failure: *failure }
        }
        attempt::State::Expired => AttemptStatus::AuthenticationFailed {
            failure: AuthenticationFailure::Expired,
        },
        attempt::State::Abandoned { message } => AttemptStatus::Abandoned {
            message: message.clone(),
        },
        attempt::State::NeverArrived { .. } => AttemptStatus::Abandoned { message: None },
        attempt::State::Returning { .. } => AttemptStatus::Returning,
        attempt::State::Returned { .. } => AttemptStatus::Returned,
    }
}

fn challenge_view(challenge: &gateway::Challenge) -> Challenge {
    Challenge {
        url: challenge.url.clone(),
        page_url: challenge.page_url.clone(),
        reference: challenge.reference.clone(),
        expires_at: challenge.expires_at,
    }
}

fn receipt(payment: &gateway::Payment, order: Option<&GatewayOrder>) -> Receipt {
    let order = order.map(|order| order.0.clone());
    Receipt {
        paid_at: payment.paid_at,
        authorization_code: payment.authorization_code.clone(),
        provider_reference: order.unwrap_or_else(|| payment.charge.clone()),
    }
}
