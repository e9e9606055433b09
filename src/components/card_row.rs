//! One saved card: mark, last digits, expiry, and whether it is the default.

use cobro_wire::{Card, CardSummary};
use leptos::prelude::*;

use super::brand_mark::BrandMark;
use crate::format::expiry;
use crate::words::{fill, use_words};

/// The last digits of a card, which a screen reader says as words.
#[component]
pub fn CardNumber(
    /// The card.
    card: CardSummary,
) -> impl IntoView {
    let spoken = fill(use_words().ending, &card.last4);
    view! {
        <span class="card-row-number">
            <span aria-hidden="true">"•••• " {card.last4}</span>
            <span class="visually-hidden">{spoken}</span>
        </span>
    }
}

/// One saved card.
#[component]
pub fn CardRow(
    /// The card.
    card: Card,
) -> impl IntoView {
    let words = use_words();
    let over = is_over(&card);
    let date = expiry(card.exp_month, card.exp_year);
    let date = fill(
        if over {
            words.expired_on
        } else {
            words.expires
        },
        &date,
    );
    view! {
        <span class="card-row">
            <BrandMark brand=card.summary.brand />
            <span class="card-row-text">
                <CardNumber card=card.summary />
                <span class="card-row-expiry" class:card-row-expired=over>
                    {date}
                </span>
            </span>
            {card.default.then(|| view! { <span class="chip">{words.default_card}</span> })}
        </span>
    }
}

/// A card is good until the end of the month that it names.
fn is_over(card: &Card) -> bool {
    let today = js_sys::Date::new_0();
    let this_month = (today.get_full_year(), today.get_month() + 1);
    (u32::from(card.exp_year), u32::from(card.exp_month)) < this_month
}
