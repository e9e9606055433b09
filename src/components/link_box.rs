//! An address to pass on: to be read, and copied by a button.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::button::{ButtonKind, button};
use crate::browser::{clipboard, window};
use crate::element::{Element, div, el};
use crate::task::spawn;
use crate::words::use_words;

/// The whole address of a path of the store's. Where the browser does not let it be copied, the
/// button leaves it selected.
#[must_use]
pub fn link_box(path: &str, label: &str) -> Element {
    let words = use_words();
    // A page that is shown has an origin.
    let origin = window().location().origin().unwrap_or_default();
    let address = [&origin, path].concat();
    let field = el("input")
        .class("field-control")
        .attr("type", "text")
        .attr("readonly", "")
        .attr("value", &address)
        .attr("aria-label", label);
    let input: HtmlInputElement = field.node().unchecked_into();
    let copied = RwSignal::new(false);
    let copy = move || {
        input.select();
        let address = address.clone();
        spawn(async move {
            if clipboard::copy(&address).await {
                copied.try_set(true);
            }
        });
    };
    let said = move || {
        if copied.get() {
            words.copied
        } else {
            words.copy
        }
    };
    let said = el("span")
        .class("button-label")
        .attr("aria-live", "polite")
        .says(move || said().to_owned());
    let copy = button(ButtonKind::Quiet).small().press(copy).shows(said);
    div("link-box no-print").child(field).child(copy)
}
