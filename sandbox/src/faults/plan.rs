//! The plan: the rules, and what they make of each call and each webhook event. Pure.
//!
//! What is decided by lot depends on the seed, the rule's number and how many times the rule was
//! asked before, and on nothing else: the same seed and the same calls have the same fates, however
//! calls of other kinds come in between.

use std::time::Duration;

use axum::http::StatusCode;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::operation::Operation;
use super::rule::{Fault, Pause, Rule, When};

/// All rules, and the seed of what is decided by lot.
#[derive(Debug, Default)]
pub(super) struct Plan {
    seed: u64,
    last_id: u64,
    rules: Vec<Standing>,
}

/// A rule, with what it met and did until now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// Its number.
    pub id: u64,
    /// The rule.
    #[serde(flatten)]
    pub rule: Rule,
    /// How many calls or events it was asked about.
    pub met: u64,
    /// For how many of them something went wrong.
    pub struck: u64,
}

/// All rules, as they are told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// The seed.
    pub seed: u64,
    /// The rules, oldest first.
    pub rules: Vec<Standing>,
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct CallFate {
    /// How long it waits before anything happens.
    pub(crate) latency: Duration,
    /// How it ends, if not well.
    pub(crate) end: Option<End>,
}

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    ErrorBeforeEffect(StatusCode),
    ErrorAfterEffect(StatusCode),
    DropBeforeEffect,
    DropAfterEffect,
    CutBody,
    Garble,
    LateAnswer(Duration),
}

/// What becomes of a webhook event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct WebhookFate {
    pub(crate) lost: bool,
    pub(crate) forged: bool,
    pub(crate) twice: bool,
    /// How long it waits, while later ones overtake it.
    pub(crate) late: Option<Duration>,
    /// How long it waits for the next one about the same order.
    pub(crate) out_of_order: Option<Duration>,
}

impl CallFate {
    /// Whether nothing goes wrong.
    pub(crate) fn is_well(&self) -> bool {
        *self == Self::default()
    }

    /// What happens to the call, as rules name it.
    pub(crate) fn words(&self) -> Vec<String> {
        let latency = self.latency.as_millis();
        let latency = (latency > 0).then(|| format!("latency {latency} ms"));
        let end = self.end.map(|end| match end {
            End::ErrorBeforeEffect(status) => format!("error_before_effect {}", status.as_u16()),
            End::ErrorAfterEffect(status) => format!("error_after_effect {}", status.as_u16()),
            End::DropBeforeEffect => "drop_before_effect".into(),
            End::DropAfterEffect => "drop_after_effect".into(),
            End::CutBody => "cut_body".into(),
            End::Garble => "garble".into(),
            End::LateAnswer(pause) => format!("late_answer {} ms", pause.as_millis()),
        });
        latency.into_iter().chain(end).collect()
    }
}

impl Plan {
    pub(super) fn new(seed: u64, rules: Vec<Rule>) -> Self {
        let mut plan = Self {
            seed,
            ..Self::default()
        };
        for rule in rules {
            plan.add(rule);
        }
        plan
    }

    pub(super) fn add(&mut self, rule: Rule) -> u64 {
        self.last_id = self.last_id.saturating_add(1);
        self.rules.push(Standing {
            id: self.last_id,
            rule,
            met: 0,
            struck: 0,
        });
        self.last_id
    }

    pub(super) fn told(&self) -> Told {
        Told {
            seed: self.seed,
            rules: self.rules.clone(),
        }
    }

    /// The fate of the next call of an operation. Latencies add up; of the rest, the first rule
    /// that strikes is the only one that is asked.
    pub(super) fn of_call(&mut self, operation: Operation) -> CallFate {
        let seed = self.seed;
        let mut fate = CallFate::default();
        for standing in self.about(operation, false) {
            let is_latency = matches!(standing.rule.fault, Fault::Latency(_));
            if !is_latency && fate.end.is_some() {
                continue;
            }
            if let Some(lot) = standing.strike(seed) {
                match end(standing.rule.fault, &lot) {
                    None => fate.latency += lot.pause(standing.rule.fault.pause()),
                    end => fate.end = end,
                }
            }
        }
        fate
    }

