//! The cart over the store: quantities, what it comes to, and the way to pay.

use cobro_wire::{Catalog, NewOrder, Product};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::cart::{Cart, product_picture};
use super::load::{Loader, failed_notice, said};
use super::page::forget_cart;
use crate::api;
use crate::browser::listener::Listener;
use crate::browser::random;
use crate::components::brand_mark::picture_of;
use crate::components::button::{ButtonKind, button};
use crate::components::challenge_dialog::close_button;
use crate::components::icon::{BAG, MINUS, PLUS, icon};
use crate::components::order_summary::total_row;
use crate::element::{Element, div, el};
use crate::format::money;
use crate::task::{effect, spawn};
use crate::words::{Said, fill, use_locale, use_words};

/// Address of the store with the cart open.
const HASH: &str = "#cart";

/// The cart as a dialog over what is sold: open while `open` is set, or while the address ends in
/// `#cart`.
#[must_use]
pub fn cart_dialog(
    cart: RwSignal<Cart>,
    catalog: Loader<Catalog>,
    open: RwSignal<bool>,
) -> Element {
    let dialog = el("dialog");
    let node: HtmlDialogElement = dialog.node().unchecked_into();
    let follow_address = move || open.set(location_hash() == HASH);
    Listener::new(&window(), "hashchange", move |_| follow_address()).keep();
    follow_address();
    effect(move || match (open.get(), node.open()) {
        // A dialog that is in the page and closed can be opened.
        (true, false) => drop(node.show_modal()),
        (false, true) => node.close(),
        (true, true) | (false, false) => {}
    });
    let closed = move |_| {
        open.set(false);
        if location_hash() == HASH {
            // The address is only cosmetic here; the cart is closed either way.
            let _ = window().location().set_hash("");
        }
    };
    let title = el("h2")
        .attr("id", "cart-title")
        .attr("tabindex", "-1")
        .attr("autofocus", "")
        .text(use_words().cart);
    let head = el("header")
        .class("cart-head")
        .child(title)
        .child(close_button(move || open.set(false)));
    let some = Memo::new(move |_| cart.with(|cart| cart.total(&sold(catalog)).is_some()));
    dialog
        .class("cart")
        .attr("aria-labelledby", "cart-title")
        .on("close", closed)
        .child(head)
        .live(cart_lines(cart, catalog))
        .live(move || {
            if some.get() {
                cart_foot(cart, catalog)
            } else {
                cart_empty()
            }
        })
}

/// The lines. They are drawn anew for other products, not for more of one of them: the focus stays
/// on the button that was pressed.
fn cart_lines(cart: RwSignal<Cart>, catalog: Loader<Catalog>) -> impl Fn() -> Element {
    let priced = move || cart.with(|cart| cart.priced(&sold(catalog)));
    let names = RwSignal::new(String::new());
    effect(move || {
        let now = priced();
        let ids: Vec<&str> = now.iter().map(|(product, _)| product.id.as_str()).collect();
        let ids = ids.join(" ");
        if names.with_untracked(|names| *names != ids) {
            names.set(ids);
        }
    });
    move || {
        names.track();
        let lines = untrack(priced)
            .into_iter()
            .map(|(product, _)| cart_line(product, cart));
        el("ul").class("cart-lines").children(lines)
    }
}

fn sold(catalog: Loader<Catalog>) -> Catalog {
    let none = Catalog {
        products: Vec::new(),
    };
    catalog.ready().unwrap_or(none)
}

fn location_hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// An empty cart.
fn cart_empty() -> Element {
    let said = use_words().cart_empty;
    div("cart-empty")
        .child(icon(BAG))
        .child(el("p").text(said.title))
        .child(el("p").class("small").text(said.text))
}

/// One product in the cart, with its quantity.
fn cart_line(product: Product, cart: RwSignal<Cart>) -> Element {
    let words = use_words();
    let name = product.name.get(use_locale());
    let picture = picture_of(&product_picture(&product.id), "", "72", "72");
    let id = StoredValue::new(product.id);
    let price = product.unit_price;
    let quantity = move || cart.with(|cart| id.with_value(|id| cart.quantity(id)));
    let total = move || price.times(quantity()).map(money).unwrap_or_default();
    let change = move |by: i32| {
        cart.update(|cart| {
            id.with_value(|id| {
                let quantity = cart.quantity(id).saturating_add_signed(by);
                cart.set(id, quantity);
            });
        });
    };
    let step = |by, label, path| {
        el("button")
            .class("icon-button")
            .attr("type", "button")
            .attr("aria-label", &fill(label, name))
            .on("click", move |_| change(by))
            .child(icon(path))
    };
    let number = el("span")
        .class("quantity-number")
        .says(move || quantity().to_string());
    let quantity = el("span")
        .class("quantity")
        .child(step(-1, words.fewer, MINUS))
        .child(number)
        .child(step(1, words.more, PLUS));
    el("li")
        .class("cart-line")
        .child(picture)
        .child(el("span").class("cart-line-name").text(name))
        .child(el("span").class("money").says(total))
        .child(quantity)
}

/// What the cart comes to, and the button that makes the order and goes to its checkout.
fn cart_foot(cart: RwSignal<Cart>, catalog: Loader<Catalog>) -> Element {
    let words = use_words();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<Said>);
    // An order whose answer was lost may be there: the same one again goes out under the same key.
    let tried = StoredValue::new(None::<(NewOrder, String)>);
    let pay = move || {
        busy.set(true);
        failed.set(None);
        if let Some(catalog) = catalog.ready() {
            cart.update(|cart| cart.keep_sold(&catalog));
        }
        let order = cart.with_untracked(Cart::order);
        let key = match tried.get_value() {
            Some((tried, key)) if tried == order => key,
            Some(_) | None => random::idempotency_key(),
        };
        tried.set_value(Some((order.clone(), key.clone())));
        spawn(async move {
            match api::create_order(&order, key).await {
                Ok(order) => {
                    forget_cart();
                    let checkout = ["/checkout/", order.id.as_str()].concat();
                    // Leaving for an address of our own cannot be refused.
                    let _ = window().location().assign(&checkout);
                }
                Err(error) => {
                    busy.set(false);
                    failed.set(Some(said(&error, words)));
                }
            }
        });
    };
    let pay = button(ButtonKind::Primary)
        .busy(busy, words.making_order)
        .press(pay)
        .says(words.go_pay);
    let total = move || {
        let total = cart.with(|cart| cart.total(&sold(catalog)));
        total.map(money).unwrap_or_default()
    };
    div("cart-foot")
        .live(move || failed.get().map(failed_notice))
        .child(total_row(el("span").class("money").says(total)))
        .child(pay)
}
