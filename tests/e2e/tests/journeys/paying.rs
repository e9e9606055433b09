//! Paying with a new card: asked nothing, asked for a code, or refused.

use anyhow::Result;
use cobro_e2e::pages::{Answer, TestCard};
use cobro_e2e::{Options, journey};

use crate::{VASE_PRICE, pay_with};

#[tokio::test(flavor = "multi_thread")]
async fn card_without_a_question_pays_once() -> Result<()> {
    journey(Options::default(), async |world| {
        let checkout = pay_with(world, TestCard::FRICTIONLESS).await?;
        checkout.receipt().await?.receipt("200.15").await?;
        assert_eq!(world.taken(), [VASE_PRICE]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn passed_challenge_pays_once() -> Result<()> {
    journey(Options::default(), async |world| {
        let checkout = pay_with(world, TestCard::CHALLENGED).await?;
        assert_eq!(world.taken(), [0; 0]);
        checkout.challenge().await?.answer(Answer::Confirm).await?;
        checkout.receipt().await?;
        assert_eq!(world.taken(), [VASE_PRICE]);
        Ok(())
    })
    .await
}
