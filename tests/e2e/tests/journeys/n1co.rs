//! The same store on n1co: in dollars, with a billing address, charged twice around a challenge.

use anyhow::Result;
use cobro_e2e::pages::{Answer, Checkout};
use cobro_e2e::{Options, TestCard, World, journey};

use crate::{NOT_CHARGED, order_vase, type_card};

/// The vase's price, in cents.
const PRICE: i64 = 1150;

async fn pay_with(world: &World, card: TestCard) -> Result<Checkout<'_>> {
    let checkout = type_card(world, card).await?;
    checkout.say_where().await?;
    checkout.pay().await?;
    Ok(checkout)
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_card_pays_once_after_the_billing_address_was_missed() -> Result<()> {
    journey(Options::N1CO, async |world| {
        let checkout = type_card(world, world.cards.plain).await?;
        checkout.pay().await?;
        checkout.complaint("Elige el país").await?;
        assert_eq!(world.taken(), [0; 0]);
        checkout.say_where().await?;
        checkout.pay().await?;
        checkout.receipt().await?.title("USD").await?;
        assert_eq!(world.taken(), [PRICE]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn passed_challenge_is_charged_once() -> Result<()> {
    journey(Options::N1CO, async |world| {
        let checkout = pay_with(world, world.cards.challenged).await?;
        let challenge = checkout.challenge().await?;
        assert_eq!(world.taken(), [0; 0]);
        challenge.answer(Answer::Confirm).await?;
        checkout.receipt().await?;
        assert_eq!(world.taken(), [PRICE]);
        Ok(())
    })
    .await
}

/// Answers so that nothing is charged, sees that said, and pays with another card after all.
async fn answer_then_pay_otherwise(answer: Answer) -> Result<()> {
    journey(Options::N1CO, async |world| {
        let checkout = pay_with(world, world.cards.challenged).await?;
        checkout.challenge().await?.answer(answer).await?;
        checkout.notice(NOT_CHARGED).await?;
        assert_eq!(world.taken(), [0; 0]);
        checkout.card().await?.fill(world.cards.plain).await?;
        checkout.pay().await?;
        checkout.receipt().await?;
        assert_eq!(world.taken_from(), [world.cards.plain.last4()]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_challenge_is_never_charged() -> Result<()> {
    answer_then_pay_otherwise(Answer::Refuse).await
}

#[tokio::test(flavor = "multi_thread")]
async fn challenge_with_a_fault_is_never_charged() -> Result<()> {
    answer_then_pay_otherwise(Answer::Error).await
}

#[tokio::test(flavor = "multi_thread")]
async fn expired_challenge_is_never_charged() -> Result<()> {
    answer_then_pay_otherwise(Answer::Expire).await
}

#[tokio::test(flavor = "multi_thread")]
async fn declined_card_leaves_the_order_to_another_one() -> Result<()> {
    journey(Options::N1CO, async |world| {
        let checkout = pay_with(world, world.cards.declined).await?;
        checkout.notice(NOT_CHARGED).await?;
        checkout.card().await?.fill(world.cards.plain).await?;
        checkout.pay().await?;
        checkout.receipt().await?;
        assert_eq!(world.taken(), [PRICE]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_card_pays_next_time() -> Result<()> {
    journey(Options::N1CO, async |world| {
        let checkout = type_card(world, world.cards.plain).await?;
        checkout.say_where().await?;
        checkout.keep_card().await?;
        checkout.pay().await?;
        checkout.receipt().await?;
        let checkout = order_vase(world).await?;
        let offered = checkout.saved_cards().await?;
        assert!(offered[0].contains("Tarjeta guardada"), "{offered:?}");
        checkout.pay().await?;
        checkout.receipt().await?;
        assert_eq!(world.taken(), [PRICE, PRICE]);
        Ok(())
    })
    .await
}
