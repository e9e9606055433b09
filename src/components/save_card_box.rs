//! The consent to keep a card for next time.

use leptos::prelude::*;

use crate::element::{Element, el};
use crate::words::use_words;

/// A check box for whether the card is to be kept; the whole line can be pressed, unless it is
/// disabled at the moment.
#[must_use]
pub fn save_card_box(checked: RwSignal<bool>, disabled: Signal<bool>) -> Element {
    let check = el("input")
        .attr("type", "checkbox")
        .attr("name", "save-card")
        .flag("disabled", move || disabled.get())
        .property("checked", move || checked.get().into())
        .on("change", move |event| {
            checked.set(event_target_checked(&event));
        });
    el("label")
        .class("save-card-box")
        .child(check)
        .text(use_words().save_card)
}
