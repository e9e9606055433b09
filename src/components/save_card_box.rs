//! The consent to keep a card for next time.

use leptos::prelude::*;

use crate::words::use_words;

/// A check box; the whole line can be pressed.
#[component]
pub fn SaveCardBox(
    /// Whether the card is to be kept.
    checked: RwSignal<bool>,
    /// Whether it cannot be changed at the moment.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="save-card-box">
            <input
                type="checkbox"
                name="save-card"
                disabled=move || disabled.get()
                prop:checked=move || checked.get()
                on:change=move |event| checked.set(event_target_checked(&event))
            />
            {use_words().save_card}
        </label>
    }
}
