//! The checkout: left who pays and the card, right the order.

use cobro_wire::{Card, Order, OrderId, OrderStatus, PublicConfig, Session};
use leptos::prelude::*;

use super::contact_form::{contact_form, focus_on};
use super::elsewhere::elsewhere;
use super::load::{Loader, failure};
use super::page::content;
use super::sandbox_note::sandbox_note;
use crate::api;
use crate::components::checkout::checkout;
use crate::components::footer::footer;
use crate::components::header::{HeaderSide, header};
use crate::components::order_summary::order_summary;
use crate::components::skeleton::{Shape, skeleton};
use crate::components::steps::{Step, steps};
use crate::element::{Content, Element, div, el};
use crate::task::effect;
use crate::words::use_words;

/// The page of an order that is to be paid.
#[must_use]
pub fn checkout_page(id: OrderId) -> Vec<Element> {
    let order = Loader::new(move || {
        let id = id.clone();
        async move { api::order(&id).await }
    });
    let session = Loader::new(api::session);
    let config = Loader::new(api::config);
    let cards = Loader::new(api::cards);
    let failed = move || {
        let failed = order.failed().or(config.failed());
        failed.or(session.failed()).or(cards.failed())
    };
    let retry = move || {
        order.ask();
        config.ask();
        session.ask();
        cards.ask();
    };
    let parts = move || -> [Element; 2] {
        let known = order.ready().zip(session.ready());
        match known.zip(config.ready()).zip(cards.ready()) {
            Some((((order, session), config), cards)) => {
                if order.status != OrderStatus::Open {
                    go_to_order(&order);
                }
                checkout_steps(order, session, config, cards)
            }
            None => checkout_wait(),
        }
    };
    let content = content("checkout-page").live(move || match failed() {
        Some(error) => Content::from(failure(&error, retry)),
        None => parts().into(),
    });
    let [skip, header] = header(HeaderSide::Secure);
    vec![skip, header, content, footer()]
}

/// Whether the last try at paying has not ended.
fn is_under_way(order: &Order) -> bool {
    order
        .attempt
        .as_ref()
        .is_some_and(|attempt| attempt.status.is_live())
}

/// Goes on to the order's own page, in place of this one: Back does not lead into a paid checkout.
fn go_to_order(order: &Order) {
    let page = ["/orders/", order.id.as_str()].concat();
    // Leaving for an address of our own cannot be refused.
    let _ = window().location().replace(&page);
}

/// Both columns, once everything is known.
fn checkout_steps(
    order: Order,
    session: Session,
    config: PublicConfig,
    cards: Vec<Card>,
) -> [Element; 2] {
    let words = use_words();
    let contact = RwSignal::new(session.contact);
    let editing = RwSignal::new(false);
    let paying = RwSignal::new(is_under_way(&order));
    let ready = Memo::new(move |_| contact.with(Option::is_some) && !editing.get());
    // What became of a try is told at once, to whoever comes by a link as well.
    let was_tried = order.attempt.is_some();
    let begun =
        Memo::new(move |begun: Option<&bool>| begun == Some(&true) || was_tried || ready.get());
    let step = move || match (ready.get(), paying.get()) {
        (false, _) => Step::Contact,
        (true, false) => Step::Card,
        (true, true) => Step::Pay,
    };
    let mut was_ready = true;
    effect(move || {
        let ready = ready.get();
        if ready && !was_ready {
            focus_on("card-title");
        }
        was_ready = ready;
    });
    let on_order = Callback::new(move |order: Order| {
        paying.set(is_under_way(&order));
        if order.status != OrderStatus::Open {
            go_to_order(&order);
        }
    });
    let before_pay = Callback::new(move |()| paying.set(true));
    let summary = order_summary(&order);
    let elsewhere = elsewhere(&order.id);
    let note = config.sandbox.then(sandbox_note);
    let known = StoredValue::new((order, config, cards));
    let pay_part = move || {
        if begun.get() {
            let (order, config, cards) = known.get_value();
            checkout(
                order,
                config,
                cards,
                ready.into(),
                on_order,
                Some(before_pay),
            )
        } else {
            el("p").class("soft").text(words.contact_first)
        }
    };
    let edit = move || {
        ready.get().then(|| {
            el("button")
                .class("text-button")
                .attr("type", "button")
                .text(words.edit)
                .on("click", move |_| editing.set(true))
        })
    };
    let title = |id: &str, text: &str| el("h2").attr("id", id).text(text);
    let contact_head = div("checkout-part-head")
        .child(title("contact-title", words.step_contact))
        .live(edit);
    let contact_part = part("contact-title")
        .child(contact_head)
        .live(contact_form(contact, editing));
    let card_part = part("card-title")
        .child(title("card-title", words.step_card).attr("tabindex", "-1"))
        .children(note)
        .live(pay_part);
    let aside = el("aside").class("checkout-aside");
    let main = div("checkout-main")
        .child(el("h1").class("visually-hidden").text(words.checkout))
        .child(steps(step));
    [
        aside.child(summary),
        main.child(contact_part).child(card_part).child(elsewhere),
    ]
}

/// One step's part of the page; its title has this id.
fn part(title: &str) -> Element {
    el("section")
        .class("checkout-part surface")
        .attr("aria-labelledby", title)
}

/// The size of both columns.
fn checkout_wait() -> [Element; 2] {
    let main = [Shape::Line, Shape::Block, Shape::Block];
    [
        div("checkout-aside").child(skeleton(Shape::Row)),
        div("checkout-main").children(main.map(skeleton)),
    ]
}
