//! One order: its receipt, or what is known of a payment that is not finished.

use cobro_wire::{Order, OrderId, OrderStatus};
use leptos::prelude::*;

use super::load::{Failure, Loader};
use super::page::{Page, kept_cart};
use crate::api;
use crate::browser::timer::Timer;
use crate::components::order_summary::OrderSummary;
use crate::components::outcome::{Next, Outcome, verdict};
use crate::components::receipt::Receipt;
use crate::components::skeleton::{Shape, Skeleton};
use crate::words::use_words;

/// Between two looks at an order whose payment is on its way.
const LOOK_MS: u32 = 3_000;

/// The page of one order. While its payment is on its way, it looks again by itself.
#[component]
pub fn OrderPage(
    /// Which one.
    id: OrderId,
) -> impl IntoView {
    let words = use_words();
    let order = Loader::new(move || {
        let id = id.clone();
        async move { api::order(&id).await }
    });
    let shown = Memo::new(move |before: Option<&Option<Order>>| {
        // A look that fails changes nothing: what was known is still shown.
        order.ready().or_else(|| before.cloned().flatten())
    });
    let waits = move |order: &Order| verdict(order, words).next == Next::Wait;
    let timer = StoredValue::new_local(None::<Timer>);
    Effect::new(move |_| {
        let known = match (order.ready(), order.failed()) {
            (Some(order), _) => Some(order),
            (None, Some(_)) => shown.get(),
            (None, None) => None,
        };
        let look = known.as_ref().is_some_and(waits);
        timer.set_value(look.then(|| Timer::after(LOOK_MS, move || order.ask())));
    });
    let content = move || match shown.get() {
        Some(order) => view! { <OrderContent order /> }.into_any(),
        None => match order.failed() {
            Some(error) => view! { <Failure error on_retry=move |()| order.ask() /> }.into_any(),
            None => view! {
                <Skeleton shape=Shape::Row />
                <Skeleton shape=Shape::Block />
            }
            .into_any(),
        },
    };
    view! {
        <Page class="column" cart=kept_cart() toast=RwSignal::new(None)>
            <div class="stack" aria-live="polite">
                {content}
            </div>
        </Page>
    }
}

/// The outcome, and the receipt where money moved.
#[component]
fn OrderContent(
    /// The order.
    order: Order,
) -> impl IntoView {
    let paid = match order.status {
        OrderStatus::Paid | OrderStatus::PartiallyRefunded | OrderStatus::Refunded => true,
        OrderStatus::Open
        | OrderStatus::PendingPayment
        | OrderStatus::Expired
        | OrderStatus::Canceled => false,
    };
    let detail = order.clone();
    view! {
        <Outcome order />
        {if paid {
            view! { <Receipt order=detail /> }.into_any()
        } else {
            view! { <OrderSummary order=detail /> }.into_any()
        }}
    }
}
