//! The shopper's orders.

use cobro_wire::{Order, OrderStatus};

use super::load::{Loader, failure};
use super::not_found::empty;
use super::page::{content, page};
use crate::api;
use crate::components::order_summary::amount;
use crate::components::outcome::{Next, verdict};
use crate::components::skeleton::{Shape, skeleton};
use crate::element::{Content, Element, el};
use crate::format::moment;
use crate::words::use_words;

/// All orders of this browser, newest first.
#[must_use]
pub fn orders_page() -> Vec<Element> {
    let words = use_words();
    let orders = Loader::new(api::orders);
    let list = move || match (orders.ready(), orders.failed()) {
        (Some(list), _) if list.orders.is_empty() => {
            Content::from(empty(words.no_orders, "florero"))
        }
        (Some(list), _) => {
            let rows = list.orders.iter().map(order_row);
            el("ul").class("rows surface").children(rows).into()
        }
        (None, Some(error)) => failure(&error, move || orders.ask()).into(),
        (None, None) => [Shape::Row; 3].map(skeleton).into(),
    };
    let title = el("h1").text(words.orders);
    page(content("column").child(title).live(list))
}

/// One order: what, when, how much, and how it stands.
fn order_row(order: &Order) -> Element {
    let href = ["/orders/", order.id.as_str()].concat();
    let names: Vec<&str> = order.lines.iter().map(|line| line.name.as_str()).collect();
    let (chip, status) = status_chip(order);
    let part = |class: &str, text: &str| el("span").class(class).text(text);
    let row = el("a")
        .class("order-row")
        .attr("href", &href)
        .child(part("order-row-names", &names.join(", ")))
        .child(amount(order.total))
        .child(part("soft small", &moment(order.created_at)))
        .child(part(chip, status));
    el("li").child(row)
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
