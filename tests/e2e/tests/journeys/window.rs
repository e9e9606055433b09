//! What a developer sees of it all, on the sandbox's own page.

use anyhow::{Context, Result};
use cobro_e2e::World;
use thirtyfour::By;

use crate::{journeys, pay_with};

journeys! {
    on both {
        everything_that_a_purchase_did_can_be_looked_at,
    }
}

/// Every section of the page that lists something.
const SECTIONS: [&str; 5] = ["calls", "orders", "customers", "ledger", "webhooks"];

async fn everything_that_a_purchase_did_can_be_looked_at(world: &World) -> Result<()> {
    world.seed_provider()?;
    let checkout = pay_with(world, world.cards.plain).await?;
    checkout.receipt().await?;

    let browser = &world.browser;
    browser.web().goto(world.sandbox_url()).await?;
    for section in SECTIONS {
        browser.press(&format!("nav a[href='#/{section}']")).await?;
        let row = format!("#rows a[href^='#/{section}/']");
        browser.see(&row).await?;
        let mut addresses = Vec::new();
        for row in browser.web().find_all(By::Css(&row)).await? {
            addresses.push(row.attr("href").await?.context("a row leads somewhere")?);
        }
        for address in addresses {
            let row = format!("#rows a[href='{address}']");
            browser.press(&row).await?;
            browser.see(&format!("{row}[aria-current]")).await?;
            browser.see("#detail h3").await?;
        }
        browser
            .is_for_everyone(&format!("{section} of the sandbox"))
            .await?;
    }
    browser.press("nav a[href='#/steer']").await?;
    browser.is_for_everyone("faults of the sandbox").await
}
