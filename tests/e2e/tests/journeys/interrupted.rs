//! The page goes away while the bank asks; the attempt does not.

use anyhow::Result;
use cobro_e2e::World;
use cobro_e2e::pages::{Answer, Checkout};
use serde_json::Value;

use crate::{journeys, pay_with};

journeys! {
    on both {
        reload_during_the_challenge_goes_on_with_the_same_attempt,
        back_and_forth_during_the_challenge_goes_on_with_the_same_attempt,
        tab_closed_during_the_challenge_goes_on_in_another_with_the_same_attempt,
    }
}

/// Goes to pay with a card whose bank asks, up to its page. Gives the attempt's id.
async fn up_to_the_challenge(world: &World) -> Result<(Checkout<'_>, Value)> {
    let checkout = pay_with(world, world.cards.challenged).await?;
    checkout.challenge().await?;
    let attempt = checkout.attempt().await?["id"].clone();
    Ok((checkout, attempt))
}

/// Passes the challenge, which must be the same attempt's.
async fn go_on(world: &World, checkout: Checkout<'_>, attempt: &Value) -> Result<()> {
    let challenge = checkout.challenge().await?;
    assert_eq!(checkout.attempt().await?["id"], *attempt);
    challenge.answer(Answer::Confirm).await?;
    checkout.receipt().await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

async fn reload_during_the_challenge_goes_on_with_the_same_attempt(world: &World) -> Result<()> {
    let (checkout, attempt) = up_to_the_challenge(world).await?;
    world.browser.reload().await?;
    go_on(world, checkout, &attempt).await
}

async fn back_and_forth_during_the_challenge_goes_on_with_the_same_attempt(
    world: &World,
) -> Result<()> {
    let (checkout, attempt) = up_to_the_challenge(world).await?;
    world.browser.back().await?;
    world.browser.see(".product").await?;
    world.browser.forward().await?;
    go_on(world, checkout, &attempt).await
}

async fn tab_closed_during_the_challenge_goes_on_in_another_with_the_same_attempt(
    world: &World,
) -> Result<()> {
    let (checkout, attempt) = up_to_the_challenge(world).await?;
    let address = world.browser.path().await?;
    world.browser.close_tab().await?;
    world.browser.open(&address).await?;
    go_on(world, checkout, &attempt).await
}
