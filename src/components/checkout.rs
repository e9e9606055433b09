//! The checkout: draws what the machine of [`crate::checkout`] says, and carries out its commands.
//!
//! Calls to the server hang on what the shopper does, on messages and on timers, never on a
//! reactive effect: an effect may run twice.

mod desk;
mod notice;

use cobro_wire::{AuthenticationReport, Card, Installments, Order, PublicConfig};
use leptos::prelude::*;

use super::billing_form::{BillingDraft, billing_form};
use super::button::{ButtonKind, button};
use super::card_form::{CardFormHandle, CardFormSetup, FormState, card_form};
use super::challenge_dialog::challenge_dialog;
use super::field::{control, labelled};
use super::icon::{LOCK, icon};
use super::installments::installments_choice;
use super::live_region::live_region;
use super::save_card_box::save_card_box;
use super::saved_cards::{Choice, saved_cards};
use crate::browser::component_script::answer::CardError;
use crate::browser::component_script::options;
use crate::browser::listener::Listener;
use crate::browser::window;
use crate::checkout::{Chosen, Event, State};
use crate::element::{Element, Found, div, el};
use crate::format::money;
use crate::words::use_words;
use desk::Desk;
use notice::{said_aloud, state_notice, telling_of};

/// Pays an order: saved cards, the card form, the pay button, the bank's page, and what came of it.
#[component]
pub fn Checkout(
    /// The order, as it was just read.
    order: Order,
    /// The server's settings.
    config: PublicConfig,
    /// The shopper's saved cards.
    cards: Vec<Card>,
    /// Whether all else that paying needs is given; until then the pay button does nothing.
    #[prop(into)]
    ready: Signal<bool>,
    /// Called with each new truth about the order.
    on_order: Callback<Order>,
    /// Called when the shopper asked to pay, before anything is sent.
    #[prop(optional, into)]
    before_pay: Option<Callback<()>>,
) -> impl IntoView {
    checkout(order, config, cards, ready, on_order, before_pay)
}

/// [`Checkout`] as an element.
#[must_use]
pub fn checkout(
    order: Order,
    config: PublicConfig,
    cards: Vec<Card>,
    ready: Signal<bool>,
    on_order: Callback<Order>,
    before_pay: Option<Callback<()>>,
) -> Element {
    let words = use_words();
    let total = order.total;
    let amount = money(total);
    let form = CardFormHandle::new();
    let focus_here = Found::new();
    let choice = RwSignal::new(Choice::first(&cards));
    let save = RwSignal::new(false);
    let cvc = RwSignal::new(String::new());
    let billing = config.billing.then(BillingDraft::new);
    let spread = Installments::choices(order.total, &config.installments);
    let months = RwSignal::new(String::new());
    let desk = Desk::new(order, form, focus_here, on_order);
    let online = follow_network(desk);

    let busy = Signal::derive(move || {
        desk.state
            .with(|state| !matches!(state, State::Ready { .. }))
    });
    let wants_form = Memo::new(move |_| choice.with(|choice| *choice == Choice::Other));
    let blank = Signal::derive(move || {
        !ready.get() || (wants_form.get() && form.state() != FormState::Ready)
    });
    let pay = move || {
        if let Some(before_pay) = before_pay {
            before_pay.run(());
        }
        let address = billing.map(BillingDraft::address);
        if address == Some(None) {
            return;
        }
        let mut chosen_months = months.with_untracked(|months| months.parse::<u32>().ok());
        let card = match choice.get_untracked() {
            Choice::Other => {
                chosen_months = form.months();
                let save = save.get_untracked();
                Chosen::New { save }
            }
            Choice::Saved(payment_source_id) => {
                let cvc = Some(cvc.get_untracked()).filter(|code| !code.is_empty());
                Chosen::Saved {
                    payment_source_id,
                    cvc,
                }
            }
        };
        let chosen_months = chosen_months.and_then(|months| u8::try_from(months).ok());
        desk.pay(card, address.flatten(), chosen_months);
    };
    let another_card = move || {
        choice.set(Choice::Other);
        form.focus();
    };
    let on_error = move |error: CardError| desk.token_failed(error.message);
    let asks_code = config.cvc_for_saved_cards;
    let component = config.component.clone();
    let offered = spread.iter().map(|choice| choice.months).collect();
    let setup = CardFormSetup {
        wanted: wants_form.into(),
        installments: (!spread.is_empty()).then_some(options::Installments {
            amount: total,
            months: offered,
        }),
        ..CardFormSetup::default()
    };
    let on_token = Callback::new(move |token| desk.tokenized(token));
    let fields = card_form(form, component, setup, on_token, Callback::new(on_error));
    let other = vec![fields, save_card_box(save, busy)];
    let cards = saved_cards(&cards, choice, busy, other);
    let code = move || (asks_code && !wants_form.get()).then(|| security_code(cvc));
    let spreads = move || {
        (!wants_form.get() && !spread.is_empty()).then(|| installments_choice(&spread, months))
    };
    let section = div("checkout-section")
        .children(cards)
        .live(spreads)
        .live(code);
    let telling = telling_of(desk, online);
    let notice = div("checkout-notice")
        .attr("tabindex", "-1")
        .found(focus_here)
        .live(state_notice(telling, desk, another_card));
    let pay = button(ButtonKind::Primary)
        .busy(busy, words.paying)
        .disabled(blank)
        .press(pay)
        .says(&words.pay(&amount));
    let safely = el("p").class("pay-bar-word").child(icon(LOCK));
    div("checkout")
        .child(section.children(billing.map(billing_form)))
        .child(notice)
        .child(
            div("pay-bar")
                .child(pay)
                .child(safely.text(words.pay_safely)),
        )
        .live(bank_page(desk, config))
        .child(live_region(said_aloud(telling)))
}

/// Whether the device is online. When it comes back, the machine is told.
fn follow_network(desk: Desk) -> Signal<bool> {
    let online = RwSignal::new(window().navigator().on_line());
    let back = move |_| {
        online.set(true);
        desk.dispatch(Event::Online);
    };
    Listener::new(&window(), "online", back).keep();
    Listener::new(&window(), "offline", move |_| online.set(false)).keep();
    online.into()
}

/// The bank's dialog, as long as the machine wants it. It is drawn anew for another challenge only.
fn bank_page(desk: Desk, config: PublicConfig) -> impl Fn() -> Option<Element> {
    let open = Memo::new(move |_| {
        desk.state.with(|state| match state {
            State::Challenge { attempt, challenge } => Some((attempt.clone(), challenge.clone())),
            State::Ready { .. }
            | State::Tokenizing { .. }
            | State::Paying { .. }
            | State::ChallengeLeft { .. }
            | State::Checking(_)
            | State::Pending { .. }
            | State::Paid
            | State::Closed { .. } => None,
        })
    });
    move || {
        open.get().map(|(attempt, challenge)| {
            let on_end = Callback::new(move |report: AuthenticationReport| {
                desk.dispatch(Event::ChallengeEnded {
                    attempt: attempt.clone(),
                    report,
                });
            });
            let origins = config.challenge_origins.clone();
            let timeout_ms = config.challenge_timeout_ms;
            challenge_dialog(challenge, origins, timeout_ms, on_end)
        })
    }
}

/// The security code of a saved card, for merchants who may ask for it.
fn security_code(cvc: RwSignal<String>) -> Element {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).take(4).collect();
    let id = "security-code";
    let control = control(id, cvc, digits)
        .attr("type", "text")
        .attr("inputmode", "numeric")
        .attr("autocomplete", "cc-csc")
        .attr("maxlength", "4");
    labelled(id, use_words().security_code, control)
}
