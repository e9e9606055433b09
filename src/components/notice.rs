//! What happened, or what is awaited: title, one sentence, one action.

use leptos::prelude::*;

use super::icon::{ALERT, CHECK, Icon};

/// How something stands. It is never told by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Not over yet.
    Wait,
    /// It went well.
    Good,
    /// It did not.
    Bad,
}

/// The mark of a tone: a turning ring, a check, an exclamation mark.
#[component]
pub fn ToneMark(
    /// The tone.
    tone: Tone,
) -> impl IntoView {
    match tone {
        Tone::Wait => view! { <span class="spinner"></span> }.into_any(),
        Tone::Good => view! { <Icon path=CHECK /> }.into_any(),
        Tone::Bad => view! { <Icon path=ALERT /> }.into_any(),
    }
}

/// A notice in the flow of the page.
#[component]
pub fn Notice(
    /// How it stands.
    tone: Tone,
    /// What happened, in a few words.
    #[prop(into)]
    title: String,
    /// What it means; nothing if left out.
    #[prop(optional, into)]
    text: String,
    /// One action; none if left out.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let class = match tone {
        Tone::Wait => "notice",
        Tone::Good => "notice notice-good",
        Tone::Bad => "notice notice-bad",
    };
    view! {
        <div class=class>
            <ToneMark tone />
            <div class="notice-body">
                <p class="notice-title">{title}</p>
                {(!text.is_empty()).then(|| view! { <p>{text}</p> })}
                {children.map(|children| view! { <div class="notice-action">{children()}</div> })}
            </div>
        </div>
    }
}
