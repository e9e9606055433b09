//! What becomes of a state by an event: one function an event, every state in each.

use cobro_wire::{
    AttemptId, AuthenticationReport, BillingAddress, Challenge, Order, OrderStatus, PayRequest,
    PayWith, Problem, ProblemCode, TokenId,
};

use super::attempt::{Kept, Stage};
use super::settle::{
    closed, look_again, open_challenge, paid, pending, read_challenge, ready, resumed, sent, settle,
};
use super::{Chosen, Command, Event, Last, Looking, Request, Since, State, Step};

/// The state of an order that was just read, given the attempt that was kept.
#[must_use]
pub fn start(order: &Order, kept: Option<Kept>) -> Step {
    let current = order.attempt.as_ref().map(|attempt| attempt.id.clone());
    match (kept, current) {
        (
            Some(Kept {
                attempt,
                stage: Stage::Sent,
            }),
            _,
        )
        | (_, Some(attempt)) => settle(
            Looking {
                attempt,
                looks: 0,
                since: Since::Resumed,
            },
            order,
        ),
        (
            Some(Kept {
                stage: Stage::Tokenizing,
                ..
            })
            | None,
            None,
        ) => match order.status {
            OrderStatus::Open | OrderStatus::PendingPayment => (
                State::Ready {
                    last: Last::Nothing,
                },
                vec![Command::Forget],
            ),
            OrderStatus::Paid => paid(),
            OrderStatus::Expired
            | OrderStatus::Canceled
            | OrderStatus::PartiallyRefunded
            | OrderStatus::Refunded => closed(order.status),
        },
    }
}

/// What becomes of a state by an event. An event that does not belong to it changes nothing.
#[must_use]
pub fn next(state: State, event: Event) -> Step {
    match event {
        Event::Pay {
            attempt,
            card,
            billing,
            installments,
        } => pay(state, attempt, card, (billing, installments)),
        Event::Online => online(state),
        Event::Tokenized { attempt, token } if state.attempt() == Some(&attempt) => {
            tokenized(state, token)
        }
        Event::TokenFailed { attempt, message } if state.attempt() == Some(&attempt) => {
            token_failed(state, message)
        }
        Event::Answered { attempt, order } if state.attempt() == Some(&attempt) => {
            answered(state, &order)
        }
        Event::Refused { attempt, problem } if state.attempt() == Some(&attempt) => {
            refused(state, *problem)
        }
        Event::NoAnswer { attempt } if state.attempt() == Some(&attempt) => no_answer(state),
        Event::ChallengeEnded { attempt, report } if state.attempt() == Some(&attempt) => {
            challenge_ended(state, report)
        }
        Event::ChallengeReopened { attempt } if state.attempt() == Some(&attempt) => {
            challenge_reopened(state)
        }
        Event::Tokenized { .. }
        | Event::TokenFailed { .. }
        | Event::Answered { .. }
        | Event::Refused { .. }
        | Event::NoAnswer { .. }
        | Event::ChallengeEnded { .. }
        | Event::ChallengeReopened { .. } => unchanged(state),
    }
}

fn unchanged(state: State) -> Step {
    (state, Vec::new())
}

/// Where the card's bills go, and in how many months it is paid.
type Terms = (Option<BillingAddress>, Option<u8>);

fn pay(state: State, attempt: AttemptId, card: Chosen, terms: Terms) -> Step {
    match (state, card) {
        (State::Ready { .. }, Chosen::New { save }) => {
            let kept = Kept {
                attempt: attempt.clone(),
                stage: Stage::Tokenizing,
            };
            let commands = vec![Command::Keep(kept), Command::Tokenize];
            let (billing, installments) = terms;
            let state = State::Tokenizing {
                attempt,
                save,
                billing,
                installments,
            };
            (state, commands)
        }
        (
            State::Ready { .. },
            Chosen::Saved {
                payment_source_id,
                cvc,
            },
        ) => send(
            attempt,
            PayWith::PaymentSource {
                payment_source_id,
                cvc,
            },
            terms,
        ),
        (
            state @ (State::Tokenizing { .. }
            | State::Paying { .. }
            | State::Challenge { .. }
            | State::ChallengeLeft { .. }
            | State::Checking(_)
            | State::Pending { .. }
            | State::Paid
            | State::Closed { .. }),
            Chosen::New { .. } | Chosen::Saved { .. },
        ) => unchanged(state),
    }
}

fn send(attempt_id: AttemptId, with: PayWith, (billing, installments): Terms) -> Step {
    let kept = Kept {
        attempt: attempt_id.clone(),
        stage: Stage::Sent,
    };
    let request = Request(PayRequest {
        attempt_id,
        with,
        billing,
        installments,
    });
    let commands = vec![Command::Keep(kept), Command::Pay(request.clone())];
    (
        State::Paying {
            request,
            resends: 0,
        },
        commands,
    )
}

fn tokenized(state: State, token_id: TokenId) -> Step {
    match state {
        State::Tokenizing {
            attempt,
            save,
            billing,
            installments,
        } => {
            let with = PayWith::Token { token_id, save };
            send(attempt, with, (billing, installments))
        }
        State::Ready { .. }
        | State::Paying { .. }
        | State::Challenge { .. }
        | State::ChallengeLeft { .. }
        | State::Checking(_)
        | State::Pending { .. }
        | State::Paid
        | State::Closed { .. } => unchanged(state),
    }
}

fn token_failed(state: State, message: Option<String>) -> Step {
    match state {
        State::Tokenizing { .. } => ready(Last::CardNotRead { message }),
        State::Ready { .. }
        | State::Paying { .. }
        | State::Challenge { .. }
        | State::ChallengeLeft { .. }
        | State::Checking(_)
        | State::Pending { .. }
        | State::Paid
        | State::Closed { .. } => unchanged(state),
    }
}

