//! What one shopper can see of another: nothing.

use anyhow::Result;
use cobro_e2e::pages::{CardsPage, NotFound};
use cobro_e2e::{Options, World};

use crate::{buy_and_keep, journeys, order_vase};

/// What the server answers about somebody else's order.
const REFUSED: Options = Options {
    complaints: &["404 (Not Found)"],
    ..Options::DEFAULT
};

journeys! {
    on both {
        links_of_another_shopper_lead_nowhere with REFUSED,
        somebody_new_has_no_orders_and_no_cards,
    }
}

async fn links_of_another_shopper_lead_nowhere(world: &World) -> Result<()> {
    let browser = &world.browser;
    buy_and_keep(world, world.cards.plain).await?;
    let receipt = browser.path().await?;
    order_vase(world).await?;
    let checkout = browser.path().await?;

    browser.become_somebody_else().await?;
    for link in [receipt, checkout] {
        browser.open(&link).await?;
        NotFound::arrive(browser).await?;
    }
    CardsPage::open(browser).await?.lists(0).await?;
    browser.open("/orders").await?;
    browser.read(".empty", world.words().no_orders).await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

/// The console used to show a refusal: the lists were asked for before there was a session.
async fn somebody_new_has_no_orders_and_no_cards(world: &World) -> Result<()> {
    let browser = &world.browser;
    browser.open("/orders").await?;
    browser.read(".empty", world.words().no_orders).await?;
    browser.console_is_clean(&[]).await?;
    browser.become_somebody_else().await?;
    CardsPage::open(browser).await?.lists(0).await?;
    Ok(())
}
