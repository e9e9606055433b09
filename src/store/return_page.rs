//! Where a full-page challenge comes back to, and a link from another device leads: asks the server
//! and goes on. What the address says about the payment is not believed.

use cobro_wire::{Attempt, AttemptStatus, ChallengeEnd, LinkToken, Order, OrderId};
use leptos::prelude::*;

use super::load::{Loader, failure};
use super::page::{content, page};
use crate::api::{self, Answer};
use crate::components::notice::{Tone, notice};
use crate::components::outcome::{Next, verdict};
use crate::components::skeleton::{Shape, skeleton};
use crate::element::{Element, el};
use crate::task::effect;
use crate::words::use_words;

/// The page between the bank, or the link, and the order that it was for.
#[must_use]
pub fn return_page(id: OrderId, link: Option<LinkToken>) -> Vec<Element> {
    let said = use_words().unknown;
    let is_link = link.is_some();
    let order = Loader::new(move || {
        let (id, link) = (id.clone(), link.clone());
        async move {
            match link {
                Some(token) => api::enter(&id, token).await,
                None => back_from_the_bank(&id).await,
            }
        }
    });
    effect(move || {
        if let Some(order) = order.ready() {
            // Leaving for an address of our own cannot be refused.
            let _ = window().location().replace(&next_page(&order));
        }
    });
    let place = el("div").attr("aria-live", "polite");
    let place = place.live(move || match order.failed() {
        Some(error) => failure(&error, move || order.ask()),
        None if is_link => skeleton(Shape::Block),
        None => notice(Tone::Wait, said.title, said.text, None),
    });
    page(content("column").child(place))
}

/// The order, after the server was told that the shopper is back: no message did, and the provider
/// may wait for the server to finish the charge. Whether the challenge was passed, the server asks.
async fn back_from_the_bank(id: &OrderId) -> Answer<Order> {
    let order = api::order(id).await?;
    match &order.attempt {
        Some(Attempt {
            id: attempt,
            status: AttemptStatus::AwaitingAuthentication { .. },
            ..
        }) => api::report(id, attempt, &ChallengeEnd::Passed.into()).await,
        Some(_) | None => Ok(order),
    }
}

/// The checkout while the shopper has something to do there, else the order's own page. Where money
/// moved and somebody else's it was, its receipt.
fn next_page(order: &Order) -> String {
    if let (Some(token), None) = (&order.receipt_token, &order.contact) {
        return ["/receipts/", token.as_str()].concat();
    }
    let page = match verdict(order, use_words()).next {
        Next::Pay | Next::Confirm | Next::AnotherCard => "/checkout/",
        Next::Wait | Next::Store => "/orders/",
    };
    [page, order.id.as_str()].concat()
}
