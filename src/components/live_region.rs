//! The one place of a page where changes are read out.

use crate::element::{Element, el};

/// Reads its text out whenever it changes; an empty text says nothing. One a page.
#[must_use]
pub fn live_region(text: impl Fn() -> String + 'static) -> Element {
    el("p")
        .class("visually-hidden")
        .attr("role", "status")
        .attr("aria-live", "polite")
        .says(text)
}
