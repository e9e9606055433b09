//! Journeys through the running store, by what the shopper wants.

mod challenge;
mod keyboard;
mod n1co;
mod network;
mod paying;
mod privacy;
mod saved_cards;

use anyhow::Result;
use cobro_e2e::pages::{Checkout, Contact, Store};
use cobro_e2e::{TestCard, World};

/// The product that everybody buys.
const VASE: &str = "vasija";
/// Its price, in minor units.
const VASE_PRICE: i64 = 20015;
/// What is said only where the server knows it.
const NOT_CHARGED: &str = "No se hizo ningún cargo";

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
    Ok(checkout)
}

/// Presses the pay button for the vase as somebody new, with a card typed into the form.
async fn pay_with(world: &World, card: TestCard) -> Result<Checkout<'_>> {
    let checkout = type_card(world, card).await?;
    checkout.pay().await?;
    Ok(checkout)
}

/// Buys the vase as somebody new, and keeps the card.
async fn buy_and_keep(world: &World, card: TestCard) -> Result<()> {
    let checkout = type_card(world, card).await?;
    checkout.keep_card().await?;
    checkout.pay().await?;
    checkout.receipt().await.map(drop)
}
