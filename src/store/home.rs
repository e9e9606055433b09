//! The shop window.

use cobro_wire::{Catalog, Locale, Product};
use leptos::prelude::*;

use super::cart::{product_name, product_picture};
use super::cart_dialog::CartDialog;
use super::load::{Failure, Loader};
use super::page::{Page, kept_cart};
use crate::api;
use crate::components::button::{Button, ButtonKind};
use crate::components::skeleton::{Shape, Skeleton};
use crate::components::toast::ToastText;
use crate::format::money;
use crate::words::{fill, use_locale, use_words};

/// How many products are stood in for while the catalog loads.
const EXPECTED: usize = 6;

/// The store: products, and the cart over them.
#[component]
pub fn Home() -> impl IntoView {
    let words = use_words();
    let locale = use_locale();
    let cart = kept_cart();
    let toast = RwSignal::new(None);
    let open = RwSignal::new(false);
    let catalog = Loader::new(api::catalog);
    let add = Callback::new(move |product: Product| {
        cart.update(|cart| cart.add(&product.id, 1));
        let text = fill(words.added, &product_name(&product, locale));
        toast.set(Some(ToastText {
            text,
            action: Some(words.cart),
        }));
    });
    let products = move || {
        if let Some(error) = catalog.failed() {
            return view! { <Failure error on_retry=move || catalog.ask() /> }.into_any();
        }
        match catalog.ready() {
            Some(Catalog { products }) => products
                .into_iter()
                .map(|product| view! { <ProductCard product on_add=add /> })
                .collect_view()
                .into_any(),
            None => (0..EXPECTED)
                .map(|_| view! { <ProductWait /> })
                .collect_view()
                .into_any(),
        }
    };
    view! {
        <Page class="home" cart toast on_toast=move || open.set(true)>
            <h1 class="home-title">{words.store_title}</h1>
            <p class="home-lead">{words.store_lead}</p>
            <div class="products">{products}</div>
        </Page>
        <CartDialog cart catalog open />
    }
}

/// One product: picture, name, price, and a button that puts it into the cart.
#[component]
fn ProductCard(
    /// The product.
    product: Product,
    /// Puts it into the cart.
    on_add: Callback<Product>,
) -> impl IntoView {
    let words = use_words();
    let locale = use_locale();
    let name = product_name(&product, locale);
    let description = match locale {
        Locale::Es => product.description.es.clone(),
        Locale::En => product.description.en.clone(),
    };
    let picture = product_picture(&product.id);
    let price = money(product.unit_price);
    let spoken = [" ", &name].concat();
    let id = product.id.to_string();
    view! {
        <article class="product" data-product=id>
            <div class="product-picture">
                <img src=picture alt="" width="400" height="400" />
            </div>
            <div class="product-text">
                <h2 class="product-name">{name}</h2>
                <p class="product-description">{description}</p>
            </div>
            <div class="product-buy">
                <span class="product-price money">{price}</span>
                <Button
                    kind=ButtonKind::Quiet
                    small=true
                    on_click=move || on_add.run(product.clone())
                >
                    {words.add}
                    <span class="visually-hidden">{spoken}</span>
                </Button>
            </div>
        </article>
    }
}

/// The size of one product.
#[component]
fn ProductWait() -> impl IntoView {
    view! {
        <div class="product">
            <Skeleton shape=Shape::Picture />
            <Skeleton shape=Shape::Line />
            <Skeleton shape=Shape::Short />
            <Skeleton shape=Shape::Control />
        </div>
    }
}
