//! One order: its receipt, or what is known of a payment that is not finished.

use cobro_wire::{Order, OrderId, OrderStatus};
use leptos::prelude::*;

use super::load::{Loader, failure};
use super::page::{content, page};
use crate::api;
use crate::browser::timer::Timer;
use crate::components::order_summary::order_summary;
use crate::components::outcome::{Next, outcome, verdict};
use crate::components::receipt::receipt;
use crate::components::skeleton::{Shape, skeleton};
use crate::element::{Content, Element, div};
use crate::task::effect;
use crate::words::use_words;

/// Between two looks at an order whose payment is on its way.
const LOOK_MS: u32 = 3_000;

/// The page of one order. While its payment is on its way, it looks again by itself.
#[must_use]
pub fn order_page(id: OrderId) -> Vec<Element> {
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
    effect(move || {
        let known = match (order.ready(), order.failed()) {
            (Some(order), _) => Some(order),
            (None, Some(_)) => shown.get(),
            (None, None) => None,
        };
        let look = known.as_ref().is_some_and(waits);
        timer.set_value(look.then(|| Timer::after(LOOK_MS, move || order.ask())));
    });
    let stack = div("stack").attr("aria-live", "polite");
    let stack = stack.live(move || match (shown.get(), order.failed()) {
        (Some(order), _) => Content::from(order_content(&order)),
        (None, Some(error)) => failure(&error, move || order.ask()).into(),
        (None, None) => [Shape::Row, Shape::Block].map(skeleton).into(),
    });
    page(content("column").child(stack))
}

/// The outcome, and the receipt where money moved.
fn order_content(order: &Order) -> [Element; 2] {
    let paid = match order.status {
        OrderStatus::Paid | OrderStatus::PartiallyRefunded | OrderStatus::Refunded => true,
        OrderStatus::Open
        | OrderStatus::PendingPayment
        | OrderStatus::Expired
        | OrderStatus::Canceled => false,
    };
    let detail = if paid {
        receipt(order)
    } else {
        order_summary(order)
    };
    [outcome(order), detail]
}
