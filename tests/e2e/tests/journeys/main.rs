//! Journeys through the running store, by what the shopper wants.

mod paying;

use anyhow::Result;
use cobro_e2e::World;
use cobro_e2e::pages::{Checkout, Contact, Store, TestCard};

/// The product that everybody buys.
const VASE: &str = "vasija";
/// Its price, in minor units.
const VASE_PRICE: i64 = 20015;

/// Buys the vase as somebody new, with a card typed into the form.
async fn pay_with<'a>(world: &'a World, card: TestCard) -> Result<Checkout<'a>> {
    let store = Store::open(&world.browser).await?;
    store.add(VASE).await?;
    let checkout = store.pay().await?;
    checkout.say_who(Contact::SOMEBODY).await?;
    checkout.card().await?.fill(card).await?;
    checkout.pay().await?;
    Ok(checkout)
}