    /// The fate of the next webhook event.
    pub(super) fn of_webhook(&mut self, operation: Operation) -> WebhookFate {
        let seed = self.seed;
        let mut fate = WebhookFate::default();
        for standing in self.about(operation, true) {
            let Some(lot) = standing.strike(seed) else {
                continue;
            };
            let fault = standing.rule.fault;
            let pause = Some(lot.pause(fault.pause()));
            match fault {
                Fault::Lose => fate.lost = true,
                Fault::Forge => fate.forged = true,
                Fault::Twice => fate.twice = true,
                Fault::Late(_) => fate.late = pause,
                Fault::OutOfOrder(_) => fate.out_of_order = pause,
                Fault::Latency(_)
                | Fault::ErrorBeforeEffect(_)
                | Fault::ErrorAfterEffect(_)
                | Fault::DropBeforeEffect
                | Fault::DropAfterEffect
                | Fault::CutBody
                | Fault::Garble
                | Fault::LateAnswer(_) => {}
            }
        }
        fate
    }

    fn about(
        &mut self,
        operation: Operation,
        of_webhooks: bool,
    ) -> impl Iterator<Item = &mut Standing> {
        self.rules.iter_mut().filter(move |standing| {
            standing.rule.fault.is_of_webhooks() == of_webhooks
                && standing.rule.is_about(operation.name())
        })
    }
}

/// How a fault ends a call; not at all, where it only makes it wait.
fn end(fault: Fault, lot: &Lot) -> Option<End> {
    let status = |code| StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match fault {
        Fault::ErrorBeforeEffect(code) => Some(End::ErrorBeforeEffect(status(code))),
        Fault::ErrorAfterEffect(code) => Some(End::ErrorAfterEffect(status(code))),
        Fault::DropBeforeEffect => Some(End::DropBeforeEffect),
        Fault::DropAfterEffect => Some(End::DropAfterEffect),
        Fault::CutBody => Some(End::CutBody),
        Fault::Garble => Some(End::Garble),
        Fault::LateAnswer(pause) => Some(End::LateAnswer(lot.pause(Some(pause)))),
        Fault::Latency(_)
        | Fault::Lose
        | Fault::Late(_)
        | Fault::Twice
        | Fault::OutOfOrder(_)
        | Fault::Forge => None,
    }
}

impl Standing {
    /// Asks the rule once more: the lot that was drawn, where something goes wrong.
    fn strike(&mut self, seed: u64) -> Option<Lot> {
        let lot = Lot::draw(seed, self.id, self.met);
        self.met = self.met.saturating_add(1);
        let strikes = match self.rule.when {
            When::Next(count) => self.struck < count,
            When::Share(share) => lot.is_below(share),
        };
        if strikes {
            self.struck = self.struck.saturating_add(1);
        }
        strikes.then_some(lot)
    }
}

/// What was drawn for one call and one rule.
struct Lot {
    share: u32,
    jitter: u64,
}

impl Lot {
    /// A hash rather than a generator: it needs no state, and stays the same for ever.
    fn draw(seed: u64, rule: u64, number: u64) -> Self {
        let mut hash = Sha256::new();
        for part in [seed, rule, number] {
            hash.update(part.to_be_bytes());
        }
        let bytes: [u8; 32] = hash.finalize().into();
        let [a, b, c, d, jitter @ ..] = bytes;
        let mut eight = [0; 8];
        eight
            .iter_mut()
            .zip(jitter)
            .for_each(|(to, from)| *to = from);
        Self {
            share: u32::from_be_bytes([a, b, c, d]),
            jitter: u64::from_be_bytes(eight),
        }
    }

    fn is_below(&self, share: f64) -> bool {
        // A whole share strikes always, and none never.
        f64::from(self.share) < share * (f64::from(u32::MAX) + 1.0)
    }

