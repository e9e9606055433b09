//! The whole purchase without a pointer.

use anyhow::Result;
use cobro_e2e::World;
use cobro_e2e::pages::{Checkout, ONE_TIME_CODE, OrderPage, Store};
use thirtyfour::Key;

use crate::{VASE, journeys};

journeys! {
    on both {
        keyboard_alone_buys_and_passes_the_challenge,
    }
}

async fn keyboard_alone_buys_and_passes_the_challenge(world: &World) -> Result<()> {
    let browser = &world.browser;
    Store::open(browser).await?;
    let add = format!(".product[data-product='{VASE}'] button");
    browser.tab_to(&add).await?;
    browser.key(Key::Enter).await?;
    browser.see(".header-count").await?;
    browser.tab_to(".header a[href='/#cart']").await?;
    browser.key(Key::Enter).await?;
    browser.tab_to(".cart-foot .button-primary").await?;
    browser.key(Key::Enter).await?;

    let checkout = Checkout::arrive(browser).await?;
    for (field, text) in [
        ("#name", "Ana Torres"),
        ("#email", "ana@example.com"),
        ("#phone", "5512345678"),
    ] {
        browser.tab_to(field).await?;
        browser.keys(text).await?;
    }
    browser.key(Key::Enter).await?;

    checkout.card().await?;
    browser.tab_to(".card-form-mount iframe").await?;
    for text in [world.cards.challenged.0, "Ana Torres", "1234", "123"] {
        browser.keys(text).await?;
        browser.key(Key::Tab).await?;
    }
    if world.gateway.asks_where {
        checkout.say_where_by_keyboard().await?;
    }
    browser.tab_to(".pay-bar button").await?;
    browser.key(Key::Enter).await?;

    checkout.challenge().await?;
    browser.tab_to("dialog[open] iframe").await?;
    browser.keys(ONE_TIME_CODE).await?;
    browser.key(Key::Enter).await?;
    OrderPage::arrive_paid(browser).await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}
