//! What lies between the two machines and whoever carries them out: what is to be written, and what
//! is to be asked of the provider then. Pure. The server makes these decisions, and so does the
//! model checker.

use cobro_wire::{ChallengeEnd, Timestamp};

use super::attempt::Duty;
use super::{LateMoney, attempt, authentication};
use crate::gateway::{News, Payment};

/// Both machines after something happened to the authentication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The attempt.
    pub state: attempt::State,
    /// Its authentication.
    pub authentication: authentication::State,
    /// What to ask of the provider once both are written down.
    pub command: Option<authentication::Command>,
}

/// Moves the authentication on, and the attempt with it; nothing where nothing changes.
#[must_use]
pub fn authenticated(
    state: &attempt::State,
    authentication: &authentication::State,
    event: authentication::Event,
    now: Timestamp,
) -> Option<Step> {
    let next = authentication::next(authentication, event, now).ok()?;
    let state = match next.command {
        Some(authentication::Command::Confirm) => {
            let event = attempt::Event::ChallengePassed;
            attempt::next(state, event, now).ok()?.state
        }
        Some(authentication::Command::Withdraw) | None => state.clone(),
    };
    Some(Step {
        state,
        authentication: next.state,
        command: next.command,
    })
}

/// How long after it was written down a request for money may still be sent, in seconds: far less
/// than it takes until others think that it never will be.
pub const SENT_WITHIN: Timestamp = 30;

/// Whether what was written down then may still be sent. A server may sleep between the two, as
/// when its machine is put to rest; by the time it wakes, another attempt may be under way.
#[must_use]
pub fn may_be_sent(written_at: Timestamp, now: Timestamp) -> bool {
    now.saturating_sub(written_at) <= SENT_WITHIN
}

/// What to do about an attempt that somebody asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// The challenge is over, or what it asked of the provider was not done yet: [`authenticated`]
    /// with a tick.
    Authenticate,
    /// Ask the provider what became of it.
    LookUp,
    /// Ask the provider, and take the charge back unless it is through.
    Withdraw,
    /// Give the money back.
    Refund(Payment),
}

/// What is due. `answers_look_ups` says whether the provider can be asked.
#[must_use]
pub fn due(
    state: &attempt::State,
    authentication: &authentication::State,
    answers_look_ups: bool,
    now: Timestamp,
) -> Due {
    let tick = authentication::next(authentication, authentication::Event::Tick, now);
    let has_ended = tick.is_ok_and(|next| next.command.is_some());
    if has_ended && *state == attempt::State::AwaitingAuthentication {
        return Due::Authenticate;
    }
    match (state.duty(), state.payment()) {
        (Some(Duty::Refund), Some(payment)) => Due::Refund(payment.clone()),
        (Some(Duty::Withdraw), _) if answers_look_ups => Due::Withdraw,
        // What cannot be found cannot be taken back: it is waited for.
        (Some(Duty::LookUp | Duty::Withdraw | Duty::Refund) | None, _) => Due::LookUp,
    }
}

/// What a webhook event makes us do about its attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// Take in how the challenge ended, as if the browser had said so.
    Report(ChallengeEnd),
    /// Do what is [`due`].
    Ask,
}

/// What follows from an event's news; nothing where it is about something else.
#[must_use]
pub fn heard(
    news: &News,
    state: &attempt::State,
    authentication: &authentication::State,
) -> Option<Hint> {
    match news {
        News::ChallengeEnded { reference, end } => {
            let is_open = matches!(
                authentication,
                authentication::State::ChallengeOpen { challenge }
                    if challenge.reference == *reference
            );
            is_open.then_some(Hint::Report(*end))
        }
        // Also where it has ended, as far as we know: money may have moved since. While it is in a
        // server's hands, that server is asking.
        News::Ask => (!state.is_in_hand()).then_some(Hint::Ask),
        News::Other => None,
    }
}

/// What an operator says became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// Money moved, whether it was given back or not.
    Moved,
    /// No money moved, as far as the portal shows.
    NotMoved,
}

/// Why an operator's word is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// The provider is asked, or it is known.
    NotNeeded,
    /// The charge may still be on its way, however empty the portal is: until then.
    TooEarly(Timestamp),
}

/// Whether an operator's word on an attempt is taken for the provider's.
///
/// `answers_look_ups` says whether the provider can be asked, and `certain_after` how many seconds
/// after a silence nothing is on its way any more.
///
/// # Errors
/// When it is not.
pub fn takes_word(
    state: &attempt::State,
    word: Word,
    answers_look_ups: bool,
    certain_after: Timestamp,
    now: Timestamp,
) -> Result<(), NotTaken> {
    let not_before = |then: Timestamp| match now < then {
        true => Err(NotTaken::TooEarly(then)),
        false => Ok(()),
    };
    match (state, word) {
        (attempt::State::OutcomeUnknown { .. } | attempt::State::NeverArrived { .. }, _)
            if answers_look_ups =>
        {
            Err(NotTaken::NotNeeded)
        }
        (attempt::State::OutcomeUnknown { since }, Word::NotMoved) => {
            not_before(since.saturating_add(certain_after))
        }
        // The second look, after which nobody looks again.
        (attempt::State::NeverArrived { since }, Word::NotMoved) => {
            not_before(since.saturating_add(attempt::LATE_ARRIVAL_ENDS_AFTER))
        }
        (
            attempt::State::OutcomeUnknown { .. }
            | attempt::State::NeverArrived { .. }
            | attempt::State::Returning { .. },
            _,
        ) => Ok(()),
        (
            attempt::State::Created
            | attempt::State::Charging
            | attempt::State::AwaitingAuthentication
            | attempt::State::Authenticated
            | attempt::State::PendingPayment
            | attempt::State::Paid(_)
            | attempt::State::Refunded { .. }
            | attempt::State::Declined(_)
            | attempt::State::AuthenticationFailed { .. }
            | attempt::State::Expired
            | attempt::State::Abandoned { .. }
            | attempt::State::Returned { .. },
            _,
        ) => Err(NotTaken::NotNeeded),
    }
}

/// What is done with money that moves now for an attempt that had ended without: by the rule once
/// the order has expired.
#[must_use]
pub fn late_money(expires_at: Timestamp, rule: LateMoney, now: Timestamp) -> LateMoney {
    if now < expires_at {
        LateMoney::Honour
    } else {
        rule
    }
}
