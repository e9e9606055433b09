//! The one place of a page where changes are read out.

use leptos::prelude::*;

/// Reads its text out whenever it changes. One a page.
#[component]
pub fn LiveRegion(
    /// What to say; an empty text says nothing.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <p class="visually-hidden" role="status" aria-live="polite">
            {move || text.get()}
        </p>
    }
}
