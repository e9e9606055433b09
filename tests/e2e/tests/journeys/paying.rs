//! Paying with a card that is typed in, and what the shopper does with it afterwards.

use anyhow::Result;
use cobro_e2e::pages::Contact;
use cobro_e2e::{Options, World};

use crate::{journeys, order_vase, paid_with, pay_with, says_not_charged, type_card};

/// What the browser itself writes into the console about an order that is somebody else's.
const REFUSED: Options = Options {
    complaints: &["404 (Not Found)"],
    ..Options::DEFAULT
};

journeys! {
    on both {
        receipt_is_read_by_who_is_given_its_address_and_names_nobody with REFUSED,
        card_without_a_question_pays_once,
        two_presses_of_the_pay_button_charge_once,
        back_after_paying_leads_to_no_second_payment,
        declined_card_leaves_everything_typed_for_the_next_one,
        every_decline_says_that_nothing_was_charged,
    }
    // Conekta does not ask where a card's bills go.
    on n1co {
        billing_address_that_is_missed_is_asked_for_before_anything_is_charged,
    }
}

/// Conekta calls it frictionless; n1co charges at once and does not say why.
async fn card_without_a_question_pays_once(world: &World) -> Result<()> {
    let checkout = pay_with(world, world.cards.frictionless).await?;
    let page = paid_with(world, checkout, world.cards.frictionless).await?;
    let words = world.words();
    page.title(words.paid).await?;
    page.title(world.gateway.price_said(words)).await?;
    page.receipt(words.vase).await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

async fn two_presses_of_the_pay_button_charge_once(world: &World) -> Result<()> {
    let checkout = type_card(world, world.cards.plain).await?;
    checkout.pay_twice().await?;
    checkout.receipt().await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

async fn back_after_paying_leads_to_no_second_payment(world: &World) -> Result<()> {
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
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

async fn declined_card_leaves_everything_typed_for_the_next_one(world: &World) -> Result<()> {
    let (poor, plain) = (world.cards.poor, world.cards.plain);
    let checkout = type_card(world, poor).await?;
    checkout.keep_card().await?;
    let (order, contact) = (world.browser.path().await?, checkout.contact().await?);
    let mut typed = checkout.card().await?.typed().await?;
    assert_eq!(typed[0], poor.in_groups());
    checkout.pay().await?;
    says_not_charged(world, &checkout, world.words().insufficient_funds).await?;

    checkout.press_notice().await?;
    let card = checkout.card().await?;
    assert_eq!(card.typed().await?, typed);
    card.change_number(plain).await?;
    typed[0] = plain.in_groups();
    assert_eq!(card.typed().await?, typed);
    assert!(checkout.keeps_card().await?);
    assert_eq!(checkout.contact().await?, contact);
    assert_eq!(world.browser.path().await?, order);

    checkout.pay().await?;
    paid_with(world, checkout, plain).await?;
    let receipt = order.replace("/checkout/", "/orders/");
    assert_eq!(world.browser.path().await?, receipt);
    assert_eq!(world.taken(), [world.gateway.price]);
    assert_eq!(world.taken_from(), [plain.last4()]);
    Ok(())
}

async fn every_decline_says_that_nothing_was_charged(world: &World) -> Result<()> {
    let checkout = pay_with(world, world.cards.declined).await?;
    says_not_charged(world, &checkout, world.words().declined).await
}

async fn billing_address_that_is_missed_is_asked_for_before_anything_is_charged(
    world: &World,
) -> Result<()> {
    let checkout = order_vase(world).await?;
    checkout.say_who(Contact::SOMEBODY).await?;
    checkout.card().await?.fill(world.cards.plain).await?;
    checkout.pay().await?;
    checkout.complaint(world.words().country_missing).await?;
    assert_eq!(world.taken(), [0; 0]);
    checkout.say_where().await?;
    checkout.pay().await?;
    checkout.receipt().await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

async fn receipt_is_read_by_who_is_given_its_address_and_names_nobody(world: &World) -> Result<()> {
    let checkout = pay_with(world, world.cards.plain).await?;
    let page = paid_with(world, checkout, world.cards.plain).await?;
    page.receipt("Ana Torres").await?;
    let address = page.share().await?;
    let own = world.browser.path().await?;

    let browser = &world.browser;
    browser.become_somebody_else().await?;
    browser.open(&address).await?;
    let receipt = browser.see(".receipt").await?.text().await?;
    let words = world.words();
    let card = world.gateway.paid_with(world.cards.plain);
    let of_the_order = [card, world.gateway.price_said(words), words.vase];
    for said in of_the_order.into_iter().chain(words.on_receipts) {
        assert!(receipt.contains(said), "{said}: {receipt}");
    }
    for personal in ["Ana Torres", "ana@example.com", "5512345678"] {
        assert!(!receipt.contains(personal), "{receipt}");
    }
    browser.is_for_everyone("a shared receipt").await?;
    browser.open(&own).await?;
    browser.miss(".receipt").await
}
