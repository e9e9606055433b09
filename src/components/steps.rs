//! Where the shopper is on the way to paying.

use super::icon::{CHECK, icon};
use crate::element::{Element, el};
use crate::words::use_words;

/// A step of the checkout, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Who pays.
    Contact,
    /// With which card.
    Card,
    /// Paying.
    Pay,
}

/// The three steps; those behind are ticked, the present one is marked.
#[must_use]
pub fn steps(current: impl Fn() -> Step + Copy + 'static) -> Element {
    let words = use_words();
    let steps = [
        (Step::Contact, "1", words.step_contact),
        (Step::Card, "2", words.step_card),
        (Step::Pay, "3", words.step_pay),
    ];
    let steps = steps.map(|(step, number, name)| {
        let done = move || step < current();
        let mark = el("span").class("step-mark").attr("aria-hidden", "true");
        let mark = mark.live(move || {
            if done() {
                icon(CHECK)
            } else {
                el("span").text(number)
            }
        });
        el("li")
            .follow("class", move || {
                Some(if done() { "step step-done" } else { "step" })
            })
            .follow("aria-current", move || {
                (step == current()).then_some("step")
            })
            .child(mark)
            .text(name)
    });
    el("ol")
        .class("steps")
        .attr("aria-label", words.steps)
        .children(steps)
}
