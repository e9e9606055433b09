//! One order: its receipt, or what is known of a payment that is not finished.

use cobro_wire::{Order, OrderId, OrderStatus};
use leptos::prelude::*;

use super::elsewhere::elsewhere;
use super::load::{Loader, failure};
use super::page::{content, page_that_says};
use crate::api;
use crate::browser::event_source::Stream;
use crate::browser::timer::Timer;
use crate::checkout::LIVE_LOOK_MS;
use crate::components::order_summary::order_summary;
use crate::components::outcome::{Next, outcome, spoken, verdict};
use crate::components::receipt::receipt;
use crate::components::skeleton::{Shape, skeleton};
use crate::element::{Content, Element, div};
use crate::task::effect;
use crate::words::use_words;

/// Between two looks at an order whose payment is on its way.
const LOOK_MS: u32 = 3_000;

/// The page of one order. While its payment is on its way, the server tells of it, and the page
/// looks again by itself.
#[must_use]
pub fn order_page(id: OrderId) -> Vec<Element> {
    let words = use_words();
    let (asked, place) = (id.clone(), id.clone());
    let order = Loader::new(move || {
        let id = asked.clone();
        async move { api::order(&id).await }
    });
    let shown = Memo::new(move |before: Option<&Option<Order>>| {
        // A look that fails changes nothing: what was known is still shown.
        order.ready().or_else(|| before.cloned().flatten())
    });
    let next = move |order: &Order| verdict(order, words).next;
    let timer = StoredValue::new_local(None::<Timer>);
    let mut stream = None::<Stream>;
    effect(move || {
        let known = match (order.ready(), order.failed()) {
            (Some(order), _) => Some(order),
            (None, Some(_)) => shown.get(),
            (None, None) => None,
        };
        let next = known.as_ref().map(next);
        if !matches!(next, Some(Next::Wait | Next::Confirm)) {
            stream = None;
        } else if stream.is_none() {
            stream = api::follow(&id, move |told| order.set(told));
        }
        let told = stream.as_ref().is_some_and(Stream::is_open);
        let after_ms = if told { LIVE_LOOK_MS } else { LOOK_MS };
        let look = next == Some(Next::Wait);
        timer.set_value(look.then(|| Timer::after(after_ms, move || order.ask())));
    });
    // Not the whole receipt: what became of the order.
    let spoken = move || {
        let order = shown.get();
        order.map(|order| spoken(&order, words)).unwrap_or_default()
    };
    let stack = div("stack").live(move || match (shown.get(), order.failed()) {
        (Some(order), _) => Content::from(order_content(&order)),
        (None, Some(error)) => failure(&error, move || order.ask()).into(),
        (None, None) => [Shape::Row, Shape::Block].map(skeleton).into(),
    });
    let is_open = Memo::new(move |_| shown.with(|shown| shown.as_ref().is_some_and(is_open)));
    let offered = move || is_open.get().then(|| elsewhere(&place));
    let content = content("column stack").child(stack).live(offered);
    page_that_says(content, spoken)
}

/// Whether there is something left to do, or to wait for.
fn is_open(order: &Order) -> bool {
    matches!(
        order.status,
        OrderStatus::Open | OrderStatus::PendingPayment
    )
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
