//! A walk through every page of the running store, with a picture of each: narrow and wide, light
//! and dark. The pictures are in `target/screens`; the README's is made of two of them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use cobro_e2e::pages::{Answer, CardsPage, Checkout, Contact, NotFound, Store};
use cobro_e2e::{Browser, Options, TestCards, World};
use serde_json::json;

const SCREENS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/screens");
const README_PICTURE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../docs/pictures/checkout.png"
);
const WIDTHS: [u32; 2] = [360, 1280];
const SCHEMES: [&str; 2] = ["light", "dark"];
const CARDS: TestCards = TestCards::CONEKTA;
const PRODUCTS: [&str; 2] = ["vasija", "jarra"];

/// A desk and a phone, side by side.
const SIDE_BY_SIDE: &str = "<!doctype html><style>
body { margin: 0; padding: 32px; display: flex; gap: 32px; background: #e4ddd2; }
img { border-radius: 12px; }
</style><img src='desk.png'><img src='phone.png'>";

#[tokio::main]
async fn main() -> Result<()> {
    fs::create_dir_all(SCREENS)?;
    let world = World::start(&Options::DEFAULT).await?;
    let walked = walk(&world.browser).await;
    if walked.is_err() {
        let name = PathBuf::from(SCREENS).join("failed");
        world.browser.keep_evidence(&name).await;
    }
    world.browser.quit().await?;
    walked
}

async fn walk(browser: &Browser) -> Result<()> {
    let checkout = go_to_pay(browser).await?;
    first_purchase(browser, checkout).await?;
    saved(browser).await?;
    browser.open("/nowhere").await?;
    NotFound::arrive(browser).await?;
    picture(browser, "not-found").await?;
    side_by_side(browser).await
}

/// What is seen of the checkout at once: the parts of the README's picture.
async fn desk_and_phone(browser: &Browser) -> Result<()> {
    scheme(browser, "light").await?;
    let hidden = json!({ "hidden": true });
    let devtools = browser.web().cdp();
    devtools
        .send_raw("Emulation.setScrollbarsHidden", hidden)
        .await?;
    for (name, width) in [("phone.png", 360), ("desk.png", 1280)] {
        size(browser, width, 848).await?;
        // The order is folded where the page begins narrow.
        browser.reload().await?;
        browser.see(".saved-cards").await?;
        let path = Path::new(SCREENS).join(name);
        browser.web().screenshot(&path).await?;
    }
    Ok(())
}

async fn go_to_pay(browser: &Browser) -> Result<Checkout<'_>> {
    let store = Store::open(browser).await?;
    picture(browser, "store").await?;
    for product in PRODUCTS {
        store.add(product).await?;
    }
    browser.press(".header a[href='/#cart']").await?;
    browser.see(".cart-foot").await?;
    picture(browser, "cart").await?;
    store.pay().await
}

/// Everything that can happen to somebody who has never been here.
async fn first_purchase(browser: &Browser, checkout: Checkout<'_>) -> Result<()> {
    picture(browser, "checkout-contact").await?;
    browser.press(".contact-form button[type=submit]").await?;
    picture(browser, "checkout-contact-missing").await?;
    browser.block(&["*conekta-checkout.min.js*"]).await?;
    checkout.say_who(Contact::SOMEBODY).await?;
    browser.see(".card-form .notice").await?;
    picture(browser, "checkout-card-blocked").await?;
    browser.unblock().await?;
    browser.press(".card-form .notice button").await?;
    checkout.card().await?;
    picture(browser, "checkout-card").await?;

    checkout.card().await?.fill(CARDS.poor).await?;
    checkout.pay().await?;
    checkout.notice("fondos").await?;
    picture(browser, "declined").await?;

    checkout.card().await?.fill(CARDS.challenged).await?;
    checkout.keep_card().await?;
    checkout.pay().await?;
    let challenge = checkout.challenge().await?;
    picture(browser, "challenge").await?;
    browser.press(".challenge-bar .icon-button").await?;
    picture(browser, "challenge-leave").await?;
    browser.press(".challenge-leave .button-primary").await?;
    challenge.answer(Answer::Confirm).await?;
    checkout.receipt().await?;
    picture(browser, "receipt").await
}

/// What somebody sees who kept a card.
async fn saved(browser: &Browser) -> Result<()> {
    let cards = CardsPage::open(browser).await?;
    cards.add(CARDS.other).await?;
    picture(browser, "cards").await?;

    let store = Store::open(browser).await?;
    for product in PRODUCTS {
        store.add(product).await?;
    }
    let checkout = store.pay().await?;
    checkout.contact().await?;
    browser.see(".saved-cards").await?;
    picture(browser, "checkout-saved").await?;
    desk_and_phone(browser).await?;
    browser.block(&["*/api/orders/*"]).await?;
    checkout.pay().await?;
    checkout.notice("No vuelvas a pagar").await?;
    picture(browser, "checking").await?;
    browser.unblock().await?;
    checkout.challenge().await?.answer(Answer::Confirm).await?;
    checkout.receipt().await?;
    browser.open("/orders").await?;
    browser.see(".order-row").await?;
    picture(browser, "orders").await
}

/// The page as it is now, in every width and scheme, whole.
async fn picture(browser: &Browser, name: &str) -> Result<()> {
    for shade in SCHEMES {
        scheme(browser, shade).await?;
        for width in WIDTHS {
            let path = Path::new(SCREENS).join(format!("{name}-{width}-{shade}.png"));
            size(browser, width, 800).await?;
            let height = "return document.documentElement.scrollHeight";
            let height: u32 = browser.web().execute(height, vec![]).await?.convert()?;
            size(browser, width, height.max(800)).await?;
            browser.web().screenshot(&path).await?;
        }
    }
    let devtools = browser.web().cdp();
    devtools
        .send_raw("Emulation.clearDeviceMetricsOverride", json!({}))
        .await?;
    Ok(())
}

async fn scheme(browser: &Browser, shade: &str) -> Result<()> {
    let media = json!({ "features": [
        { "name": "prefers-color-scheme", "value": shade },
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ] });
    let devtools = browser.web().cdp();
    devtools
        .send_raw("Emulation.setEmulatedMedia", media)
        .await?;
    Ok(())
}

async fn size(browser: &Browser, width: u32, height: u32) -> Result<()> {
    let size = json!({
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
    });
    let devtools = browser.web().cdp();
    devtools
        .send_raw("Emulation.setDeviceMetricsOverride", size)
        .await?;
    Ok(())
}

async fn side_by_side(browser: &Browser) -> Result<()> {
    let page = fs::canonicalize(SCREENS)?.join("side-by-side.html");
    fs::write(&page, SIDE_BY_SIDE)?;
    let address = format!("file://{}", page.display());
    browser.web().goto(&address).await?;
    let [narrow, wide] = WIDTHS;
    size(browser, narrow + wide + 3 * 32, 848 + 2 * 32).await?;
    fs::create_dir_all(Path::new(README_PICTURE).with_file_name(""))?;
    Ok(browser.web().screenshot(Path::new(README_PICTURE)).await?)
}
