//! The attempt machine: the server's truth about one try at paying one order. Pure.
//!
//! ```text
//! Created ─▶ Charging ─▶ Paid | Declined | PendingPayment | OutcomeUnknown | Abandoned
//!                    └─▶ AwaitingAuthentication ─▶ Authenticated ─▶ (as Charging, or back)
//!                                             └─▶ AuthenticationFailed | Expired
//! ```
//!
//! [`State::OutcomeUnknown`] leaves only by an answer to a look-up. Final states have no exits.

use cobro_wire::{AuthenticationFailure, Timestamp};
use serde::{Deserialize, Serialize};

use crate::gateway::{Answer, Decline, Ending, Payment};

/// How long after a silent charge the provider's "no such order" is believed, in seconds: until
/// then the request may still be under way inside the provider.
pub const ABSENCE_IS_CERTAIN_AFTER: Timestamp = 120;

/// Where an attempt stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum State {
    /// Written down; the provider has not been asked for money.
    Created,
    /// The charge is on its way.
    Charging,
    /// The bank wants to confirm the shopper; the authentication machine holds the challenge.
    AwaitingAuthentication,
    /// The browser says that the challenge was passed; the provider is being asked.
    Authenticated,
    /// The provider took it and will say later.
    PendingPayment,
    /// Nobody can tell whether money moved.
    OutcomeUnknown {
        /// Since when, so that an absence at the provider becomes certain.
        since: Timestamp,
    },
    /// Money moved.
    Paid(Payment),
    /// The bank or antifraud said no.
    Declined(Decline),
    /// The bank could not confirm the shopper, and no charge can follow.
    AuthenticationFailed {
        /// How it ended.
        failure: AuthenticationFailure,
    },
    /// The provider let it lapse.
    Expired,
    /// Nothing was charged, and nothing will be.
    Abandoned {
        /// The provider's words for the buyer, where it gave any.
        message: Option<String>,
    },
}

impl State {
    /// Whether the order must wait for this attempt before another one may begin.
    #[must_use]
    pub fn is_live(&self) -> bool {
        match self {
            State::Created
            | State::Charging
            | State::AwaitingAuthentication
            | State::Authenticated
            | State::PendingPayment
            | State::OutcomeUnknown { .. } => true,
            State::Paid(_)
            | State::Declined(_)
            | State::AuthenticationFailed { .. }
            | State::Expired
            | State::Abandoned { .. } => false,
        }
    }

    /// Its name, for records and logs: what it holds may be personal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            State::Created => "created",
            State::Charging => "charging",
            State::AwaitingAuthentication => "awaiting_authentication",
            State::Authenticated => "authenticated",
            State::PendingPayment => "pending_payment",
            State::OutcomeUnknown { .. } => "outcome_unknown",
            State::Paid(_) => "paid",
            State::Declined(_) => "declined",
            State::AuthenticationFailed { .. } => "authentication_failed",
            State::Expired => "expired",
            State::Abandoned { .. } => "abandoned",
        }
    }

    /// Whether the provider may know more than we do.
    #[must_use]
    pub fn is_worth_asking_about(&self) -> bool {
        match self {
            State::AwaitingAuthentication
            | State::PendingPayment
            | State::OutcomeUnknown { .. } => true,
            // These are in a server's hands, which is asking already.
            State::Created
            | State::Charging
            | State::Authenticated
            | State::Paid(_)
            | State::Declined(_)
            | State::AuthenticationFailed { .. }
            | State::Expired
            | State::Abandoned { .. } => false,
        }
    }
}

/// What can happen to an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The charge is about to be sent.
    ChargeBegun,
    /// The card could not be saved, so there is nothing to charge.
    CardRefused {
        /// The provider's words for the buyer, where it gave any.
        message: Option<String>,
    },
    /// The browser says that the challenge was passed.
    ChallengePassed,
    /// The provider answered: a charge, a look-up, a capture or a cancellation.
    Answered(Answer),
    /// The authentication ended without success, and the provider confirms that nothing was
    /// charged.
    AuthenticationFailed(AuthenticationFailure),
    /// The server stopped while the attempt was in its hands.
    Interrupted,
}

