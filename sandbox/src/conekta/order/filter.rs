//! What a list of orders is narrowed down by, besides the general search.

use std::collections::BTreeMap;

use super::{Order, PaymentStatus};
use crate::conekta::charge::ChargeStatus;
use crate::conekta::error::Fault;

/// The filters of `GET /orders`; what is not set lets every order through.
pub(super) struct Filter<'a> {
    payment_status: Option<&'a str>,
    last_payment_status: Option<&'a str>,
    created_at: Times,
    updated_at: Times,
}

/// Moments, in unix seconds, that a time is compared with.
struct Times {
    at: Option<i64>,
    at_or_after: Option<i64>,
    at_or_before: Option<i64>,
}

impl<'a> Filter<'a> {
    pub(super) fn read(query: &'a BTreeMap<String, String>) -> Result<Self, Fault> {
        let text = |name: &str| query.get(name).map(String::as_str);
        Ok(Self {
            payment_status: text("payment_status"),
            last_payment_status: text("last_payment_info.status"),
            created_at: Times::read(query, "created_at")?,
            updated_at: Times::read(query, "updated_at")?,
        })
    }

    /// Whether an order is one of those that are asked for.
    pub(super) fn lets(&self, order: &Order) -> bool {
        let is = |asked: Option<&str>, word: Option<&str>| asked.is_none() || asked == word;
        let charge = order.charges.last().map(|charge| charge.status);
        is(self.payment_status, order.status.map(PaymentStatus::as_str))
            && is(self.last_payment_status, charge.map(ChargeStatus::as_str))
            && self.created_at.lets(order.created_at)
            && self.updated_at.lets(order.updated_at)
    }
}

impl Times {
    fn read(query: &BTreeMap<String, String>, name: &str) -> Result<Self, Fault> {
        let time = |name: &str| {
            let text = query.get(name);
            let time = text.map(|text| text.parse().map_err(|_| name));
            time.transpose()
                .map_err(|name| Fault::invalid(name, "seconds since 1970 are expected"))
        };
        Ok(Self {
            at: time(name)?,
            at_or_after: time(&format!("{name}.gte"))?,
            at_or_before: time(&format!("{name}.lte"))?,
        })
    }

    fn lets(&self, time: i64) -> bool {
        self.at.is_none_or(|at| time == at)
            && self.at_or_after.is_none_or(|first| time >= first)
            && self.at_or_before.is_none_or(|last| time <= last)
    }
}
