//! A walk through every page of the running store, with a picture of each: narrow and wide, light
//! and dark. The pictures are in `target/screens`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use cobro_e2e::pages::{Answer, Checkout, Contact, Store, TestCard};
use cobro_e2e::{Browser, Options, World, pages::CardsPage};
use serde_json::json;

const SCREENS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/screens");
const WIDTHS: [u32; 2] = [360, 1280];
const SCHEMES: [&str; 2] = ["light", "dark"];

#[tokio::main]
async fn main() -> Result<()> {
    std::fs::create_dir_all(SCREENS)?;
    let world = World::start(&Options::default()).await?;
    let walked = walk(&world.browser).await;
    if walked.is_err() {
        world
            .browser
            .keep_evidence(&PathBuf::from(SCREENS).join("failed"))
            .await;
    }
    world.browser.quit().await?;
    walked
}

async fn walk(browser: &Browser) -> Result<()> {
    let store = Store::open(browser).await?;
    picture(browser, "store").await?;
    store.add("vasija").await?;
    let checkout = store.pay().await?;
    picture(browser, "checkout-contact").await?;
    checkout.say_who(Contact::SOMEBODY).await?;
    checkout.card().await?;
    picture(browser, "checkout-card").await?;
    decline(browser, &checkout).await?;

    checkout.card().await?.fill(TestCard::CHALLENGED).await?;
    checkout.keep_card().await?;
    checkout.pay().await?;
    let challenge = checkout.challenge().await?;
    picture(browser, "challenge").await?;
    challenge.answer(Answer::Confirm).await?;
    checkout.receipt().await?;
    picture(browser, "receipt").await?;

    CardsPage::open(browser)
        .await?
        .row(TestCard::CHALLENGED.last4())
        .await?;
    picture(browser, "cards").await?;
    browser.open("/orders").await?;
    browser.see(".order-row").await?;
    picture(browser, "orders").await?;
    browser.open("/nowhere").await?;
    browser.see(".empty").await?;
    picture(browser, "not-found").await
}

async fn decline(browser: &Browser, checkout: &Checkout<'_>) -> Result<()> {
    checkout.card().await?.fill(TestCard::POOR).await?;
    checkout.pay().await?;
    checkout.notice("fondos").await?;
    picture(browser, "declined").await
}

/// The page as it is now, in every width and scheme, whole.
async fn picture(browser: &Browser, name: &str) -> Result<()> {
    let devtools = browser.web().cdp();
    for scheme in SCHEMES {
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        devtools
            .send_raw("Emulation.setEmulatedMedia", media)
            .await?;
        for width in WIDTHS {
            let path = Path::new(SCREENS).join(format!("{name}-{width}-{scheme}.png"));
            shoot(browser, width, &path).await?;
        }
    }
    devtools
        .send_raw("Emulation.clearDeviceMetricsOverride", json!({}))
        .await?;
    Ok(())
}

async fn shoot(browser: &Browser, width: u32, path: &Path) -> Result<()> {
    let devtools = browser.web().cdp();
    let size = |height: u32| json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    devtools
        .send_raw("Emulation.setDeviceMetricsOverride", size(800))
        .await?;
    let height = "return document.documentElement.scrollHeight";
    let height: u32 = browser.web().execute(height, vec![]).await?.convert()?;
    devtools
        .send_raw("Emulation.setDeviceMetricsOverride", size(height.max(800)))
        .await?;
    Ok(browser.web().screenshot(path).await?)
}
