//! One saved card: mark, last digits, expiry, and whether it is the default.

use cobro_wire::{Brand, Card, CardSummary, Expiry};
use leptos::prelude::*;

use super::brand_mark::BrandMark;
use crate::format::expiry as month_and_year;
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
    let over = card.expiry.is_some_and(is_over);
    let date = card.expiry.map(|expiry| {
        let phrase = if over {
            words.expired_on
        } else {
            words.expires
        };
        fill(phrase, &month_and_year(expiry.month, expiry.year))
    });
    let brand = card
        .summary
        .as_ref()
        .map_or(Brand::Other, |card| card.brand);
    let name = match card.summary {
        Some(card) => view! { <CardNumber card /> }.into_any(),
        None => view! { <span class="card-row-number">{words.saved_card}</span> }.into_any(),
    };
    view! {
        <span class="card-row">
            <BrandMark brand />
            <span class="card-row-text">
                {name}
                <span class="card-row-expiry" class:card-row-expired=over>
                    {date}
                </span>
            </span>
            {card.default.then(|| view! { <span class="chip">{words.default_card}</span> })}
        </span>
    }
}

/// A card is good until the end of the month that it names.
fn is_over(expiry: Expiry) -> bool {
    let today = js_sys::Date::new_0();
    let this_month = (today.get_full_year(), today.get_month() + 1);
    (u32::from(expiry.year), u32::from(expiry.month)) < this_month
}
