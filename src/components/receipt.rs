//! The receipt of a paid order, on a screen and on paper.

use cobro_wire::{Attempt, AttemptStatus, Installments, Order};
use leptos::prelude::*;

use super::brand_mark::brand_name;
use super::button::{ButtonKind, button};
use super::icon::{PRINT, icon};
use super::installments::installments_said;
use super::link_box::link_box;
use super::order_summary::{amount, total_row};
use crate::element::{Element, div, el};
use crate::format::moment;
use crate::words::use_words;

/// Who paid what, when, with which card, and the references to find it again.
#[component]
pub fn Receipt(
    /// A paid order.
    order: Order,
) -> impl IntoView {
    receipt(&order)
}

/// [`Receipt`] as an element.
#[must_use]
pub fn receipt(order: &Order) -> Element {
    let words = use_words();
    let print = el("span")
        .class("button-label")
        .child(icon(PRINT))
        .text(words.print);
    let print = button(ButtonKind::Quiet)
        .small()
        .press(|| drop(window().print()))
        .shows(print);
    // Whoever has the address already is not offered it again.
    let share = order.receipt_token.as_ref().zip(order.contact.as_ref());
    let share = share.map(|(token, _)| ["/receipts/", token.as_str()].concat());
    let copy = share.as_ref().map(|path| link_box(path, words.share));
    let share = share.map(|path| {
        el("a")
            .class("receipt-share")
            .attr("href", &path)
            .text(words.share)
    });
    let title = [words.receipt, " · Cobro"].concat();
    let head = el("header")
        .class("page-head")
        .child(el("h2").class("receipt-title").text(&title))
        .child(el("span").class("no-print").children(share).child(print));
    let fact = |class, term, fact: &str| {
        let fact = el("dd").text(fact);
        div(class).child(el("dt").text(term)).child(fact)
    };
    let facts = facts(order)
        .into_iter()
        .map(|(term, text)| fact("", term, &text));
    // Longer than any other fact: it has a row of its own, and is not broken on a phone.
    let id = fact("receipt-id", words.order_number, order.id.as_str());
    let lines = order.lines.iter().map(|line| {
        let name = [&line.quantity.to_string(), " × ", &line.name].concat();
        el("li")
            .class("receipt-line")
            .child(el("span").text(&name))
            .child(amount(line.total))
    });
    el("section")
        .class("receipt surface")
        .child(head)
        .child(el("dl").class("receipt-facts").children(facts).child(id))
        .child(el("ul").class("receipt-lines").children(lines))
        .child(total_row(amount(order.total)))
        .children(copy)
}

/// What is known of the payment, in the order to show it.
fn facts(order: &Order) -> Vec<(&'static str, String)> {
    let words = use_words();
    let mut facts = Vec::new();
    if let Some(Attempt {
        card,
        installments,
        status: AttemptStatus::Paid { receipt } | AttemptStatus::Refunded { receipt, .. },
        ..
    }) = &order.attempt
    {
        facts.push((words.paid_at, moment(receipt.paid_at)));
        if let Some(card) = card {
            let card = [brand_name(card.brand), " •••• ", &card.last4].concat();
            facts.push((words.paid_with, card));
        }
        let spread = installments.and_then(|months| Installments::spread(order.total, months));
        if let Some(spread) = spread {
            facts.push((words.installments, installments_said(&spread)));
        }
        if let Some(code) = &receipt.authorization_code {
            facts.push((words.authorization, code.clone()));
        }
        facts.push((words.reference, receipt.provider_reference.clone()));
    }
    if let Some(contact) = &order.contact {
        facts.push((words.paid_by, contact.name.clone()));
    }
    facts
}
