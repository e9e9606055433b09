//! What one shopper can see of another: nothing.

use anyhow::Result;
use cobro_e2e::pages::{CardsPage, NotFound};
use cobro_e2e::{Options, journey};

use crate::{VASE_PRICE, buy_and_keep, order_vase};

#[tokio::test(flavor = "multi_thread")]
async fn links_of_another_shopper_lead_nowhere() -> Result<()> {
    // What the server answers about somebody else's order, and to somebody without a session.
    let refused = Options {
        complaints: &["404 (Not Found)", "401 (Unauthorized)"],
        ..Options::DEFAULT
    };
    journey(refused, async |world| {
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
        CardsPage::open(browser).await?.is_gone("4242").await?;
        browser.open("/orders").await?;
        browser.read(".empty", "Aún no tienes pedidos").await?;
        assert_eq!(world.taken(), [VASE_PRICE]);
        Ok(())
    })
    .await
}
