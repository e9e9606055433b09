//! What the checkout says in words: from its state, and from the order that the server told.

use cobro_wire::{AttemptId, Order, ProblemCode};
use leptos::prelude::*;

use super::desk::Desk;
use crate::checkout::{Event, Last, State};
use crate::components::button::{ButtonKind, button};
use crate::components::notice::{Tone, notice};
use crate::components::outcome::{bank_message, verdict};
use crate::element::Element;
use crate::format::money;
use crate::words::{Said, Words, fill, use_words};

/// What the shopper can do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Action {
    None,
    AnotherCard,
    ContinueChallenge(AttemptId),
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Telling {
    tone: Tone,
    title: String,
    text: String,
    action: Action,
}

impl Telling {
    fn new(tone: Tone, said: Said, action: Action) -> Self {
        Self {
            tone,
            title: said.title.to_owned(),
            text: said.text.to_owned(),
            action,
        }
    }

    /// The provider's own words after ours.
    fn with_message(mut self, message: Option<&str>) -> Self {
        if let Some(message) = message {
            self.text = [&self.text, " ", message].concat().trim().to_owned();
        }
        self
    }
}

/// What a state says; nothing where the rest of the page says it.
fn telling(state: &State, order: &Order, online: bool, words: &Words) -> Option<Telling> {
    let wait = |said| Some(Telling::new(Tone::Wait, said, Action::None));
    match state {
        State::Ready { last } => last_try(last, order, words),
        State::Challenge { .. } => None,
        State::Paid | State::Closed { .. } => Some(of_order(order, Action::None, words)),
        State::Tokenizing { .. }
        | State::Paying { .. }
        | State::ChallengeLeft { .. }
        | State::Checking(_)
        | State::Pending { .. }
            if !online =>
        {
            wait(words.offline)
        }
        State::Tokenizing { .. } | State::Paying { .. } => wait(words.processing),
        State::ChallengeLeft { attempt, .. } => {
            let action = Action::ContinueChallenge(attempt.clone());
            Some(Telling::new(Tone::Wait, words.challenge_left, action))
        }
        State::Checking(_) => wait(words.unknown),
        State::Pending { .. } => wait(words.pending),
    }
}

fn last_try(last: &Last, order: &Order, words: &Words) -> Option<Telling> {
    let bad = |said| Telling::new(Tone::Bad, said, Action::None);
    Some(match last {
        Last::Nothing => return None,
        Last::CardNotRead { message } => bad(Said {
            title: words.token_error,
            text: "",
        })
        .with_message(message.as_deref()),
        Last::NotSent => bad(words.not_sent),
        Last::Refused { code, message } => bad(match code {
            ProblemCode::TooManyAttempts => words.too_many_attempts,
            ProblemCode::CardRefused => words.card_refused,
            ProblemCode::InvalidRequest
            | ProblemCode::NoSession
            | ProblemCode::NotGenuine
            | ProblemCode::AuthenticationMismatch
            | ProblemCode::CrossSite
            | ProblemCode::NotFound
            | ProblemCode::MethodNotAllowed
            | ProblemCode::IdempotencyKeyMissing
            | ProblemCode::IdempotencyKeyInUse
            | ProblemCode::IdempotencyKeyReused
            | ProblemCode::ContactMissing
            | ProblemCode::AttemptLive
            | ProblemCode::AttemptReused
            | ProblemCode::OrderClosed
            | ProblemCode::NoDefaultCard
            | ProblemCode::NoChallenge
            | ProblemCode::ProviderUnavailable
            | ProblemCode::Internal => words.refused,
        })
        .with_message(message.as_deref()),
        Last::Declined { .. }
        | Last::AuthenticationFailed { .. }
        | Last::Abandoned { .. }
        | Last::Returned => {
            let message = order.attempt.as_ref().and_then(bank_message);
            let message = message.map(|message| fill(words.bank_says, message));
            of_order(order, Action::AnotherCard, words).with_message(message.as_deref())
        }
    })
}

fn of_order(order: &Order, action: Action, words: &Words) -> Telling {
    let verdict = verdict(order, words);
    let mut telling = Telling::new(verdict.tone, verdict.said, action);
    telling.title = fill(verdict.said.title, &money(order.total));
    telling
}

/// What is said at the moment.
pub(super) fn telling_of(desk: Desk, online: Signal<bool>) -> Memo<Option<Telling>> {
    let words = use_words();
    Memo::new(move |_| {
        let online = online.get();
        desk.state.with(|state| {
            desk.order
                .with(|order| telling(state, order, online, words))
        })
    })
}

/// The notice above the pay button; `on_retry` lets the shopper choose another card.
pub(super) fn state_notice(
    telling: Memo<Option<Telling>>,
    desk: Desk,
    on_retry: impl Fn() + Copy + 'static,
) -> impl Fn() -> Option<Element> {
    let words = use_words();
    move || {
        let telling = telling.get()?;
        let small = button(ButtonKind::Quiet).small();
        let action = match telling.action {
            Action::None => None,
            Action::AnotherCard => Some(small.press(on_retry).says(words.another_card)),
            Action::ContinueChallenge(attempt) => {
                let again = move || {
                    desk.dispatch(Event::ChallengeReopened {
                        attempt: attempt.clone(),
                    });
                };
                Some(small.press(again).says(words.challenge_continue))
            }
        };
        Some(notice(telling.tone, &telling.title, &telling.text, action))
    }
}

/// The same in one sentence, for the live region.
pub(super) fn said_aloud(telling: Memo<Option<Telling>>) -> impl Fn() -> String {
    move || {
        telling.with(|telling| match telling {
            Some(Telling { title, text, .. }) => [title, " ", text].concat(),
            None => String::new(),
        })
    }
}
