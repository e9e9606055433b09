//! What an answer of the server makes of an attempt that is being asked for.

use cobro_wire::{
    Attempt, AttemptId, AttemptStatus, AuthenticationReport, Challenge, ChallengeEnd, Order,
    OrderStatus,
};

use super::{
    CHALLENGE_LOOK_MS, Command, Last, Looking, PENDING_LOOK_MS, RESENDS, RESUME_LOOKS, Request,
    Since, State, Step,
};

/// How long to wait before look number `looks`, the first being 0.
pub(super) fn delay_ms(looks: u32) -> u32 {
    match looks {
        0..=1 => 1_000,
        2 => 2_000,
        3 => 3_000,
        4 => 5_000,
        5..=9 => 8_000,
        10.. => 20_000,
    }
}

/// Brings what was looked for and what the server says together.
pub(super) fn settle(looking: Looking, order: &Order) -> Step {
    match order.status {
        OrderStatus::Open | OrderStatus::PendingPayment => match &order.attempt {
            Some(attempt) if attempt.id == looking.attempt || attempt.status.is_live() => {
                follow(looking, attempt)
            }
            Some(_) | None if order.status == OrderStatus::PendingPayment => {
                pending(looking.attempt)
            }
            Some(_) | None => unknown_to_server(looking),
        },
        OrderStatus::Paid => paid(),
        OrderStatus::Expired
        | OrderStatus::Canceled
        | OrderStatus::PartiallyRefunded
        | OrderStatus::Refunded => closed(order.status),
    }
}

/// The server's attempt is ours, or becomes ours since it is under way.
fn follow(looking: Looking, attempt: &Attempt) -> Step {
    let looking = if looking.attempt == attempt.id {
        looking
    } else {
        Looking {
            attempt: attempt.id.clone(),
            looks: looking.looks,
            since: Since::Resumed,
        }
    };
    match attempt.status.clone() {
        AttemptStatus::Processing | AttemptStatus::OutcomeUnknown => {
            look_again(no_longer_challenged(looking))
        }
        AttemptStatus::AwaitingAuthentication { challenge } => awaiting(looking, challenge),
        AttemptStatus::PendingPayment => pending(looking.attempt),
        AttemptStatus::Paid { receipt: _ } => paid(),
        AttemptStatus::Refunded { .. } => closed(OrderStatus::Refunded),
        AttemptStatus::Returning | AttemptStatus::Returned => ready(Last::Returned),
        AttemptStatus::Declined { reason, message } => ready(Last::Declined { reason, message }),
        AttemptStatus::AuthenticationFailed { failure } => {
            ready(Last::AuthenticationFailed { failure })
        }
        AttemptStatus::Abandoned { message } => ready(Last::Abandoned { message }),
    }
}

/// Once the attempt waits for no challenge, there is nothing more to report: only to read.
fn no_longer_challenged(looking: Looking) -> Looking {
    match looking.since {
        Since::Challenged(_) => Looking {
            since: Since::Resumed,
            ..looking
        },
        Since::Sent { .. } | Since::Resumed => looking,
    }
}

/// A bank's page that was just passed is not opened again; one that was closed waits for a word.
fn awaiting(looking: Looking, challenge: Challenge) -> Step {
    match looking.since {
        Since::Sent { .. } | Since::Resumed => open_challenge(looking.attempt, challenge),
        Since::Challenged(AuthenticationReport {
            end: ChallengeEnd::Closed,
            ..
        }) => {
            let read = read_challenge(&looking.attempt);
            (
                State::ChallengeLeft {
                    attempt: looking.attempt,
                    challenge,
                },
                vec![read],
            )
        }
        Since::Challenged(AuthenticationReport {
            end:
                ChallengeEnd::Passed
                | ChallengeEnd::Failed
                | ChallengeEnd::Error
                | ChallengeEnd::Expired
                | ChallengeEnd::TimedOut,
            ..
        }) => look_again(looking),
    }
}

/// The server answered, and has no such attempt.
fn unknown_to_server(looking: Looking) -> Step {
    match looking.since {
        Since::Sent { request, resends } if resends < RESENDS => {
            let command = Command::Pay(request.clone());
            (
                State::Paying {
                    request,
                    resends: resends + 1,
                },
                vec![command],
            )
        }
        Since::Sent { .. } => ready(Last::NotSent),
        Since::Resumed if looking.looks >= RESUME_LOOKS => ready(Last::NotSent),
        Since::Resumed | Since::Challenged(_) => look_again(looking),
    }
}

pub(super) fn sent(request: Request, resends: u32) -> Looking {
    let attempt = request.0.attempt_id.clone();
    Looking {
        attempt,
        looks: 0,
        since: Since::Sent { request, resends },
    }
}

pub(super) fn resumed(attempt: AttemptId) -> Looking {
    Looking {
        attempt,
        looks: 0,
        since: Since::Resumed,
    }
}

pub(super) fn look_again(mut looking: Looking) -> Step {
    let after_ms = delay_ms(looking.looks);
    looking.looks = looking.looks.saturating_add(1);
    let attempt = looking.attempt.clone();
    let ask = match &looking.since {
        Since::Challenged(report) => Command::Report {
            attempt,
            report: report.clone(),
            after_ms,
        },
        Since::Sent { .. } | Since::Resumed => Command::Read { attempt, after_ms },
    };
    (State::Checking(looking), vec![ask])
}

pub(super) fn open_challenge(attempt: AttemptId, challenge: Challenge) -> Step {
    let read = read_challenge(&attempt);
    (State::Challenge { attempt, challenge }, vec![read])
}

pub(super) fn read_challenge(attempt: &AttemptId) -> Command {
    Command::Read {
        attempt: attempt.clone(),
        after_ms: CHALLENGE_LOOK_MS,
    }
}

pub(super) fn ready(last: Last) -> Step {
    (
        State::Ready { last },
        vec![Command::Forget, Command::FocusNotice],
    )
}

pub(super) fn pending(attempt: AttemptId) -> Step {
    let read = Command::Read {
        attempt: attempt.clone(),
        after_ms: PENDING_LOOK_MS,
    };
    (State::Pending { attempt }, vec![read])
}

pub(super) fn paid() -> Step {
    (State::Paid, vec![Command::Forget])
}

pub(super) fn closed(status: OrderStatus) -> Step {
    (State::Closed { status }, vec![Command::Forget])
}
