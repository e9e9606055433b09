//! Cards and a charge that are there from the start, where that is asked for.

use super::CURRENCY;
use super::authentication::Subject;
use super::book::Charge;
use super::card::Card;
use super::dollars::Dollars;
use crate::ledger::{LedgerEntry, Movement};
use crate::sandbox::{Sandbox, World};

/// Id and number of each card, all of the customer `seed-customer`.
const CARDS: [(&str, &str); 3] = [
    (CARD, "4000000000002701"),
    ("5eed000000000000000000a2", "4000000000001000"),
    ("5eed000000000000000000a3", "5555555555554444"),
];
/// The one that was charged.
const CARD: &str = "5eed000000000000000000a1";
const CUSTOMER: &str = "seed-customer";
const REFERENCE: &str = "seed-n1co-paid";
const CHARGE: &str = "5eed0000-0000-4000-8000-000000000001";

/// Puts in what is not there yet, without telling any webhook.
pub(crate) fn seed(sandbox: &Sandbox, world: &mut World) {
    for (id, number) in CARDS {
        let card = Card::of_number(number).expect("a test finds each of these cards");
        let card = Card {
            customer_id: Some(CUSTOMER.into()),
            ..card
        };
        if world.n1co.cards.get(id).is_none() {
            world.n1co.cards.insert(id.into(), card);
        }
    }
    let subject = Subject {
        reference: REFERENCE.into(),
        card_id: CARD.into(),
        amount: Dollars::of_cents(1150),
    };
    let card = world.n1co.cards.get(&subject.card_id);
    let last4 = card.map_or("", |card| card.test_card.last4());
    if world.n1co.has_order(REFERENCE) {
        return;
    }
    let (order, _) = world.n1co.open_order(&subject);
    order.charge = Some(Charge {
        id: CHARGE.into(),
        last4,
        refunded: false,
    });
    let entry = LedgerEntry {
        at: sandbox.now(),
        movement: Movement::Charged,
        amount: order.amount.cents(),
        currency: CURRENCY.into(),
        order_id: order.id.clone(),
        charge_id: CHARGE.into(),
        reference_id: Some(REFERENCE.into()),
        last4: last4.into(),
    };
    world.ledger.record(entry);
}
