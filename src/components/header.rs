//! The store's name, and the places one may want to go.

use leptos::prelude::*;

use super::icon::{BAG, CARD, Icon, LOCK, RECEIPT};
use crate::words::use_words;

/// What stands beside the store's name.
#[derive(Debug, Clone, Copy)]
pub enum HeaderSide {
    /// Links to orders, cards and the cart.
    Links {
        /// Number of pieces in the cart.
        in_cart: Signal<u32>,
    },
    /// A padlock and no way to wander off: the checkout.
    Secure,
}

/// The head of every page.
#[component]
pub fn Header(
    /// What stands beside the name.
    side: HeaderSide,
) -> impl IntoView {
    let words = use_words();
    let side = match side {
        HeaderSide::Links { in_cart } => view! { <Links in_cart /> }.into_any(),
        HeaderSide::Secure => view! {
            <span class="header-safe">
                <Icon path=LOCK />
                {words.secure}
            </span>
        }
        .into_any(),
    };
    view! {
        <a class="skip-link" href="#main">
            {words.skip}
        </a>
        <header class="header">
            <div class="header-bar">
                <a class="header-name" href="/">
                    <img src="/pictures/favicon.svg" alt="" width="28" height="28" />
                    "Cobro"
                </a>
                {side}
            </div>
        </header>
    }
}

/// Links to orders, cards and the cart; the present page is marked.
#[component]
fn Links(
    /// Number of pieces in the cart.
    in_cart: Signal<u32>,
) -> impl IntoView {
    let words = use_words();
    let here = window().location().pathname().unwrap_or_default();
    let links = [
        ("/orders", words.orders, RECEIPT),
        ("/cards", words.cards, CARD),
    ];
    let links = links.map(|(href, name, path)| {
        view! {
            <a class="header-link" href=href aria-current=(here == href).then_some("page")>
                <Icon path />
                <span class="header-label">{name}</span>
            </a>
        }
    });
    let count = move || {
        let count = in_cart.get();
        (count > 0).then(|| view! { <span class="header-count">{count}</span> })
    };
    view! {
        <nav class="header-nav no-print" aria-label=words.navigation>
            {links}
            <a class="header-link" href="/#cart">
                <Icon path=BAG />
                <span class="header-label">{words.cart}</span>
                {count}
            </a>
        </nav>
    }
}
