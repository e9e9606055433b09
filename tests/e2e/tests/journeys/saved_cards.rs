//! Coming back with a saved card.

use anyhow::Result;
use cobro_e2e::pages::CardsPage;
use cobro_e2e::{Options, World, journey};

use crate::{VASE_PRICE, buy_and_keep, order_vase};

/// A shopper with two saved cards, of which the plain one is the default.
async fn keep_two<'a>(world: &'a World) -> Result<CardsPage<'a>> {
    buy_and_keep(world, world.cards.plain).await?;
    let cards = CardsPage::open(&world.browser).await?;
    cards.add(world.cards.other).await?;
    cards.default_is(world.cards.plain.last4()).await?;
    Ok(cards)
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_card_pays_next_time_with_one_press() -> Result<()> {
    journey(Options::DEFAULT, async |world| {
        buy_and_keep(world, world.cards.plain).await?;
        let checkout = order_vase(world).await?;
        assert!(checkout.contact().await?.contains("Ana Torres"));
        let offered = checkout.saved_cards().await?;
        assert!(offered[0].contains("4242"), "{offered:?}");
        assert!(offered[0].contains("vence 12/34"), "{offered:?}");
        assert!(offered[0].contains("Predeterminada"), "{offered:?}");
        checkout.pay().await?;
        checkout.receipt().await?.receipt("4242").await?;
        assert_eq!(world.taken(), [VASE_PRICE, VASE_PRICE]);
        assert_eq!(world.taken_from(), ["4242", "4242"]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn card_that_is_not_the_default_pays_when_it_is_chosen() -> Result<()> {
    journey(Options::DEFAULT, async |world| {
        keep_two(world).await?;
        let checkout = order_vase(world).await?;
        checkout.choose(world.cards.other.last4()).await?;
        checkout.pay().await?;
        checkout.receipt().await?.receipt("4444").await?;
        assert_eq!(world.taken_from(), ["4242", "4444"]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn new_default_card_is_the_one_that_pays() -> Result<()> {
    journey(Options::DEFAULT, async |world| {
        let cards = keep_two(world).await?;
        cards.make_default(world.cards.other.last4()).await?;
        let checkout = order_vase(world).await?;
        checkout.pay().await?;
        checkout.receipt().await?.receipt("4444").await?;
        assert_eq!(world.taken_from(), ["4242", "4444"]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn removed_card_is_offered_no_more() -> Result<()> {
    journey(Options::DEFAULT, async |world| {
        let cards = keep_two(world).await?;
        cards.remove(world.cards.plain.last4()).await?;
        let checkout = order_vase(world).await?;
        let offered = checkout.saved_cards().await?;
        assert!(!offered.concat().contains("4242"), "{offered:?}");
        checkout.pay().await?;
        checkout.receipt().await?.receipt("4444").await?;
        assert_eq!(world.taken_from(), ["4242", "4444"]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn card_that_was_not_to_be_kept_is_not() -> Result<()> {
    journey(Options::DEFAULT, async |world| {
        let checkout = crate::pay_with(world, world.cards.plain).await?;
        checkout.receipt().await?;
        let checkout = order_vase(world).await?;
        checkout.card().await?;
        assert_eq!(checkout.saved_cards().await?, [""; 0]);
        assert_eq!(world.taken(), [VASE_PRICE]);
        Ok(())
    })
    .await
}
