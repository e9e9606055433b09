//! Journeys through the running store, by what the shopper wants. Each is written once and walked
//! on every gateway, unless its table says why not.

#![expect(
    clippy::indexing_slicing,
    reason = "what is not there fails the journey, as it should"
)]

mod access;
mod challenge;
mod elsewhere;
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

/// The table of a file's journeys: one test for each of them, each gateway and each look, so that a
/// failure names all three. `with` gives the [`cobro_e2e::Options`] of a world that is not the usual
/// one.
macro_rules! journeys {
    (
        on both { $($both:ident $(with $both_options:ident)?,)* }
        $(on conekta { $($conekta:ident $(with $conekta_options:ident)?,)* })?
        $(on n1co { $($n1co:ident $(with $n1co_options:ident)?,)* })?
    ) => {
        mod conekta {
            $crate::in_every_look! { CONEKTA {
                $($both [$($both_options)?])*
                $($($conekta [$($conekta_options)?])*)?
            } }
        }
        mod n1co {
            $crate::in_every_look! { N1CO {
                $($both [$($both_options)?])*
                $($($n1co [$($n1co_options)?])*)?
            } }
        }
    };
}

/// A gateway's journeys. Which looks are walked is a matter of the tests' names.
macro_rules! in_every_look {
    ($gateway:ident $journeys:tt) => {
        $crate::in_look! { $gateway es_light_360 ES_LIGHT_360 $journeys }
        $crate::in_look! { $gateway es_light_1280 ES_LIGHT_1280 $journeys }
        $crate::in_look! { $gateway es_dark_360 ES_DARK_360 $journeys }
        $crate::in_look! { $gateway es_dark_1280 ES_DARK_1280 $journeys }
        $crate::in_look! { $gateway en_light_360 EN_LIGHT_360 $journeys }
        $crate::in_look! { $gateway en_light_1280 EN_LIGHT_1280 $journeys }
        $crate::in_look! { $gateway en_dark_360 EN_DARK_360 $journeys }
        $crate::in_look! { $gateway en_dark_1280 EN_DARK_1280 $journeys }
    };
}

/// The same in one look.
macro_rules! in_look {
    ($gateway:ident $module:ident $look:ident { $($walk:ident [$($options:ident)?])* }) => {
        mod $module {
            $(
                #[test]
                fn $walk() -> anyhow::Result<()> {
                    let (gateway, look) = (cobro_e2e::Gateway::$gateway, cobro_e2e::Look::$look);
                    let options = $crate::options!($(super::super::$options)?);
                    cobro_e2e::journey(gateway, look, options, super::super::$walk)
                }
            )*
        }
    };
}

/// What is different about a journey's world, if anything.
macro_rules! options {
    () => {
        cobro_e2e::Options::DEFAULT
    };
    ($options:path) => {
        $options
    };
}

use {in_every_look, in_look, journeys, options};

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
    assert!(notice.text().await?.contains(world.words().not_charged));
    assert_eq!(world.taken(), [0; 0]);
    Ok(())
}
