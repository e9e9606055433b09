//! What happens to an order shows on the page by itself.

use anyhow::{Context, Result};
use cobro_e2e::pages::{ChallengeTab, OrderPage};
use cobro_e2e::{Options, World};

use crate::{journeys, pay_with, type_card};

/// What the browser itself writes into the console about a look that did not get through.
const LOST_LOOKS: Options = Options {
    complaints: &["502 (Bad Gateway)"],
    ..Options::DEFAULT
};

journeys! {
    on both {
        challenge_passed_elsewhere_shows_without_a_look with LOST_LOOKS,
    }
    // Of n1co nobody can ask what became of a charge.
    on conekta {
        outcome_that_is_found_out_shows_without_a_look with LOST_LOOKS,
        outcome_that_is_found_out_leads_to_the_receipt_without_a_look with LOST_LOOKS,
    }
}

/// The checkout is told by the store that the order is paid, and goes to its receipt; which has to
/// be looked at again, since looks came to nothing until now.
async fn led_to_the_receipt(world: &World) -> Result<()> {
    world.browser.see("main .notice button").await?;
    assert!(world.browser.path().await?.starts_with("/orders/"));
    world.lose_looks(false);
    world.browser.press("main .notice button").await?;
    OrderPage::arrive_paid(&world.browser).await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

async fn challenge_passed_elsewhere_shows_without_a_look(world: &World) -> Result<()> {
    let checkout = pay_with(world, world.cards.challenged).await?;
    checkout.challenge().await?;
    let address = checkout.challenge_page().await?;
    let store = world.browser.web().window().await?;
    world.lose_looks(true);
    ChallengeTab::open(&world.browser, &address)
        .await?
        .confirm()
        .await?;
    world.browser.web().switch_to_window(store).await?;
    led_to_the_receipt(world).await
}

/// Pays; the store does not hear what came of it, and cannot ask for now.
async fn up_to_an_unknown_outcome(world: &World) -> Result<()> {
    let checkout = type_card(world, world.cards.plain).await?;
    world.lose_next_charge()?;
    world.lose_answers_to_the_store()?;
    checkout.pay().await?;
    let notice = checkout.notice(world.words().confirming).await?;
    assert!(!notice.text().await?.contains(world.words().not_charged));
    Ok(())
}

async fn outcome_that_is_found_out_leads_to_the_receipt_without_a_look(
    world: &World,
) -> Result<()> {
    up_to_an_unknown_outcome(world).await?;
    world.lose_looks(true);
    world.mend_provider();
    led_to_the_receipt(world).await
}

/// Its receipt used to be read out from the first word to the last.
async fn outcome_that_is_found_out_shows_without_a_look(world: &World) -> Result<()> {
    up_to_an_unknown_outcome(world).await?;
    let path = world.browser.path().await?;
    let id = path.rsplit('/').next().context("a path has a segment")?;
    world.browser.open(&format!("/orders/{id}")).await?;
    let said = world.words().confirming;
    world.browser.read(".outcome-title", said).await?;
    world.lose_looks(true);
    OrderPage::listen(&world.browser).await?;
    world.mend_provider();
    let page = OrderPage::arrive_paid(&world.browser).await?;
    let said = page.said().await?;
    assert!(said.contains(world.words().paid), "{said}");
    assert!(!said.contains(world.words().vase), "{said}");
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}
