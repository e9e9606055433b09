//! The receipt of a paid order, on a screen and on paper.

use cobro_wire::{Attempt, AttemptStatus, Order};
use leptos::prelude::*;

use super::brand_mark::brand_name;
use super::button::{Button, ButtonKind};
use super::icon::{Icon, PRINT};
use crate::format::{moment, money};
use crate::words::use_words;

/// Who paid what, when, with which card, and the references to find it again.
#[component]
pub fn Receipt(
    /// A paid order.
    order: Order,
) -> impl IntoView {
    let words = use_words();
    let print = || drop(window().print());
    let lines = order.lines.iter().map(|line| {
        let name = [&line.quantity.to_string(), " × ", &line.name].concat();
        view! {
            <li class="receipt-line">
                <span>{name}</span>
                <span class="money">{money(line.total)}</span>
            </li>
        }
    });
    let facts = facts(&order).into_iter().map(|(term, fact)| {
        view! {
            <div>
                <dt>{term}</dt>
                <dd>{fact}</dd>
            </div>
        }
    });
    view! {
        <section class="receipt surface">
            <header class="page-head">
                <h2 class="receipt-title">{words.receipt} " · Cobro"</h2>
                <span class="no-print">
                    <Button kind=ButtonKind::Quiet small=true on_click=print>
                        <Icon path=PRINT />
                        {words.print}
                    </Button>
                </span>
            </header>
            <dl class="receipt-facts">{facts.collect_view()}</dl>
            <ul class="receipt-lines">{lines.collect_view()}</ul>
            <div class="order-total">
                <span>{words.total} <span class="order-taxes">{words.taxes}</span></span>
                <span class="money">{money(order.total)}</span>
            </div>
        </section>
    }
}

/// What is known of the payment, in the order to show it.
fn facts(order: &Order) -> Vec<(&'static str, String)> {
    let words = use_words();
    let mut facts = Vec::new();
    if let Some(Attempt {
        card,
        status: AttemptStatus::Paid { receipt },
        ..
    }) = &order.attempt
    {
        facts.push((words.paid_at, moment(receipt.paid_at)));
        if let Some(card) = card {
            let card = [brand_name(card.brand), " •••• ", &card.last4].concat();
            facts.push((words.paid_with, card));
        }
        if let Some(code) = &receipt.authorization_code {
            facts.push((words.authorization, code.clone()));
        }
        facts.push((words.reference, receipt.provider_reference.clone()));
    }
    if let Some(contact) = &order.contact {
        facts.push((words.paid_by, contact.name.clone()));
    }
    facts.push((words.order_number, order.id.to_string()));
    facts
}