    fn pause(&self, pause: Option<Pause>) -> Duration {
        pause.map_or(Duration::ZERO, |pause| {
            let jitter = self.jitter.checked_rem(pause.jitter_ms.saturating_add(1));
            Duration::from_millis(pause.ms.saturating_add(jitter.unwrap_or_default()))
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use super::*;

    fn operation(route: &str) -> Operation {
        Operation::of_route(&Method::POST, route).unwrap()
    }

    fn charges() -> Operation {
        operation("/n1co/api/v3/Charges")
    }

    fn share(fault: Fault, share: f64) -> Rule {
        Rule {
            operation: "n1co.charges".to_owned(),
            fault,
            when: When::Share(share),
        }
    }

    fn fates(plan: &mut Plan, count: usize) -> Vec<CallFate> {
        (0..count).map(|_| plan.of_call(charges())).collect()
    }

    #[test]
    fn the_next_calls_of_the_operation_go_wrong_and_no_others() {
        let rule = Rule::next("n1co.charges", Fault::DropAfterEffect, 2);
        let mut plan = Plan::new(0, vec![rule]);
        assert!(plan.of_call(operation("/n1co/api/v3/Token")).is_well());
        let ends: Vec<_> = fates(&mut plan, 3).iter().map(|fate| fate.end).collect();
        let dropped = Some(End::DropAfterEffect);
        assert_eq!(ends, [dropped, dropped, None]);
        let told = plan.told();
        assert_eq!((told.rules[0].met, told.rules[0].struck), (3, 2));
    }

    #[test]
    fn the_same_seed_has_the_same_fates_whatever_comes_between() {
        let jitter = Pause {
            ms: 10,
            jitter_ms: 90,
        };
        let rules = || {
            vec![
                share(Fault::Latency(jitter), 1.0),
                share(Fault::CutBody, 0.3),
            ]
        };
        let (mut one, mut other) = (Plan::new(7, rules()), Plan::new(7, rules()));
        let first = fates(&mut one, 200);
        let again: Vec<_> = (0..200)
            .map(|_| {
                other.of_call(operation("/conekta/orders"));
                other.of_call(charges())
            })
            .collect();
        assert_eq!(first, again);
        assert_ne!(first, fates(&mut Plan::new(8, rules()), 200));
        let cut = first.iter().filter(|fate| fate.end.is_some()).count();
        assert!((40..=80).contains(&cut), "{cut} of 200 at a share of 0.3");
        let limits = Duration::from_millis(10)..=Duration::from_millis(100);
        assert!(first.iter().all(|fate| limits.contains(&fate.latency)));
    }

    #[test]
    fn a_whole_share_strikes_always_and_no_share_never() {
        let mut all = Plan::new(1, vec![share(Fault::Garble, 1.0)]);
        assert!(fates(&mut all, 100).iter().all(|fate| !fate.is_well()));
        let mut none = Plan::new(1, vec![share(Fault::Garble, 0.0)]);
        assert!(fates(&mut none, 100).iter().all(CallFate::is_well));
    }

    #[test]
    fn the_first_rule_that_strikes_spares_the_others() {
        let rules = vec![
            Rule::next("*", Fault::ErrorBeforeEffect(502), 1),
            Rule::next("*", Fault::CutBody, 1),
        ];
        let mut plan = Plan::new(0, rules);
        let ends: Vec<_> = fates(&mut plan, 3).iter().map(|fate| fate.end).collect();
        let first = Some(End::ErrorBeforeEffect(StatusCode::BAD_GATEWAY));
        assert_eq!(ends, [first, Some(End::CutBody), None]);
    }

    #[test]
    fn faults_of_an_event_come_together() {
        let pause = Pause {
            ms: 40,
            jitter_ms: 0,
        };
        let rules = [
            Fault::Late(pause),
            Fault::Twice,
            Fault::Forge,
            Fault::CutBody,
        ];
        let rules = rules.map(|fault| Rule::next("*", fault, 1)).to_vec();
        let mut plan = Plan::new(0, rules);
        let expected = WebhookFate {
            forged: true,
            twice: true,
            late: Some(Duration::from_millis(40)),
            ..WebhookFate::default()
        };
        assert_eq!(plan.of_webhook(Operation::N1CO_WEBHOOK), expected);
        let then = plan.of_webhook(Operation::CONEKTA_WEBHOOK);
        assert_eq!(then, WebhookFate::default());
        assert!(!plan.of_call(charges()).is_well());
    }
}
