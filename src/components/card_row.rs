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
    let months = card.expiry.map(months_left);
    let (phrase, class) = match months {
        Some(..0) => (words.expired_on, "card-row-expiry card-row-expired"),
        Some(0..=1) => (words.expires_soon, "card-row-expiry card-row-soon"),
        Some(2..) | None => (words.expires, "card-row-expiry"),
    };
    let date = card.expiry.map(|expiry| {
        let date = fill(phrase, &month_and_year(expiry.month, expiry.year));
        el("span").class(class).text(&date)
    });
    let name = match &card.summary {
        Some(card) => card_number(card),
        None => el("span").class("card-row-number").text(words.saved_card),
    };
    let brand = card
        .summary
        .as_ref()
        .map_or(Brand::Other, |card| card.brand);
    let chip = match (card.blocked, card.default) {
        (true, _) => Some(("chip chip-bad", words.blocked)),
        (false, true) => Some(("chip", words.default_card)),
        (false, false) => None,
    };
    el("span")
        .class("card-row")
        .child(brand_mark(brand))
        .child(el("span").class("card-row-text").child(name).children(date))
        .children(chip.map(|(class, text)| el("span").class(class).text(text)))
}

/// Whether a card can be expected to pay, as far as is known.
#[must_use]
pub fn is_good(card: &Card) -> bool {
    !card.blocked && card.expiry.is_none_or(|expiry| months_left(expiry) >= 0)
}

/// By this device's calendar: a card is good until the end of the month that it names.
fn months_left(expiry: Expiry) -> i64 {
    let today = js_sys::Date::new_0();
    expiry.months_left(today.get_full_year(), today.get_month() + 1)
}
