//! The shopper's orders.

use cobro_wire::{Order, OrderStatus};
use leptos::prelude::*;

use super::load::{Failure, Loader};
use super::not_found::Empty;
use super::page::{Page, kept_cart};
use crate::api;
use crate::components::outcome::{Next, verdict};
use crate::components::skeleton::{Shape, Skeleton};
use crate::format::{moment, money};
use crate::words::use_words;

/// All orders of this browser, newest first.
#[component]
pub fn OrdersPage() -> impl IntoView {
    let words = use_words();
    let orders = Loader::new(api::orders);
    let content = move || match (orders.ready(), orders.failed()) {
        (Some(list), _) if list.orders.is_empty() => {
            view! { <Empty said=words.no_orders picture="florero" /> }.into_any()
        }
        (Some(list), _) => {
            let rows = list
                .orders
                .into_iter()
                .map(|order| view! { <OrderRow order /> });
            view! { <ul class="rows surface">{rows.collect_view()}</ul> }.into_any()
        }
        (None, Some(error)) => {
            view! { <Failure error on_retry=move |()| orders.ask() /> }.into_any()
        }
        (None, None) => view! {
            <Skeleton shape=Shape::Row />
            <Skeleton shape=Shape::Row />
            <Skeleton shape=Shape::Row />
        }
        .into_any(),
    };
    view! {
        <Page class="column" cart=kept_cart() toast=RwSignal::new(None)>
            <h1>{words.orders}</h1>
            {content}
        </Page>
    }
}

/// One order: what, when, how much, and how it stands.
#[component]
fn OrderRow(
    /// The order.
    order: Order,
) -> impl IntoView {
    let href = ["/orders/", order.id.as_str()].concat();
    let names: Vec<&str> = order.lines.iter().map(|line| line.name.as_str()).collect();
    let names = names.join(", ");
    let (chip, status) = status_chip(&order);
    view! {
        <li>
            <a class="order-row" href=href>
                <span class="order-row-names">{names}</span>
                <span class="money">{money(order.total)}</span>
                <span class="soft small">{moment(order.created_at)}</span>
                <span class=chip>{status}</span>
            </a>
        </li>
    }
}

/// An open order whose payment is on its way never reads as one to be paid.
fn status_chip(order: &Order) -> (&'static str, &'static str) {
    let words = use_words();
    match order.status {
        OrderStatus::Open if verdict(order, words).next == Next::Wait => {
            ("chip chip-wait", words.status_pending)
        }
        OrderStatus::Open => ("chip chip-wait", words.status_open),
        OrderStatus::PendingPayment => ("chip chip-wait", words.status_pending),
        OrderStatus::Paid => ("chip chip-good", words.status_paid),
        OrderStatus::Expired => ("chip", words.status_expired),
        OrderStatus::Canceled => ("chip", words.status_canceled),
        OrderStatus::PartiallyRefunded => ("chip", words.status_partly_refunded),
        OrderStatus::Refunded => ("chip", words.status_refunded),
    }
}