/// What the caller must do after a transition is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Send the charge.
    Charge,
    /// Ask the provider what became of a passed challenge, and finish the charge if it waits.
    Confirm,
    /// Ask the provider what became of the attempt.
    LookUp,
}

/// Why an event changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The attempt is paid.
    #[error("the attempt is paid")]
    AlreadyPaid,
    /// The attempt ended without a charge.
    #[error("the attempt ended without a charge")]
    AlreadyEnded,
    /// The charge was begun before.
    #[error("the charge was begun before")]
    AlreadyCharging,
    /// The event belongs to a later or an earlier stage.
    #[error("the event does not belong to this stage of the attempt")]
    OutOfPlace,
}

/// The new state, and what to do once it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
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

    fn and(self, command: Command) -> Self {
        Next {
            command: Some(command),
            ..self
        }
    }
}

/// Moves an attempt on.
///
/// # Errors
/// When the event cannot happen in this state; the state stays as it is.
pub fn next(state: &State, event: Event, now: Timestamp) -> Result<Next, Refusal> {
    match state {
        State::Created => created(event),
        State::Charging => charging(event, now),
        State::AwaitingAuthentication => awaiting(event, now),
        State::Authenticated => authenticated(event, now),
        State::PendingPayment => pending(event),
        State::OutcomeUnknown { since } => unknown(event, *since, now),
        State::Paid(_) => Err(Refusal::AlreadyPaid),
        State::Declined(_)
        | State::AuthenticationFailed { .. }
        | State::Expired
        | State::Abandoned { .. } => Err(Refusal::AlreadyEnded),
    }
}

fn created(event: Event) -> Result<Next, Refusal> {
    match event {
        Event::ChargeBegun => Ok(Next::to(State::Charging).and(Command::Charge)),
        Event::CardRefused { message } => Ok(Next::to(State::Abandoned { message })),
        Event::Interrupted => Ok(Next::to(State::Abandoned { message: None })),
        Event::ChallengePassed | Event::Answered(_) | Event::AuthenticationFailed(_) => {
            Err(Refusal::OutOfPlace)
        }
    }
}

fn charging(event: Event, now: Timestamp) -> Result<Next, Refusal> {
    match event {
        Event::Answered(answer) => Ok(match answer {
            Answer::Ended(ending) => ended(ending),
            Answer::ChallengeRequired(_) => Next::to(State::AwaitingAuthentication),
            Answer::Pending => Next::to(State::PendingPayment),
            Answer::Refused { message } => Next::to(State::Abandoned { message }),
            Answer::NotSent => Next::to(State::Abandoned { message: None }),
            Answer::NoAnswer | Answer::Absent => silent(now),
        }),
        Event::Interrupted => Ok(silent(now)),
        Event::ChargeBegun => Err(Refusal::AlreadyCharging),
        Event::CardRefused { .. } | Event::ChallengePassed | Event::AuthenticationFailed(_) => {
            Err(Refusal::OutOfPlace)
        }
    }
}

fn awaiting(event: Event, now: Timestamp) -> Result<Next, Refusal> {
    match event {
        Event::ChallengePassed => Ok(Next::to(State::Authenticated).and(Command::Confirm)),
        Event::AuthenticationFailed(failure) => {
            Ok(Next::to(State::AuthenticationFailed { failure }))
        }
        Event::Answered(answer) => Ok(match answer {
            Answer::Ended(ending) => ended(ending),
            // While the bank's page is open, silence means that it is still open.
            Answer::ChallengeRequired(_)
            | Answer::Pending
            | Answer::Refused { .. }
            | Answer::NoAnswer
            | Answer::NotSent => Next::to(State::AwaitingAuthentication),
            Answer::Absent => silent(now),
        }),
        Event::Interrupted => Ok(Next::to(State::AwaitingAuthentication)),
        Event::ChargeBegun => Err(Refusal::AlreadyCharging),
        Event::CardRefused { .. } => Err(Refusal::OutOfPlace),
    }
}

