//! What the provider does wrong in a run: shares of all calls and of all webhook events.

use serde_json::{Value, json};

use crate::run::Gateway;

/// How long the server waits for an answer of the provider, in milliseconds: the least that its
/// settings allow is enough on one machine, and time-outs are a large part of a run.
pub(super) const CALL_TIMEOUT_MS: u64 = 2_000;

/// Body of `PUT /_sandbox/faults`.
pub(super) fn rules(gateway: Gateway, seed: u64) -> Value {
    let (charges, others): (_, &[&str]) = match gateway {
        Gateway::Conekta => (
            "conekta.create_order",
            &[
                "conekta.get_order",
                "conekta.list_orders",
                "conekta.capture",
                "conekta.cancel",
                "conekta.create_customer",
                "conekta.create_payment_source",
                "conekta.list_payment_sources",
            ],
        ),
        Gateway::N1co => ("n1co.charges", &["n1co.token"]),
    };
    let mut rules = vec![latency("*", 0, 40, 1.0)];
    rules.extend(of_charges(charges));
    for operation in others {
        rules.extend(of_others(operation));
    }
    rules.extend(of_webhooks(&format!("{}.webhook", gateway.name())));
    json!({ "seed": seed, "rules": rules })
}

fn rule(operation: &str, fault: &Value, share: f64) -> Value {
    json!({ "operation": operation, "fault": fault, "when": { "share": share } })
}

fn latency(operation: &str, ms: u64, jitter_ms: u64, share: f64) -> Value {
    let fault = json!({ "latency": { "ms": ms, "jitter_ms": jitter_ms } });
    rule(operation, &fault, share)
}

/// A fifth of all charges goes wrong, most of them after money moved.
fn of_charges(operation: &str) -> Vec<Value> {
    let late = CALL_TIMEOUT_MS + 500;
    vec![
        // The charge is made after the server stopped waiting for it.
        latency(operation, late, 2_000, 0.015),
        rule(operation, &json!("drop_after_effect"), 0.05),
        rule(operation, &json!({ "error_after_effect": 500 }), 0.03),
        rule(operation, &json!("cut_body"), 0.03),
        rule(operation, &json!("garble"), 0.01),
        rule(operation, &json!({ "late_answer": { "ms": late } }), 0.02),
        rule(operation, &json!("drop_before_effect"), 0.02),
        rule(operation, &json!({ "error_before_effect": 503 }), 0.02),
    ]
}

fn of_others(operation: &str) -> Vec<Value> {
    let late = CALL_TIMEOUT_MS + 500;
    vec![
        rule(operation, &json!("drop_after_effect"), 0.03),
        rule(operation, &json!({ "error_after_effect": 502 }), 0.02),
        rule(operation, &json!("cut_body"), 0.02),
        rule(operation, &json!({ "late_answer": { "ms": late } }), 0.01),
        rule(operation, &json!("drop_before_effect"), 0.02),
        rule(operation, &json!({ "error_before_effect": 500 }), 0.03),
    ]
}

fn of_webhooks(operation: &str) -> Vec<Value> {
    vec![
        rule(operation, &json!("lose"), 0.05),
        rule(
            operation,
            &json!({ "late": { "ms": 500, "jitter_ms": 5_000 } }),
            0.08,
        ),
        rule(operation, &json!({ "out_of_order": { "ms": 2_000 } }), 0.08),
        rule(operation, &json!("twice"), 0.1),
        rule(operation, &json!("forge"), 0.05),
    ]
}
