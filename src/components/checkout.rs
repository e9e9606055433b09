//! The checkout: draws what the machine of [`crate::checkout`] says, and carries out its commands.
//!
//! Calls to the server hang on what the shopper does, on messages and on timers, never on a
//! reactive effect: an effect may run twice.

mod desk;
mod notice;

use cobro_wire::{AuthenticationReport, Card, Order, PublicConfig};
use leptos::html::Div;
use leptos::prelude::*;

use super::billing_form::{BillingDraft, BillingForm};
use super::button::Button;
use super::card_form::{CardForm, CardFormHandle, FormState};
use super::challenge_dialog::ChallengeDialog;
use super::icon::{Icon, LOCK};
use super::live_region::LiveRegion;
use super::save_card_box::SaveCardBox;
use super::saved_cards::{Choice, SavedCards};
use crate::browser::component_script::answer::CardError;
use crate::browser::listener::Listener;
use crate::browser::window;
use crate::checkout::{Chosen, Event, State};
use crate::format::money;
use crate::words::use_words;
use desk::Desk;
use notice::{said_aloud, state_notice};

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
    let words = use_words();
    let amount = money(order.total);
    let form = CardFormHandle::new();
    let focus_here = NodeRef::<Div>::new();
    let choice = RwSignal::new(Choice::first(&cards));
    let save = RwSignal::new(false);
    let cvc = RwSignal::new(String::new());
    let billing = config.billing.then(BillingDraft::new);
    let desk = Desk::new(order, form, focus_here, on_order);
    let online = follow_network(desk);

    let busy = Signal::derive(move || {
        desk.state
            .with(|state| !matches!(state, State::Ready { .. }))
    });
    let wants_form = Memo::new(move |_| choice.with(|choice| *choice == Choice::Other));
    let blank = Signal::derive(move || {
        !ready.get() || (wants_form.get() && form.state().get() != FormState::Ready)
    });
    let pay = move |()| {
        if let Some(before_pay) = before_pay {
            before_pay.run(());
        }
        let address = billing.map(BillingDraft::address);
        if address == Some(None) {
            return;
        }
        let card = match choice.get_untracked() {
            Choice::Other => Chosen::New {
                save: save.get_untracked(),
            },
            Choice::Saved(payment_source_id) => {
                let cvc = Some(cvc.get_untracked()).filter(|code| !code.is_empty());
                Chosen::Saved {
                    payment_source_id,
                    cvc,
                }
            }
        };
        desk.pay(card, address.flatten());
    };
    let another_card = move |()| {
        choice.set(Choice::Other);
        form.focus();
    };
    let on_error = move |error: CardError| desk.token_failed(error.message);
    let asks_code = config.cvc_for_saved_cards;
    let component = config.component.clone();
    view! {
        <div class="checkout">
            <div class="checkout-section">
                <SavedCards cards selected=choice disabled=busy>
                    <CardForm
                        form
                        component
                        wanted=wants_form
                        on_token=Callback::new(move |token| desk.tokenized(token))
                        on_error=Callback::new(on_error)
                    />
                    <SaveCardBox checked=save disabled=busy />
                </SavedCards>
                <Show when=move || asks_code && !wants_form.get()>
                    <SecurityCode cvc />
                </Show>
                {billing.map(|draft| view! { <BillingForm draft /> })}
            </div>
            <div class="checkout-notice" tabindex="-1" node_ref=focus_here>
                {state_notice(desk, online, Callback::new(another_card))}
            </div>
            <div class="pay-bar">
                <Button busy busy_label=words.paying disabled=blank on_click=pay>
                    {words.pay(&amount)}
                </Button>
                <p class="pay-bar-word">
                    <Icon path=LOCK />
                    {words.pay_safely}
                </p>
            </div>
            <BankPage desk config />
            <LiveRegion text=said_aloud(desk, online) />
        </div>
    }
}

/// Whether the device is online. When it comes back, the machine is told.
fn follow_network(desk: Desk) -> Signal<bool> {
    let online = RwSignal::new(window().navigator().on_line());
    let listeners = [
        Listener::new(&window(), "online", move |_| {
            online.set(true);
            desk.dispatch(Event::Online);
        }),
        Listener::new(&window(), "offline", move |_| online.set(false)),
    ];
    // Owned by the component: dropped, and so removed, with it.
    StoredValue::new_local(listeners);
    online.into()
}

/// The bank's dialog, as long as the machine wants it. It is drawn anew for another challenge only.
#[component]
fn BankPage(
    /// The checkout's desk.
    desk: Desk,
    /// The server's settings.
    config: PublicConfig,
) -> impl IntoView {
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
            view! { <ChallengeDialog challenge origins timeout_ms on_end /> }
        })
    }
}

/// The security code of a saved card, for merchants who may ask for it.
#[component]
fn SecurityCode(
    /// The code, kept as it is typed.
    cvc: RwSignal<String>,
) -> impl IntoView {
    let digits = move |text: String| -> String {
        text.chars().filter(char::is_ascii_digit).take(4).collect()
    };
    view! {
        <div class="field">
            <label class="field-label" for="security-code">
                {use_words().security_code}
            </label>
            <input
                class="field-control"
                id="security-code"
                type="text"
                inputmode="numeric"
                autocomplete="cc-csc"
                maxlength="4"
                prop:value=move || cvc.get()
                on:input=move |event| cvc.set(digits(event_target_value(&event)))
            />
        </div>
    }
}
