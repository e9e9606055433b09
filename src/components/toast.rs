//! A passing word at the foot of the page, with one way on or back.

use std::time::Duration;

use leptos::prelude::*;

/// Long enough to read it and reach its button.
const SHOWN_FOR: Duration = Duration::from_secs(6);

/// What a toast says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToastText {
    /// What happened.
    pub text: String,
    /// The button's text; no button if there is none.
    pub action: Option<&'static str>,
}

/// Shows what it is given for six seconds. The page's live region reads it out.
#[component]
pub fn Toast(
    /// What to show; emptied when the time is over.
    shown: RwSignal<Option<ToastText>>,
    /// What its button does.
    #[prop(optional, into)]
    on_action: Option<Callback<()>>,
) -> impl IntoView {
    Effect::new(move |timer: Option<Option<TimeoutHandle>>| {
        if let Some(timer) = timer.flatten() {
            timer.clear();
        }
        shown
            .with(Option::is_some)
            .then(|| set_timeout_with_handle(move || drop(shown.try_set(None)), SHOWN_FOR).ok())?
    });
    let act = move |_| {
        shown.set(None);
        if let Some(on_action) = on_action {
            on_action.run(());
        }
    };
    move || {
        shown.get().map(|toast| {
            let button = toast.action.map(|action| {
                view! {
                    <button class="toast-action" type="button" on:click=act>
                        {action}
                    </button>
                }
            });
            view! {
                <div class="toast no-print">
                    <span class="toast-text">{toast.text}</span>
                    {button}
                </div>
            }
        })
    }
}
