//! A walk through every page of the running store on each gateway, with a picture of each: narrow
//! and wide, light and dark. The pictures are in `target/screens`; the README's is made of two of
//! them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use cobro_e2e::pages::{Answer, CardsPage, Checkout, Contact, NotFound, Store};
use cobro_e2e::{Browser, Gateway, Options, World};
use serde_json::json;

const SCREENS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/screens");
const README_PICTURE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../docs/pictures/checkout.png"
);
const WIDTHS: [u32; 2] = [360, 1280];
const SCHEMES: [&str; 2] = ["light", "dark"];
const PRODUCTS: [&str; 2] = ["vasija", "jarra"];

/// A desk and a phone, side by side.
const SIDE_BY_SIDE: &str = "<!doctype html><style>
body { margin: 0; padding: 32px; display: flex; gap: 32px; background: #e4ddd2; }
img { border-radius: 12px; }
</style><img src='desk.png'><img src='phone.png'>";

#[tokio::main]
async fn main() -> Result<()> {
    for gateway in [Gateway::CONEKTA, Gateway::N1CO] {
        let world = World::start(gateway, &Options::DEFAULT).await?;
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
        let checkout = self.go_to_pay().await?;
        self.first_purchase(checkout).await?;
        self.saved().await?;
        self.browser().open("/nowhere").await?;
        NotFound::arrive(self.browser()).await?;
        self.picture("not-found").await?;
        if self.world.gateway.name == Gateway::CONEKTA.name {
            self.side_by_side().await?;
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
        checkout.notice("fondos").await?;
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
        self.desk_and_phone().await?;
        browser.block(&["*/api/orders/*"]).await?;
        checkout.pay().await?;
        checkout.notice("No vuelvas a pagar").await?;
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
            for width in WIDTHS {
                let path = self.folder.join(format!("{name}-{width}-{shade}.png"));
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

    /// What is seen of the checkout at once: the parts of the README's picture.
    async fn desk_and_phone(&self) -> Result<()> {
        let browser = self.browser();
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
            browser.web().screenshot(&self.folder.join(name)).await?;
        }
        Ok(())
    }

    async fn side_by_side(&self) -> Result<()> {
        let browser = self.browser();
        let page = fs::canonicalize(&self.folder)?.join("side-by-side.html");
        fs::write(&page, SIDE_BY_SIDE)?;
        let address = format!("file://{}", page.display());
        browser.web().goto(&address).await?;
        let [narrow, wide] = WIDTHS;
        size(browser, narrow + wide + 3 * 32, 848 + 2 * 32).await?;
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
