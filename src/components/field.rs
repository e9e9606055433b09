//! A text field: label above, hint and error below, both tied to it.

use leptos::prelude::*;

use super::icon::{ALERT, Icon};

/// What kind of text a field takes: it picks the keyboard and what the browser may fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// First and last name.
    Name,
    /// E-mail address.
    Email,
    /// Telephone.
    Phone,
    /// State of a billing address.
    State,
    /// Postal code of a billing address.
    PostalCode,
}

impl FieldKind {
    /// Input type, autocomplete and input mode.
    fn attributes(self) -> (&'static str, &'static str, &'static str) {
        match self {
            FieldKind::Name => ("text", "name", "text"),
            FieldKind::Email => ("email", "email", "email"),
            FieldKind::Phone => ("tel", "tel", "tel"),
            FieldKind::State => ("text", "billing address-level1", "text"),
            FieldKind::PostalCode => ("text", "billing postal-code", "text"),
        }
    }
}

/// A text field.
#[component]
pub fn Field(
    /// Its id and name, unique on the page.
    id: &'static str,
    /// What kind of text it takes.
    kind: FieldKind,
    /// What it is for.
    label: &'static str,
    /// How to fill it in; nothing if left out.
    #[prop(optional)]
    hint: &'static str,
    /// The text, kept as it is typed.
    value: RwSignal<String>,
    /// What is wrong with it; `None` while nothing is.
    #[prop(into)]
    error: Signal<Option<&'static str>>,
    /// Called when the shopper leaves it.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
) -> impl IntoView {
    let (input_type, autocomplete, input_mode) = kind.attributes();
    let note_id = [id, "-note"].concat();
    let note = move || match error.get() {
        Some(error) => view! {
            <span class="field-error">
                <Icon path=ALERT />
                {error}
            </span>
        }
        .into_any(),
        None => view! { <span class="field-hint">{hint}</span> }.into_any(),
    };
    view! {
        <div class="field">
            <label class="field-label" for=id>
                {label}
            </label>
            <input
                class="field-control"
                id=id
                name=id
                type=input_type
                autocomplete=autocomplete
                inputmode=input_mode
                maxlength="100"
                required=true
                aria-describedby=note_id.clone()
                aria-invalid=move || error.get().map(|_| "true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                on:blur=move |_| {
                    if let Some(on_leave) = on_leave {
                        on_leave.run(());
                    }
                }
            />
            <div class="field-note" id=note_id>
                {note}
            </div>
        </div>
    }
}
