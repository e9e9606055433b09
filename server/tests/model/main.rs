//! Every order of events that fits the bounds, tried out on the server's own decisions; and mistakes
//! that somebody might make, each of which the model must find. See `docs/model.md`.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on stops where it is, and tells what it saw"
)]

mod checkout;
mod properties;
mod provider;
mod world;

use std::time::Instant;

use cobro_server::payment::LateMoney;
use stateright::{Checker, HasDiscoveries, Model};

use self::checkout::{Bounds, Checkout, Mistake};
use self::properties::{
    CHARGED_ONCE, ENDS_WELL, NOT_CHARGED, ONE_AT_A_TIME, SOMETIMES_PAID, SOMETIMES_RETURNED,
};
use self::provider::Provider;
use self::world::Luck;

const BOTH: [Provider; 2] = [Provider::Conekta, Provider::N1co];

/// How often things go wrong in one run: the environment's word, else once.
fn depth() -> u8 {
    std::env::var("COBRO_MODEL_DEPTH").map_or(1, |depth| depth.parse().unwrap())
}

fn bounds() -> Bounds {
    Bounds {
        attempts: 2,
        tasks: 2,
        luck: Luck {
            losses: depth(),
            crashes: depth() - 1,
            starts: 1,
            words: depth().min(1),
            operators: 1,
            ticks: 1,
        },
        late: false,
        sleepy: false,
    }
}

/// Tries everything. Answers with the properties that were broken or shown, each with the shortest
/// way there that was found.
fn explore(name: &str, model: Checkout) -> Vec<(&'static str, String)> {
    let begun = Instant::now();
    let checker = model.checker().threads(2);
    let checker = checker.finish_when(HasDiscoveries::AnyFailures);
    let checker = checker.spawn_bfs().join();
    println!(
        "{name}: {} worlds, {} steps, {} deep, {:.1} s",
        checker.unique_state_count(),
        checker.state_count(),
        checker.max_depth(),
        begun.elapsed().as_secs_f32()
    );
    let mut found = Vec::new();
    for (property, path) in checker.discoveries() {
        let end = checker.model().ends_well(path.last_state());
        let actions = path.into_actions().into_iter();
        let actions: Vec<_> = actions.map(|action| format!("{action:?}")).collect();
        let mut way = actions.join(" · ");
        if let Err(why) = end {
            way = format!("{way}\n    {why}");
        }
        found.push((property, way));
    }
    found
}

fn holds(name: &str, model: Checkout, seen: &[&str]) {
    let found = explore(name, model);
    for (property, way) in &found {
        let is_seen = [SOMETIMES_PAID, SOMETIMES_RETURNED].contains(property);
        assert!(is_seen, "{name}: not {property}:\n    {way}");
    }
    for property in seen {
        assert!(
            found.iter().any(|(known, _)| known == property),
            "{name}: never {property}"
        );
    }
}

fn finds(mistake: Mistake, provider: Provider, bounds: Bounds, broken: &[&str]) {
    let name = format!("{mistake:?} on {provider:?}");
    let found = explore(&name, Checkout::new(provider, bounds).with(mistake));
    let caught = found.iter().find(|(property, _)| broken.contains(property));
    let Some((property, way)) = caught else {
        panic!("{name} is not found")
    };
    println!("  not {property}: {way}");
}

#[test]
fn on_conekta_nothing_that_happens_breaks_a_promise() {
    holds(
        "Conekta",
        Checkout::new(Provider::Conekta, bounds()),
        &[SOMETIMES_PAID],
    );
}

#[test]
fn on_n1co_nothing_that_happens_breaks_a_promise() {
    let mut bounds = bounds();
    bounds.luck.starts = depth() - 1;
    holds(
        "n1co",
        Checkout::new(Provider::N1co, bounds),
        &[SOMETIMES_PAID],
    );
}

#[test]
fn a_charge_that_comes_too_late_pays_its_order_or_goes_back() {
    for provider in BOTH {
        for rule in [LateMoney::Honour, LateMoney::Return] {
            let luck = Luck {
                losses: depth(),
                operators: 1,
                ticks: 3,
                ..Luck::default()
            };
            let bounds = Bounds {
                late: true,
                luck,
                ..bounds()
            };
            let model = Checkout {
                rule,
                ..Checkout::new(provider, bounds)
            };
            holds(
                &format!("{provider:?}, late, {rule:?}"),
                model,
                &[SOMETIMES_RETURNED],
            );
        }
    }
}

#[test]
fn a_server_that_sleeps_between_two_steps_breaks_no_promise() {
    for provider in BOTH {
        holds(
            &format!("{provider:?}, asleep"),
            Checkout::new(provider, drowsy()),
            &[],
        );
    }
}

#[test]
fn a_server_that_stops_between_two_steps_breaks_no_promise() {
    for provider in BOTH {
        let luck = Luck {
            crashes: depth(),
            words: 1,
            ticks: 1,
            ..Luck::default()
        };
        let bounds = Bounds { luck, ..bounds() };
        holds(
            &format!("{provider:?}, stopped"),
            Checkout::new(provider, bounds),
            &[SOMETIMES_PAID],
        );
    }
}

fn drowsy() -> Bounds {
    let luck = Luck {
        operators: 1,
        ticks: 2,
        ..Luck::default()
    };
    Bounds {
        sleepy: true,
        luck,
        ..bounds()
    }
}

#[test]
fn a_write_that_compares_no_version_is_found() {
    let broken = [CHARGED_ONCE, ONE_AT_A_TIME, NOT_CHARGED, ENDS_WELL];
    for provider in BOTH {
        finds(Mistake::NoCompareAndSet, provider, bounds(), &broken);
    }
}

#[test]
fn an_unknown_charge_that_is_sent_again_is_found() {
    for provider in BOTH {
        finds(Mistake::SendAgain, provider, bounds(), &[CHARGED_ONCE]);
    }
}

#[test]
fn silence_that_is_taken_for_a_decline_is_found() {
    let broken = [CHARGED_ONCE, ONE_AT_A_TIME, NOT_CHARGED];
    for provider in BOTH {
        finds(Mistake::SilenceIsDecline, provider, bounds(), &broken);
    }
}

#[test]
fn an_absence_that_is_believed_at_once_is_found() {
    let broken = [CHARGED_ONCE, ONE_AT_A_TIME, NOT_CHARGED];
    finds(Mistake::AbsenceAtOnce, Provider::Conekta, bounds(), &broken);
}

#[test]
fn a_charge_that_is_sent_after_a_sleep_is_found() {
    let broken = [CHARGED_ONCE, ONE_AT_A_TIME, NOT_CHARGED];
    finds(Mistake::SendLate, Provider::Conekta, drowsy(), &broken);
}
