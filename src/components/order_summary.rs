//! What is bought and what it comes to: folded to one line on a phone.

use cobro_wire::{Money, Order, OrderLine};
use leptos::prelude::*;

use super::brand_mark::picture_of;
use super::icon::{DOWN, icon};
use crate::element::{Element, div, el};
use crate::format::money;
use crate::words::{fill, use_words};

/// From this width on there is room beside the steps, so the summary starts open.
const TWO_COLUMNS: &str = "(min-width: 56.25rem)";

/// The order: its lines and its total.
#[component]
pub fn OrderSummary(
    /// The order.
    order: Order,
) -> impl IntoView {
    order_summary(&order)
}

/// [`OrderSummary`] as an element.
#[must_use]
pub fn order_summary(order: &Order) -> Element {
    let wide = window().match_media(TWO_COLUMNS).ok().flatten();
    let details = el("details").class("order-summary");
    let details = if wide.is_some_and(|wide| wide.matches()) {
        details.attr("open", "")
    } else {
        details
    };
    let head = el("summary")
        .class("order-summary-head")
        .child(el("h2").text(use_words().summary))
        .child(icon(DOWN))
        .child(amount(order.total));
    let lines = el("ul")
        .class("order-lines")
        .children(order.lines.iter().map(line));
    let body = div("order-summary-body");
    details
        .child(head)
        .child(body.child(lines).child(total_row(amount(order.total))))
}

/// An amount, its digits of one width.
#[must_use]
pub fn amount(amount: Money) -> Element {
    el("span").class("money").text(&money(amount))
}

/// What all comes to, taxes included.
#[must_use]
pub fn total_row(amount: Element) -> Element {
    let words = use_words();
    let taxes = el("span").class("order-taxes").text(words.taxes);
    let name = el("span").text(words.total).text(" ").child(taxes);
    div("order-total").child(name).child(amount)
}

/// One product of the order.
fn line(line: &OrderLine) -> Element {
    let picture = ["/pictures/", line.product_id.as_str(), ".svg"].concat();
    let quantity = fill(use_words().quantity, &line.quantity.to_string());
    let name = el("span")
        .class("order-line-name")
        .text(&line.name)
        .child(el("span").class("soft small").text(&quantity));
    el("li")
        .class("order-line")
        .child(picture_of(&picture, "", "56", "56"))
        .child(name)
        .child(amount(line.total))
}
