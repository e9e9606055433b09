//! What a run says: what it is about to do, how far it is, and what came of it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::Options;
use super::plan::Plan;
use super::reckoning::Reckoning;
use super::shopper::word;
use crate::say;
use crate::step::time;

/// How many of the orders with which something is wrong are named.
const NAMED: usize = 20;

/// What came of a run.
pub(super) struct Run<'a> {
    /// Orders that were placed.
    pub(super) bought: usize,
    pub(super) kills: usize,
    /// The sandbox's account of its faults.
    pub(super) counts: &'a Value,
    /// Webhook events that were sent again afterwards.
    pub(super) resent: u64,
    pub(super) bought_in: Duration,
    pub(super) settled_in: Duration,
    pub(super) reckoning: &'a Reckoning,
}

/// Says what will be done, so that it can be done again.
pub(super) fn opening(options: &Options, plan: &Plan) {
    let Options {
        payments,
        kills,
        database,
        gateway,
        concurrency,
        ..
    } = options;
    let (seed, gateway) = (plan.seed, gateway.name());
    say::line(format_args!(
        "\ncargo xtask chaos --payments {payments} --kills {kills} --seed {seed} \
         --database {database} --gateway {gateway} --concurrency {concurrency}\n\
         \n  {} shoppers, {payments} payments, {kills} kills",
        plan.shoppers.len()
    ));
}

/// Says how far a run is.
pub(super) fn progress(done: usize, all: usize, kills: usize, elapsed: Duration) {
    let rate = rate(done, elapsed);
    let elapsed = time(elapsed);
    say::line(format_args!(
        "  …  {done} of {all} payments · {kills} kills · {rate} a second · {elapsed}"
    ));
}

/// Says what came of it.
pub(super) fn closing(run: &Run<'_>) {
    let title = "what went wrong at the provider";
    let (charges, calls, events) = ("charges", "other calls", "webhook events");
    say::line(format_args!(
        "\n{title:<34}{charges:>10}{calls:>14}{events:>17}"
    ));
    for (name, [charges, calls, events]) in faults(run.counts) {
        say::line(format_args!(
            "  {name:<32}{charges:>10}{calls:>14}{events:>17}"
        ));
    }
    row("lost events sent again at the end", &run.resent.to_string());

    let reckoning = run.reckoning;
    say::line("\nhow the orders ended");
    for (end, count) in &reckoning.ends {
        row(&end.replace('_', " "), &count.to_string());
    }
    row("times that money was taken", &reckoning.charged.to_string());
    row(
        "times that it was given back",
        &reckoning.refunded.to_string(),
    );

    say::line("\nsummary");
    let bought_in = time(run.bought_in);
    let rate = rate(run.bought, run.bought_in);
    row(
        "payments",
        &format!("{} in {bought_in}, {rate} a second", run.bought),
    );
    row("kills of the server", &run.kills.to_string());
    row("time to converge", &time(run.settled_in));
    for (name, wrong) in [
        ("double charges", &reckoning.double),
        ("lost payments", &reckoning.lost),
        ("still unknown", &reckoning.unknown),
    ] {
        row(name, &wrong.len().to_string());
        for order in wrong.iter().take(NAMED) {
            say::line(format_args!("      {order}"));
        }
        if wrong.len() > NAMED {
            say::line("      …");
        }
    }
}

fn row(name: &str, value: &str) {
    say::line(format_args!("  {name:<44}{value:>10}"));
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
