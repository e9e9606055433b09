//! A walk through every page of the running store on each gateway, with a picture of each: narrow
//! and wide, light and dark. The pictures are in `target/screens`; the README's is made of six of
//! them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use cobro_e2e::pages::{Answer, CardsPage, Checkout, Contact, NotFound, Store};
use cobro_e2e::{Browser, Gateway, Look, Options, World};
use serde_json::json;

const SCREENS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/screens");
const README_PICTURE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../docs/pictures/journey.png"
);
const WIDTHS: [u32; 2] = [360, 1280];
const SCHEMES: [&str; 2] = ["light", "dark"];
const PRODUCTS: [&str; 2] = ["vasija", "jarra"];

/// From the store to the receipt, on a desk and on a phone.
const JOURNEY: &str = "<!doctype html><style>
body { margin: 0; padding: 24px; display: grid; gap: 24px; background: #e4ddd2;
       grid-template-columns: 252px 252px 308px 252px 252px; }
img { height: 560px; width: 100%; object-fit: cover; object-position: top; border-radius: 12px; }
.desk { grid-column: span 3; }
.end { object-position: bottom; }
</style>
<img class=desk src='store-1280-light.png'>
<img class=end src='cart-360-light.png'><img class=end src='checkout-card-360-light.png'>
<img src='challenge-360-light.png'><img src='receipt-360-light.png'>
<img class=desk src='checkout-saved-1280-light.png'>";
/// How large that is.
const JOURNEY_SIZE: [u32; 2] = [1460, 1192];

#[tokio::main]
async fn main() -> Result<()> {
    for gateway in [Gateway::CONEKTA, Gateway::N1CO] {
        let world = World::start(gateway, Look::ES_LIGHT_1280, &Options::DEFAULT).await?;
        let tour = Tour {
            world: &world,
            folder: Path::new(SCREENS).join(gateway.name),
        };
        fs::create_dir_all(&tour.folder)?;
        let walked = tour.walk().await;
        if walked.is_err() {
            let failed = tour.folder.join("failed");
            world.browser.keep_evidence(&failed).await;
        }
        world.browser.quit().await?;
        walked?;
    }
    Ok(())
}

/// One walk.
struct Tour<'a> {
    world: &'a World,
    /// Where its pictures are put.
    folder: PathBuf,
}

impl<'a> Tour<'a> {
    async fn walk(&self) -> Result<()> {
        let hidden = json!({ "hidden": true });
        let devtools = self.browser().web().cdp();
        devtools
            .send_raw("Emulation.setScrollbarsHidden", hidden)
            .await?;
        let checkout = self.go_to_pay().await?;
        self.first_purchase(checkout).await?;
        self.saved().await?;
        self.browser().open("/nowhere").await?;
        NotFound::arrive(self.browser()).await?;
        self.picture("not-found").await?;
        if self.world.gateway.name == Gateway::CONEKTA.name {
            self.journey().await?;
        }
        Ok(())
    }

    fn browser(&self) -> &'a Browser {
        &self.world.browser
    }

    async fn go_to_pay(&self) -> Result<Checkout<'a>> {
        let store = Store::open(self.browser()).await?;
        self.picture("store").await?;
        for product in PRODUCTS {
            store.add(product).await?;
        }
        self.browser().press(".header a[href='/#cart']").await?;
        self.browser().see(".cart-foot").await?;
        self.picture("cart").await?;
        store.pay().await
    }

    /// Everything that can happen to somebody who has never been here.
    async fn first_purchase(&self, checkout: Checkout<'_>) -> Result<()> {
        let (browser, cards) = (self.browser(), self.world.cards);
        self.picture("checkout-contact").await?;
        browser.press(".contact-form button[type=submit]").await?;
        self.picture("checkout-contact-missing").await?;
        browser.block(&["*conekta-checkout.min.js*"]).await?;
        checkout.say_who(Contact::SOMEBODY).await?;
        browser.see(".card-form .notice").await?;
        self.picture("checkout-card-blocked").await?;
        browser.unblock().await?;
        browser.press(".card-form .notice button").await?;
        checkout.card().await?;
        self.picture("checkout-card").await?;

        checkout.card().await?.fill(cards.poor).await?;
        if self.world.gateway.asks_where {
            checkout.say_where().await?;
        }
        checkout.pay().await?;
        checkout
            .notice(self.world.words().insufficient_funds)
            .await?;
        self.picture("declined").await?;

        checkout.card().await?.fill(cards.challenged).await?;
        checkout.keep_card().await?;
        checkout.pay().await?;
        let challenge = checkout.challenge().await?;
        self.picture("challenge").await?;
        browser.press(".challenge-bar .icon-button").await?;
        self.picture("challenge-leave").await?;
        browser.press(".challenge-leave .button-primary").await?;
        challenge.answer(Answer::Confirm).await?;
        checkout.receipt().await?;
        self.picture("receipt").await
    }

    /// What somebody sees who kept a card.
    async fn saved(&self) -> Result<()> {
        let browser = self.browser();
        let cards = CardsPage::open(browser).await?;
        cards.add(self.world.cards.other).await?;
        self.picture("cards").await?;

        let store = Store::open(browser).await?;
        for product in PRODUCTS {
            store.add(product).await?;
        }
        let checkout = store.pay().await?;
        checkout.contact().await?;
        browser.see(".saved-cards").await?;
        self.picture("checkout-saved").await?;
        browser.block(&["*/api/orders/*"]).await?;
        checkout.pay().await?;
        checkout.notice(self.world.words().confirming).await?;
        self.picture("checking").await?;
        browser.unblock().await?;
        checkout.challenge().await?.answer(Answer::Confirm).await?;
        checkout.receipt().await?;
        browser.open("/orders").await?;
        browser.see(".order-row").await?;
        self.picture("orders").await
    }

    /// The page as it is now, in every width and scheme, whole.
    async fn picture(&self, name: &str) -> Result<()> {
        let browser = self.browser();
        for shade in SCHEMES {
            scheme(browser, shade).await?;
            // The card form is mounted anew in the other colours.
            browser.miss(".skeleton").await?;
            for width in WIDTHS {
                let path = self.folder.join(format!("{name}-{width}-{shade}.png"));
                size(browser, width, 800).await?;
                let height = "return document.documentElement.scrollHeight";
                let height: u32 = browser.web().execute(height, vec![]).await?.convert()?;
                size(browser, width, height.max(800)).await?;
                browser.web().screenshot(&path).await?;
            }
        }
        let [light, _] = SCHEMES;
        scheme(browser, light).await?;
        browser.miss(".skeleton").await?;
        let devtools = browser.web().cdp();
        devtools
            .send_raw("Emulation.clearDeviceMetricsOverride", json!({}))
            .await?;
        Ok(())
    }

    async fn journey(&self) -> Result<()> {
        let browser = self.browser();
        let page = fs::canonicalize(&self.folder)?.join("journey.html");
        fs::write(&page, JOURNEY)?;
        let address = format!("file://{}", page.display());
        browser.web().goto(&address).await?;
        let [width, height] = JOURNEY_SIZE;
        size(browser, width, height).await?;
        fs::create_dir_all(Path::new(README_PICTURE).with_file_name(""))?;
        Ok(browser.web().screenshot(Path::new(README_PICTURE)).await?)
    }
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
