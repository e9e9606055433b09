//! Customers and cards that are there from the start, where that is asked for.

use super::customer::Customer;
use super::order;
use super::payment_source::PaymentSource;
use super::test_card::TestCard;
use super::token::Card;
use crate::sandbox::{Sandbox, World};

/// A card's id and number; the first one is its customer's default.
type SeededCard = (&'static str, &'static str);

/// Id, name, e-mail, phone and cards of each.
const CUSTOMERS: [(&str, &str, &str, &str, &[SeededCard]); 3] = [
    (
        "cus_seed_ana",
        "Ana Luz Robles",
        "ana@example.com",
        "+525511111111",
        &[
            ("src_seed_ana_visa", "4242424242424242"),
            ("src_seed_ana_challenge", "4000000000001091"),
        ],
    ),
    (
        "cus_seed_luis",
        "Luis Mora",
        "luis@example.com",
        "+525522222222",
        &[("src_seed_luis_declined", "4000000000000002")],
    ),
    (
        "cus_seed_nora",
        "Nora Gil",
        "nora@example.com",
        "+525533333333",
        &[],
    ),
];

/// Puts in what is not there yet, without telling any webhook.
pub(crate) fn seed(sandbox: &Sandbox, world: &mut World) {
    let now = sandbox.now();
    for (id, name, email, phone, cards) in CUSTOMERS {
        if world.conekta.customers.get(id).is_some() {
            continue;
        }
        let mut customer = Customer::new(id, name, email, phone, now);
        for (id, number) in cards {
            let test_card = TestCard::by_number(number);
            customer.add_payment_source(PaymentSource {
                id: (*id).into(),
                blocked: false,
                created_at: now,
                card: Card {
                    test_card: test_card.expect("a test finds each of these cards"),
                    holder: name.into(),
                    exp_month: "11".into(),
                    exp_year: "36".into(),
                    token_id: None,
                },
            });
        }
        world.conekta.customers.insert(customer);
    }
    // Events are written down, and nobody is told of them: all of this happened long ago.
    let webhooks = std::mem::take(&mut world.conekta.webhooks);
    order::seed(sandbox, world);
    world.conekta.webhooks = webhooks;
}
