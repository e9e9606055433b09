//! The reckoning: what the provider charged, beside what we say of each order. Pure.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::shopper::{Placed, word};

/// An order, as our API tells it at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) id: String,
    pub(super) amount: i64,
    pub(super) currency: String,
    /// Every attempt that was sent for it.
    pub(super) attempts: Vec<String>,
    /// Its last attempt, and where that stands; nothing where none was begun.
    pub(super) last: Option<(String, String)>,
    /// Where the order stands; `missing` where we do not know it any more.
    pub(super) status: String,
}

/// Money that the provider took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Charge {
    pub(super) id: String,
    /// The provider's order.
    pub(super) order: String,
    pub(super) reference: String,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) refunded: i64,
}

/// What came of the comparison.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Reckoning {
    /// Orders that were charged more than once.
    pub(super) double: Vec<String>,
    /// Money without an order that says so, and orders that say so without the money.
    pub(super) lost: Vec<String>,
    /// Orders whose end nobody knows.
    pub(super) unknown: Vec<String>,
    /// How many orders ended in which way.
    pub(super) ends: BTreeMap<String, usize>,
    /// How often money was taken, and how often given back.
    pub(super) charged: usize,
    pub(super) refunded: usize,
}

impl Order {
    /// An order as its shopper knows it, with what the list of their orders says.
    pub(super) fn read(placed: &Placed, list: &Value) -> Self {
        let orders = list.get("orders").and_then(Value::as_array);
        let mut orders = orders.into_iter().flatten();
        let told = orders.find(|order| word(order, "/id") == Some(&placed.id));
        let text = |pointer| {
            told.and_then(|order| word(order, pointer))
                .map(str::to_owned)
        };
        Self {
            id: placed.id.clone(),
            amount: placed.amount,
            currency: placed.currency.clone(),
            attempts: placed.attempts.clone(),
            last: text("/attempt/id").zip(text("/attempt/status")),
            status: text("/status").unwrap_or_else(|| "missing".to_owned()),
        }
    }

    /// Whether something may still become of its last attempt.
    pub(super) fn is_under_way(&self) -> bool {
        let last = self.last.as_ref().map(|(_, status)| status.as_str());
        match last {
            None
            | Some("paid" | "refunded" | "declined" | "authentication_failed" | "abandoned") => {
                false
            }
            Some(_) => true,
        }
    }

    fn is_paid(&self) -> bool {
        self.last
            .as_ref()
            .is_some_and(|(_, status)| status == "paid")
    }

    fn end(&self) -> &str {
        self.last.as_ref().map_or("not tried", |(_, status)| status)
    }
}

impl Charge {
    /// The charges of the sandbox's ledger.
    pub(super) fn all(ledger: &Value) -> Vec<Self> {
        let charges = ledger.get("charges").and_then(Value::as_array);
        let read = |charge: &Value| {
            let number = |name| charge.get(name).and_then(Value::as_i64).unwrap_or_default();
            let text = |name| word(charge, name).unwrap_or_default().to_owned();
            Self {
                id: text("/charge_id"),
                order: text("/order_id"),
                reference: text("/reference_id"),
                amount: number("amount"),
                currency: text("/currency"),
                refunded: number("refunded"),
            }
        };
        charges.into_iter().flatten().map(read).collect()
    }

    fn is_refunded(&self) -> bool {
        self.refunded >= self.amount
    }
}

impl Reckoning {
    /// Compares order by order.
    pub(super) fn draw_up(orders: &[Order], charges: &[Charge]) -> Self {
        let mut reckoning = Self {
            charged: charges.len(),
            refunded: charges.iter().filter(|charge| charge.is_refunded()).count(),
            ..Self::default()
        };
        let kept = charges.iter().filter(|charge| !charge.is_refunded());
        let mut by_reference: HashMap<&str, Vec<&Charge>> = HashMap::new();
        for charge in kept {
            by_reference
                .entry(&charge.reference)
                .or_default()
                .push(charge);
        }
        for order in orders {
            let of_order = order.attempts.iter();
            let taken: Vec<&Charge> = of_order
                .filter_map(|attempt| by_reference.remove(attempt.as_str()))
                .flatten()
                .collect();
            reckoning.judge(order, &taken);
        }
        let strangers: HashSet<_> = by_reference.into_keys().collect();
        for reference in strangers {
            let lost = format!("{reference}: charged, and no order knows it");
            reckoning.lost.push(lost);
        }
        reckoning
    }

    fn judge(&mut self, order: &Order, taken: &[&Charge]) {
        *self.ends.entry(order.end().to_owned()).or_default() += 1;
        let id = &order.id;
        let end = order.end();
        if order.is_under_way() {
            self.unknown
                .push(format!("{id}: {end}, charged {} times", taken.len()));
        }
        if order.status == "missing" {
            self.lost
                .push(format!("{id}: our list of orders does not have it"));
        }
        match taken {
            [] if order.is_paid() => {
                self.lost
                    .push(format!("{id}: paid, and nothing was charged"));
            }
            [] => {}
            [charge] => {
                if let Some(lost) = order.disagreement(charge) {
                    self.lost.push(format!("{id}: {lost}"));
                }
            }
            charges => {
                let references: Vec<_> = charges
                    .iter()
                    .map(|charge| charge.reference.as_str())
                    .collect();
                self.double.push(format!(
                    "{id}: {end}, charged as {}",
                    references.join(" and ")
                ));
            }
        }
    }

