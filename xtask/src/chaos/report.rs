//! What a run says: what it is about to do, how far it is, and what came of it.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde_json::Value;

use super::reckoning::Reckoning;
use super::shopper::word;
use super::{Options, Run};
use crate::say;
use crate::step::time;

/// How many of the orders with which something is wrong are named.
const NAMED: usize = 20;

/// What will be done, as the command that does it again.
pub(super) fn opening(options: &Options, seed: u64) -> String {
    let Options {
        payments,
        kills,
        database,
        gateway,
        concurrency,
        absence,
        patience,
        ..
    } = options;
    let gateway = gateway.name();
    format!(
        "\ncargo xtask chaos --payments {payments} --kills {kills} --seed {seed} \
         --database {database} --gateway {gateway} --concurrency {concurrency} \
         --absence {absence} --patience {patience}\n"
    )
}

/// Says how far a run is.
pub(super) fn progress(done: usize, all: usize, kills: usize, elapsed: Duration) {
    let rate = rate(done, elapsed);
    let elapsed = time(elapsed);
    say::line(format_args!(
        "  …  {done} of {all} payments · {kills} kills · {rate} a second · {elapsed}"
    ));
}

/// Says that a run is waited for.
pub(super) fn settling(waiting: usize, elapsed: Duration) {
    let elapsed = time(elapsed);
    say::line(format_args!(
        "  …  {waiting} shoppers wait for an order to end · {elapsed}"
    ));
}

/// What came of a run.
pub(super) fn closing(run: &Run) -> String {
    let mut lines = Vec::new();
    let title = "what went wrong at the provider";
    let (charges, calls, events) = ("charges", "other calls", "webhook events");
    lines.push(format!("\n{title:<34}{charges:>10}{calls:>14}{events:>17}"));
    for (name, [charges, calls, events]) in faults(&run.faults) {
        lines.push(format!("  {name:<32}{charges:>10}{calls:>14}{events:>17}"));
    }
    lines.push(row("lost events sent again at the end", run.resent));

    let reckoning = &run.reckoning;
    lines.push("\nhow the orders ended".to_owned());
    for (end, count) in &reckoning.ends {
        lines.push(row(&end.replace('_', " "), count));
    }
    lines.push(row("decided by the operator", run.decided));
    lines.push(row("times that money was taken", reckoning.charged));
    lines.push(row("times that it was given back", reckoning.refunded));

    lines.push("\nsummary".to_owned());
    let speed = rate(run.bought, run.bought_in);
    let bought = format!(
        "{} in {}, {speed} a second",
        run.bought,
        time(run.bought_in)
    );
    lines.push(row("payments", bought));
    lines.push(row("kills of the server", run.kills));
    lines.push(row("time to converge", time(run.settled_in)));
    for (name, wrong) in [
        ("double charges", &reckoning.double),
        ("lost payments", &reckoning.lost),
        ("still unknown", &reckoning.unknown),
    ] {
        lines.push(row(name, wrong.len()));
        let named = wrong.iter().take(NAMED);
        lines.extend(named.map(|order| format!("      {order}")));
        if wrong.len() > NAMED {
            lines.push("      …".to_owned());
        }
    }
    if run.bought < run.payments {
        lines.push(row("orders that were not taken", run.payments - run.bought));
    }
    if run.reckoning.is_clean() && !run.is_clean() {
        lines.push("\nToo few orders were paid for this to show anything.".to_owned());
    }
    lines.join("\n")
}

/// What came of a run, in a line.
pub(super) fn in_short(options: &Options, run: &Run) -> String {
    let Reckoning {
        double,
        lost,
        unknown,
        ..
    } = &run.reckoning;
    format!(
        "  {}: {} payments, {} kills, {} double, {} lost, {} unknown · {} and {}",
        options.gateway.name(),
        run.bought,
        run.kills,
        double.len(),
        lost.len(),
        unknown.len(),
        time(run.bought_in),
        time(run.settled_in)
    )
}

fn row(name: &str, value: impl fmt::Display) -> String {
    format!("  {name:<44}{:>10}", value.to_string())
}

fn rate(count: usize, elapsed: Duration) -> String {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let seconds = elapsed.as_secs_f64().max(0.001);
    format!("{:.1}", f64::from(count) / seconds)
}

/// Each kind of fault, and how often it struck: charges, other calls, webhook events.
fn faults(counts: &Value) -> BTreeMap<String, [u64; 3]> {
    let rules = counts.get("rules").and_then(Value::as_array);
    let mut faults: BTreeMap<String, [u64; 3]> = BTreeMap::new();
    for rule in rules.into_iter().flatten() {
        let fault = rule.get("fault");
        let parameters = fault.and_then(Value::as_object);
        let name = match parameters.and_then(|object| object.keys().next()) {
            Some(name) => name,
            None => word(rule, "/fault").unwrap_or_default(),
        };
        let column = match word(rule, "/operation").unwrap_or_default() {
            "conekta.create_order" | "n1co.charges" => 0,
            operation if operation.ends_with(".webhook") => 2,
            _ => 1,
        };
        let struck = rule.get("struck").and_then(Value::as_u64);
        let row = faults.entry(name.replace('_', " ")).or_default();
        if let Some(count) = row.get_mut(column) {
            *count += struck.unwrap_or_default();
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule(operation: &str, fault: Value, struck: u64) -> Value {
        json!({ "operation": operation, "fault": fault, "struck": struck })
    }

    #[test]
    fn faults_are_told_by_kind_and_by_what_they_struck() {
        let counts = json!({ "rules": [
            rule("conekta.cancel", json!("cut_body"), 3),
            rule("conekta.capture", json!("cut_body"), 4),
            rule("conekta.create_order", json!("cut_body"), 5),
            rule("n1co.charges", json!({ "error_before_effect": 503 }), 6),
            rule("n1co.webhook", json!({ "late": { "ms": 5 } }), 7),
        ] });
        let expected = [
            ("cut body".to_owned(), [5, 7, 0]),
            ("error before effect".to_owned(), [6, 0, 0]),
            ("late".to_owned(), [0, 0, 7]),
        ];
        assert_eq!(faults(&counts), BTreeMap::from(expected));
    }
}
