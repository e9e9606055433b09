//! What happens to orders is told to the merchant's own system: all of it, signed, and nothing else.

mod deliveries;
mod news;
mod receiver;

use cobro_server::state::App;
use cobro_wire::{Order, OrderStatus};
use receiver::{Receiver, SECRET, Way};

use crate::shop::{PLAIN, Shop, Shopper};

/// A store with more flags that tells a receiver.
async fn shop_that_tells(receiver: &Receiver, flags: &[&str]) -> Shop {
    Shop::with(&[&receiver.flags(), flags].concat()).await
}

/// An order that is paid at once.
async fn paid(shop: &Shop) -> (Shopper, Order) {
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let paid = shopper.pay_with_new(&order.id, PLAIN).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    (shopper, paid)
}

/// A server sends all that is due.
async fn deliver(app: &App) {
    app.outgoing
        .as_ref()
        .unwrap()
        .deliver_round()
        .await
        .unwrap();
}

/// Events that are not delivered, and why.
async fn undelivered(app: &App, only_given_up: bool) -> Vec<(String, Option<String>)> {
    let events = app.store.undelivered_events(only_given_up).await.unwrap();
    let events = events.into_iter();
    events.map(|event| (event.kind, event.failure)).collect()
}

fn told(events: &[(&str, i64)]) -> Vec<(String, i64)> {
    let told = events
        .iter()
        .map(|(kind, place)| ((*kind).to_owned(), *place));
    told.collect()
}
