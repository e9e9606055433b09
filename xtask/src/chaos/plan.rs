//! The plan of a run: who buys what, how they behave, when the server is killed. Pure: all of it
//! follows from the seed. Ids do not, so that two runs can share a database.

use std::time::Duration;

use fastrand::Rng;

/// Most orders that one shopper buys, one after another.
const MOST_ORDERS: usize = 6;
/// Most tries at paying an order.
const MOST_TRIES: usize = 3;
/// Longest time between the payment that a kill waits for and the kill.
const MOST_PAUSE_MS: u64 = 60;

/// How large a run is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) seed: u64,
    pub(super) payments: usize,
    pub(super) kills: usize,
}

/// All that is drawn.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) seed: u64,
    pub(super) shoppers: Vec<Shopper>,
    pub(super) kills: Vec<Kill>,
}

/// When the server is killed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kill {
    /// After so many payments were tried.
    pub(super) after: usize,
    /// And then so much later.
    pub(super) pause: Duration,
}

/// A shopper, with a session of their own.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shopper {
    pub(super) payments: Vec<Payment>,
}

/// An order that a shopper tries to pay.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Payment {
    /// How many of the thing.
    pub(super) quantity: u64,
    /// First try, and further ones where the one before ended without a charge.
    pub(super) tries: Vec<Try>,
}

/// How an order is tried to be paid.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Try {
    pub(super) card: Card,
    /// Whether the card is to be kept.
    pub(super) save: bool,
    pub(super) clicks: Clicks,
    pub(super) bank: Bank,
}

/// What the provider makes of the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Card {
    /// It is charged.
    Plain,
    /// The bank asks.
    Asking,
    /// It is declined.
    Declined,
    /// There is no money on it.
    Empty,
    /// The shopper's default card, if they have one.
    Kept,
}

/// How the request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clicks {
    Once,
    /// Twice at the same time.
    Double,
    /// Once more after its answer.
    Again,
    /// The connection is ended before the answer, and the request sent once more.
    HangUp,
    /// Another card is tried in another tab at the same time.
    OtherTab,
}

/// What the shopper does on the bank's page, and what the checkout hears of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bank {
    /// They pass, and the checkout says so.
    Pass,
    /// They pass, and the checkout says so twice at the same time.
    PassTwice,
    /// They pass, and nobody says so.
    PassUnheard,
    /// They refuse, and the checkout says so.
    Refuse,
    /// Three wrong codes, and the checkout says that it failed.
    WrongCodes,
    /// They close the dialog.
    Close,
    /// They close the dialog, and pass in a tab that was left open.
    CloseAndPass,
    /// They pass while the checkout says that they closed the dialog.
    PassAndClose,
    /// The checkout says that they passed, and they did not.
    Lie,
    /// They leave, and nobody says anything.
    Leave,
}

impl Plan {
    /// Draws everything.
    pub(super) fn draw(size: Size) -> Self {
        let mut lot = Rng::with_seed(size.seed);
        let mut shoppers = Vec::new();
        let mut left = size.payments;
        while left > 0 {
            let count = lot.usize(1..=MOST_ORDERS).min(left);
            left -= count;
            let payments = (0..count).map(|_| payment(&mut lot)).collect();
            shoppers.push(Shopper { payments });
        }
        Self {
            seed: size.seed,
            shoppers,
            kills: kills(size, &mut lot),
        }
    }
}

/// Spread over the run: one at a random place in each of as many equal parts.
fn kills(size: Size, lot: &mut Rng) -> Vec<Kill> {
    let place = |index: usize| size.payments * index / size.kills.max(1);
    (0..size.kills)
        .map(|index| Kill {
            after: lot.usize(place(index)..=place(index + 1)),
            pause: Duration::from_millis(lot.u64(0..=MOST_PAUSE_MS)),
        })
        .collect()
}

fn payment(lot: &mut Rng) -> Payment {
    Payment {
        quantity: lot.u64(1..=3),
        tries: (0..MOST_TRIES).map(|number| attempt(number, lot)).collect(),
    }
}

/// A first try is anything; whoever tries again takes a card that mostly works.
fn attempt(number: usize, lot: &mut Rng) -> Try {
    use Card::{Asking, Declined, Empty, Kept, Plain};
    use Clicks::{Again, Double, HangUp, Once, OtherTab};
    let first = [
        (Plain, 40),
        (Asking, 28),
        (Kept, 14),
        (Declined, 10),
        (Empty, 8),
    ];
    let further = [
        (Plain, 60),
        (Asking, 20),
        (Kept, 20),
        (Declined, 0),
        (Empty, 0),
    ];
    let clicks = [
        (Once, 50),
        (Double, 18),
        (Again, 12),
        (HangUp, 12),
        (OtherTab, 8),
    ];
    Try {
        card: pick(if number == 0 { &first } else { &further }, lot),
        save: lot.u8(0..100) < 25,
        clicks: pick(&clicks, lot),
        bank: pick(&BANK, lot),
    }
}

const BANK: [(Bank, u32); 10] = [
    (Bank::Pass, 44),
    (Bank::PassTwice, 10),
    (Bank::PassUnheard, 10),
    (Bank::Refuse, 6),
    (Bank::WrongCodes, 4),
    (Bank::Close, 8),
    (Bank::CloseAndPass, 5),
    (Bank::PassAndClose, 5),
    (Bank::Lie, 4),
    (Bank::Leave, 4),
];

/// One of some things, each as likely as its weight says.
fn pick<T: Copy>(choices: &[(T, u32)], lot: &mut Rng) -> T {
    let all: u32 = choices.iter().map(|(_, weight)| weight).sum();
    let mut drawn = lot.u32(0..all);
    let hit = choices
        .iter()
        .find(|(_, weight)| match drawn.checked_sub(*weight) {
            Some(rest) => {
                drawn = rest;
                false
            }
            None => true,
        });
    hit.expect("a number below the sum of all weights is below one of them")
        .0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(seed: u64, payments: usize, kills: usize) -> Plan {
        Plan::draw(Size {
            seed,
            payments,
            kills,
        })
    }

    #[test]
    fn the_same_seed_draws_the_same_run_and_another_seed_another() {
        assert_eq!(plan(7, 300, 9), plan(7, 300, 9));
        assert_ne!(plan(7, 300, 9), plan(8, 300, 9));
    }

    #[test]
    fn there_are_as_many_payments_and_kills_as_were_asked_for() {
        for (payments, kills) in [(0, 0), (1, 3), (500, 20)] {
            let plan = plan(1, payments, kills);
            let counts = plan.shoppers.iter().map(|shopper| shopper.payments.len());
            assert_eq!(counts.sum::<usize>(), payments);
            assert_eq!(plan.kills.len(), kills);
            assert!(plan.kills.is_sorted_by_key(|kill| kill.after));
            assert!(plan.kills.iter().all(|kill| kill.after <= payments));
        }
    }

    #[test]
    fn everything_that_shoppers_do_is_done_in_a_large_run() {
        let plan = plan(3, 2000, 0);
        let payments = || plan.shoppers.iter().flat_map(|shopper| &shopper.payments);
        let tries = || payments().flat_map(|payment| &payment.tries);
        for (bank, _) in BANK {
            assert!(tries().any(|attempt| attempt.bank == bank), "{bank:?}");
        }
        let declined = payments().filter(|payment| payment.tries[0].card == Card::Declined);
        assert!((150..250).contains(&declined.count()));
        assert!(tries().any(|attempt| attempt.clicks == Clicks::OtherTab));
        assert!(tries().any(|attempt| attempt.save));
    }
}
