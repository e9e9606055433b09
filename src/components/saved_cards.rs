//! Saved cards as a radio group, whose last row opens the form for another one.

use cobro_wire::{Card, PaymentSourceId};
use leptos::prelude::*;

use super::card_row::{card_row, is_good};
use super::icon::{CARD, icon};
use crate::element::{Element, div, el};
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
    /// The default card, else the first one, else another card. None of them is over or blocked.
    #[must_use]
    pub fn first(cards: &[Card]) -> Self {
        let mut good = cards.iter().filter(|card| is_good(card));
        let first = good.clone().next();
        let card = good.find(|card| card.default).or(first);
        card.map_or(Choice::Other, |card| Choice::Saved(card.id.clone()))
    }
}

/// Saved cards and, under the last row, the form for another card. With no saved card only the form
/// is shown. It stays in the page while it is hidden. Nothing can be chosen while the choice is
/// `disabled`.
#[must_use]
pub fn saved_cards(
    cards: &[Card],
    selected: RwSignal<Choice>,
    disabled: Signal<bool>,
    form: Vec<Element>,
) -> Vec<Element> {
    let words = use_words();
    if cards.is_empty() {
        return form;
    }
    let rows = cards.iter().map(|card| {
        let choice = Choice::Saved(card.id.clone());
        let disabled = if card.blocked {
            Signal::stored(true)
        } else {
            disabled
        };
        div("saved-cards-row").child(row(choice, selected, disabled).child(card_row(card)))
    });
    let other = el("span")
        .class("card-row")
        .child(el("span").class("saved-cards-icon").child(icon(CARD)))
        .child(el("span").class("saved-cards-other").text(words.other_card));
    let content = div("saved-cards-content")
        .flag("hidden", move || {
            selected.with(|selected| *selected != Choice::Other)
        })
        .children(form);
    let last = div("saved-cards-row").child(row(Choice::Other, selected, disabled).child(other));
    let legend = el("legend").class("visually-hidden");
    let list = el("fieldset")
        .class("saved-cards")
        .follow("aria-disabled", move || disabled.get().then_some("true"))
        .child(legend.text(words.choose_card))
        .children(rows)
        .child(last.child(content));
    vec![list]
}

/// The radio of one row, in its label: the whole row can be pressed.
fn row(choice: Choice, selected: RwSignal<Choice>, disabled: Signal<bool>) -> Element {
    let value = match &choice {
        Choice::Saved(id) => id.as_str(),
        Choice::Other => "other",
    };
    let radio = el("input")
        .class("radio")
        .attr("type", "radio")
        .attr("name", "card")
        .attr("value", value);
    let mine = choice.clone();
    let radio = radio
        .flag("disabled", move || disabled.get())
        .property("checked", move || {
            selected.with(|selected| *selected == mine).into()
        })
        .on("change", move |_| selected.set(choice.clone()));
    el("label").class("saved-cards-label").child(radio)
}
