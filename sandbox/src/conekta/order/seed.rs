//! Orders that are there from the start, where that is asked for.

use serde_json::json;

use super::{CreateOrder, Order};
use crate::conekta::error::Fault;
use crate::conekta::event::tell;
use crate::sandbox::{Sandbox, World};

/// An order that is made at the start.
struct Seeded {
    /// The merchant's reference is the same with `-` for `_`.
    id: &'static str,
    charge_id: &'static str,
    /// Whose, and by which card; without a card it is not charged.
    customer: &'static str,
    card: Option<&'static str>,
    /// Whether money is reserved only.
    pre_authorize: bool,
    /// How much is given back afterwards, in minor units.
    given_back: i64,
}

const fn seeded(
    id: &'static str,
    charge_id: &'static str,
    customer: &'static str,
    card: Option<&'static str>,
) -> Seeded {
    Seeded {
        id,
        charge_id,
        customer,
        card,
        pre_authorize: false,
        given_back: 0,
    }
}

const VISA: Option<&str> = Some("src_seed_ana_visa");

const ORDERS: [Seeded; 5] = [
    seeded(
        "ord_seed_paid",
        "5eed00000000000000000001",
        "cus_seed_ana",
        VISA,
    ),
    seeded(
        "ord_seed_declined",
        "5eed00000000000000000002",
        "cus_seed_luis",
        Some("src_seed_luis_declined"),
    ),
    Seeded {
        pre_authorize: true,
        ..seeded(
            "ord_seed_reserved",
            "5eed00000000000000000003",
            "cus_seed_ana",
            VISA,
        )
    },
    Seeded {
        given_back: 10_000,
        ..seeded(
            "ord_seed_refunded",
            "5eed00000000000000000004",
            "cus_seed_ana",
            VISA,
        )
    },
    seeded("ord_seed_open", "", "cus_seed_nora", None),
];

/// Places what is not there yet, as a merchant would.
pub(crate) fn seed(sandbox: &Sandbox, world: &mut World) {
    for seeded in ORDERS {
        if world.conekta.orders.get(seeded.id).is_none() {
            let order = seeded.order(sandbox, world);
            let order = order.expect("a test places each of these orders");
            world.conekta.orders.insert(order);
            tell(sandbox, &mut world.conekta, seeded.id);
        }
    }
}

impl Seeded {
    fn order(&self, sandbox: &Sandbox, world: &mut World) -> Result<Order, Fault> {
        let charge = self.card.map(|card| {
            json!({
                "payment_method": { "type": "card", "payment_source_id": card },
                "reference_id": self.id.replace('_', "-"),
            })
        });
        let request: CreateOrder = serde_json::from_value(json!({
            "currency": "MXN",
            "customer_info": { "customer_id": self.customer },
            "line_items": [{ "name": "Vasija de barro", "unit_price": 25_000, "quantity": 1 }],
            "charges": charge.as_slice(),
            "pre_authorize": self.pre_authorize,
            "metadata": { "reference": self.id.replace('_', "-") },
        }))
        .expect("it has an order's shape");
        let (mut order, mut plans) = request.place(sandbox, &mut world.conekta)?;
        order.id = self.id.into();
        for plan in &mut plans {
            plan.charge_id = self.charge_id.into();
        }
        let challenges = &mut world.conekta.challenges;
        // A decline is what one of them is there for.
        let _ = order.begin(plans, sandbox, challenges, &mut world.ledger);
        if self.given_back > 0 {
            let (random, now) = (&sandbox.config().random, sandbox.now());
            order.give_back(self.given_back, random, &mut world.ledger, now)?;
        }
        Ok(order)
    }
}
