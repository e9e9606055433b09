//! Paying in months without interest.

use anyhow::Result;
use cobro_e2e::pages::{Checkout, Contact, Store};
use cobro_e2e::{Options, World};

use crate::{VASE, journeys, order_vase};

const OFFERED: Options = Options {
    server_flags: &["--checkout-installments", "3,6"],
    ..Options::DEFAULT
};

journeys! {
    on both {
        nothing_is_said_of_months_that_are_not_offered,
    }
    // n1co spreads no charge.
    on conekta {
        new_card_then_saved_card_pay_in_months with OFFERED,
        amount_that_is_too_small_is_paid_at_once with OFFERED,
    }
}

async fn order_two(world: &World) -> Result<Checkout<'_>> {
    let store = Store::open(&world.browser).await?;
    store.add(VASE).await?;
    store.add(VASE).await?;
    store.pay().await
}

async fn new_card_then_saved_card_pay_in_months(world: &World) -> Result<()> {
    let said = world.words().in_three_months;
    let checkout = order_two(world).await?;
    checkout.say_who(Contact::SOMEBODY).await?;
    let form = checkout.card().await?;
    form.fill(world.cards.plain).await?;
    form.choose_months(3).await?;
    checkout.keep_card().await?;
    checkout.pay().await?;
    checkout.receipt().await?.receipt(said).await?;

    let checkout = order_two(world).await?;
    assert_eq!(checkout.choose_months(3).await?, said);
    world
        .browser
        .miss("#installments option[value='6']")
        .await?;
    world.browser.is_for_everyone("installments").await?;
    checkout.pay().await?;
    checkout.receipt().await?.receipt(said).await?;
    assert_eq!(world.taken(), [2 * world.gateway.price; 2]);
    Ok(())
}

async fn amount_that_is_too_small_is_paid_at_once(world: &World) -> Result<()> {
    crate::buy_and_keep(world, world.cards.plain).await?;
    let checkout = order_vase(world).await?;
    world.browser.see(".saved-cards").await?;
    world.browser.miss("#installments").await?;
    checkout.pay().await?;
    checkout.receipt().await?;
    Ok(())
}

async fn nothing_is_said_of_months_that_are_not_offered(world: &World) -> Result<()> {
    crate::buy_and_keep(world, world.cards.plain).await?;
    let checkout = order_two(world).await?;
    world.browser.see(".saved-cards").await?;
    world.browser.miss("#installments").await?;
    checkout.pay().await?;
    let receipt = checkout.receipt().await?;
    let said = receipt.receipt("").await?.text().await?;
    assert!(!said.contains(world.words().months), "{said}");
    Ok(())
}
