//! One shape for every action.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// How much a button asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The one action of a screen.
    #[default]
    Primary,
    /// Any other action.
    Quiet,
    /// An action that takes something away.
    Danger,
}

impl ButtonKind {
    fn class(self, small: bool) -> &'static str {
        match (self, small) {
            (ButtonKind::Primary, false) => "button button-primary",
            (ButtonKind::Primary, true) => "button button-primary button-small",
            (ButtonKind::Quiet, false) => "button button-quiet",
            (ButtonKind::Quiet, true) => "button button-quiet button-small",
            (ButtonKind::Danger, false) => "button button-danger",
            (ButtonKind::Danger, true) => "button button-danger button-small",
        }
    }
}

/// A button. While it is busy or disabled it keeps its focus and its width, and does nothing.
#[component]
pub fn Button(
    /// How much it asks for; [`ButtonKind::Primary`] if left out.
    #[prop(optional)]
    kind: ButtonKind,
    /// Whether it sends the form around it; if not, only `on_click` is called.
    #[prop(optional)]
    submit: bool,
    /// Whether it is 40 px high rather than 48.
    #[prop(optional)]
    small: bool,
    /// Whether its action is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What it says meanwhile.
    #[prop(optional)]
    busy_label: &'static str,
    /// Whether there is nothing to do yet.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Its text.
    children: Children,
    /// Its action.
    #[prop(optional, into)]
    on_click: Option<Callback<()>>,
) -> impl IntoView {
    let press = move |event: MouseEvent| {
        if busy.get_untracked() || disabled.get_untracked() {
            event.prevent_default();
        } else if let Some(on_click) = on_click {
            on_click.run(());
        }
    };
    view! {
        <button
            class=kind.class(small)
            type=if submit { "submit" } else { "button" }
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || (disabled.get() || busy.get()).then_some("true")
            on:click=press
        >
            <span class="button-face">
                <span class="button-label">{children()}</span>
                <span class="button-busy" aria-hidden=move || (!busy.get()).then_some("true")>
                    <span class="spinner"></span>
                    {busy_label}
                </span>
            </span>
        </button>
    }
}
