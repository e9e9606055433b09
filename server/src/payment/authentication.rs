//! The authentication machine: what 3-D Secure came to. Pure.
//!
//! ```text
//! NotRequired ─▶ Frictionless
//!             └▶ ChallengeOpen ─▶ Reported ─▶ Passed | Failed | Refused | Error | Expired
//! ```
//!
//! What the browser reports is kept, and only counts once the provider's own record agrees.

use cobro_wire::{AuthenticationFailure, ChallengeEnd, Timestamp};
use serde::{Deserialize, Serialize};

use crate::gateway::Challenge;

/// Where an authentication stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum State {
    /// Nobody asked for one.
    NotRequired,
    /// The issuer was content without a challenge.
    Frictionless,
    /// The bank's page is waiting for the shopper.
    ChallengeOpen {
        /// The page.
        challenge: Challenge,
    },
    /// The browser said how the challenge ended; the provider has not confirmed it.
    Reported {
        /// The page.
        challenge: Challenge,
        /// What the browser said, or what the clock did.
        end: ChallengeEnd,
    },
    /// The shopper was recognised.
    Passed,
    /// The bank did not recognise the shopper.
    Failed,
    /// The shopper left, or said no.
    Refused,
    /// The bank or the provider had a fault.
    Error,
    /// Time ran out.
    Expired,
}

impl State {
    /// Its name, for records and logs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            State::NotRequired => "not_required",
            State::Frictionless => "frictionless",
            State::ChallengeOpen { .. } => "challenge_open",
            State::Reported { .. } => "reported",
            State::Passed => "passed",
            State::Failed => "failed",
            State::Refused => "refused",
            State::Error => "error",
            State::Expired => "expired",
        }
    }

    /// The challenge, while it can still be answered.
    #[must_use]
    pub fn challenge(&self) -> Option<&Challenge> {
        match self {
            State::ChallengeOpen { challenge } | State::Reported { challenge, .. } => {
                Some(challenge)
            }
            State::NotRequired
            | State::Frictionless
            | State::Passed
            | State::Failed
            | State::Refused
            | State::Error
            | State::Expired => None,
        }
    }
}

/// What can happen to an authentication.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Event {
    /// The provider asks for a challenge.
    ChallengeRequired(Challenge),
    /// The provider charged after an authentication without a challenge.
    Frictionless,
    /// The browser says how the challenge ended.
    Reported(ChallengeEnd),
    /// Time goes by.
    Tick,
    /// The provider moved the money, or the bank declined to: the authentication is behind us.
    Decided(Decision),
    /// The provider says that the challenge is still open.
    StillOpen,
}

/// What the provider's record says of the charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Money moved, so the shopper was recognised.
    Charged,
    /// The bank said no to the charge, or to the shopper.
    Declined,
    /// The provider says that the authentication is why no money moved.
    NotAuthenticated(AuthenticationFailure),
    /// The provider let it lapse, or took it back as we asked.
    Lapsed,
}

/// What the caller must do after a transition is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// Ask the provider whether the challenge was passed, and finish the charge.
    Confirm,
    /// Take the charge back at the provider, unless it is through already.
    Withdraw,
}

/// The event does not belong to this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no challenge is open")]
pub struct Refusal;

/// The new state, and what to do once it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Next {
    /// The new state.
    pub state: State,
    /// What to do.
    pub command: Option<Command>,
}

impl Next {
    fn to(state: State) -> Self {
        Next {
            state,
            command: None,
        }
    }
}

/// Moves an authentication on.
///
/// # Errors
/// When the event cannot happen in this state; the state stays as it is.
pub fn next(state: &State, event: Event, now: Timestamp) -> Result<Next, Refusal> {
    match state {
        State::NotRequired => match event {
            Event::ChallengeRequired(challenge) => Ok(Next::to(State::ChallengeOpen { challenge })),
            Event::Frictionless => Ok(Next::to(State::Frictionless)),
            Event::Decided(_) | Event::Tick => Ok(Next::to(State::NotRequired)),
            Event::Reported(_) | Event::StillOpen => Err(Refusal),
        },
        State::ChallengeOpen { challenge } => open(challenge, None, event, now),
        State::Reported { challenge, end } => open(challenge, Some(*end), event, now),
        State::Frictionless
        | State::Passed
        | State::Failed
        | State::Refused
        | State::Error
        | State::Expired => match event {
            Event::Decided(_) | Event::Tick => Ok(Next::to(state.clone())),
            Event::ChallengeRequired(_)
            | Event::Frictionless
            | Event::Reported(_)
            | Event::StillOpen => Err(Refusal),
        },
    }
}