fn answered(state: State, order: &Order) -> Step {
    match state {
        State::Paying { request, resends } => settle(sent(request, resends), order),
        State::Checking(looking) => settle(looking, order),
        State::Pending { attempt } => settle(resumed(attempt), order),
        State::Challenge { attempt, challenge } => {
            stay_or_settle(order, attempt, challenge, |attempt, challenge| {
                State::Challenge { attempt, challenge }
            })
        }
        State::ChallengeLeft { attempt, challenge } => {
            stay_or_settle(order, attempt, challenge, |attempt, challenge| {
                State::ChallengeLeft { attempt, challenge }
            })
        }
        State::Ready { .. } | State::Tokenizing { .. } | State::Paid | State::Closed { .. } => {
            unchanged(state)
        }
    }
}

/// While the bank's page is open, only an end takes it away: an answer that was under way when it
/// opened must not.
fn stay_or_settle(
    order: &Order,
    attempt: AttemptId,
    challenge: Challenge,
    stay: fn(AttemptId, Challenge) -> State,
) -> Step {
    match settle(resumed(attempt.clone()), order) {
        (
            State::Checking(_)
            | State::Challenge { .. }
            | State::ChallengeLeft { .. }
            | State::Tokenizing { .. }
            | State::Paying { .. },
            _,
        ) => {
            let read = read_challenge(&attempt);
            (stay(attempt, challenge), vec![read])
        }
        end @ (
            State::Ready { .. } | State::Pending { .. } | State::Paid | State::Closed { .. },
            _,
        ) => end,
    }
}

fn refused(state: State, problem: Problem) -> Step {
    match state {
        State::Paying { request, resends } => match problem.code {
            ProblemCode::Internal | ProblemCode::ProviderUnavailable => {
                look_again(sent(request, resends))
            }
            ProblemCode::AttemptLive
            | ProblemCode::IdempotencyKeyInUse
            | ProblemCode::IdempotencyKeyReused
            | ProblemCode::AttemptReused
            | ProblemCode::OrderClosed
            | ProblemCode::NoChallenge => look_again(resumed(request.0.attempt_id)),
            ProblemCode::InvalidRequest
            | ProblemCode::NoSession
            | ProblemCode::NotGenuine
            | ProblemCode::AuthenticationMismatch
            | ProblemCode::CrossSite
            | ProblemCode::NotFound
            | ProblemCode::MethodNotAllowed
            | ProblemCode::IdempotencyKeyMissing
            | ProblemCode::ContactMissing
            | ProblemCode::NoDefaultCard
            | ProblemCode::CardRefused
            | ProblemCode::TooManyAttempts => ready(Last::Refused {
                code: problem.code,
                message: problem.buyer_message,
            }),
        },
        State::Checking(looking)
            if matches!(
                problem.code,
                ProblemCode::NoChallenge | ProblemCode::AuthenticationMismatch
            ) =>
        {
            look_again(Looking {
                since: Since::Resumed,
                ..looking
            })
        }
        State::Checking(_)
        | State::Challenge { .. }
        | State::ChallengeLeft { .. }
        | State::Pending { .. }
        | State::Ready { .. }
        | State::Tokenizing { .. }
        | State::Paid
        | State::Closed { .. } => no_answer(state),
    }
}

fn no_answer(state: State) -> Step {
    match state {
        State::Paying { request, resends } => look_again(sent(request, resends)),
        State::Checking(looking) => look_again(looking),
        State::Challenge { ref attempt, .. } | State::ChallengeLeft { ref attempt, .. } => {
            let read = read_challenge(attempt);
            (state, vec![read])
        }
        State::Pending { attempt } => pending(attempt),
        State::Ready { .. } | State::Tokenizing { .. } | State::Paid | State::Closed { .. } => {
            unchanged(state)
        }
    }
}

fn challenge_ended(state: State, report: AuthenticationReport) -> Step {
    match state {
        State::Challenge { attempt, .. } | State::ChallengeLeft { attempt, .. } => {
            let command = Command::Report {
                attempt: attempt.clone(),
                report: report.clone(),
                after_ms: 0,
            };
            let looking = Looking {
                attempt,
                looks: 0,
                since: Since::Challenged(report),
            };
            (State::Checking(looking), vec![command])
        }
        State::Ready { .. }
        | State::Tokenizing { .. }
        | State::Paying { .. }
        | State::Checking(_)
        | State::Pending { .. }
        | State::Paid
        | State::Closed { .. } => unchanged(state),
    }
}

fn challenge_reopened(state: State) -> Step {
    match state {
        State::ChallengeLeft { attempt, challenge } => open_challenge(attempt, challenge),
        State::Ready { .. }
        | State::Tokenizing { .. }
        | State::Paying { .. }
        | State::Challenge { .. }
        | State::Checking(_)
        | State::Pending { .. }
        | State::Paid
        | State::Closed { .. } => unchanged(state),
    }
}

fn online(state: State) -> Step {
    match state {
        State::Checking(Looking { ref attempt, .. })
        | State::Challenge { ref attempt, .. }
        | State::ChallengeLeft { ref attempt, .. }
        | State::Pending { ref attempt } => {
            let read = Command::Read {
                attempt: attempt.clone(),
                after_ms: 0,
            };
            (state, vec![read])
        }
        State::Ready { .. }
        | State::Tokenizing { .. }
        | State::Paying { .. }
        | State::Paid
        | State::Closed { .. } => unchanged(state),
    }
}
