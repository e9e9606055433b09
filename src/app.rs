//! Which page an address is, and how it starts. Each address is a document of its own: links are
//! plain links, and leaving a page releases everything on it.

use cobro_wire::{LinkToken, Locale, OrderId, ReceiptToken};
use leptos::mount::mount_to_body;
use leptos::prelude::*;

use crate::browser::listener::Listener;
use crate::browser::storage::{self, Area};
use crate::components::switches::LOCALE_KEY;
use crate::element::{Element, el};
use crate::store::cards_page::cards_page;
use crate::store::checkout_page::checkout_page;
use crate::store::home::home;
use crate::store::not_found::not_found;
use crate::store::order_page::order_page;
use crate::store::orders_page::orders_page;
use crate::store::page::{content, page as frame};
use crate::store::receipt_page::receipt_page;
use crate::store::return_page::return_page;
use crate::words::{use_words, words};

/// A page of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// `/`
    Home,
    /// `/checkout/{order}`
    Checkout(OrderId),
    /// `/checkout/{order}#{token}`
    Enter(OrderId, LinkToken),
    /// `/checkout/return?order={order}`
    Return(OrderId),
    /// `/orders`
    Orders,
    /// `/orders/{order}`
    Order(OrderId),
    /// `/receipts/{token}`
    Receipt(ReceiptToken),
    /// `/cards`
    Cards,
    /// Any other address.
    NotFound,
}

impl Page {
    /// The page at a path. `order` is the order that the address's query names, if it does, and
    /// `hash` what follows `#`.
    #[must_use]
    pub fn at(path: &str, order: Option<&str>, hash: &str) -> Self {
        let id = |text: &str| text.parse::<OrderId>().ok();
        let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let page = match segments.as_slice() {
            [] => Some(Page::Home),
            ["checkout", "return"] => order.and_then(id).map(Page::Return),
            ["checkout", order] => id(order).map(|id| match hash.parse() {
                Ok(token) => Page::Enter(id, token),
                Err(_) => Page::Checkout(id),
            }),
            ["orders"] => Some(Page::Orders),
            ["orders", order] => id(order).map(Page::Order),
            ["receipts", token] => token.parse().ok().map(Page::Receipt),
            ["cards"] => Some(Page::Cards),
            _ => None,
        };
        page.unwrap_or(Page::NotFound)
    }
}

/// Draws the page that the address names, in the shopper's language, in place of its skeleton.
pub fn start() {
    let locale = choose_locale();
    let words = words(locale);
    let page = page_here();
    let title = match &page {
        Page::Home => words.store,
        Page::Checkout(_) | Page::Enter(..) | Page::Return(_) => words.checkout,
        Page::Orders => words.orders,
        Page::Order(_) => words.order,
        Page::Receipt(_) => words.receipt,
        Page::Cards => words.cards,
        Page::NotFound => words.not_found.title,
    };
    document().set_title(&[title, " · Cobro"].concat());
    if let Some(root) = document().document_element() {
        // Setting an attribute whose name is right cannot fail.
        let _ = root.set_attribute("lang", words.tag);
    }
    let Some(place) = document().get_element_by_id("app") else {
        return;
    };
    place.set_inner_html("");
    // A link that is opened over its own order's page changes no more than what follows `#`.
    let enter = |_| {
        if matches!(page_here(), Page::Enter(..)) {
            // A page that cannot be loaded again just stays.
            let _ = window().location().reload();
        }
    };
    Listener::new(&window(), "hashchange", enter).keep();
    mount_to_body(move || Element::new(place).children(draw(locale, page)));
}

/// The language chosen in this browser, else the first of its languages that the store speaks.
fn choose_locale() -> Locale {
    let chosen = storage::get(Area::Local, LOCALE_KEY);
    Locale::preferred(&chosen.unwrap_or_else(|| {
        let languages = window().navigator().languages();
        languages.join(",").into()
    }))
}

fn page_here() -> Page {
    let location = window().location();
    let query = location.search().unwrap_or_default();
    let query = web_sys::UrlSearchParams::new_with_str(&query).ok();
    let order = query.and_then(|query| query.get("order"));
    let (path, hash) = (location.pathname(), location.hash().unwrap_or_default());
    let hash = hash.trim_start_matches('#');
    Page::at(&path.unwrap_or_default(), order.as_deref(), hash)
}

/// One page of the store, with what it takes from its surroundings: the language.
fn draw(locale: Locale, page: Page) -> Vec<Element> {
    provide_context(locale);
    match page {
        Page::Home => home(),
        Page::Checkout(id) => checkout_page(id),
        Page::Enter(id, token) => return_page(id, Some(token)),
        Page::Return(id) => return_page(id, None),
        Page::Orders => orders_page(),
        Page::Order(id) => order_page(id),
        Page::Receipt(token) => receipt_page(token),
        Page::Cards => cards_page(),
        Page::NotFound => {
            let title = el("h1").class("visually-hidden");
            let title = title.text(use_words().not_found.title);
            frame(content("column").child(title).child(not_found()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: &str = "or_00000000000000000000000000000000";

    fn check(path: &str, expected: Page) {
        assert_eq!(Page::at(path, None, ""), expected, "{path}");
    }

    #[test]
    fn each_address_is_its_page() {
        let id = || ORDER.parse::<OrderId>().unwrap();
        check("/", Page::Home);
        check("/orders", Page::Orders);
        check("/orders/", Page::Orders);
        check("/cards", Page::Cards);
        check(&format!("/orders/{ORDER}"), Page::Order(id()));
        check(&format!("/checkout/{ORDER}"), Page::Checkout(id()));
        let token = ReceiptToken::from_random([0; 16]);
        check(&format!("/receipts/{token}"), Page::Receipt(token));
    }

    #[test]
    fn an_address_without_a_right_order_is_not_found() {
        check("/checkout", Page::NotFound);
        check("/checkout/1", Page::NotFound);
        check("/orders/or_1", Page::NotFound);
        check("/checkout/return", Page::NotFound);
        check("/cards/x", Page::NotFound);
    }

    #[test]
    fn the_bank_comes_back_with_the_order_in_the_query() {
        let id = ORDER.parse().unwrap();
        let page = Page::at("/checkout/return", Some(ORDER), "");
        assert_eq!(page, Page::Return(id));
    }

    #[test]
    fn a_link_for_another_device_has_its_token_behind_the_path() {
        let (id, path) = (
            ORDER.parse::<OrderId>().unwrap(),
            format!("/checkout/{ORDER}"),
        );
        let token = LinkToken::from_random([1; 16]);
        let page = Page::at(&path, None, token.as_str());
        assert_eq!(page, Page::Enter(id.clone(), token));
        assert_eq!(Page::at(&path, None, "main"), Page::Checkout(id));
    }
}
