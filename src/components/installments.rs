//! Paying a saved card in months: what each of them comes to.

use cobro_wire::Installments;
use leptos::prelude::*;

use super::field::labelled;
use crate::element::{Element, el};
use crate::format::money;
use crate::words::use_words;

/// The choice, at once or in months. `chosen` is the number of months, or nothing.
#[must_use]
pub fn installments_choice(choices: &[Installments], chosen: RwSignal<String>) -> Element {
    let words = use_words();
    let id = "installments";
    let option = |months: &str, text: &str| {
        let option = el("option").attr("value", months).text(text);
        if chosen.with_untracked(|chosen| chosen == months) {
            option.attr("selected", "")
        } else {
            option
        }
    };
    let options = choices
        .iter()
        .map(|choice| option(&count(choice), &installments_said(choice)));
    let select = el("select")
        .class("field-control")
        .attr("id", id)
        .on("change", move |event| {
            chosen.set(event_target_value(&event));
        })
        .child(option("", words.pay_at_once))
        .children(options);
    labelled(id, words.installments, select)
}

/// How many months. A number of four bytes is written by code that is there already.
fn count(choice: &Installments) -> String {
    u32::from(choice.months).to_string()
}

/// `3 × $133.43 (el primero, $133.44)`
#[must_use]
pub fn installments_said(choice: &Installments) -> String {
    let words = use_words();
    let each = [&count(choice), " × ", &money(choice.each)].concat();
    if choice.first == choice.each {
        return each;
    }
    [
        &each,
        " (",
        words.first_month,
        " ",
        &money(choice.first),
        ")",
    ]
    .concat()
}
