//! The bank wants to know whether it is the shopper.

use anyhow::{Context, Result};
use cobro_e2e::pages::{Answer, ChallengeTab, OrderPage};
use cobro_e2e::{Options, World, journey};

use crate::{NOT_CHARGED, VASE_PRICE, pay_with};

#[tokio::test(flavor = "multi_thread")]
async fn passed_challenge_pays_once() -> Result<()> {
    journey(Options::DEFAULT, async |world| {
        let checkout = pay_with(world, world.cards.challenged).await?;
        let challenge = checkout.challenge().await?;
        challenge
            .title("Tu banco quiere confirmar que eres tú")
            .await?;
        challenge.bank_title("¿Eres tú quien compra?").await?;
        assert_eq!(world.taken(), [0; 0]);
        challenge.answer(Answer::Confirm).await?;
        checkout.receipt().await?.receipt("1091").await?;
        assert_eq!(world.taken(), [VASE_PRICE]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn challenge_and_receipt_speak_the_language_of_the_shopper() -> Result<()> {
    let english = Options {
        language: "en-US",
        ..Options::DEFAULT
    };
    journey(english, async |world| {
        let checkout = pay_with(world, world.cards.challenged).await?;
        let challenge = checkout.challenge().await?;
        challenge
            .title("Your bank wants to confirm it's you")
            .await?;
        challenge.bank_title("Is this purchase yours?").await?;
        challenge.answer(Answer::Confirm).await?;
        checkout.receipt().await?.title("Done! You paid $").await?;
        assert_eq!(world.taken(), [VASE_PRICE]);
        Ok(())
    })
    .await
}

/// Answers so that nothing is charged, sees that said, and pays with another card after all.
async fn answer_then_pay_otherwise(options: Options, answer: Answer, said: &str) -> Result<()> {
    journey(options, async |world| {
        let checkout = pay_with(world, world.cards.challenged).await?;
        checkout.challenge().await?.answer(answer).await?;
        says_not_charged(world, said).await?;
        checkout.card().await?.fill(world.cards.plain).await?;
        checkout.pay().await?;
        checkout.receipt().await?;
        assert_eq!(world.taken_from(), ["4242"]);
        Ok(())
    })
    .await
}

async fn says_not_charged(world: &World, said: &str) -> Result<()> {
    let notice = world.browser.read(".checkout-notice", said).await?;
    assert!(notice.text().await?.contains(NOT_CHARGED));
    assert_eq!(world.taken(), [0; 0]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_challenge_charges_nothing() -> Result<()> {
    let said = "Tu banco no pudo confirmar que eres tú.";
    answer_then_pay_otherwise(Options::DEFAULT, Answer::Refuse, said).await
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_challenge_charges_nothing() -> Result<()> {
    let said = "Tu banco no pudo confirmar que eres tú.";
    answer_then_pay_otherwise(Options::DEFAULT, Answer::Fail, said).await
}

#[tokio::test(flavor = "multi_thread")]
async fn challenge_that_the_bank_calls_expired_charges_nothing() -> Result<()> {
    let said = "Se acabó el tiempo para confirmar.";
    answer_then_pay_otherwise(Options::DEFAULT, Answer::Expire, said).await
}

#[tokio::test(flavor = "multi_thread")]
async fn challenge_that_runs_out_at_the_bank_charges_nothing() -> Result<()> {
    let hurried = Options {
        challenge_seconds: 3,
        ..Options::DEFAULT
    };
    journey(hurried, async |world| {
        let checkout = pay_with(world, world.cards.challenged).await?;
        checkout.challenge().await?.gone().await?;
        says_not_charged(world, "Se acabó el tiempo para confirmar.").await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn challenge_that_outlasts_the_stores_own_limit_charges_nothing() -> Result<()> {
    let impatient = Options {
        server_flags: &["--checkout-challenge-timeout-ms", "10000"],
        ..Options::DEFAULT
    };
    journey(impatient, async |world| {
        let checkout = pay_with(world, world.cards.challenged).await?;
        checkout.challenge().await?.gone().await?;
        says_not_charged(world, "Se acabó el tiempo para confirmar.").await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_challenge_charges_nothing_and_another_card_pays() -> Result<()> {
    journey(Options::DEFAULT, async |world| {
        let checkout = pay_with(world, world.cards.challenged).await?;
        checkout.challenge().await?.close().await?;
        says_not_charged(world, "No confirmaste el pago con tu banco.").await?;
        checkout.card().await?.fill(world.cards.plain).await?;
        checkout.pay().await?;
        checkout.receipt().await?;
        assert_eq!(world.taken_from(), ["4242"]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn reload_during_the_challenge_goes_on_with_the_same_attempt() -> Result<()> {
    journey(Options::DEFAULT, async |world| {
        let checkout = pay_with(world, world.cards.challenged).await?;
        checkout.challenge().await?;
        let before = checkout.attempt().await?["id"].clone();
        world.browser.reload().await?;
        let challenge = checkout.challenge().await?;
        assert_eq!(checkout.attempt().await?["id"], before);
        challenge.answer(Answer::Confirm).await?;
        checkout.receipt().await?;
        assert_eq!(world.taken(), [VASE_PRICE]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn challenge_in_a_tab_of_its_own_pays_in_both() -> Result<()> {
    journey(Options::DEFAULT, async |world| {
        let checkout = pay_with(world, world.cards.challenged).await?;
        checkout.challenge().await?;
        let attempt = checkout.attempt().await?;
        let address = attempt["challenge"]["page_url"].as_str();
        let address = address.context("a challenge has a page")?;

        let store = world.browser.web().window().await?;
        let tab = ChallengeTab::open(&world.browser, address).await?;
        tab.confirm().await?;

        world.browser.web().switch_to_window(store).await?;
        OrderPage::arrive_paid(&world.browser).await?;
        assert_eq!(world.taken(), [VASE_PRICE]);
        Ok(())
    })
    .await
}
