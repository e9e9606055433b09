//! Journeys through the running store, by what the shopper wants. Each is written once and walked
//! on every gateway, unless its table says why not.

#![expect(
    clippy::indexing_slicing,
    reason = "what is not there fails the journey, as it should"
)]

mod access;
mod challenge;
mod installments;
mod interrupted;
mod keyboard;
mod live;
mod network;
mod paying;
mod privacy;
mod saved_cards;
mod window;

use anyhow::Result;
use cobro_e2e::pages::{Checkout, Contact, OrderPage, Store};
use cobro_e2e::{TestCard, World};

/// The product that everybody buys.
const VASE: &str = "vasija";
/// What is said only where the server knows it.
const NOT_CHARGED: &str = "No se hizo ningún cargo";

/// The table of a file's journeys: one test for each of them and each gateway, so that a failure
/// names both. `with` gives the [`cobro_e2e::Options`] of a world that is not the usual one.
macro_rules! journeys {
    (
        on both { $($both:ident $(with $both_options:ident)?,)* }
        $(on conekta { $($conekta:ident $(with $conekta_options:ident)?,)* })?
        $(on n1co { $($n1co:ident $(with $n1co_options:ident)?,)* })?
    ) => {
        mod conekta {
            $($crate::walk!(CONEKTA, $both $(, super::$both_options)?);)*
            $($($crate::walk!(CONEKTA, $conekta $(, super::$conekta_options)?);)*)?
        }
        mod n1co {
            $($crate::walk!(N1CO, $both $(, super::$both_options)?);)*
            $($($crate::walk!(N1CO, $n1co $(, super::$n1co_options)?);)*)?
        }
    };
}

/// One journey on one gateway.
macro_rules! walk {
    ($gateway:ident, $walk:ident) => {
        $crate::walk!($gateway, $walk, cobro_e2e::Options::DEFAULT);
    };
    ($gateway:ident, $walk:ident, $options:expr) => {
        #[test]
        fn $walk() -> anyhow::Result<()> {
            cobro_e2e::journey(cobro_e2e::Gateway::$gateway, $options, super::$walk)
        }
    };
}

use {journeys, walk};

/// Goes to pay for the vase.
async fn order_vase(world: &World) -> Result<Checkout<'_>> {
    let store = Store::open(&world.browser).await?;
    store.add(VASE).await?;
    store.pay().await
}

/// Types a card as somebody new, up to the pay button.
async fn type_card(world: &World, card: TestCard) -> Result<Checkout<'_>> {
    let checkout = order_vase(world).await?;
    checkout.say_who(Contact::SOMEBODY).await?;
    checkout.card().await?.fill(card).await?;
    if world.gateway.asks_where {
        checkout.say_where().await?;
    }
    Ok(checkout)
}

/// Presses the pay button for the vase as somebody new, with a card typed into the form.
async fn pay_with(world: &World, card: TestCard) -> Result<Checkout<'_>> {
    let checkout = type_card(world, card).await?;
    checkout.pay().await?;
    Ok(checkout)
}

/// Presses the pay button with another card, typed over the one that came to nothing.
async fn pay_otherwise(world: &World, checkout: Checkout<'_>) -> Result<()> {
    checkout.card().await?.fill(world.cards.plain).await?;
    checkout.pay().await?;
    paid_with(world, checkout, world.cards.plain).await?;
    assert_eq!(world.taken_from(), [world.cards.plain.last4()]);
    Ok(())
}

/// Waits for the receipt, which names the card where the gateway tells it.
async fn paid_with<'a>(
    world: &World,
    checkout: Checkout<'a>,
    card: TestCard,
) -> Result<OrderPage<'a>> {
    let page = checkout.receipt().await?;
    page.receipt(world.gateway.paid_with(card)).await?;
    Ok(page)
}

/// Buys the vase as somebody new, and keeps the card.
async fn buy_and_keep(world: &World, card: TestCard) -> Result<()> {
    let checkout = type_card(world, card).await?;
    checkout.keep_card().await?;
    checkout.pay().await?;
    checkout.receipt().await.map(drop)
}

/// Waits for the words that say that nothing was charged, and why; and looks whether it is true.
async fn says_not_charged(world: &World, checkout: &Checkout<'_>, why: &str) -> Result<()> {
    let notice = checkout.notice(why).await?;
    assert!(notice.text().await?.contains(NOT_CHARGED));
    assert_eq!(world.taken(), [0; 0]);
    Ok(())
}
