//! The shop window.

use cobro_wire::Product;
use leptos::prelude::*;

use super::cart::product_picture;
use super::cart_dialog::cart_dialog;
use super::load::{Loader, failure};
use super::page::{content, kept_cart, page_with};
use crate::api;
use crate::components::brand_mark::picture_of;
use crate::components::button::{ButtonKind, button};
use crate::components::skeleton::{Shape, skeleton};
use crate::components::toast::ToastText;
use crate::element::{Element, div, el};
use crate::format::money;
use crate::words::{fill, use_locale, use_words};

/// How many products are stood in for while the catalog loads.
const EXPECTED: usize = 6;

/// The store: products, and the cart over them.
#[must_use]
pub fn home() -> Vec<Element> {
    let words = use_words();
    let cart = kept_cart();
    let toast = RwSignal::new(None);
    let open = RwSignal::new(false);
    let catalog = Loader::new(api::catalog);
    let add = move |product: &Product| {
        cart.update(|cart| cart.add(&product.id, 1));
        let text = fill(words.added, product.name.get(use_locale()));
        toast.set(Some(ToastText {
            text,
            action: Some(words.cart),
        }));
    };
    let products = move || -> Vec<Element> {
        match (catalog.ready(), catalog.failed()) {
            (_, Some(error)) => vec![failure(&error, move || catalog.ask())],
            (Some(catalog), None) => {
                let products = catalog.products.into_iter();
                products.map(|product| product_card(product, add)).collect()
            }
            (None, None) => (0..EXPECTED).map(|_| product_wait()).collect(),
        }
    };
    let content = content("home")
        .child(el("h1").class("home-title").text(words.store_title))
        .child(el("p").class("home-lead").text(words.store_lead))
        .live(move || div("products").children(products()));
    let show = Callback::new(move |()| open.set(true));
    let mut page = page_with(content, cart, toast, show);
    page.push(cart_dialog(cart, catalog, open));
    page
}

/// One product: picture, name, price, and a button that puts it into the cart.
fn product_card(product: Product, on_add: impl Fn(&Product) + 'static) -> Element {
    let locale = use_locale();
    let name = product.name.get(locale);
    let description = product.description.get(locale);
    let picture = picture_of(&product_picture(&product.id), "", "400", "400");
    let text = div("product-text")
        .child(el("h2").class("product-name").text(name))
        .child(el("p").class("product-description").text(description));
    let price = el("span").class("product-price money");
    let spoken = [" ", name].concat();
    let label = el("span")
        .class("button-label")
        .text(use_words().add)
        .child(el("span").class("visually-hidden").text(&spoken));
    let card = el("article")
        .class("product")
        .attr("data-product", product.id.as_str());
    let buy = div("product-buy").child(price.text(&money(product.unit_price)));
    let add = button(ButtonKind::Quiet)
        .small()
        .press(move || on_add(&product))
        .shows(label);
    card.child(div("product-picture").child(picture))
        .child(text)
        .child(buy.child(add))
}

/// The size of one product.
fn product_wait() -> Element {
    let shapes = [Shape::Picture, Shape::Line, Shape::Short, Shape::Control];
    div("product").children(shapes.map(skeleton))
}
