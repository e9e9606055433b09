//! Going on with an order on another device, by its link.

use anyhow::{Context, Result};
use cobro_e2e::World;
use cobro_e2e::pages::{Answer, Checkout, Contact, OrderPage};

use crate::{journeys, order_vase, paid_with, says_not_charged, type_card};

/// Whether the link is selected, so that it can be copied by hand.
const SELECTED: &str = "const field = document.querySelector('.link-box input');
return field.selectionEnd - field.selectionStart === field.value.length;";

journeys! {
    on both {
        order_is_paid_on_another_device_by_somebody_else,
        challenge_is_passed_on_another_device,
        card_that_was_declined_is_made_up_for_on_another_device,
        link_to_a_paid_order_leads_to_its_receipt,
    }
}

/// Has the page show the link, and copies it. Gives its path and what follows.
async fn link(world: &World) -> Result<String> {
    let browser = &world.browser;
    browser.press(".link-box-offer > .button").await?;
    browser
        .read(".link-box-offer p", world.words().link_means)
        .await?;
    browser.press(".link-box .button").await?;
    browser
        .read(".link-box .button", world.words().link_copied)
        .await?;
    let selected = browser.web().execute(SELECTED, vec![]).await?;
    assert!(selected.convert::<bool>()?);
    let field = browser.see(".link-box input").await?;
    let address = field.value().await?.context("a field has a value")?;
    let path = address.find("/checkout/").context("a link has a path")?;
    let path = address.get(path..).unwrap_or_default();
    assert!(path.contains("#ol_"), "{path}");
    Ok(path.to_owned())
}

/// Opens the link on a device that has never seen the store.
async fn open_elsewhere<'a>(world: &'a World, link: &str) -> Result<Checkout<'a>> {
    world.browser.become_somebody_else().await?;
    world.browser.open(link).await?;
    Checkout::arrive(&world.browser).await
}

async fn fragment(world: &World) -> Result<Option<String>> {
    let address = world.browser.web().current_url().await?;
    Ok(address.fragment().map(str::to_owned))
}

async fn order_is_paid_on_another_device_by_somebody_else(world: &World) -> Result<()> {
    let checkout = order_vase(world).await?;
    checkout.say_who(Contact::SOMEBODY).await?;
    let link = link(world).await?;
    world
        .browser
        .is_for_everyone("a link to go on elsewhere")
        .await?;

    let checkout = open_elsewhere(world, &link).await?;
    assert_eq!(
        world.browser.see("#email").await?.value().await?,
        Some(String::new())
    );
    assert_eq!(fragment(world).await?, None);
    checkout
        .say_who(Contact {
            name: "Luis Sol",
            ..Contact::SOMEBODY
        })
        .await?;
    if world.gateway.asks_where {
        checkout.say_where().await?;
    }
    checkout.card().await?.fill(world.cards.plain).await?;
    checkout.pay().await?;
    let page = paid_with(world, checkout, world.cards.plain).await?;
    page.receipt("Luis Sol").await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    world.browser.open("/orders").await?;
    world
        .browser
        .read("main", world.words().no_orders)
        .await
        .map(drop)
}

async fn challenge_is_passed_on_another_device(world: &World) -> Result<()> {
    let checkout = type_card(world, world.cards.challenged).await?;
    let link = link(world).await?;
    checkout.pay().await?;
    checkout.challenge().await?;
    let begun = checkout.attempt().await?;

    let checkout = open_elsewhere(world, &link).await?;
    let challenge = checkout.challenge().await?;
    assert_eq!(checkout.attempt().await?["id"], begun["id"]);
    challenge.answer(Answer::Confirm).await?;
    OrderPage::arrive_paid(&world.browser).await?;
    let receipt = world.browser.see(".receipt").await?.text().await?;
    assert!(!receipt.contains(Contact::SOMEBODY.name), "{receipt}");
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

async fn card_that_was_declined_is_made_up_for_on_another_device(world: &World) -> Result<()> {
    let checkout = type_card(world, world.cards.poor).await?;
    let link = link(world).await?;
    checkout.pay().await?;
    says_not_charged(world, &checkout, world.words().insufficient_funds).await?;

    let checkout = open_elsewhere(world, &link).await?;
    says_not_charged(world, &checkout, world.words().insufficient_funds).await?;
    checkout.say_who(Contact::SOMEBODY).await?;
    if world.gateway.asks_where {
        checkout.say_where().await?;
    }
    checkout.card().await?.fill(world.cards.plain).await?;
    checkout.pay().await?;
    paid_with(world, checkout, world.cards.plain).await?;
    assert_eq!(world.taken_from(), [world.cards.plain.last4()]);
    Ok(())
}

async fn link_to_a_paid_order_leads_to_its_receipt(world: &World) -> Result<()> {
    let checkout = type_card(world, world.cards.plain).await?;
    let link = link(world).await?;
    checkout.pay().await?;
    checkout.receipt().await?;
    world.browser.become_somebody_else().await?;
    world.browser.open(&link).await?;
    let receipt = world.browser.see(".receipt").await?.text().await?;
    assert!(!receipt.contains(Contact::SOMEBODY.name), "{receipt}");
    let path = world.browser.path().await?;
    assert!(path.starts_with("/receipts/"), "{path}");
    Ok(())
}
