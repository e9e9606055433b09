//! What happened, or what is awaited: title, one sentence, one action.

use super::button::spinner;
use super::icon::{ALERT, CHECK, icon};
use crate::element::{Element, div, el};

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
#[must_use]
pub fn tone_mark(tone: Tone) -> Element {
    match tone {
        Tone::Wait => spinner(),
        Tone::Good => icon(CHECK),
        Tone::Bad => icon(ALERT),
    }
}

/// A notice in the flow of the page: what happened in a few words, what it means if that is not
/// empty, and at most one action.
#[must_use]
pub fn notice(tone: Tone, title: &str, text: &str, action: Option<Element>) -> Element {
    let class = match tone {
        Tone::Wait => "notice",
        Tone::Good => "notice notice-good",
        Tone::Bad => "notice notice-bad",
    };
    let text = (!text.is_empty()).then(|| el("p").text(text));
    let body = div("notice-body")
        .child(el("p").class("notice-title").text(title))
        .children(text)
        .children(action.map(|action| div("notice-action").child(action)));
    div(class).child(tone_mark(tone)).child(body)
}
