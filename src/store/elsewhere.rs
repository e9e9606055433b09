//! The way to another device: a link that opens this one order there.

use cobro_wire::{LinkToken, OrderId};
use leptos::prelude::*;

use super::load::failed_notice;
use crate::api;
use crate::components::button::{ButtonKind, button};
use crate::components::link_box::link_box;
use crate::element::{Content, Element, div, el};
use crate::task::spawn;
use crate::words::use_words;

/// A button that shows the link, and what having it means.
#[must_use]
pub fn elsewhere(id: &OrderId) -> Element {
    let words = use_words();
    let (path, failed) = (RwSignal::new(String::new()), RwSignal::new(false));
    let id = id.clone();
    let ask = move || {
        let id = id.clone();
        spawn(async move {
            let answer = api::link(&id).await;
            // The page may have been left meanwhile.
            failed.try_set(answer.is_err());
            if let Ok(token) = answer {
                path.try_set(address(&id, &token));
            }
        });
    };
    let link = move || {
        let path = path.get();
        if path.is_empty() {
            return Content::from(failed.get().then(|| failed_notice(words.trouble)));
        }
        let meaning = el("p").class("soft small").text(words.elsewhere_meaning);
        [meaning, link_box(&path, words.elsewhere)].into()
    };
    let ask = button(ButtonKind::Quiet).small().press(ask);
    let stack = div("link-box-offer no-print").attr("aria-live", "polite");
    stack.child(ask.says(words.elsewhere)).live(link)
}

/// The token stands behind `#`: no server logs it, and no page that is linked to learns of it.
fn address(id: &OrderId, token: &LinkToken) -> String {
    ["/checkout/", id.as_str(), "#", token.as_str()].concat()
}
