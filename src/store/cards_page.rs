//! Saved cards: add one, choose the default, remove one.

use cobro_wire::{Card, PaymentSourceId, TokenId};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::load::{Failure, Loader, said};
use super::page::{Page, kept_cart};
use crate::api::{self, ApiError};
use crate::browser::component_script::answer::CardError;
use crate::components::button::{Button, ButtonKind};
use crate::components::card_form::{CardForm, CardFormHandle};
use crate::components::card_row::CardRow;
use crate::components::notice::{Notice, Tone};
use crate::components::skeleton::{Shape, Skeleton};
use crate::components::toast::ToastText;
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
    fn change<F>(self, call: F, done: Option<&'static str>)
    where
        F: Future<Output = Result<Vec<Card>, ApiError>> + 'static,
    {
        let words = use_words();
        self.busy.set(true);
        self.failed.set(None);
        spawn_local(async move {
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
#[component]
pub fn CardsPage() -> impl IntoView {
    let words = use_words();
    let wallet = Wallet {
        cards: Loader::new(api::cards),
        busy: RwSignal::new(false),
        failed: RwSignal::new(None),
        toast: RwSignal::new(None),
    };
    let adding = RwSignal::new(false);
    let list = move || match (wallet.cards.ready(), wallet.cards.failed()) {
        (Some(cards), _) if cards.is_empty() => {
            (!adding.get()).then(|| view! { <NoCards /> }).into_any()
        }
        (Some(cards), _) => {
            let rows = cards
                .into_iter()
                .map(|card| view! { <WalletRow card wallet /> });
            view! { <ul class="rows surface">{rows.collect_view()}</ul> }.into_any()
        }
        (None, Some(error)) => {
            view! { <Failure error on_retry=move |()| wallet.cards.ask() /> }.into_any()
        }
        (None, None) => view! {
            <Skeleton shape=Shape::Row />
            <Skeleton shape=Shape::Row />
        }
        .into_any(),
    };
    let add = move || {
        let there = wallet.cards.ready().is_some();
        (there && !adding.get()).then(|| {
            view! {
                <Button kind=ButtonKind::Quiet on_click=move |()| adding.set(true)>
                    {words.add_card}
                </Button>
            }
        })
    };
    view! {
        <Page class="column" cart=kept_cart() toast=wallet.toast>
            <h1>{words.cards}</h1>
            {move || {
                let said = wallet.failed.get()?;
                Some(view! { <Notice tone=Tone::Bad title=said.title text=said.text /> })
            }}
            {list}
            {add}
            {move || adding.get().then(|| view! { <AddCard wallet adding /> })}
        </Page>
    }
}

/// A wallet with nothing in it.
#[component]
fn NoCards() -> impl IntoView {
    let said = use_words().no_cards;
    view! {
        <div class="empty">
            <img src="/pictures/card.svg" alt="" width="96" height="64" />
            <h2>{said.title}</h2>
            <p class="empty-text">{said.text}</p>
        </div>
    }
}

/// One card. Removing it is asked for twice, since the provider cannot bring it back.
#[component]
fn WalletRow(
    /// The card.
    card: Card,
    /// The wallet.
    wallet: Wallet,
) -> impl IntoView {
    let words = use_words();
    let id = StoredValue::new(card.id.clone());
    let default = card.default;
    let sure = RwSignal::new(false);
    let make_default = move |()| {
        wallet.change(api::set_default_card(id.get_value()), None);
    };
    let remove = move |()| {
        let id: PaymentSourceId = id.get_value();
        wallet.change(
            async move { api::remove_card(&id).await },
            Some(words.card_removed),
        );
    };
    let actions = move || {
        if sure.get() {
            view! {
                <Button kind=ButtonKind::Quiet small=true on_click=move |()| sure.set(false)>
                    {words.cancel}
                </Button>
                <Button
                    kind=ButtonKind::Danger
                    small=true
                    busy=wallet.busy
                    busy_label=words.removing
                    on_click=remove
                >
                    {words.remove_sure}
                </Button>
            }
            .into_any()
        } else {
            view! {
                {(!default).then(|| view! {
                    <Button
                        kind=ButtonKind::Quiet
                        small=true
                        disabled=wallet.busy
                        on_click=make_default
                    >
                        {words.make_default}
                    </Button>
                })}
                <Button
                    kind=ButtonKind::Quiet
                    small=true
                    disabled=wallet.busy
                    on_click=move |()| sure.set(true)
                >
                    {words.remove}
                </Button>
            }
            .into_any()
        }
    };
    view! {
        <li class="wallet-row">
            <CardRow card />
            <div class="wallet-actions">{actions}</div>
        </li>
    }
}

/// The provider's form, and a button that saves what was typed into it.
#[component]
fn AddCard(
    /// The wallet.
    wallet: Wallet,
    /// Set to false when the card is saved, or when it is given up.
    adding: RwSignal<bool>,
) -> impl IntoView {
    let words = use_words();
    let form = CardFormHandle::new();
    let config = Loader::new(api::config);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let on_token = Callback::new(move |token: TokenId| {
        spawn_local(async move {
            match api::save_card(token).await {
                Ok(_) => {
                    wallet.change(async { api::cards().await }, Some(words.card_saved));
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
        failed.set(Some(
            error
                .message
                .unwrap_or_else(|| words.token_error.to_owned()),
        ));
        busy.set(false);
    });
    let save = move |()| {
        busy.set(true);
        failed.set(None);
        form.submit();
    };
    let fields = move || match (config.ready(), config.failed()) {
        (Some(config), _) => view! {
            <CardForm form component=config.component on_token on_error />
        }
        .into_any(),
        (None, Some(error)) => {
            view! { <Failure error on_retry=move |()| config.ask() /> }.into_any()
        }
        (None, None) => view! { <Skeleton shape=Shape::Block /> }.into_any(),
    };
    view! {
        <section class="surface stack">
            <h2>{words.add_card}</h2>
            {fields}
            {move || failed.get().map(|title| view! { <Notice tone=Tone::Bad title /> })}
            <div class="wallet-actions">
                <Button busy busy_label=words.saving on_click=save>
                    {words.save_this_card}
                </Button>
                <Button
                    kind=ButtonKind::Quiet
                    disabled=busy
                    on_click=move |()| adding.set(false)
                >
                    {words.cancel}
                </Button>
            </div>
        </section>
    }
}
