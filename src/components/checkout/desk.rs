//! Carries out what the checkout's machine commands.

use cobro_wire::{AttemptId, AuthenticationReport, BillingAddress, Order, OrderId, TokenId};
use leptos::prelude::*;

use crate::api::{self, Answer, ApiError};
use crate::browser::event_source::Stream;
use crate::browser::random;
use crate::browser::storage::{self, Area};
use crate::browser::timer::Timer;
use crate::checkout::attempt::Kept;
use crate::checkout::{Chosen, Command, Event, LIVE_LOOK_MS, Request, State, next, start};
use crate::components::card_form::CardFormHandle;
use crate::element::{Found, focus};
use crate::task::spawn;

/// How long the provider's form may take to make a token.
const TOKEN_TIMEOUT_MS: u32 = 60_000;

/// The machine's state, and all that its commands need.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// What the shopper sees.
    pub(super) state: RwSignal<State>,
    /// The order, as the server last told it.
    pub(super) order: RwSignal<Order>,
    id: StoredValue<OrderId>,
    form: CardFormHandle,
    notice: Found,
    on_order: Callback<Order>,
    /// What is waited for: one thing at a time.
    wait: StoredValue<Option<Timer>, LocalStorage>,
    /// What the server tells by itself while something is waited for.
    stream: StoredValue<Option<Stream>, LocalStorage>,
}

impl Desk {
    /// Begins with the order as it stands and the attempt that this browser kept.
    pub(super) fn new(
        order: Order,
        form: CardFormHandle,
        notice: Found,
        on_order: Callback<Order>,
    ) -> Self {
        let kept = storage::get(Area::Local, &Kept::key(&order.id));
        let (state, commands) = start(&order, kept.as_deref().and_then(Kept::from_text));
        let desk = Self {
            state: RwSignal::new(state),
            id: StoredValue::new(order.id.clone()),
            order: RwSignal::new(order),
            form,
            notice,
            on_order,
            wait: StoredValue::new_local(None),
            stream: StoredValue::new_local(None),
        };
        desk.follow();
        // A page that just loaded keeps its focus.
        let commands = commands
            .into_iter()
            .filter(|command| *command != Command::FocusNotice);
        commands.for_each(|command| desk.perform(command));
        desk
    }

    /// The shopper asked to pay.
    pub(super) fn pay(
        self,
        card: Chosen,
        billing: Option<BillingAddress>,
        installments: Option<u8>,
    ) {
        let attempt = AttemptId::from_random(random::bytes());
        self.dispatch(Event::Pay {
            attempt,
            card,
            billing,
            installments,
        });
    }

    /// The form made a token, which is for the attempt that is under way.
    pub(super) fn tokenized(self, token: TokenId) {
        if let Some(attempt) = self.attempt() {
            self.dispatch(Event::Tokenized { attempt, token });
        }
    }

    /// The form made none.
    pub(super) fn token_failed(self, message: Option<String>) {
        if let Some(attempt) = self.attempt() {
            self.dispatch(Event::TokenFailed { attempt, message });
        }
    }

    /// Tells the machine what happened. Once the checkout is gone, nothing happens.
    pub(super) fn dispatch(self, event: Event) {
        let Some(before) = self.state.try_get_untracked() else {
            return;
        };
        let (after, commands) = next(before.clone(), event);
        if after != before {
            // A timer belongs to the state that set it.
            self.wait.set_value(None);
            self.state.set(after);
            self.follow();
        }
        commands
            .into_iter()
            .for_each(|command| self.perform(command));
    }

    fn attempt(self) -> Option<AttemptId> {
        self.state
            .try_with_untracked(|state| state.attempt().cloned())
            .flatten()
    }

    fn perform(self, command: Command) {
        let key = || self.id.with_value(Kept::key);
        match command {
            Command::Keep(kept) => {
                storage::set(Area::Local, &key(), &kept.to_text());
            }
            Command::Forget => storage::remove(Area::Local, &key()),
            Command::Tokenize => self.tokenize(),
            Command::Pay(request) => self.send(request),
            Command::Report {
                attempt,
                report,
                after_ms,
            } => {
                self.wait_then(after_ms, move || self.report(attempt, report));
            }
            Command::Read { attempt, after_ms } => {
                let told = self.stream.with_value(|stream| {
                    after_ms > 0 && stream.as_ref().is_some_and(Stream::is_open)
                });
                let after_ms = if told { LIVE_LOOK_MS } else { after_ms };
                self.wait_then(after_ms, move || self.read(attempt));
            }
            Command::FocusNotice => request_animation_frame(move || {
                if let Some(notice) = self.notice.get() {
                    focus(&notice);
                }
            }),
        }
    }

    /// A form that does not answer in time is shown anew: its late token counts for nothing.
    fn tokenize(self) {
        self.wait_then(TOKEN_TIMEOUT_MS, move || {
            self.form.reload();
            self.token_failed(None);
        });
        self.form.submit();
    }

    fn send(self, request: Request) {
        let id = self.id.get_value();
        spawn(async move {
            let answer = api::pay(&id, &request.0).await;
            self.answered(request.0.attempt_id, answer);
        });
    }

    fn report(self, attempt: AttemptId, report: AuthenticationReport) {
        let id = self.id.get_value();
        spawn(async move {
            let answer = api::report(&id, &attempt, &report).await;
            self.answered(attempt, answer);
        });
    }

    fn read(self, attempt: AttemptId) {
        let id = self.id.get_value();
        spawn(async move {
            let answer = api::order(&id).await;
            self.answered(attempt, answer);
        });
    }

    /// Opens the stream while there is news to wait for, and closes it after.
    fn follow(self) {
        if !self.state.with_untracked(State::awaits_news) {
            self.stream.set_value(None);
        } else if self.stream.with_value(Option::is_none) {
            let told = move |order: Order| {
                let attempt = self
                    .state
                    .try_with_untracked(|state| state.news(&order).cloned());
                if let Some(attempt) = attempt.flatten() {
                    self.answered(attempt, Ok(order));
                }
            };
            let id = self.id.get_value();
            self.stream.set_value(api::follow(&id, told));
        }
    }

    /// What was asked for an attempt that is over changes nothing, not even the order shown.
    fn answered(self, attempt: AttemptId, answer: Answer<Order>) {
        if self.attempt().as_ref() != Some(&attempt) {
            return;
        }
        match answer {
            Ok(order) => {
                self.order.set(order.clone());
                self.dispatch(Event::Answered {
                    attempt,
                    order: Box::new(order.clone()),
                });
                self.on_order.run(order);
            }
            Err(ApiError::Problem(problem)) => self.dispatch(Event::Refused { attempt, problem }),
            Err(ApiError::NoAnswer) => self.dispatch(Event::NoAnswer { attempt }),
        }
    }

    fn wait_then(self, ms: u32, run: impl FnOnce() + 'static) {
        if ms == 0 {
            self.wait.set_value(None);
            run();
        } else {
            self.wait.set_value(Some(Timer::after(ms, run)));
        }
    }
}
