//! Saved cards: add one, choose the default, remove one, or keep it after all.

use std::pin::Pin;

use cobro_wire::{Card, TokenId};
use leptos::prelude::*;

use super::load::{Loader, failed_notice, failure, said};
use super::not_found::blank;
use super::page::{content, kept_cart, page_with};
use crate::api::{self, Answer};
use crate::browser::component_script::answer::CardError;
use crate::browser::document;
use crate::browser::listener::Listener;
use crate::components::brand_mark::picture_of;
use crate::components::button::{ButtonKind, button};
use crate::components::card_form::{CardFormHandle, CardFormSetup, card_form};
use crate::components::card_row::{card_row, is_good};
use crate::components::notice::{Tone, notice};
use crate::components::skeleton::{Shape, skeleton};
use crate::components::toast::ToastText;
use crate::element::{Content, Element, div, el, focus};
use crate::task::{effect, spawn};
use crate::words::{Said, use_words};

/// What the rows and the form of this page share.
#[derive(Clone, Copy)]
struct Wallet {
    cards: Loader<Vec<Card>>,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<Said>>,
    toast: RwSignal<Option<ToastText>>,
    /// The id of the card that is taken away and can be had back. The server is told after that:
    /// the provider cannot bring it back.
    removed: RwSignal<Option<String>>,
}

impl Wallet {
    /// Carries out a change, and shows the list that the server answers with.
    fn change(self, call: impl Future<Output = Answer<Vec<Card>>> + 'static) {
        self.carry_out(Box::pin(call));
    }

    fn carry_out(self, call: Pin<Box<dyn Future<Output = Answer<Vec<Card>>>>>) {
        let words = use_words();
        self.busy.set(true);
        self.failed.set(None);
        spawn(async move {
            match call.await {
                Ok(cards) => self.cards.set(cards),
                Err(error) => {
                    self.failed.set(Some(said(&error, words)));
                    self.cards.ask();
                }
            }
            self.busy.set(false);
        });
    }

    /// Takes a card away, with a way back that has the focus.
    fn remove(self, card: String) {
        let words = use_words();
        self.removed.set(Some(card));
        self.say(words.card_removed, Some(words.undo));
        focus_soon(".toast-action".to_owned());
    }

    fn say(self, text: &str, action: Option<&'static str>) {
        let text = text.to_owned();
        self.toast.set(Some(ToastText { text, action }));
    }

    /// Shows the card again.
    fn undo(self) {
        if let Some(card) = self.removed.get_untracked() {
            self.removed.set(None);
            focus_soon(["[data-card='", &card, "']"].concat());
        }
    }

    /// The way back is gone: the server is told.
    fn tell(self) {
        if let Some(shown) = self.shown()
            && let Some(card) = self.removed.get_untracked()
        {
            self.cards.set(shown);
            self.removed.set(None);
            self.change(async move { api::remove_card(&card).await });
        }
    }

    /// The cards that are not taken away.
    fn shown(self) -> Option<Vec<Card>> {
        let mut cards = self.cards.ready()?;
        let removed = self.removed.get();
        cards.retain(|card| Some(card.id.as_str()) != removed.as_deref());
        Some(cards)
    }
}

/// Moves the focus to what is about to be shown.
fn focus_soon(selector: String) {
    request_animation_frame(move || {
        if let Ok(Some(element)) = document().query_selector(&selector) {
            focus(&element);
        }
    });
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
        removed: RwSignal::new(None),
    };
    effect(move || {
        let can_be_had_back =
            |toast: &Option<ToastText>| toast.as_ref().is_some_and(|toast| toast.action.is_some());
        if !wallet.toast.with(can_be_had_back) && wallet.removed.with_untracked(Option::is_some) {
            // Whose focus was on the way back goes on from the page.
            let focused = document()
                .active_element()
                .map(|element| element.tag_name());
            if focused.as_deref() == Some("BODY") {
                focus_soon("main".to_owned());
            }
            untrack(|| wallet.tell());
        }
    });
    Listener::new(&window(), "pagehide", move |_| wallet.tell()).keep();
    let adding = RwSignal::new(false);
    let list = move || match (wallet.shown(), wallet.cards.failed()) {
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
    let undo = Callback::new(move |()| wallet.undo());
    page_with(content, kept_cart(), wallet.toast, undo)
}

/// A wallet with nothing in it.
fn no_cards() -> Element {
    blank(
        use_words().no_cards,
        picture_of("/pictures/card.svg", "", "96", "64"),
    )
}

/// One card, and what can be done with it.
fn wallet_row(card: Card, wallet: Wallet) -> Element {
    let words = use_words();
    let row = card_row(&card);
    let may_be_default = !card.default && is_good(&card);
    let id = card.id.to_string();
    let card = StoredValue::new(card.id);
    let offer = || button(ButtonKind::Quiet).small().disabled(wallet.busy);
    let make_default = move || {
        let card = card.get_value();
        wallet.change(async move { api::set_default_card(card).await });
    };
    let make_default = may_be_default.then(|| offer().press(make_default).says(words.make_default));
    let mine = id.clone();
    let remove = move || {
        // One way back at a time.
        wallet.tell();
        wallet.remove(mine.clone());
    };
    let remove = offer().press(remove).says(words.remove);
    let remove = remove.attr("data-card", &id);
    let actions = div("wallet-actions").children(make_default).child(remove);
    el("li").class("wallet-row").child(row).child(actions)
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
                    wallet.say(words.card_saved, None);
                    wallet.change(api::cards());
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
