//! Where a full-page challenge comes back to: asks the server and goes on. What the address says
//! about the payment is not believed.

use cobro_wire::{Order, OrderId};
use leptos::prelude::*;

use super::load::{Failure, Loader};
use super::page::{Page, kept_cart};
use crate::api;
use crate::components::notice::{Notice, Tone};
use crate::components::outcome::{Next, verdict};
use crate::words::use_words;

/// The page between the bank and the order.
#[component]
pub fn ReturnPage(
    /// The order that the bank's page was for.
    id: OrderId,
) -> impl IntoView {
    let words = use_words();
    let order = Loader::new(move || {
        let id = id.clone();
        async move { api::order(&id).await }
    });
    Effect::new(move |_| {
        if let Some(order) = order.ready() {
            // Leaving for an address of our own cannot be refused.
            let _ = window().location().replace(&next_page(&order));
        }
    });
    let content = move || match order.failed() {
        Some(error) => view! { <Failure error on_retry=move |()| order.ask() /> }.into_any(),
        None => view! {
            <Notice tone=Tone::Wait title=words.checking.title text=words.checking.text />
        }
        .into_any(),
    };
    view! {
        <Page class="column" cart=kept_cart() toast=RwSignal::new(None)>
            <div aria-live="polite">{content}</div>
        </Page>
    }
}

/// The checkout while the shopper has something to do there, else the order's own page.
fn next_page(order: &Order) -> String {
    let page = match verdict(order, use_words()).next {
        Next::Pay | Next::Confirm | Next::AnotherCard => "/checkout/",
        Next::Wait | Next::Store => "/orders/",
    };
    [page, order.id.as_str()].concat()
}
