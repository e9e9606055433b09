//! The cart over the store: quantities, what it comes to, and the way to pay.

use cobro_wire::{Catalog, Money, Product, ProductId};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::cart::{Cart, product_name, product_picture};
use super::load::{Loader, said};
use super::page::forget_cart;
use crate::api;
use crate::browser::listener::Listener;
use crate::components::button::Button;
use crate::components::icon::{BAG, CLOSE, Icon, MINUS, PLUS};
use crate::components::notice::{Notice, Tone};
use crate::format::money;
use crate::words::{Said, fill, use_locale, use_words};

/// Address of the store with the cart open.
const HASH: &str = "#cart";

/// The cart as a dialog: open while `open` is set, or while the address ends in `#cart`.
#[component]
pub fn CartDialog(
    /// What is in it.
    cart: RwSignal<Cart>,
    /// What is sold.
    catalog: Loader<Catalog>,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let words = use_words();
    let dialog = NodeRef::<html::Dialog>::new();
    let follow_address = move || open.set(location_hash() == HASH);
    StoredValue::new_local(Listener::new(&window(), "hashchange", move |_| {
        follow_address();
    }));
    follow_address();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else {
            return;
        };
        match (open.get(), dialog.open()) {
            // A dialog that is in the page and closed can be opened.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    let closed = move |_| {
        open.set(false);
        if location_hash() == HASH {
            // The address is only cosmetic here; the cart is closed either way.
            let _ = window().location().set_hash("");
        }
    };
    let lines = move || {
        let catalog = catalog.ready().unwrap_or(Catalog {
            products: Vec::new(),
        });
        cart.with(|cart| cart.priced(&catalog))
    };
    let total = move || {
        catalog
            .ready()
            .and_then(|catalog| cart.with(|cart| cart.total(&catalog)))
    };
    view! {
        <dialog class="cart" node_ref=dialog aria-labelledby="cart-title" on:close=closed>
            <header class="cart-head">
                <h2 id="cart-title" tabindex="-1" autofocus=true>
                    {words.cart}
                </h2>
                <button
                    class="icon-button"
                    type="button"
                    aria-label=words.close
                    on:click=move |_| open.set(false)
                >
                    <Icon path=CLOSE />
                </button>
            </header>
            <ul class="cart-lines">
                <For
                    each=lines
                    key=|(product, _)| product.id.clone()
                    children=move |(product, _)| view! { <CartLine product cart /> }
                />
            </ul>
            {move || match total() {
                Some(total) => view! { <CartFoot cart catalog total /> }.into_any(),
                None => view! { <CartEmpty said=words.cart_empty /> }.into_any(),
            }}
        </dialog>
    }
}

fn location_hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// An empty cart.
#[component]
fn CartEmpty(
    /// What is missing.
    said: Said,
) -> impl IntoView {
    view! {
        <div class="cart-empty">
            <Icon path=BAG />
            <p>{said.title}</p>
            <p class="small">{said.text}</p>
        </div>
    }
}

/// One product in the cart, with its quantity.
#[component]
fn CartLine(
    /// The product.
    product: Product,
    /// The cart.
    cart: RwSignal<Cart>,
) -> impl IntoView {
    let words = use_words();
    let name = product_name(&product, use_locale());
    let picture = product_picture(&product.id);
    let id = StoredValue::new(product.id);
    let price = product.unit_price;
    let quantity = Memo::new(move |_| cart.with(|cart| id.with_value(|id| cart.quantity(id))));
    let change = move |id: &ProductId, by: i32| {
        let quantity = quantity.get_untracked().saturating_add_signed(by);
        cart.update(|cart| cart.set(id, quantity));
    };
    let button = move |by, label: String, path| {
        view! {
            <button
                class="icon-button"
                type="button"
                aria-label=label
                on:click=move |_| id.with_value(|id| change(id, by))
            >
                <Icon path />
            </button>
        }
    };
    let line_total = move || price.times(quantity.get()).map(money).unwrap_or_default();
    view! {
        <li class="cart-line">
            <img src=picture alt="" width="72" height="72" />
            <span class="cart-line-name">{name.clone()}</span>
            <span class="money">{line_total}</span>
            <span class="quantity">
                {button(-1, fill(words.fewer, &name), MINUS)}
                <span class="quantity-number">{quantity}</span>
                {button(1, fill(words.more, &name), PLUS)}
            </span>
        </li>
    }
}

/// What the cart comes to, and the button that makes the order and goes to its checkout.
#[component]
fn CartFoot(
    /// The cart.
    cart: RwSignal<Cart>,
    /// What is sold.
    catalog: Loader<Catalog>,
    /// What it comes to.
    total: Money,
) -> impl IntoView {
    let words = use_words();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<Said>);
    let pay = move || {
        busy.set(true);
        failed.set(None);
        if let Some(catalog) = catalog.ready() {
            cart.update(|cart| cart.keep_sold(&catalog));
        }
        let order = cart.with_untracked(Cart::order);
        spawn_local(async move {
            match api::create_order(&order).await {
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
    view! {
        <div class="cart-foot">
            {move || {
                let said = failed.get()?;
                Some(view! { <Notice tone=Tone::Bad title=said.title text=said.text /> })
            }}
            <div class="order-total">
                <span>{words.total} <span class="order-taxes">{words.taxes}</span></span>
                <span class="money">{money(total)}</span>
            </div>
            <Button busy busy_label=words.making_order on_click=pay>
                {words.go_pay}
            </Button>
        </div>
    }
}