fn authenticated(event: Event, now: Timestamp) -> Result<Next, Refusal> {
    match event {
        Event::Answered(answer) => Ok(match answer {
            Answer::Ended(ending) => ended(ending),
            // The browser spoke too soon, and the bank's page is still open; or what finishes the
            // charge did not leave, and can be sent again.
            Answer::ChallengeRequired(_) | Answer::Pending | Answer::NotSent => {
                Next::to(State::AwaitingAuthentication)
            }
            // Sent again, it would be refused again.
            Answer::Refused { message } => Next::to(State::Abandoned { message }),
            Answer::NoAnswer | Answer::Absent => silent(now),
        }),
        Event::AuthenticationFailed(failure) => {
            Ok(Next::to(State::AuthenticationFailed { failure }))
        }
        Event::Interrupted => Ok(silent(now)),
        Event::ChargeBegun | Event::ChallengePassed => Err(Refusal::AlreadyCharging),
        Event::CardRefused { .. } => Err(Refusal::OutOfPlace),
    }
}

fn pending(event: Event) -> Result<Next, Refusal> {
    match event {
        Event::Answered(answer) => Ok(match answer {
            Answer::Ended(ending) => ended(ending),
            Answer::ChallengeRequired(_) => Next::to(State::AwaitingAuthentication),
            Answer::Pending
            | Answer::Refused { .. }
            | Answer::NoAnswer
            | Answer::NotSent
            | Answer::Absent => Next::to(State::PendingPayment),
        }),
        Event::Interrupted => Ok(Next::to(State::PendingPayment)),
        Event::ChargeBegun => Err(Refusal::AlreadyCharging),
        Event::CardRefused { .. } | Event::ChallengePassed | Event::AuthenticationFailed(_) => {
            Err(Refusal::OutOfPlace)
        }
    }
}

fn unknown(event: Event, since: Timestamp, now: Timestamp) -> Result<Next, Refusal> {
    let still = State::OutcomeUnknown { since };
    match event {
        Event::Answered(answer) => Ok(match answer {
            Answer::Ended(ending) => ended(ending),
            Answer::ChallengeRequired(_) => Next::to(State::AwaitingAuthentication),
            Answer::Pending => Next::to(State::PendingPayment),
            Answer::Absent if now - since >= ABSENCE_IS_CERTAIN_AFTER => {
                Next::to(State::Abandoned { message: None })
            }
            // Only the charge itself is refused or not sent: its answer came late.
            Answer::Refused { message } => Next::to(State::Abandoned { message }),
            Answer::NotSent => Next::to(State::Abandoned { message: None }),
            Answer::Absent | Answer::NoAnswer => Next::to(still),
        }),
        Event::AuthenticationFailed(failure) => {
            Ok(Next::to(State::AuthenticationFailed { failure }))
        }
        Event::Interrupted => Ok(Next::to(still)),
        Event::ChargeBegun => Err(Refusal::AlreadyCharging),
        Event::CardRefused { .. } | Event::ChallengePassed => Err(Refusal::OutOfPlace),
    }
}

fn silent(now: Timestamp) -> Next {
    Next::to(State::OutcomeUnknown { since: now }).and(Command::LookUp)
}

fn ended(ending: Ending) -> Next {
    Next::to(match ending {
        Ending::Paid(payment) => State::Paid(payment),
        Ending::Declined(decline) => State::Declined(decline),
        Ending::Expired => State::Expired,
        Ending::Canceled => State::Abandoned { message: None },
    })
}

#[cfg(test)]
mod tests;
