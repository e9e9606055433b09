//! Rules: which fault, for which operation, how often.

use serde::{Deserialize, Serialize};

use super::operation::{names, stands_for};

/// Longest pause that can be asked for: ten minutes.
const MAX_PAUSE_MS: u64 = 600_000;

/// Something that goes wrong, some of the time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it goes wrong for: a name such as `conekta.create_order`, `n1co.*`, or `*`.
    pub operation: String,
    /// What goes wrong.
    pub fault: Fault,
    /// How often.
    pub when: When,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// A call waits before anything happens. It happens even if the caller has gone by then.
    Latency(Pause),
    /// A call is answered with this status, and nothing happens.
    ErrorBeforeEffect(u16),
    /// A call does what it does, and is answered with this status.
    ErrorAfterEffect(u16),
    /// The connection ends without an answer, and nothing happens.
    DropBeforeEffect,
    /// A call does what it does, and the connection ends without an answer.
    DropAfterEffect,
    /// A call does what it does, and the connection ends in the middle of the answer.
    CutBody,
    /// A call does what it does, and the answer is no JSON.
    Garble,
    /// A call does what it does at once, and its answer comes after a pause.
    LateAnswer(Pause),
    /// A webhook event is not sent, until somebody asks for it again.
    Lose,
    /// A webhook event comes after a pause; later ones may overtake it.
    Late(Pause),
    /// A webhook event is sent twice.
    Twice,
    /// A webhook event comes after the next one about the same order, or after this pause.
    OutOfOrder(Pause),
    /// A copy of a webhook event with a wrong signature comes first.
    Forge,
}

/// How long something waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// At least this long, in milliseconds.
    pub ms: u64,
    /// And up to this much longer, as the seed has it, in milliseconds.
    #[serde(default)]
    pub jitter_ms: u64,
}

/// How often something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// For the next so many.
    Next(u64),
    /// For this share of all, 0 to 1, as the seed has it.
    Share(f64),
}

/// Why a rule is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// There is no such operation, or none to which this fault can happen.
    #[error("operation: {0} is none that this fault can happen to; there are {1}")]
    Operation(String, String),
    /// It is no status of an error.
    #[error("fault: {0} is not the status of an error")]
    Status(u16),
    /// Nobody waits that long.
    #[error("fault: a pause is at most {MAX_PAUSE_MS} milliseconds")]
    Pause,
    /// It is no share.
    #[error("when: a share is between 0 and 1")]
    Share,
}

impl Rule {
    /// A fault for the next `count` of an operation.
    #[must_use]
    pub fn next(operation: &str, fault: Fault, count: u64) -> Self {
        Self {
            operation: operation.to_owned(),
            fault,
            when: When::Next(count),
        }
    }

    /// Whether it is about an operation.
    pub(super) fn is_about(&self, name: &str) -> bool {
        stands_for(&self.operation, name)
    }

    pub(super) fn check(&self) -> Result<(), RuleError> {
        let mut possible = names(self.fault.is_of_webhooks());
        if !possible.any(|name| self.is_about(name)) {
            let all: Vec<_> = names(self.fault.is_of_webhooks()).collect();
            return Err(RuleError::Operation(self.operation.clone(), all.join(", ")));
        }
        match self.fault {
            Fault::ErrorBeforeEffect(status) | Fault::ErrorAfterEffect(status)
                if !(400..=599).contains(&status) =>
            {
                return Err(RuleError::Status(status));
            }
            _ => {}
        }
        if let Some(pause) = self.fault.pause()
            && pause.ms.max(pause.jitter_ms) > MAX_PAUSE_MS
        {
            return Err(RuleError::Pause);
        }
        match self.when {
            When::Share(share) if !(0.0..=1.0).contains(&share) => Err(RuleError::Share),
            When::Share(_) | When::Next(_) => Ok(()),
        }
    }
}

impl Fault {
    /// Whether it happens to webhook events rather than to calls.
    pub(super) fn is_of_webhooks(self) -> bool {
        match self {
            Self::Lose | Self::Late(_) | Self::Twice | Self::OutOfOrder(_) | Self::Forge => true,
            Self::Latency(_)
            | Self::ErrorBeforeEffect(_)
            | Self::ErrorAfterEffect(_)
            | Self::DropBeforeEffect
            | Self::DropAfterEffect
            | Self::CutBody
            | Self::Garble
            | Self::LateAnswer(_) => false,
        }
    }

    pub(super) fn pause(self) -> Option<Pause> {
        match self {
            Self::Latency(pause)
            | Self::LateAnswer(pause)
            | Self::Late(pause)
            | Self::OutOfOrder(pause) => Some(pause),
            Self::ErrorBeforeEffect(_)
            | Self::ErrorAfterEffect(_)
            | Self::DropBeforeEffect
            | Self::DropAfterEffect
            | Self::CutBody
            | Self::Garble
            | Self::Lose
            | Self::Twice
            | Self::Forge => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Rule, String> {
        let rule: Rule = serde_json::from_str(json).map_err(|error| error.to_string())?;
        rule.check().map_err(|error| error.to_string())?;
        Ok(rule)
    }

    #[test]
    fn a_rule_is_read_as_it_is_written() {
        let written =
            r#"{"operation":"conekta.create_order","fault":"drop_after_effect","when":{"next":2}}"#;
        let rule = read(written).unwrap();
        assert_eq!(
            rule,
            Rule::next("conekta.create_order", Fault::DropAfterEffect, 2)
        );
        assert_eq!(serde_json::to_string(&rule).unwrap(), written);
        let paused = r#"{"operation":"*","fault":{"latency":{"ms":5}},"when":{"share":0.5}}"#;
        let pause = Pause {
            ms: 5,
            jitter_ms: 0,
        };
        assert_eq!(read(paused).unwrap().fault, Fault::Latency(pause));
    }

    #[test]
    fn a_rule_that_can_never_come_true_is_refused() {
        for (json, words) in [
            (
                r#"{"operation":"conekta.pay","fault":"cut_body","when":{"next":1}}"#,
                "create_order",
            ),
            (
                r#"{"operation":"n1co.charges","fault":"lose","when":{"next":1}}"#,
                "n1co.webhook",
            ),
            (
                r#"{"operation":"*","fault":{"error_after_effect":200},"when":{"next":1}}"#,
                "200",
            ),
            (
                r#"{"operation":"*","fault":{"latency":{"ms":600001}},"when":{"next":1}}"#,
                "600000",
            ),
            (
                r#"{"operation":"*","fault":"cut_body","when":{"share":1.1}}"#,
                "share",
            ),
            (
                r#"{"operation":"*","fault":"cut_body","when":{"next":1},"x":1}"#,
                "unknown field",
            ),
            (r#"{"operation":"*","fault":"cut_body"}"#, "when"),
        ] {
            let refusal = read(json).unwrap_err();
            assert!(refusal.contains(words), "{json}: {refusal}");
        }
    }
}
