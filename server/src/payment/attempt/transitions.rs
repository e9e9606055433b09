//! What follows from what happens to an attempt, state by state. Pure.

use cobro_wire::Timestamp;

use super::{Command, Event, Next, Refusal, State};
use crate::gateway::{Answer, Ending};

/// How soon after a silent charge the provider's "no such order" can be believed at all, in
/// seconds: until then the request may still be under way inside the provider. The settings make it
/// longer.
pub const ABSENCE_IS_CERTAIN_AFTER: Timestamp = 10;

/// How long after a silent charge its arrival is still reckoned with, in seconds. Nothing is known
/// of a provider that carries a request out a day after its connection was lost.
pub const LATE_ARRIVAL_ENDS_AFTER: Timestamp = 24 * 3600;

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
        State::Paid(_) => paid(event, Refusal::AlreadyPaid),
        // What was read before the last refund comes too late.
        State::Refunded { refunded, .. } => match &event {
            Event::Answered(Answer::Ended(Ending::Refunded {
                refunded: older, ..
            })) if older.amount_minor < refunded.amount_minor => Err(Refusal::AlreadyReturned),
            _ => paid(event, Refusal::AlreadyReturned),
        },
        State::Declined(_)
        | State::AuthenticationFailed { .. }
        | State::Expired
        | State::Abandoned { .. } => ended_without(event),
        State::NeverArrived { since } => never_arrived(event, *since, now),
        State::Returning { .. } => returning(state, event),
        State::Returned { .. } => Err(Refusal::AlreadyReturned),
    }
}

fn created(event: Event) -> Result<Next, Refusal> {
    match event {
        Event::ChargeBegun => Ok(Next::to(State::Charging).and(Command::Charge)),
        Event::CardRefused { message } => Ok(Next::to(State::Abandoned { message })),
        Event::Interrupted => Ok(Next::to(State::Abandoned { message: None })),
        Event::ChallengePassed
        | Event::Answered(_)
        | Event::AuthenticationFailed(_)
        | Event::Unwanted(_) => Err(Refusal::OutOfPlace),
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
            Answer::NoAnswer | Answer::Absent | Answer::ChallengeLost => silent(now),
        }),
        Event::Interrupted => Ok(silent(now)),
        Event::ChargeBegun => Err(Refusal::AlreadyCharging),
        Event::CardRefused { .. }
        | Event::ChallengePassed
        | Event::AuthenticationFailed(_)
        | Event::Unwanted(_) => Err(Refusal::OutOfPlace),
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
            | Answer::NotSent
            | Answer::ChallengeLost => Next::to(State::AwaitingAuthentication),
            Answer::Absent => silent(now),
        }),
        Event::Interrupted => Ok(Next::to(State::AwaitingAuthentication)),
        Event::ChargeBegun => Err(Refusal::AlreadyCharging),
        Event::CardRefused { .. } | Event::Unwanted(_) => Err(Refusal::OutOfPlace),
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
            Answer::NoAnswer | Answer::Absent | Answer::ChallengeLost => silent(now),
        }),
        Event::AuthenticationFailed(failure) => {
            Ok(Next::to(State::AuthenticationFailed { failure }))
        }
        Event::Interrupted => Ok(silent(now)),
        Event::ChargeBegun | Event::ChallengePassed => Err(Refusal::AlreadyCharging),
        Event::CardRefused { .. } | Event::Unwanted(_) => Err(Refusal::OutOfPlace),
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
            | Answer::Absent
            | Answer::ChallengeLost => Next::to(State::PendingPayment),
        }),
        // A challenge may have come before: then its failure is why nothing was charged.
        Event::AuthenticationFailed(failure) => {
            Ok(Next::to(State::AuthenticationFailed { failure }))
        }
        Event::Interrupted => Ok(Next::to(State::PendingPayment)),
        Event::ChargeBegun => Err(Refusal::AlreadyCharging),
        Event::CardRefused { .. } | Event::ChallengePassed | Event::Unwanted(_) => {
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
                Next::to(State::NeverArrived { since })
            }
            // Only the charge itself is refused or not sent: its answer came late.
            Answer::Refused { message } => Next::to(State::Abandoned { message }),
            Answer::NotSent | Answer::ChallengeLost => Next::to(State::Abandoned { message: None }),
            Answer::Absent | Answer::NoAnswer => Next::to(still),
        }),
        Event::AuthenticationFailed(failure) => {
            Ok(Next::to(State::AuthenticationFailed { failure }))
        }
        Event::Interrupted => Ok(Next::to(still)),
        Event::ChargeBegun => Err(Refusal::AlreadyCharging),
        Event::CardRefused { .. } | Event::ChallengePassed | Event::Unwanted(_) => {
            Err(Refusal::OutOfPlace)
        }
    }
}

