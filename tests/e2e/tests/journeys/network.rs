//! What cannot be reached, and answers that get lost.

use anyhow::Result;
use cobro_e2e::pages::Contact;
use cobro_e2e::{Options, World};

use crate::{buy_and_keep, journeys, order_vase, type_card};

/// What the browser itself writes into the console about a request that did not get through.
const LOST_REQUESTS: Options = Options {
    complaints: &["net::ERR_", "502 (Bad Gateway)"],
    ..Options::DEFAULT
};

journeys! {
    on both {
        unreachable_card_form_says_so_and_comes_on_retry with LOST_REQUESTS,
        answer_lost_after_the_charge_is_asked_for_and_never_called_uncharged with LOST_REQUESTS,
        charge_whose_answer_is_lost_is_found_and_never_called_uncharged,
        device_that_is_offline_pays_when_it_is_back with LOST_REQUESTS,
    }
}

async fn unreachable_card_form_says_so_and_comes_on_retry(world: &World) -> Result<()> {
    let checkout = order_vase(world).await?;
    world.browser.block(&["*conekta-checkout.min.js*"]).await?;
    checkout.say_who(Contact::SOMEBODY).await?;
    let blocked = world.words().form_blocked;
    checkout.retry_card(blocked).await?;
    checkout.retry_card(blocked).await?;
    world.browser.unblock().await?;
    checkout.retry_card(blocked).await?;
    checkout.card().await?.fill(world.cards.plain).await?;
    if world.gateway.asks_where {
        checkout.say_where().await?;
    }
    checkout.pay().await?;
    checkout.receipt().await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

/// The shopper does not hear what the store says.
async fn answer_lost_after_the_charge_is_asked_for_and_never_called_uncharged(
    world: &World,
) -> Result<()> {
    let checkout = type_card(world, world.cards.plain).await?;
    checkout.listen().await?;
    world.lose_answers(true);
    checkout.pay().await?;
    world.until_taken(1).await?;
    let notice = checkout.notice(world.words().confirming).await?;
    assert!(
        notice
            .text()
            .await?
            .contains(world.words().do_not_pay_again)
    );
    world.lose_answers(false);

    let heard = checkout.receipt().await?.heard().await?;
    assert!(heard.contains(world.words().confirming), "{heard}");
    assert!(!heard.contains(world.words().not_charged), "{heard}");
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

/// The store does not hear what the provider says. Its webhook says it again; Conekta can be asked,
/// too.
async fn charge_whose_answer_is_lost_is_found_and_never_called_uncharged(
    world: &World,
) -> Result<()> {
    let checkout = type_card(world, world.cards.plain).await?;
    checkout.listen().await?;
    world.lose_next_charge()?;
    checkout.pay().await?;
    let heard = checkout.receipt().await?.heard().await?;
    assert!(heard.contains(world.words().confirming), "{heard}");
    assert!(!heard.contains(world.words().not_charged), "{heard}");
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

async fn device_that_is_offline_pays_when_it_is_back(world: &World) -> Result<()> {
    buy_and_keep(world, world.cards.plain).await?;
    let checkout = order_vase(world).await?;
    checkout.listen().await?;
    world.browser.go_offline().await?;
    checkout.pay().await?;
    checkout.notice(world.words().offline).await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    world.browser.go_online().await?;

    let heard = checkout.receipt().await?.heard().await?;
    assert!(!heard.contains(world.words().not_charged), "{heard}");
    assert_eq!(world.taken(), [world.gateway.price; 2]);
    Ok(())
}
