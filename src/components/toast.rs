//! A passing word at the foot of the page, with one way on or back.

use leptos::prelude::*;

use crate::browser::timer::Timer;
use crate::element::{Element, div, el};
use crate::task::effect;

/// Long enough to read it.
const SHOWN_FOR_MS: u32 = 6_000;
/// Long enough to reach its button, too.
const ACTION_FOR_MS: u32 = 10_000;

/// What a toast says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToastText {
    /// What happened.
    pub text: String,
    /// The button's text; no button if there is none.
    pub action: Option<&'static str>,
}

/// Shows what it is given for six seconds, with a button for ten, then empties it. The page's live
/// region reads it out. Its button calls `on_action`.
#[must_use]
pub fn toast(shown: RwSignal<Option<ToastText>>, on_action: Callback<()>) -> Element {
    let mut timer = None;
    effect(move || {
        let hide = move || drop(shown.try_set(None));
        let next = shown.with(|toast| {
            let ms = match toast.as_ref()?.action {
                Some(_) => ACTION_FOR_MS,
                None => SHOWN_FOR_MS,
            };
            Some(Timer::after(ms, hide))
        });
        drop(std::mem::replace(&mut timer, next));
    });
    el("div").live(move || {
        shown.get().map(|toast| {
            let action = toast.action.map(|action| {
                el("button")
                    .class("toast-action")
                    .attr("type", "button")
                    .text(action)
                    .on("click", move |_| {
                        shown.set(None);
                        on_action.run(());
                    })
            });
            div("toast no-print")
                .child(el("span").class("toast-text").text(&toast.text))
                .children(action)
        })
    })
}
