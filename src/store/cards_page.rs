//! Saved cards: add one, choose the default, remove one.

use std::pin::Pin;

use cobro_wire::{Card, PaymentSourceId, TokenId};
use leptos::prelude::*;

use super::load::{Loader, failed_notice, failure, said};
use super::not_found::blank;
use super::page::{content, kept_cart, page_with};
use crate::api::{self, Answer};
use crate::browser::component_script::answer::CardError;
use crate::components::brand_mark::picture_of;
use crate::components::button::{ButtonKind, button};
use crate::components::card_form::{CardFormHandle, CardFormSetup, card_form};
use crate::components::card_row::card_row;
use crate::components::notice::{Tone, notice};
use crate::components::skeleton::{Shape, skeleton};
use crate::components::toast::ToastText;
use crate::element::{Content, Element, div, el};
use crate::task::spawn;
use crate::words::{Said, use_words};

/// What the rows and the form of this page share.
#[derive(Clone, Copy)]
struct Wallet {
    cards: Loader<Vec<Card>>,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<Said>>,
    toast: RwSignal<Option<ToastText>>,
}

impl Wallet {
    /// Carries out a change, shows the list that the server answers with, and says what was done.
    fn change(
        self,
        call: impl Future<Output = Answer<Vec<Card>>> + 'static,
        done: Option<&'static str>,
    ) {
        self.carry_out(Box::pin(call), done);
    }

    fn carry_out(
        self,
        call: Pin<Box<dyn Future<Output = Answer<Vec<Card>>>>>,
        done: Option<&'static str>,
    ) {
        let words = use_words();
        self.busy.set(true);
        self.failed.set(None);
        spawn(async move {
            match call.await {
                Ok(cards) => {
                    self.cards.set(cards);
                    let text = done.map(|text| ToastText {
                        text: text.to_owned(),
                        action: None,
                    });
                    self.toast.set(text);
                }
                Err(error) => self.failed.set(Some(said(&error, words))),
            }
            self.busy.set(false);
        });
    }
}

/// The shopper's cards.
#[must_use]
pub fn cards_page() -> Vec<Element> {
    let words = use_words();
    let wallet = Wallet {
        cards: Loader::new(api::cards),
        busy: RwSignal::new(false),
        failed: RwSignal::new(None),
        toast: RwSignal::new(None),
    };
    let adding = RwSignal::new(false);
    let list = move || match (wallet.cards.ready(), wallet.cards.failed()) {
        (Some(cards), _) if cards.is_empty() => Content::from((!adding.get()).then(no_cards)),
        (Some(cards), _) => {
            let rows = cards.into_iter().map(|card| wallet_row(card, wallet));
            el("ul").class("rows surface").children(rows).into()
        }
        (None, Some(error)) => failure(&error, move || wallet.cards.ask()).into(),
        (None, None) => [Shape::Row; 2].map(skeleton).into(),
    };
    let add = move || {
        let there = wallet.cards.ready().is_some();
        (there && !adding.get()).then(|| {
            button(ButtonKind::Quiet)
                .press(move || adding.set(true))
                .says(words.add_card)
        })
    };
    let content = content("column")
        .child(el("h1").text(words.cards))
        .live(move || wallet.failed.get().map(failed_notice))
        .live(list)
        .live(add)
        .live(move || adding.get().then(|| add_card(wallet, adding)));
    let nothing = Callback::new(|()| {});
    page_with(content, kept_cart(), wallet.toast, nothing)
}

/// A wallet with nothing in it.
fn no_cards() -> Element {
    blank(
        use_words().no_cards,
        picture_of("/pictures/card.svg", "", "96", "64"),
    )
}

/// One card. Removing it is asked for twice, since the provider cannot bring it back.
fn wallet_row(card: Card, wallet: Wallet) -> Element {
    let row = card_row(&card);
    let id = StoredValue::new(card.id);
    let default = card.default;
    let sure = RwSignal::new(false);
    let actions = move || {
        if sure.get() {
            remove_surely(id, sure, wallet)
        } else {
            offers(id, default, sure, wallet)
        }
    };
    el("li")
        .class("wallet-row")
        .child(row)
        .live(move || div("wallet-actions").children(actions()))
}

/// What can be done with a card.
fn offers(
    id: StoredValue<PaymentSourceId>,
    default: bool,
    sure: RwSignal<bool>,
    wallet: Wallet,
) -> Vec<Element> {
    let words = use_words();
    let offer = || button(ButtonKind::Quiet).small().disabled(wallet.busy);
    let make_default = move || wallet.change(api::set_default_card(id.get_value()), None);
    let make_default = (!default).then(|| offer().press(make_default).says(words.make_default));
    let remove = offer().press(move || sure.set(true)).says(words.remove);
    make_default.into_iter().chain([remove]).collect()
}

/// The question whether a card is to be removed.
fn remove_surely(
    id: StoredValue<PaymentSourceId>,
    sure: RwSignal<bool>,
    wallet: Wallet,
) -> Vec<Element> {
    let words = use_words();
    let remove = move || {
        let id = id.get_value();
        let call = async move { api::remove_card(&id).await };
        wallet.change(call, Some(words.card_removed));
    };
    let keep = button(ButtonKind::Quiet)
        .small()
        .press(move || sure.set(false))
        .says(words.cancel);
    let remove = button(ButtonKind::Danger)
        .small()
        .busy(wallet.busy, words.removing)
        .press(remove)
        .says(words.remove_sure);
    vec![keep, remove]
}

/// The provider's form, and a button that saves what was typed into it. `adding` is set to false
/// when the card is saved, or when it is given up.
fn add_card(wallet: Wallet, adding: RwSignal<bool>) -> Element {
    let words = use_words();
    let form = CardFormHandle::new();
    let config = Loader::new(api::config);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let on_token = Callback::new(move |token: TokenId| {
        spawn(async move {
            match api::save_card(token).await {
                Ok(_) => {
                    wallet.change(api::cards(), Some(words.card_saved));
                    adding.set(false);
                }
                Err(error) => {
                    let said = said(&error, words);
                    failed.set(Some([said.title, " ", said.text].concat()));
                    busy.set(false);
                }
            }
        });
    });
    let on_error = Callback::new(move |error: CardError| {
        let unread = || words.token_error.to_owned();
        failed.set(Some(error.message.unwrap_or_else(unread)));
        busy.set(false);
    });
    let save = move || {
        busy.set(true);
        failed.set(None);
        form.submit();
    };
    let fields = move || match (config.ready(), config.failed()) {
        (Some(config), _) => {
            let setup = CardFormSetup::default();
            card_form(form, config.component, setup, on_token, on_error)
        }
        (None, Some(error)) => failure(&error, move || config.ask()),
        (None, None) => skeleton(Shape::Block),
    };
    let save = button(ButtonKind::Primary)
        .busy(busy, words.saving)
        .press(save)
        .says(words.save_this_card);
    let cancel = button(ButtonKind::Quiet)
        .disabled(busy)
        .press(move || adding.set(false))
        .says(words.cancel);
    let failed = move || {
        let title = failed.get()?;
        Some(notice(Tone::Bad, &title, "", None))
    };
    el("section")
        .class("surface stack")
        .child(el("h2").text(words.add_card))
        .live(fields)
        .live(failed)
        .child(div("wallet-actions").child(save).child(cancel))
}
