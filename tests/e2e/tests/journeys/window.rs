//! What a developer sees of it all, on the sandbox's own page.

use anyhow::{Context, Result};
use cobro_e2e::{Browser, World};
use thirtyfour::prelude::{By, ElementQueryable};

use crate::{journeys, pay_with};

journeys! {
    on both {
        everything_that_a_purchase_did_can_be_looked_at,
        single_letters_are_shortcuts_until_they_are_switched_off_for_good,
    }
}

/// Every section of the page that lists something.
const SECTIONS: [&str; 5] = ["calls", "orders", "customers", "ledger", "webhooks"];

/// Waits until a row is chosen and its detail shows. A narrow page shows no rows beside it.
async fn chosen(browser: &Browser, row: &str) -> Result<()> {
    browser.see("#detail h3").await?;
    let row = format!("{row}[aria-current]");
    browser.web().query(By::Css(&row)).first().await?;
    Ok(())
}

async fn everything_that_a_purchase_did_can_be_looked_at(world: &World) -> Result<()> {
    world.seed_provider()?;
    let checkout = pay_with(world, world.cards.plain).await?;
    checkout.receipt().await?;

    let browser = &world.browser;
    browser.web().goto(world.sandbox_url()).await?;
    for section in SECTIONS {
        let list = format!("nav a[href='#/{section}']");
        browser.press(&list).await?;
        let row = format!("#rows a[href^='#/{section}/']");
        browser.see(&row).await?;
        let mut addresses = Vec::new();
        for row in browser.web().find_all(By::Css(&row)).await? {
            addresses.push(row.attr("href").await?.context("a row leads somewhere")?);
        }
        for address in addresses {
            let row = format!("#rows a[href='{address}']");
            // A narrow page shows the list or one row's detail.
            browser.press(&list).await?;
            browser.press(&row).await?;
            chosen(browser, &row).await?;
        }
        browser
            .is_for_everyone(&format!("{section} of the sandbox"))
            .await?;
    }
    browser.press("nav a[href='#/steer']").await?;
    browser.is_for_everyone("faults of the sandbox").await
}

async fn single_letters_are_shortcuts_until_they_are_switched_off_for_good(
    world: &World,
) -> Result<()> {
    world.seed_provider()?;
    let checkout = pay_with(world, world.cards.plain).await?;
    checkout.receipt().await?;

    let browser = &world.browser;
    browser.web().goto(world.sandbox_url()).await?;
    browser.see("#rows a").await?;
    browser.keys("j").await?;
    browser.see("#rows a:focus").await?;
    browser.press("#letters").await?;
    browser.web().refresh().await?;
    browser.see("#rows a").await?;
    let before = browser.web().current_url().await?;
    browser.keys("j").await?;
    anyhow::ensure!(
        browser.web().current_url().await? == before,
        "a letter went on"
    );
    browser.miss("#rows a:focus").await?;
    let off = browser
        .web()
        .find_all(By::Css("#letters-too[hidden]"))
        .await?;
    anyhow::ensure!(off.len() == 1, "the letters are still named");
    Ok(())
}
