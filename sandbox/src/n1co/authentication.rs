//! Authentications: how a challenge goes, and what it is good for afterwards. Pure.

use serde::{Deserialize, Serialize};

use super::dollars::Dollars;
use super::failure::Failure;
use super::test_card::Last4;
use crate::issuer::WRONG_CODES_ALLOWED;
use crate::language::Language;

/// A card holder's proof for one charge.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Authentication {
    /// What it is for.
    pub(crate) subject: Subject,
    /// n1co's number of the order.
    pub(crate) order_id: String,
    #[serde(deserialize_with = "super::test_card::last4")]
    pub(crate) last4: Last4,
    /// The one that the merchant asked for with the charge, which is the shopper's.
    pub(crate) language: Option<Language>,
    pub(crate) stage: Stage,
    /// Until when the challenge can be passed; once passed, until when a charge can be made.
    pub(crate) expires_at: i64,
    /// Whether a charge was tried with it.
    pub(crate) used: bool,
}

/// The one charge that an authentication is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subject {
    pub(crate) reference: String,
    pub(crate) card_id: String,
    #[serde(with = "super::dollars::as_cents")]
    pub(crate) amount: Dollars,
}

/// Where an authentication stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// The card holder is asked.
    Open {
        /// How many wrong codes were entered.
        wrong_codes: u8,
        /// Whether the parent is told that it is pending.
        announced: bool,
    },
    /// The card holder is who they say.
    Passed,
    /// They are not, or say that it is not their purchase.
    Failed(Refusal),
    /// The processor had an error.
    Broken,
    /// Time ran out.
    Expired,
}

impl Stage {
    /// A word for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Broken => "broken",
            Self::Expired => "expired",
        }
    }
}

/// Who said no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Refusal {
    Bank,
    CardHolder,
}

/// What happens to an authentication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    RightCode,
    WrongCode,
    /// The card holder says no.
    Refuse,
    /// The bank has it fail.
    Fail,
    /// The processor has an error.
    Break,
    /// Time is over, or is said to be.
    Expire,
    /// Nothing is decided yet, which the parent is told.
    Announce,
}

impl Stage {
    /// A challenge nobody has answered yet.
    pub(crate) const NEW: Self = Self::Open {
        wrong_codes: 0,
        announced: false,
    };

    /// Where it stands after an event. What is over stays as it ended.
    pub(crate) fn next(self, event: Event) -> Self {
        let Self::Open {
            wrong_codes,
            announced,
        } = self
        else {
            return self;
        };
        match event {
            Event::RightCode => Self::Passed,
            Event::WrongCode if wrong_codes.saturating_add(1) < WRONG_CODES_ALLOWED => Self::Open {
                wrong_codes: wrong_codes.saturating_add(1),
                announced,
            },
            Event::WrongCode | Event::Fail => Self::Failed(Refusal::Bank),
            Event::Refuse => Self::Failed(Refusal::CardHolder),
            Event::Break => Self::Broken,
            Event::Expire => Self::Expired,
            Event::Announce => Self::Open {
                wrong_codes,
                announced: true,
            },
        }
    }

    /// `MessageType` and `Status` for the page's parent, as long as there is something to tell.
    pub(crate) fn told(self) -> Option<(&'static str, &'static str)> {
        const COMPLETE: &str = "authentication.complete";
        const FAILED: &str = "authentication.failed";
        match self {
            Self::Open { announced, .. } => announced.then_some((COMPLETE, "PENDING")),
            Self::Passed => Some((COMPLETE, "SUCCESS")),
            Self::Failed(_) => Some((FAILED, "FAILED")),
            Self::Broken => Some((FAILED, "ERROR")),
            Self::Expired => Some((FAILED, "EXPIRED")),
        }
    }
}

impl Authentication {
    /// Lets time pass. Says whether that ended the challenge.
    pub(crate) fn settle(&mut self, now: i64) -> bool {
        let over = now >= self.expires_at && matches!(self.stage, Stage::Open { .. });
        if over {
            self.stage = self.stage.next(Event::Expire);
        }
        over
    }

    /// What the card holder did. Says whether that changed anything.
    pub(crate) fn happen(&mut self, event: Event, now: i64, lifetime: i64) -> bool {
        let before = self.stage;
        self.stage = before.next(event);
        if self.stage == Stage::Passed && before != Stage::Passed {
            self.expires_at = now.saturating_add(lifetime);
        }
        self.stage != before
    }

    /// Spends it on a charge, where it is good for that one.
    pub(crate) fn spend(&mut self, subject: &Subject, now: i64) -> Result<(), Failure> {
        if self.subject != *subject {
            return Err(Failure::AuthenticationMismatch);
        }
        match self.stage {
            Stage::Open { .. } => Err(Failure::AuthenticationPending),
            Stage::Failed(_) => Err(Failure::AuthenticationFailed),
            Stage::Broken => Err(Failure::AuthenticationError),
            Stage::Expired => Err(Failure::AuthenticationExpired),
            Stage::Passed if self.used => Err(Failure::AuthenticationUsed),
            Stage::Passed if now >= self.expires_at => Err(Failure::AuthenticationExpired),
            Stage::Passed => {
                self.used = true;
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Stage = Stage::Open {
        wrong_codes: 2,
        announced: false,
    };
    const EVENTS: [Event; 7] = [
        Event::RightCode,
        Event::WrongCode,
        Event::Refuse,
        Event::Fail,
        Event::Break,
        Event::Expire,
        Event::Announce,
    ];

    #[test]
    fn an_open_challenge_takes_every_event() {
        let announced = Stage::Open {
            wrong_codes: 2,
            announced: true,
        };
        let expected = [
            Stage::Passed,
            Stage::Failed(Refusal::Bank),
            Stage::Failed(Refusal::CardHolder),
            Stage::Failed(Refusal::Bank),
            Stage::Broken,
            Stage::Expired,
            announced,
        ];
        assert_eq!(EVENTS.map(|event| OPEN.next(event)), expected);
        assert_eq!(announced.next(Event::RightCode), Stage::Passed);
        let wrong_codes = |stage| match stage {
            Stage::Open { wrong_codes, .. } => Some(wrong_codes),
            _ => None,
        };
        assert_eq!(wrong_codes(Stage::NEW.next(Event::WrongCode)), Some(1));
        assert_eq!(wrong_codes(OPEN.next(Event::Announce)), Some(2));
    }

    #[test]
    fn what_is_over_changes_no_more() {
        for end in [
            Stage::Passed,
            Stage::Failed(Refusal::Bank),
            Stage::Failed(Refusal::CardHolder),
            Stage::Broken,
            Stage::Expired,
        ] {
            assert_eq!(EVENTS.map(|event| end.next(event)), [end; 7]);
        }
    }
}
