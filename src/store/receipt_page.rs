//! A receipt that somebody was given the address of.

use cobro_wire::ReceiptToken;

use super::load::{Loader, failure};
use super::page::{content, page};
use crate::api;
use crate::components::receipt::receipt;
use crate::components::skeleton::{Shape, skeleton};
use crate::element::{Element, el};
use crate::words::use_words;

/// The receipt that the token opens: to be read and printed, and nothing else.
#[must_use]
pub fn receipt_page(token: ReceiptToken) -> Vec<Element> {
    let order = Loader::new(move || {
        let token = token.clone();
        async move { api::receipt(&token).await }
    });
    let title = el("h1").class("visually-hidden");
    let content = content("column").child(title.text(use_words().receipt));
    page(content.live(move || match (order.ready(), order.failed()) {
        (Some(order), _) => receipt(&order),
        (None, Some(error)) => failure(&error, move || order.ask()),
        (None, None) => skeleton(Shape::Block),
    }))
}
