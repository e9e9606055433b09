//! What is bought and what it comes to: folded to one line on a phone.

use cobro_wire::{Order, OrderLine};
use leptos::prelude::*;

use super::icon::{DOWN, Icon};
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
    let words = use_words();
    let wide = window().match_media(TWO_COLUMNS).ok().flatten();
    let open = wide.is_some_and(|wide| wide.matches());
    let lines = order.lines.into_iter().map(|line| view! { <Line line /> });
    view! {
        <details class="order-summary" open=open>
            <summary class="order-summary-head">
                <h2>{words.summary}</h2>
                <Icon path=DOWN />
                <span class="money">{money(order.total)}</span>
            </summary>
            <div class="order-summary-body">
                <ul class="order-lines">{lines.collect_view()}</ul>
                <div class="order-total">
                    <span>{words.total} <span class="order-taxes">{words.taxes}</span></span>
                    <span class="money">{money(order.total)}</span>
                </div>
            </div>
        </details>
    }
}

/// One product of the order.
#[component]
fn Line(
    /// The line.
    line: OrderLine,
) -> impl IntoView {
    let picture = ["/pictures/", line.product_id.as_str(), ".svg"].concat();
    let quantity = fill(use_words().quantity, &line.quantity.to_string());
    view! {
        <li class="order-line">
            <img src=picture alt="" width="56" height="56" />
            <span class="order-line-name">
                {line.name}
                <span class="soft small">{quantity}</span>
            </span>
            <span class="money">{money(line.total)}</span>
        </li>
    }
}
