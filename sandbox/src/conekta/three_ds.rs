//! 3-D Secure: who is asked, and how a challenge goes. Pure.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::test_card::{Behaviour, Decline};
use crate::issuer::WRONG_CODES_ALLOWED;

/// `three_ds_mode` of an order; omitted means no 3-D Secure at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mode {
    /// Only where antifraud sees a risk.
    Smart,
    /// Always.
    Strict,
    /// Always, though the company decides whether an attempt suffices.
    NotStrict,
}

/// Whether the card holder is asked.
pub(crate) fn challenges(mode: Option<Mode>, behaviour: Behaviour) -> bool {
    match (mode, behaviour) {
        // What antifraud rejects is not worth asking about.
        (None, _) | (Some(_), Behaviour::Declines(Decline::SuspectedFraud)) => false,
        (Some(_), Behaviour::Risky | Behaviour::LeavesCharge) => true,
        (Some(Mode::Smart), _) | (Some(_), Behaviour::Frictionless) => false,
        (
            Some(Mode::Strict | Mode::NotStrict),
            Behaviour::Approves | Behaviour::Declines(_) | Behaviour::RefusesInstallments,
        ) => true,
    }
}

/// Where a challenge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Challenge {
    /// The card holder is asked.
    Open {
        /// How many wrong codes were entered.
        wrong_codes: u8,
    },
    /// It is over.
    Over(End),
}

/// How a challenge ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum End {
    /// The card holder is who they say.
    Passed,
    /// The card holder is who they say, and the charge is left to the merchant.
    Left,
    /// The bank did not recognize them.
    Failed,
    /// They said that it is not their purchase.
    Refused,
    /// Time ran out.
    Expired,
}

/// What happens to a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// The right code.
    RightCode,
    /// The right code, where the charge is left to the merchant.
    RightCodeOnly,
    /// A wrong one.
    WrongCode,
    /// The card holder says no.
    Refuse,
    /// The bank has it fail.
    Fail,
    /// Time is over, or is said to be.
    Expire,
}

impl Challenge {
    /// A challenge nobody has answered yet.
    pub(crate) const NEW: Self = Self::Open { wrong_codes: 0 };

    /// Where it stands after an event. What is over stays as it ended.
    pub(crate) fn next(self, event: Event) -> Self {
        match (self, event) {
            (Self::Over(end), _) => Self::Over(end),
            (Self::Open { .. }, Event::RightCode) => Self::Over(End::Passed),
            (Self::Open { .. }, Event::RightCodeOnly) => Self::Over(End::Left),
            (Self::Open { wrong_codes }, Event::WrongCode) => {
                let wrong_codes = wrong_codes.saturating_add(1);
                if wrong_codes < WRONG_CODES_ALLOWED {
                    Self::Open { wrong_codes }
                } else {
                    Self::Over(End::Failed)
                }
            }
            (Self::Open { .. }, Event::Refuse) => Self::Over(End::Refused),
            (Self::Open { .. }, Event::Fail) => Self::Over(End::Failed),
            (Self::Open { .. }, Event::Expire) => Self::Over(End::Expired),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mode_asks_the_holders_of_its_cards() {
        use Behaviour::{
            Approves, Declines, Frictionless, LeavesCharge, RefusesInstallments, Risky,
        };
        let asked = |mode, behaviour| challenges(mode, behaviour);
        let all = [
            Approves,
            Declines(Decline::CardDeclined),
            Declines(Decline::SuspectedFraud),
            RefusesInstallments,
            Frictionless,
            Risky,
            LeavesCharge,
        ];
        assert_eq!(all.map(|card| asked(None, card)), [false; 7]);
        assert_eq!(
            all.map(|card| asked(Some(Mode::Smart), card)),
            [false, false, false, false, false, true, true]
        );
        for mode in [Mode::Strict, Mode::NotStrict] {
            assert_eq!(
                all.map(|card| asked(Some(mode), card)),
                [true, true, false, true, false, true, true]
            );
        }
    }

    #[test]
    fn an_open_challenge_takes_every_event() {
        for (wrong_codes, event, then) in [
            (0, Event::RightCode, Challenge::Over(End::Passed)),
            (2, Event::RightCode, Challenge::Over(End::Passed)),
            (1, Event::RightCodeOnly, Challenge::Over(End::Left)),
            (0, Event::WrongCode, Challenge::Open { wrong_codes: 1 }),
            (1, Event::WrongCode, Challenge::Open { wrong_codes: 2 }),
            (2, Event::WrongCode, Challenge::Over(End::Failed)),
            (0, Event::Refuse, Challenge::Over(End::Refused)),
            (0, Event::Fail, Challenge::Over(End::Failed)),
            (0, Event::Expire, Challenge::Over(End::Expired)),
        ] {
            assert_eq!(
                Challenge::Open { wrong_codes }.next(event),
                then,
                "{event:?}"
            );
        }
    }

    #[test]
    fn a_challenge_that_is_over_changes_no_more() {
        for end in [
            End::Passed,
            End::Left,
            End::Failed,
            End::Refused,
            End::Expired,
        ] {
            for event in [
                Event::RightCode,
                Event::RightCodeOnly,
                Event::WrongCode,
                Event::Refuse,
                Event::Fail,
                Event::Expire,
            ] {
                assert_eq!(Challenge::Over(end).next(event), Challenge::Over(end));
            }
        }
    }
}
