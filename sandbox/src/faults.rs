//! Faults on demand: what the sandbox does wrong because somebody asked for it.
//!
//! Read in this order: `operation` (what a fault can be named for), `rule` (which fault, and how
//! often), `plan` (pure: rules, a seed and the call's number in, its fate out), `call` (the one
//! middleware in front of the providers, which carries the fate out), `control` (`/_sandbox`),
//! `aftermath` (what befalls a paid order).
//! What becomes of webhook events is carried out by the courier.

mod aftermath;
mod call;
mod control;
mod operation;
mod plan;
mod rule;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) use call::{is_no_answer, strike};
pub(crate) use control::router;
#[cfg(test)]
pub(crate) use operation::calls;
pub(crate) use operation::{Operation, names as operations};
pub(crate) use plan::{CallFate, WebhookFate};
pub use plan::{Standing, Told};
pub use rule::{Fault, Pause, Rule, RuleError, When};

use plan::Plan;

/// What goes wrong from now on; cloning it is cheap.
#[derive(Clone, Default)]
pub struct Faults {
    /// Held for a look at some rules, and never across an await.
    plan: Arc<Mutex<Plan>>,
}

impl Faults {
    /// Has one more thing go wrong, and answers with the rule's number.
    ///
    /// # Errors
    ///
    /// Where the rule can never come true.
    pub fn add(&self, rule: Rule) -> Result<u64, RuleError> {
        rule.check()?;
        Ok(self.plan().add(rule))
    }

    /// Has these things go wrong and no others, counting from the start.
    ///
    /// # Errors
    ///
    /// Where a rule can never come true; then all stays as it was.
    pub fn replace(&self, seed: u64, rules: Vec<Rule>) -> Result<(), RuleError> {
        rules.iter().try_for_each(Rule::check)?;
        *self.plan() = Plan::new(seed, rules);
        Ok(())
    }

    /// Has nothing go wrong any more.
    pub fn clear(&self) {
        *self.plan() = Plan::default();
    }

    /// Every rule, with what it met and did until now.
    #[must_use]
    pub fn told(&self) -> Told {
        self.plan().told()
    }

    pub(crate) fn of_call(&self, operation: Operation) -> CallFate {
        self.plan().of_call(operation)
    }

    pub(crate) fn of_webhook(&self, operation: Operation) -> WebhookFate {
        self.plan().of_webhook(operation)
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
