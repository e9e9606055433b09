//! The bank wants to know whether it is the shopper.

use anyhow::Result;
use cobro_e2e::pages::{Answer, ChallengeTab, OrderPage};
use cobro_e2e::{Options, World};

use crate::{journeys, paid_with, pay_otherwise, pay_with, says_not_charged, type_card};

/// A bank that does not wait for long.
const HURRIED: Options = Options {
    challenge_seconds: 3,
    ..Options::DEFAULT
};
/// A store that does not wait for long.
const IMPATIENT: Options = Options {
    server_flags: &["--checkout-challenge-timeout-ms", "10000"],
    ..Options::DEFAULT
};

/// A store whose Conekta asks the bank about every card; n1co decides that by itself.
const STRICT: Options = Options {
    server_flags: &["--conekta-three-ds-mode", "strict"],
    ..Options::DEFAULT
};

/// What the browser itself says of a frame that is kept away.
const BLANK: Options = Options {
    complaints: &["Content Security", "net::ERR_"],
    ..Options::DEFAULT
};

/// A bank that shows nothing without its cookie.
const WITH_A_COOKIE: Options = Options {
    bank_wants_cookie: true,
    ..Options::DEFAULT
};

journeys! {
    on both {
        passed_challenge_pays_once,
        challenge_passed_before_a_decline_charges_nothing with STRICT,
        refused_challenge_charges_nothing,
        failed_challenge_charges_nothing,
        challenge_that_the_bank_calls_expired_charges_nothing,
        challenge_that_runs_out_at_the_bank_charges_nothing with HURRIED,
        challenge_that_outlasts_the_stores_own_limit_charges_nothing with IMPATIENT,
        closed_challenge_charges_nothing_and_another_card_pays,
        passed_challenge_whose_message_is_lost_pays_once,
        challenge_in_a_tab_of_its_own_pays_once,
        frame_that_the_policy_blocks_is_offered_in_a_tab_of_its_own with BLANK,
        frame_that_the_network_blocks_is_offered_in_a_tab_of_its_own with BLANK,
    }
    // n1co's page is not among the sandbox's faults.
    on conekta {
        frame_that_never_loads_is_offered_in_a_tab_of_its_own,
    }
    // Conekta's page knows neither a fault of the processor nor a message before the end, and is on
    // the store's own site.
    on n1co {
        frame_without_its_cookie_is_offered_in_a_tab_of_its_own with WITH_A_COOKIE,
        challenge_with_a_fault_charges_nothing,
        challenge_that_is_said_to_be_pending_goes_on_and_pays_once,
    }
}

async fn passed_challenge_pays_once(world: &World) -> Result<()> {
    let checkout = pay_with(world, world.cards.challenged).await?;
    let challenge = checkout.challenge().await?;
    let words = world.words();
    challenge.title(words.bank_asks).await?;
    challenge.bank_title(words.is_it_you).await?;
    assert_eq!(world.taken(), [0; 0]);
    challenge.answer(Answer::Confirm).await?;
    let page = paid_with(world, checkout, world.cards.challenged).await?;
    page.title(words.paid).await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    assert_eq!(world.taken_from(), [world.cards.challenged.last4()]);
    Ok(())
}

async fn challenge_passed_before_a_decline_charges_nothing(world: &World) -> Result<()> {
    let checkout = pay_with(world, world.cards.challenged_in_vain).await?;
    checkout.challenge().await?.answer(Answer::Confirm).await?;
    says_not_charged(world, &checkout, world.words().declined).await
}

/// Answers so that nothing is charged, sees that said, and pays with another card after all.
async fn answer_then_pay_otherwise(world: &World, answer: Answer, said: &str) -> Result<()> {
    let checkout = pay_with(world, world.cards.challenged).await?;
    checkout.challenge().await?.answer(answer).await?;
    says_not_charged(world, &checkout, said).await?;
    pay_otherwise(world, checkout).await
}

async fn refused_challenge_charges_nothing(world: &World) -> Result<()> {
    let said = world.words().not_confirmed;
    answer_then_pay_otherwise(world, Answer::Refuse, said).await
}

async fn failed_challenge_charges_nothing(world: &World) -> Result<()> {
    let said = world.words().not_confirmed;
    answer_then_pay_otherwise(world, Answer::Fail, said).await
}

async fn challenge_with_a_fault_charges_nothing(world: &World) -> Result<()> {
    let said = world.words().confirmation_broke;
    answer_then_pay_otherwise(world, Answer::Error, said).await
}

