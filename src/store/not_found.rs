//! What is shown where there is nothing to show, and where a list is empty.

use crate::components::brand_mark::picture_of;
use crate::components::outcome::link_button;
use crate::element::{Element, div, el};
use crate::words::{Said, use_words};

/// A picture of the store's by its name, what is missing and what would fill it, and the way to the
/// store.
#[must_use]
pub fn empty(said: Said, picture: &str) -> Element {
    let picture = ["/pictures/", picture, ".svg"].concat();
    blank(said, picture_of(&picture, "", "160", "160"))
        .child(link_button("/", use_words().keep_shopping))
}

/// A picture, and what is missing.
#[must_use]
pub fn blank(said: Said, picture: Element) -> Element {
    div("empty")
        .child(picture)
        .child(el("h2").text(said.title))
        .child(el("p").class("empty-text").text(said.text))
}

/// No such page, or no such order of this shopper's.
#[must_use]
pub fn not_found() -> Element {
    empty(use_words().not_found, "jarra")
}
