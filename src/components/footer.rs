//! Who takes care of the card, and the two switches.

use super::icon::{LOCK, icon};
use super::switches::switches;
use crate::element::{Element, div, el};
use crate::words::use_words;

/// The foot of every page.
#[must_use]
pub fn footer() -> Element {
    let word = el("p").class("footer-word").child(icon(LOCK));
    let bar = div("footer-bar").child(word.text(use_words().footer));
    el("footer")
        .class("footer no-print")
        .child(bar.child(switches()))
}