async fn challenge_that_the_bank_calls_expired_charges_nothing(world: &World) -> Result<()> {
    let said = world.words().confirmation_expired;
    answer_then_pay_otherwise(world, Answer::Expire, said).await
}

async fn challenge_that_runs_out_at_the_bank_charges_nothing(world: &World) -> Result<()> {
    let checkout = pay_with(world, world.cards.challenged).await?;
    checkout.challenge().await?.gone().await?;
    says_not_charged(world, &checkout, world.words().confirmation_expired).await
}

async fn challenge_that_outlasts_the_stores_own_limit_charges_nothing(world: &World) -> Result<()> {
    let checkout = pay_with(world, world.cards.challenged).await?;
    checkout.challenge().await?.gone().await?;
    says_not_charged(world, &checkout, world.words().confirmation_expired).await
}

async fn closed_challenge_charges_nothing_and_another_card_pays(world: &World) -> Result<()> {
    let checkout = pay_with(world, world.cards.challenged).await?;
    checkout.challenge().await?.close().await?;
    says_not_charged(world, &checkout, world.words().left_unconfirmed).await?;
    pay_otherwise(world, checkout).await
}

async fn challenge_that_is_said_to_be_pending_goes_on_and_pays_once(world: &World) -> Result<()> {
    let checkout = pay_with(world, world.cards.challenged).await?;
    let challenge = checkout.challenge().await?;
    challenge.stay_pending().await?;
    assert_eq!(world.taken(), [0; 0]);
    challenge.answer(Answer::Confirm).await?;
    checkout.receipt().await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

/// The provider's webhook says it instead; Conekta can be asked, too.
async fn passed_challenge_whose_message_is_lost_pays_once(world: &World) -> Result<()> {
    let checkout = pay_with(world, world.cards.challenged).await?;
    let challenge = checkout.challenge().await?;
    world.browser.lose_messages().await?;
    challenge.answer(Answer::Confirm).await?;
    checkout.receipt().await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

async fn challenge_in_a_tab_of_its_own_pays_once(world: &World) -> Result<()> {
    let checkout = pay_with(world, world.cards.challenged).await?;
    checkout.challenge().await?;
    let address = checkout.challenge_page().await?;
    let store = world.browser.web().window().await?;
    let tab = ChallengeTab::open(&world.browser, &address).await?;
    tab.confirm().await?;
    if world.gateway.leads_back {
        OrderPage::arrive_paid(&world.browser).await?;
    }
    world.browser.web().switch_to_window(store).await?;
    OrderPage::arrive_paid(&world.browser).await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

/// Where the dialog says that the bank's page does not show.
const SAID_BLANK: &str = ".challenge-help .notice a";
/// Where it asks whether it does: a browser calls a frame loaded whatever it shows.
const ASKED: &str = ".challenge-help > p a";

/// Passes the challenge in the tab that the dialog offers, and sees the store's own tab follow.
async fn pass_in_the_tab_that_is_offered(world: &World, offer: &str) -> Result<()> {
    let browser = &world.browser;
    let store = browser.web().window().await?;
    ChallengeTab::accept(browser, offer)
        .await?
        .confirm()
        .await?;
    browser.web().switch_to_window(store).await?;
    OrderPage::arrive_paid(browser).await?;
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}

async fn frame_that_the_policy_blocks_is_offered_in_a_tab_of_its_own(world: &World) -> Result<()> {
    let checkout = type_card(world, world.cards.challenged).await?;
    world.browser.forbid_frames().await?;
    checkout.pay().await?;
    pass_in_the_tab_that_is_offered(world, SAID_BLANK).await
}

async fn frame_that_the_network_blocks_is_offered_in_a_tab_of_its_own(world: &World) -> Result<()> {
    let checkout = type_card(world, world.cards.challenged).await?;
    world
        .browser
        .block(&["*/conekta/3ds/*", "*/n1co/*"])
        .await?;
    checkout.pay().await?;
    pass_in_the_tab_that_is_offered(world, ASKED).await
}

async fn frame_that_never_loads_is_offered_in_a_tab_of_its_own(world: &World) -> Result<()> {
    let checkout = type_card(world, world.cards.challenged).await?;
    world.delay_next_challenge()?;
    checkout.pay().await?;
    pass_in_the_tab_that_is_offered(world, SAID_BLANK).await
}

/// In the tab, the bank's page is its own site's, and its cookie comes back.
async fn frame_without_its_cookie_is_offered_in_a_tab_of_its_own(world: &World) -> Result<()> {
    let checkout = type_card(world, world.cards.challenged).await?;
    checkout.pay().await?;
    pass_in_the_tab_that_is_offered(world, ASKED).await
}
