//! The store's name, and the places one may want to go.

use leptos::prelude::*;

use super::brand_mark::picture_of;
use super::icon::{BAG, CARD, LOCK, RECEIPT, icon};
use crate::element::{Element, div, el};
use crate::words::use_words;

/// What stands beside the store's name.
pub enum HeaderSide {
    /// Links to orders, cards and the cart.
    Links {
        /// Number of pieces in the cart.
        in_cart: Box<dyn Fn() -> u32>,
    },
    /// A padlock and no way to wander off: the checkout.
    Secure,
}

/// The head of every page: first the link that leads keyboards past it.
#[must_use]
pub fn header(side: HeaderSide) -> [Element; 2] {
    let words = use_words();
    let side = match side {
        HeaderSide::Links { in_cart } => links(in_cart),
        HeaderSide::Secure => el("span")
            .class("header-safe")
            .child(icon(LOCK))
            .text(words.secure),
    };
    let name = el("a")
        .class("header-name")
        .attr("href", "/")
        .child(picture_of("/pictures/favicon.svg", "", "28", "28"))
        .text("Cobro");
    let skip = el("a").class("skip-link").attr("href", "#main");
    let bar = div("header-bar").child(name).child(side);
    [
        skip.text(words.skip),
        el("header").class("header").child(bar),
    ]
}

/// Links to orders, cards and the cart; the present page is marked.
fn links(in_cart: Box<dyn Fn() -> u32>) -> Element {
    let words = use_words();
    let here = window().location().pathname().unwrap_or_default();
    let link = |href: &str, name, path| {
        let link = el("a").class("header-link").attr("href", href);
        let link = if here == href {
            link.attr("aria-current", "page")
        } else {
            link
        };
        link.child(icon(path))
            .child(el("span").class("header-label").text(name))
    };
    let count = move || {
        let count = in_cart();
        (count > 0).then(|| el("span").class("header-count").text(&count.to_string()))
    };
    el("nav")
        .class("header-nav no-print")
        .attr("aria-label", words.navigation)
        .child(link("/orders", words.orders, RECEIPT))
        .child(link("/cards", words.cards, CARD))
        .child(link("/#cart", words.cart, BAG).live(count))
}