    /// Whether nothing was charged twice, lost or left unknown.
    pub(super) fn is_clean(&self) -> bool {
        self.double.is_empty() && self.lost.is_empty() && self.unknown.is_empty()
    }
}

impl Order {
    fn disagreement(&self, charge: &Charge) -> Option<String> {
        let reference = &charge.reference;
        // What is not decided yet is told as unknown.
        if self.is_under_way() {
            return None;
        }
        if !self.is_paid() || self.status != "paid" {
            let (status, end) = (&self.status, self.end());
            return Some(format!("{status}, {end}, and charged as {reference}"));
        }
        if self
            .last
            .as_ref()
            .is_some_and(|(attempt, _)| attempt != reference)
        {
            return Some(format!("paid by one attempt, and charged as {reference}"));
        }
        let (amount, currency) = (charge.amount, &charge.currency);
        (amount != self.amount || *currency != self.currency).then(|| {
            let (ours, unit) = (self.amount, &self.currency);
            format!("paid {ours} {unit}, and charged {amount} {currency}")
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn order(status: &str, last: Option<(&str, &str)>) -> Order {
        Order {
            id: "or_1".to_owned(),
            amount: 100,
            currency: "MXN".to_owned(),
            attempts: vec!["at_1".to_owned(), "at_2".to_owned()],
            last: last.map(|(id, status)| (id.to_owned(), status.to_owned())),
            status: status.to_owned(),
        }
    }

    fn charge(reference: &str, amount: i64, refunded: i64) -> Charge {
        Charge {
            id: format!("ch_{reference}"),
            order: "ord_1".to_owned(),
            reference: reference.to_owned(),
            amount,
            currency: "MXN".to_owned(),
            refunded,
        }
    }

    /// Counts of double charges, losses and unknown ends.
    fn check(order: Order, charges: &[Charge], expected: [usize; 3]) {
        let reckoning = Reckoning::draw_up(&[order], charges);
        let found = [&reckoning.double, &reckoning.lost, &reckoning.unknown].map(Vec::len);
        assert_eq!(found, expected, "{reckoning:?}");
        assert_eq!(reckoning.is_clean(), expected == [0, 0, 0]);
    }

    fn paid() -> Order {
        order("paid", Some(("at_2", "paid")))
    }

    #[test]
    fn an_order_that_agrees_with_the_ledger_is_clean() {
        check(paid(), &[charge("at_2", 100, 0)], [0, 0, 0]);
        check(order("open", Some(("at_2", "declined"))), &[], [0, 0, 0]);
        check(order("open", None), &[], [0, 0, 0]);
    }

    #[test]
    fn two_charges_of_an_order_are_double_unless_one_was_given_back() {
        let first = charge("at_1", 100, 0);
        check(paid(), &[first, charge("at_2", 100, 0)], [1, 0, 0]);
        let again = [charge("at_2", 100, 0), charge("at_2", 100, 0)];
        check(paid(), &again, [1, 0, 0]);
        let returned = charge("at_1", 100, 100);
        check(paid(), &[returned, charge("at_2", 100, 0)], [0, 0, 0]);
    }

    #[test]
    fn money_and_order_that_do_not_know_each_other_are_lost() {
        check(paid(), &[], [0, 1, 0]);
        let unpaid = || order("open", Some(("at_2", "abandoned")));
        check(unpaid(), &[charge("at_2", 100, 0)], [0, 1, 0]);
        check(unpaid(), &[charge("at_2", 100, 99)], [0, 1, 0]);
        check(unpaid(), &[charge("at_2", 100, 100)], [0, 0, 0]);
        check(unpaid(), &[charge("at_9", 100, 0)], [0, 1, 0]);
        check(paid(), &[charge("at_1", 100, 0)], [0, 1, 0]);
        check(paid(), &[charge("at_2", 101, 0)], [0, 1, 0]);
        check(order("missing", None), &[], [0, 1, 0]);
    }

    #[test]
    fn an_attempt_without_an_end_is_unknown_and_no_more() {
        for status in [
            "processing",
            "outcome_unknown",
            "awaiting_authentication",
            "new",
        ] {
            let order = order("open", Some(("at_2", status)));
            check(order, &[charge("at_2", 100, 0)], [0, 0, 1]);
        }
    }

    #[test]
    fn ledger_and_list_are_read() {
        let ledger = json!({ "charges": [{ "order_id": "ord_1", "charge_id": "ch_at_1",
            "reference_id": "at_1", "amount": 100, "currency": "MXN", "refunded": 7 }] });
        assert_eq!(Charge::all(&ledger), [charge("at_1", 100, 7)]);
        let placed = Placed {
            id: "or_1".to_owned(),
            amount: 100,
            currency: "MXN".to_owned(),
            attempts: vec!["at_1".to_owned(), "at_2".to_owned()],
        };
        let list = json!({ "orders": [
            { "id": "or_0", "status": "open", "attempt": null },
            { "id": "or_1", "status": "paid", "attempt": { "id": "at_2", "status": "paid" } },
        ] });
        assert_eq!(Order::read(&placed, &list), paid());
        let missing = Order::read(&placed, &json!({ "orders": [] }));
        assert_eq!(missing, order("missing", None));
    }
}
