//! One saved card: mark, last digits, expiry, and whether it is the default.

use cobro_wire::{Brand, Card, CardSummary, Expiry};

use super::brand_mark::brand_mark;
use crate::element::{Element, el};
use crate::format::expiry as month_and_year;
use crate::words::{fill, use_words};

/// The last digits of a card, which a screen reader says as words.
fn card_number(card: &CardSummary) -> Element {
    let digits = ["•••• ", &card.last4].concat();
    let spoken = fill(use_words().ending, &card.last4);
    el("span")
        .class("card-row-number")
        .child(el("span").attr("aria-hidden", "true").text(&digits))
        .child(el("span").class("visually-hidden").text(&spoken))
}

/// One saved card.
#[must_use]
pub fn card_row(card: &Card) -> Element {
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
    let name = match &card.summary {
        Some(card) => card_number(card),
        None => el("span").class("card-row-number").text(words.saved_card),
    };
    let date = date.map(|date| {
        let class = if over {
            "card-row-expiry card-row-expired"
        } else {
            "card-row-expiry"
        };
        el("span").class(class).text(&date)
    });
    let brand = card
        .summary
        .as_ref()
        .map_or(Brand::Other, |card| card.brand);
    let chip = card
        .default
        .then(|| el("span").class("chip").text(words.default_card));
    el("span")
        .class("card-row")
        .child(brand_mark(brand))
        .child(el("span").class("card-row-text").child(name).children(date))
        .children(chip)
}

/// A card is good until the end of the month that it names.
fn is_over(expiry: Expiry) -> bool {
    let today = js_sys::Date::new_0();
    let this_month = (today.get_full_year(), today.get_month() + 1);
    (u32::from(expiry.year), u32::from(expiry.month)) < this_month
}
