//! Saved cards as a radio group, whose last row opens the form for another one.

use cobro_wire::{Card, PaymentSourceId};
use leptos::prelude::*;

use super::card_row::CardRow;
use super::icon::{CARD, Icon};
use crate::words::use_words;

/// What the shopper wants to pay with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// A saved card.
    Saved(PaymentSourceId),
    /// A card that is typed in now.
    Other,
}

impl Choice {
    /// The default card, else the first one, else another card.
    #[must_use]
    pub fn first(cards: &[Card]) -> Self {
        let card = cards.iter().find(|card| card.default).or(cards.first());
        card.map_or(Choice::Other, |card| Choice::Saved(card.id.clone()))
    }
}

/// Saved cards and, under the last row, what its children draw. With no saved card only they are
/// shown. The children stay in the page while they are hidden.
#[component]
pub fn SavedCards(
    /// The saved cards, the default one among them.
    cards: Vec<Card>,
    /// What is chosen.
    selected: RwSignal<Choice>,
    /// Whether nothing can be chosen at the moment.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The form for another card.
    children: Children,
) -> impl IntoView {
    let words = use_words();
    if cards.is_empty() {
        return children().into_any();
    }
    let rows = cards.into_iter().map(|card| {
        let choice = Choice::Saved(card.id.clone());
        view! {
            <div class="saved-cards-row">
                <Row choice selected disabled>
                    <CardRow card />
                </Row>
            </div>
        }
    });
    view! {
        <fieldset class="saved-cards" aria-disabled=move || disabled.get().then_some("true")>
            <legend class="visually-hidden">{words.choose_card}</legend>
            {rows.collect_view()}
            <div class="saved-cards-row">
                <Row choice=Choice::Other selected disabled>
                    <span class="card-row">
                        <span class="saved-cards-icon">
                            <Icon path=CARD />
                        </span>
                        <span class="saved-cards-other">{words.other_card}</span>
                    </span>
                </Row>
                <div
                    class="saved-cards-content"
                    hidden=move || selected.with(|selected| *selected != Choice::Other)
                >
                    {children()}
                </div>
            </div>
        </fieldset>
    }
    .into_any()
}

/// One row: the whole of it is the radio's label.
#[component]
fn Row(
    /// What the row stands for.
    choice: Choice,
    /// What is chosen.
    selected: RwSignal<Choice>,
    /// Whether it cannot be chosen at the moment.
    disabled: Signal<bool>,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let value = match &choice {
        Choice::Saved(id) => id.to_string(),
        Choice::Other => "other".to_owned(),
    };
    let mine = choice.clone();
    view! {
        <label class="saved-cards-label">
            <input
                class="radio"
                type="radio"
                name="card"
                value=value
                disabled=move || disabled.get()
                prop:checked=move || selected.with(|selected| *selected == mine)
                on:change=move |_| selected.set(choice.clone())
            />
            {children()}
        </label>
    }
}
