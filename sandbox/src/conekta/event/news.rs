//! What there is to tell: of an order, the difference between what was told and what is; of a
//! customer or a webhook, what was just done to it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Event;
use crate::conekta::Book;
use crate::conekta::charge::{Charge, ChargeStatus};
use crate::conekta::delivery::{To, send};
use crate::conekta::order::{Order, PaymentStatus, is_long};
use crate::sandbox::Sandbox;

/// What was told of an order until now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Told {
    /// Whether it was told that there is such an order.
    exists: bool,
    edits: u32,
    status: Option<PaymentStatus>,
    /// Where each charge stood, and how many refunds it had.
    charges: Vec<(ChargeStatus, usize)>,
}

impl Order {
    fn to_tell(&self) -> Told {
        let charges = self.charges.iter();
        let charges = charges.map(|charge| (charge.status, charge.refunds.len()));
        Told {
            exists: true,
            edits: self.edits,
            status: self.status,
            charges: charges.collect(),
        }
    }

    /// The events between what was told and what is, in the order in which they happened: type and
    /// data of each.
    fn news(&self, public_url: &str) -> Vec<(String, Value)> {
        let (before, now) = (&self.told, self.to_tell());
        let order = || self.answer(public_url).into_value();
        let of_order = |name: &str, previous: Value| {
            let data = json!({ "object": order(), "previous_attributes": previous });
            (format!("order.{name}"), data)
        };
        let of_charge = |charge: &Charge, name: &str| {
            let data = json!({ "object": charge.answer(), "previous_attributes": {} });
            (format!("charge.{name}"), data)
        };
        let mut news = Vec::new();
        if !before.exists {
            news.push(of_order("created", json!({})));
        }
        if before.edits != now.edits {
            news.push(of_order("updated", json!({})));
        }
        let previous = match before.status {
            Some(status) if before.status != now.status => {
                json!({ "payment_status": status.as_str() })
            }
            _ => json!({}),
        };
        let refunds = |told: &Told| -> usize { told.charges.iter().map(|(_, n)| n).sum() };
        // No event has a name for it, and it is not paid anew.
        let is_returned = before.status == Some(PaymentStatus::ChargedBack);
        if refunds(&now) < refunds(before) || (is_returned && before.status != now.status) {
            news.push(of_order("updated", previous));
            return news;
        }
        // A second decline, or a second part that is given back, changes no status.
        let is_again = before.charges != now.charges;
        for (place, charge) in self.charges.iter().enumerate() {
            let told = before.charges.get(place);
            if told.is_none() {
                news.push(of_charge(charge, "created"));
            }
            if told != Some(&(charge.status, charge.refunds.len())) {
                let name = charge_event(charge.status);
                news.extend(name.map(|name| of_charge(charge, name)));
            }
        }
        if let Some(status) = now
            .status
            .filter(|_| is_again || before.status != now.status)
        {
            news.push(of_order(order_event(status), previous));
        }
        news
    }
}

/// The name of the event about an order's status.
fn order_event(status: PaymentStatus) -> &'static str {
    match status.as_str() {
        // No event has a name for it.
        "partially_paid" => "updated",
        name => name,
    }
}

/// The name of the event about a charge; none where only its order's is sent.
fn charge_event(status: ChargeStatus) -> Option<&'static str> {
    match status.as_str() {
        "pre_authorized" => Some("preauthorized"),
        // There is no name for a part, nor for what was never taken.
        "partially_refunded" => Some("refunded"),
        // Of that, its chargeback is told.
        "voided" | "charged_back" => None,
        name => Some(name),
    }
}

/// Tells every webhook what happened to an order since it was last told. Called after whatever may
/// have changed one.
pub(crate) fn tell(sandbox: &Sandbox, book: &mut Book, id: &str) {
    let config = sandbox.config();
    let Some(order) = book.orders.get_mut(id) else {
        return;
    };
    let news = order.news(config.public_url.as_str());
    order.told = order.to_tell();
    if let Some(expires_at) = order.waits_until() {
        book.waiting.insert((expires_at, id.to_owned()));
    }
    let now = order.to_be_found_by();
    let before = std::mem::replace(&mut order.searchable, now);
    for word in order.searchable.lines().filter(|word| is_long(word)) {
        if !before.lines().any(|known| known == word) {
            let found = book.words.entry(word.to_owned()).or_default();
            found.push(id.to_owned());
        }
    }
    for (kind, data) in news {
        publish(
            sandbox,
            book,
            Event::new(kind, data, config),
            &To::Subscribers,
        );
    }
}

/// Tells every webhook what became of something else than an order: `kind` is the whole type.
pub(crate) fn announce(sandbox: &Sandbox, book: &mut Book, kind: &str, object: &impl Serialize) {
    let event = Event::about(kind, object, sandbox.config());
    publish(sandbox, book, event, &To::Subscribers);
}

/// Sends `webhook_ping` to a webhook, whatever it is subscribed to.
pub(crate) fn ping(sandbox: &Sandbox, book: &mut Book, webhook: String) {
    let event = Event::ping(sandbox.config());
    publish(sandbox, book, event, &To::Only(&[webhook]));
}

fn publish(sandbox: &Sandbox, book: &mut Book, event: Event, to: &To<'_>) {
    let id = event.id.clone();
    book.events.insert(event);
    send(sandbox, book, &id, to);
}

/// Tells what nobody asked for: time ran out for some orders.
pub(crate) fn let_time_pass(sandbox: &Sandbox, book: &mut Book) {
    let now = sandbox.now();
    let mut changed = Vec::new();
    while book.waiting.first().is_some_and(|(at, _)| *at <= now) {
        let Some((_, id)) = book.waiting.pop_first() else {
            break;
        };
        if let Some(order) = book.orders.get_mut(&id) {
            order.settle(now);
            changed.push(id);
        }
    }
    for id in changed {
        tell(sandbox, book, &id);
    }
}