fn open(
    challenge: &Challenge,
    reported: Option<ChallengeEnd>,
    event: Event,
    now: Timestamp,
) -> Result<Next, Refusal> {
    let unchanged = || match reported {
        None => State::ChallengeOpen {
            challenge: challenge.clone(),
        },
        Some(end) => State::Reported {
            challenge: challenge.clone(),
            end,
        },
    };
    match event {
        // Once it is said to be over, the charge is being taken back: whoever says "passed" now
        // comes too late to have another one sent.
        Event::Reported(ChallengeEnd::Passed)
            if reported.is_some_and(|end| end != ChallengeEnd::Passed) =>
        {
            Err(Refusal)
        }
        Event::Reported(end) => Ok(report(challenge, end)),
        Event::Tick => Ok(match reported {
            // What was asked of the provider and not answered is asked again.
            Some(end) => report(challenge, end),
            None if now >= challenge.expires_at => report(challenge, ChallengeEnd::TimedOut),
            None => Next::to(unchanged()),
        }),
        // A challenge asked for anew replaces the one before it.
        Event::ChallengeRequired(newer) if newer.url != challenge.url => {
            Ok(Next::to(State::ChallengeOpen { challenge: newer }))
        }
        // The browser said "passed" too soon; any other report stands until the provider decides.
        Event::ChallengeRequired(_) | Event::StillOpen => Ok(Next::to(match reported {
            Some(ChallengeEnd::Passed) => State::ChallengeOpen {
                challenge: challenge.clone(),
            },
            Some(_) | None => unchanged(),
        })),
        Event::Decided(Decision::Charged) => Ok(Next::to(State::Passed)),
        Event::Decided(Decision::NotAuthenticated(failure)) => Ok(Next::to(match failure {
            AuthenticationFailure::Failed => State::Failed,
            AuthenticationFailure::Refused => State::Refused,
            AuthenticationFailure::Error => State::Error,
            AuthenticationFailure::Expired => State::Expired,
        })),
        Event::Decided(Decision::Declined) => Ok(Next::to(not_charged(reported, State::Passed))),
        Event::Decided(Decision::Lapsed) => Ok(Next::to(not_charged(reported, State::Expired))),
        Event::Frictionless => Ok(Next::to(State::Frictionless)),
    }
}

fn report(challenge: &Challenge, end: ChallengeEnd) -> Next {
    let command = match end {
        ChallengeEnd::Passed => Command::Confirm,
        ChallengeEnd::Failed
        | ChallengeEnd::Error
        | ChallengeEnd::Expired
        | ChallengeEnd::Closed
        | ChallengeEnd::TimedOut => Command::Withdraw,
    };
    Next {
        state: State::Reported {
            challenge: challenge.clone(),
            end,
        },
        command: Some(command),
    }
}

/// What the browser reported decides, unless it said "passed" or nothing: then a bank's "no" is a
/// decline of a recognised shopper, and a lapse is time running out.
fn not_charged(reported: Option<ChallengeEnd>, otherwise: State) -> State {
    match reported {
        Some(ChallengeEnd::Passed) | None => otherwise,
        Some(ChallengeEnd::Failed) => State::Failed,
        Some(ChallengeEnd::Closed) => State::Refused,
        Some(ChallengeEnd::Error) => State::Error,
        Some(ChallengeEnd::Expired | ChallengeEnd::TimedOut) => State::Expired,
    }
}

/// How the authentication failed, where it did.
#[must_use]
pub fn failure(state: &State) -> Option<AuthenticationFailure> {
    match state {
        State::Failed => Some(AuthenticationFailure::Failed),
        State::Refused => Some(AuthenticationFailure::Refused),
        State::Error => Some(AuthenticationFailure::Error),
        State::Expired => Some(AuthenticationFailure::Expired),
        State::NotRequired
        | State::Frictionless
        | State::ChallengeOpen { .. }
        | State::Reported { .. }
        | State::Passed => None,
    }
}

#[cfg(test)]
mod tests;
