//! Where the shopper is on the way to paying.

use leptos::prelude::*;

use super::icon::{CHECK, Icon};
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
#[component]
pub fn Steps(
    /// The present one.
    #[prop(into)]
    current: Signal<Step>,
) -> impl IntoView {
    let words = use_words();
    let steps = [
        (Step::Contact, "1", words.step_contact),
        (Step::Card, "2", words.step_card),
        (Step::Pay, "3", words.step_pay),
    ];
    let steps = steps.map(|(step, number, name)| {
        let done = move || step < current.get();
        let mark = move || {
            if done() {
                view! { <Icon path=CHECK /> }.into_any()
            } else {
                number.into_any()
            }
        };
        view! {
            <li
                class="step"
                class:step-done=done
                aria-current=move || (step == current.get()).then_some("step")
            >
                <span class="step-mark" aria-hidden="true">
                    {mark}
                </span>
                {name}
            </li>
        }
    });
    view! {
        <ol class="steps" aria-label=words.steps>
            {steps}
        </ol>
    }
}
