//! For those who try the store out: which cards do what.

use leptos::prelude::*;

use crate::words::{TEST_CARDS, use_words};

/// A quiet note, folded, with the sandbox's test cards.
#[component]
pub fn SandboxNote() -> impl IntoView {
    let words = use_words();
    let rows = TEST_CARDS
        .into_iter()
        .zip(words.sandbox_outcomes)
        .map(|(number, outcome)| {
            view! {
                <dt>{number}</dt>
                <dd>{outcome}</dd>
            }
        });
    view! {
        <details class="sandbox-note">
            <summary>{words.sandbox}</summary>
            <dl class="sandbox-cards">{rows.collect_view()}</dl>
            <p class="soft sandbox-hint">{words.sandbox_hint}</p>
        </details>
    }
}
