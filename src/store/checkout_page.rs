//! The checkout: left who pays and the card, right the order.

use cobro_wire::{Card, Order, OrderId, OrderStatus, PublicConfig, Session};
use leptos::prelude::*;

use super::contact_form::{ContactForm, focus};
use super::load::{Failure, Loader};
use super::sandbox_note::SandboxNote;
use crate::api;
use crate::components::checkout::Checkout;
use crate::components::footer::Footer;
use crate::components::header::{Header, HeaderSide};
use crate::components::order_summary::OrderSummary;
use crate::components::skeleton::{Shape, Skeleton};
use crate::components::steps::{Step, Steps};
use crate::words::use_words;

/// The page of an order that is to be paid.
#[component]
pub fn CheckoutPage(
    /// Which one.
    id: OrderId,
) -> impl IntoView {
    let order = Loader::new(move || {
        let id = id.clone();
        async move { api::order(&id).await }
    });
    let session = Loader::new(api::session);
    let config = Loader::new(api::config);
    let cards = Loader::new(api::cards);
    let content = move || {
        let failed = order
            .failed()
            .or(config.failed())
            .or(session.failed())
            .or(cards.failed());
        if let Some(error) = failed {
            let retry = move |()| {
                order.ask();
                config.ask();
                session.ask();
                cards.ask();
            };
            return view! { <Failure error on_retry=retry /> }.into_any();
        }
        match (
            order.ready(),
            session.ready(),
            config.ready(),
            cards.ready(),
        ) {
            (Some(order), Some(session), Some(config), Some(cards)) => {
                if order.status != OrderStatus::Open {
                    go_to_order(&order);
                }
                view! { <CheckoutSteps order session config cards /> }.into_any()
            }
            _ => view! { <CheckoutWait /> }.into_any(),
        }
    };
    view! {
        <Header side=HeaderSide::Secure />
        <main id="main" class="checkout-page" tabindex="-1">
            {content}
        </main>
        <Footer />
    }
}

/// Goes on to the order's own page, in place of this one: Back does not lead into a paid checkout.
fn go_to_order(order: &Order) {
    let page = ["/orders/", order.id.as_str()].concat();
    // Leaving for an address of our own cannot be refused.
    let _ = window().location().replace(&page);
}

/// Both columns, once everything is known.
#[component]
fn CheckoutSteps(
    /// What is to be paid.
    order: Order,
    /// Who pays, if they said so before.
    session: Session,
    /// Settings of the provider's form.
    config: PublicConfig,
    /// The shopper's saved cards.
    cards: Vec<Card>,
) -> impl IntoView {
    let words = use_words();
    let contact = RwSignal::new(session.contact);
    let editing = RwSignal::new(false);
    let paying = RwSignal::new(order.attempt.is_some());
    let ready = Memo::new(move |_| contact.with(Option::is_some) && !editing.get());
    let begun = Memo::new(move |begun: Option<&bool>| begun == Some(&true) || ready.get());
    let step = Signal::derive(move || match (ready.get(), paying.get()) {
        (false, _) => Step::Contact,
        (true, false) => Step::Card,
        (true, true) => Step::Pay,
    });
    Effect::new(move |was: Option<bool>| {
        if was == Some(false) && ready.get() {
            focus("card-title");
        }
        ready.get()
    });
    let on_order = Callback::new(move |order: Order| {
        paying.set(false);
        if order.status != OrderStatus::Open {
            go_to_order(&order);
        }
    });
    let before_pay = Callback::new(move |()| paying.set(true));
    let summary = order.clone();
    let sandbox = config.sandbox;
    let checkout = StoredValue::new((order, config, cards));
    let pay_part = move || {
        begun.get().then(|| {
            let (order, config, cards) = checkout.get_value();
            view! { <Checkout order config cards ready on_order before_pay /> }
        })
    };
    view! {
        <aside class="checkout-aside">
            <OrderSummary order=summary />
        </aside>
        <div class="checkout-main">
            <h1 class="visually-hidden">{words.checkout}</h1>
            <Steps current=step />
            <section class="checkout-part surface" aria-labelledby="contact-title">
                <div class="checkout-part-head">
                    <h2 id="contact-title">{words.step_contact}</h2>
                    {move || {
                        ready.get().then(|| view! {
                            <button
                                class="text-button"
                                type="button"
                                on:click=move |_| editing.set(true)
                            >
                                {words.edit}
                            </button>
                        })
                    }}
                </div>
                <ContactForm contact editing />
            </section>
            <section class="checkout-part surface" aria-labelledby="card-title">
                <h2 id="card-title" tabindex="-1">
                    {words.step_card}
                </h2>
                {move || (!begun.get()).then(|| view! { <p class="soft">{words.contact_first}</p> })}
                {sandbox.then(|| view! { <SandboxNote /> })}
                {pay_part}
            </section>
        </div>
    }
}

/// The size of both columns.
#[component]
fn CheckoutWait() -> impl IntoView {
    view! {
        <div class="checkout-aside">
            <Skeleton shape=Shape::Row />
        </div>
        <div class="checkout-main">
            <Skeleton shape=Shape::Line />
            <Skeleton shape=Shape::Block />
            <Skeleton shape=Shape::Block />
        </div>
    }
}
