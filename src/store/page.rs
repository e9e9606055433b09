//! What every page stands in: header, content, footer, the toast and the live region.

use leptos::prelude::*;

use super::cart::Cart;
use crate::browser::storage::{self, Area};
use crate::components::footer::footer;
use crate::components::header::{HeaderSide, header};
use crate::components::live_region::live_region;
use crate::components::toast::{ToastText, toast};
use crate::element::{Element, el};
use crate::task::effect;

/// Where the cart is kept.
const CART_KEY: &str = "cobro.cart";

/// The cart of this browser: read when a page starts, kept on every change.
#[must_use]
pub fn kept_cart() -> RwSignal<Cart> {
    let kept = storage::get(Area::Local, CART_KEY).unwrap_or_default();
    let cart = RwSignal::new(Cart::read(&kept));
    effect(move || {
        storage::set(Area::Local, CART_KEY, &cart.with(Cart::write));
    });
    cart
}

/// Empties the kept cart and leaves the one on the page as it is: the page is about to be left,
/// and whoever comes Back finds what they had put aside.
pub fn forget_cart() {
    storage::remove(Area::Local, CART_KEY);
}

/// The content of a page to be; its class says how it is laid out.
#[must_use]
pub fn content(class: &str) -> Element {
    el("main")
        .class(class)
        .attr("id", "main")
        .attr("tabindex", "-1")
}

/// What every page but the home page is: content with a header and a footer.
#[must_use]
pub fn page(content: Element) -> Vec<Element> {
    let nothing = Callback::new(|()| {});
    page_with(content, kept_cart(), RwSignal::new(None), nothing)
}

/// A page that says something in passing: `said`, with a button that calls `on_action`. The header
/// shows how much is in the cart. Not for the checkout, which speaks for itself.
#[must_use]
pub fn page_with(
    content: Element,
    cart: RwSignal<Cart>,
    said: RwSignal<Option<ToastText>>,
    on_action: Callback<()>,
) -> Vec<Element> {
    let spoken = move || said.get().map(|said| said.text).unwrap_or_default();
    let foot = footer().child(toast(said, on_action));
    framed(content, cart, foot, live_region(spoken))
}

/// A page that reads out what `spoken` says, whenever that changes.
#[must_use]
pub fn page_that_says(content: Element, spoken: impl Fn() -> String + 'static) -> Vec<Element> {
    framed(content, kept_cart(), footer(), live_region(spoken))
}

fn framed(
    content: Element,
    cart: RwSignal<Cart>,
    footer: Element,
    live_region: Element,
) -> Vec<Element> {
    let in_cart = Box::new(move || cart.with(Cart::pieces));
    let [skip, header] = header(HeaderSide::Links { in_cart });
    vec![skip, header, content, footer, live_region]
}
