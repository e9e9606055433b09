//! For those who try the store out: which cards do what.

use crate::element::{Element, el};
use crate::words::{TEST_CARDS, use_words};

/// A quiet note, folded, with the sandbox's test cards.
#[must_use]
pub fn sandbox_note() -> Element {
    let words = use_words();
    let cards = TEST_CARDS.into_iter().zip(words.sandbox_outcomes);
    let rows = cards.flat_map(|(number, outcome)| [el("dt").text(number), el("dd").text(outcome)]);
    let hint = el("p").class("soft sandbox-hint").text(words.sandbox_hint);
    el("details")
        .class("sandbox-note")
        .child(el("summary").text(words.sandbox))
        .child(el("dl").class("sandbox-cards").children(rows))
        .child(hint)
}