/// Money that moved can only go back.
fn paid(event: Event, refusal: Refusal) -> Result<Next, Refusal> {
    match event {
        Event::Answered(Answer::Ended(ending @ Ending::Refunded { .. })) => Ok(ended(ending)),
        Event::Answered(_)
        | Event::ChargeBegun
        | Event::CardRefused { .. }
        | Event::ChallengePassed
        | Event::AuthenticationFailed(_)
        | Event::Unwanted(_)
        | Event::Interrupted => Err(refusal),
    }
}

/// An end without a charge, at which money moves all the same.
fn ended_without(event: Event) -> Result<Next, Refusal> {
    match event {
        Event::Answered(Answer::Ended(ending @ (Ending::Paid(_) | Ending::Refunded { .. }))) => {
            Ok(ended(ending))
        }
        Event::Unwanted(payment) => Ok(Next::to(State::Returning { payment })),
        Event::Answered(_)
        | Event::ChargeBegun
        | Event::CardRefused { .. }
        | Event::ChallengePassed
        | Event::AuthenticationFailed(_)
        | Event::Interrupted => Err(Refusal::AlreadyEnded),
    }
}

fn never_arrived(event: Event, since: Timestamp, now: Timestamp) -> Result<Next, Refusal> {
    let still = State::NeverArrived { since };
    match event {
        Event::Answered(answer) => Ok(match answer {
            // The shopper never saw what was asked of them, so nothing of it ran out.
            Answer::Ended(Ending::Expired | Ending::Canceled) => {
                Next::to(State::Abandoned { message: None })
            }
            Answer::Ended(ending) => ended(ending),
            Answer::ChallengeLost => Next::to(State::Abandoned { message: None }),
            Answer::Absent if now - since >= LATE_ARRIVAL_ENDS_AFTER => {
                Next::to(State::Abandoned { message: None })
            }
            // It arrived late and waits: it is being withdrawn.
            Answer::ChallengeRequired(_) | Answer::Pending => Next::to(still),
            Answer::Absent | Answer::NoAnswer | Answer::Refused { .. } | Answer::NotSent => {
                Next::to(still)
            }
        }),
        Event::AuthenticationFailed(failure) => {
            Ok(Next::to(State::AuthenticationFailed { failure }))
        }
        Event::Unwanted(payment) => Ok(Next::to(State::Returning { payment })),
        Event::Interrupted => Ok(Next::to(still)),
        Event::ChargeBegun | Event::CardRefused { .. } | Event::ChallengePassed => {
            Err(Refusal::AlreadyEnded)
        }
    }
}

fn returning(state: &State, event: Event) -> Result<Next, Refusal> {
    match event {
        Event::Answered(Answer::Ended(Ending::Refunded {
            payment,
            whole: true,
            ..
        })) => Ok(Next::to(State::Returned { payment })),
        Event::Answered(_) | Event::Interrupted => Ok(Next::to(state.clone())),
        Event::ChargeBegun
        | Event::CardRefused { .. }
        | Event::ChallengePassed
        | Event::AuthenticationFailed(_)
        | Event::Unwanted(_) => Err(Refusal::AlreadyReturned),
    }
}

fn silent(now: Timestamp) -> Next {
    Next::to(State::OutcomeUnknown { since: now })
}

fn ended(ending: Ending) -> Next {
    Next::to(match ending {
        Ending::Paid(payment) => State::Paid(payment),
        Ending::Refunded {
            payment,
            refunded,
            whole,
        } => State::Refunded {
            payment,
            refunded,
            whole,
        },
        Ending::Declined(decline) => State::Declined(decline),
        Ending::Expired => State::Expired,
        Ending::Canceled => State::Abandoned { message: None },
    })
}
