//! Paying with a card that is typed in, and what the shopper does with it afterwards.

use anyhow::Result;
use cobro_e2e::{Options, journey};

use crate::{NOT_CHARGED, VASE_PRICE, pay_with, type_card};

#[tokio::test(flavor = "multi_thread")]
async fn card_without_a_question_pays_once() -> Result<()> {
    journey(Options::DEFAULT, async |world| {
        let checkout = pay_with(world, world.cards.frictionless).await?;
        let page = checkout.receipt().await?;
        page.title("¡Listo! Pagaste $200.15").await?;
        page.receipt("2701").await?;
        assert_eq!(world.taken(), [VASE_PRICE]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_presses_of_the_pay_button_charge_once() -> Result<()> {
    journey(Options::DEFAULT, async |world| {
        let checkout = type_card(world, world.cards.plain).await?;
        checkout.pay_twice().await?;
        checkout.receipt().await?;
        assert_eq!(world.taken(), [VASE_PRICE]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn back_after_paying_leads_to_no_second_payment() -> Result<()> {
    journey(Options::DEFAULT, async |world| {
        let checkout = pay_with(world, world.cards.plain).await?;
        checkout.receipt().await?;
        let receipt = world.browser.path().await?;

        world.browser.back().await?;
        world.browser.see(".product").await?;
        assert_eq!(world.browser.path().await?, "/");

        let old_address = receipt.replace("/orders/", "/checkout/");
        world.browser.open(&old_address).await?;
        world.browser.see(".receipt").await?;
        assert_eq!(world.browser.path().await?, receipt);
        assert_eq!(world.taken(), [VASE_PRICE]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn declined_card_leaves_everything_typed_for_the_next_one() -> Result<()> {
    journey(Options::DEFAULT, async |world| {
        let checkout = type_card(world, world.cards.poor).await?;
        checkout.keep_card().await?;
        let (order, contact) = (world.browser.path().await?, checkout.contact().await?);
        let mut typed = checkout.card().await?.typed().await?;
        checkout.pay().await?;
        let notice = checkout.notice("no tiene fondos suficientes").await?;
        assert!(notice.text().await?.contains(NOT_CHARGED));
        assert_eq!(world.taken(), [0; 0]);

        checkout.press_notice().await?;
        let card = checkout.card().await?;
        assert_eq!(card.typed().await?, typed);
        card.change_number(world.cards.plain).await?;
        typed[0] = "4242 4242 4242 4242".to_owned();
        assert_eq!(card.typed().await?, typed);
        assert!(checkout.keeps_card().await?);
        assert_eq!(checkout.contact().await?, contact);
        assert_eq!(world.browser.path().await?, order);

        checkout.pay().await?;
        checkout.receipt().await?.receipt("4242").await?;
        let receipt = order.replace("/checkout/", "/orders/");
        assert_eq!(world.browser.path().await?, receipt);
        assert_eq!(world.taken(), [VASE_PRICE]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_decline_says_that_nothing_was_charged() -> Result<()> {
    journey(Options::DEFAULT, async |world| {
        let checkout = pay_with(world, world.cards.declined).await?;
        let notice = checkout.notice("Tu banco no aprobó el pago.").await?;
        assert!(notice.text().await?.contains(NOT_CHARGED));
        assert_eq!(world.taken(), [0; 0]);
        Ok(())
    })
    .await
}
