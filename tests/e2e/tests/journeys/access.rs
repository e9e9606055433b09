//! Every page and state, for everyone: by axe-core and by what it does not see, in light and in
//! dark, in both languages, zoomed.

use anyhow::{Result, ensure};
use cobro_e2e::pages::{Answer, CardsPage, Contact, Store};
use cobro_e2e::{Options, World};

use crate::{VASE, journeys, order_vase};

/// What is not there, and what does not get through.
const BROKEN: Options = Options {
    complaints: &["404 (Not Found)", "net::ERR_"],
    ..Options::DEFAULT
};

journeys! {
    on both {
        every_state_is_for_everyone with BROKEN,
        store_shows_its_switches_beside_a_toast,
    }
}

async fn every_state_is_for_everyone(world: &World) -> Result<()> {
    nothing_there(world).await?;
    first_purchase(world).await?;
    second_purchase(world).await?;
    let browser = &world.browser;
    browser.open("/orders").await?;
    browser.see(".order-row").await?;
    browser.is_for_everyone("orders").await?;
    browser.open("/nowhere").await?;
    browser.see(".empty").await?;
    browser.is_for_everyone("an address of nothing").await
}

/// What somebody sees who has never been here.
async fn nothing_there(world: &World) -> Result<()> {
    let browser = &world.browser;
    for (path, place) in [("/orders", "no orders"), ("/cards", "no cards")] {
        browser.open(path).await?;
        browser.see(".empty").await?;
        browser.is_for_everyone(place).await?;
    }
    let store = Store::open(browser).await?;
    browser.is_for_everyone("store").await?;
    browser.press(".header a[href='/#cart']").await?;
    browser.see(".cart-empty").await?;
    browser.is_for_everyone("empty cart").await?;
    browser.press(".cart .icon-button").await?;
    store.add(VASE).await?;
    browser.see(".toast").await?;
    browser.is_for_everyone("store with a toast").await?;
    browser.press(".header a[href='/#cart']").await?;
    browser.see(".cart-foot").await?;
    browser.is_for_everyone("cart").await?;
    browser.open("/").await
}

/// The way to the first receipt, with all that may be in it.
async fn first_purchase(world: &World) -> Result<()> {
    let (browser, cards) = (&world.browser, world.cards);
    let checkout = Store::open(browser).await?.pay().await?;
    browser.is_for_everyone("who pays").await?;
    browser.press(".contact-form button[type=submit]").await?;
    browser.see(".field-error").await?;
    browser.is_for_everyone("who pays, not said").await?;
    browser.block(&["*conekta-checkout.min.js*"]).await?;
    checkout.say_who(Contact::SOMEBODY).await?;
    browser.see(".card-form .notice").await?;
    browser.is_for_everyone("blocked card form").await?;
    browser.unblock().await?;
    browser.press(".card-form .notice button").await?;
    checkout.card().await?.fill(cards.poor).await?;
    browser.is_for_everyone("card form").await?;

    if world.gateway.asks_where {
        checkout.pay().await?;
        browser.see(".billing-form .field-error").await?;
        browser.is_for_everyone("billing address").await?;
        checkout.say_where().await?;
    }
    checkout.pay().await?;
    browser.see(".checkout-notice .notice-bad").await?;
    browser.is_for_everyone("declined").await?;

    checkout.card().await?.fill(cards.challenged).await?;
    checkout.keep_card().await?;
    checkout.pay().await?;
    let challenge = checkout.challenge().await?;
    browser.is_for_everyone("the bank's page").await?;
    browser.press(".challenge-bar .icon-button").await?;
    browser.see(".challenge-leave").await?;
    browser.is_for_everyone("leaving the bank's page").await?;
    browser.press(".challenge-leave .button-primary").await?;
    challenge.answer(Answer::Confirm).await?;
    checkout.receipt().await?;
    browser.is_for_everyone("receipt").await
}

/// What somebody sees who kept a card.
async fn second_purchase(world: &World) -> Result<()> {
    let browser = &world.browser;
    CardsPage::open(browser).await?;
    browser.is_for_everyone("saved cards").await?;
    browser.press("main > .button-quiet").await?;
    browser.see(".card-form").await?;
    browser.is_for_everyone("adding a card").await?;

    let checkout = order_vase(world).await?;
    let address = browser.path().await?;
    browser.see(".saved-cards").await?;
    browser.is_for_everyone("choosing a card").await?;
    browser
        .open(&address.replace("/checkout/", "/orders/"))
        .await?;
    browser.see(".outcome").await?;
    browser.is_for_everyone("order to be paid").await?;
    browser.open(&address).await?;
    checkout.contact().await?;
    browser.block(&["*/api/orders/*"]).await?;
    checkout.pay().await?;
    checkout.notice(world.words().confirming).await?;
    browser.is_for_everyone("asking what became of it").await?;
    browser.unblock().await?;
    checkout.challenge().await?.answer(Answer::Confirm).await?;
    checkout.receipt().await.map(drop)
}

/// On a phone, a toast used to lie over the switches at the end of the page.
async fn store_shows_its_switches_beside_a_toast(world: &World) -> Result<()> {
    let browser = &world.browser;
    let store = Store::open(browser).await?;
    store.add(VASE).await?;
    browser.see(".toast").await?;
    let script = "scrollTo(0, document.documentElement.scrollHeight);
const [toast, switches] = ['.toast', '.switches'].map((selector) =>
  document.querySelector(selector).getBoundingClientRect());
return switches.bottom <= toast.top || switches.right <= toast.left
  || toast.right <= switches.left;";
    let free: bool = browser.web().execute(script, vec![]).await?.convert()?;
    ensure!(free, "the toast lies over the switches");
    Ok(())
}
