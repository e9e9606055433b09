//! What is told of an order, when, and how it reads. Pure.

use cobro_wire::{AttemptId, AttemptStatus, Money, OrderId, OrderLine, OrderStatus, Timestamp};
use serde::Serialize;

use crate::payment::{attempt, order};
use crate::store::{AttemptRecord, OrderRecord};

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Money moved for the order. Once for an order, and before any refund of it.
    OrderPaid,
    /// The provider took a payment of the order and will say later.
    OrderPendingPayment,
    /// Nobody paid the order in time. Once for an order.
    OrderExpired,
    /// Some of the order's money was given back, or some more.
    OrderPartiallyRefunded,
    /// All of the order's money was given back.
    OrderRefunded,
    /// A try at paying the order ended, and no money moved.
    AttemptFailed,
    /// Money that came too late for the order was given back.
    ChargeReturned,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::OrderPaid,
        Self::OrderPendingPayment,
        Self::OrderExpired,
        Self::OrderPartiallyRefunded,
        Self::OrderRefunded,
        Self::AttemptFailed,
        Self::ChargeReturned,
    ];

    /// Its name, as the receiver reads it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OrderPaid => "order.paid",
            Self::OrderPendingPayment => "order.pending_payment",
            Self::OrderExpired => "order.expired",
            Self::OrderPartiallyRefunded => "order.partially_refunded",
            Self::OrderRefunded => "order.refunded",
            Self::AttemptFailed => "attempt.failed",
            Self::ChargeReturned => "charge.returned",
        }
    }
}

/// What is news when an attempt goes from one state to another, in the order to tell it.
#[must_use]
pub fn news(was: &attempt::State, is: &attempt::State) -> Vec<Kind> {
    use attempt::State;
    match is {
        State::Paid(_) if !is_paid(was) => vec![Kind::OrderPaid],
        State::Refunded {
            refunded, whole, ..
        } => {
            let refund = match whole {
                true => Kind::OrderRefunded,
                false => Kind::OrderPartiallyRefunded,
            };
            let is_known = given_back(was) == Some((*refunded, *whole));
            let paid = (!is_paid(was)).then_some(Kind::OrderPaid);
            paid.into_iter()
                .chain((!is_known).then_some(refund))
                .collect()
        }
        State::PendingPayment if !matches!(was, State::PendingPayment) => {
            vec![Kind::OrderPendingPayment]
        }
        State::Declined(_)
        | State::AuthenticationFailed { .. }
        | State::Expired
        | State::Abandoned { .. }
        | State::NeverArrived { .. }
            if !was.has_ended_without() =>
        {
            vec![Kind::AttemptFailed]
        }
        State::Returned { .. } if !matches!(was, State::Returned { .. }) => {
            vec![Kind::ChargeReturned]
        }
        State::Created
        | State::Charging
        | State::AwaitingAuthentication
        | State::Authenticated
        | State::PendingPayment
        | State::OutcomeUnknown { .. }
        | State::Paid(_)
        | State::Declined(_)
        | State::AuthenticationFailed { .. }
        | State::Expired
        | State::Abandoned { .. }
        | State::NeverArrived { .. }
        | State::Returning { .. }
        | State::Returned { .. } => Vec::new(),
    }
}

fn is_paid(state: &attempt::State) -> bool {
    !state.is_live() && state.holds_order()
}

/// How much of the order's money was given back, and whether that is all of it.
fn given_back(state: &attempt::State) -> Option<(Money, bool)> {
    let attempt::State::Refunded {
        refunded, whole, ..
    } = state
    else {
        return None;
    };
    Some((*refunded, *whole))
}

/// The id of an event: the same whoever makes it up, and for each delivery.
#[must_use]
pub fn id(order: &OrderId, sequence: i64) -> String {
    let order = order.as_str().trim_start_matches("or_");
    format!("ev_{order}_{sequence}")
}

/// An event to write down.
pub struct Telling<'a> {
    /// What it is about.
    pub kind: Kind,
    /// Its place among the events of the order, from 1.
    pub sequence: i64,
    /// When it happened.
    pub at: Timestamp,
    /// The provider's name.
    pub provider: &'a str,
    /// The order.
    pub order: &'a OrderRecord,
    /// All attempts of the order.
    pub attempts: &'a [AttemptRecord],
    /// The attempt that it happened to, if it happened to one.
    pub attempt: Option<&'a AttemptRecord>,
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    sequence: i64,
    order: OrderData<'a>,
    attempt: Option<AttemptData<'a>>,
}

#[derive(Serialize)]
struct OrderData<'a> {
    id: &'a OrderId,
    status: OrderStatus,
    created_at: Timestamp,
    expires_at: Timestamp,
    total: Money,
    lines: &'a [OrderLine],
}

#[derive(Serialize)]
struct AttemptData<'a> {
    id: &'a AttemptId,
    provider: &'a str,
    provider_order: Option<&'a str>,
    provider_charge: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    installments: Option<u8>,
    #[serde(flatten)]
    status: AttemptStatus,
}

/// How an event reads. Of who pays and of their card, nothing is in it.
///
/// # Errors
/// Never for these types, which are plain data.
pub fn body(telling: &Telling<'_>) -> Result<String, serde_json::Error> {
    let order = telling.order;
    let attempt = telling.attempt.map(|attempt| AttemptData {
        id: &attempt.id,
        provider: telling.provider,
        provider_order: attempt.gateway_order.as_ref().map(|order| order.0.as_str()),
        provider_charge: attempt
            .state
            .payment()
            .map(|payment| payment.charge.as_str()),
        installments: attempt.installments,
        status: order::told(
            &attempt.state,
            &attempt.authentication,
            attempt.gateway_order.as_ref(),
        ),
    });
    serde_json::to_string(&Body {
        r#type: telling.kind.name(),
        timestamp: jiff::Timestamp::from_second(telling.at)
            .unwrap_or(jiff::Timestamp::MAX)
            .to_string(),
        data: Data {
            sequence: telling.sequence,
            order: OrderData {
                id: &order.id,
                status: order::status(order, telling.attempts, telling.at),
                created_at: order.created_at,
                expires_at: order.expires_at,
                total: order.total,
                lines: &order.lines,
            },
            attempt,
        },
    })
}

#[cfg(test)]
mod tests;
