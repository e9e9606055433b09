//! Coming back with a saved card.

use anyhow::Result;
use cobro_e2e::World;
use cobro_e2e::pages::{CardsPage, SavedCard};

use crate::{buy_and_keep, journeys, order_vase, paid_with, pay_with};

journeys! {
    on both {
        kept_card_pays_next_time_with_one_press,
        card_that_is_not_the_default_pays_when_it_is_chosen,
        new_default_card_is_the_one_that_pays,
        removed_card_is_offered_no_more,
        removed_card_that_is_had_back_pays,
        removed_card_is_gone_once_it_can_be_had_back_no_more,
        card_that_was_not_to_be_kept_is_not,
    }
    // n1co does not say what became of a card.
    on conekta {
        blocked_card_is_marked_and_cannot_be_chosen,
    }
}

/// A shopper with two saved cards: the plain one, which is the default, and the other one.
async fn keep_two<'a>(world: &'a World) -> Result<(CardsPage<'a>, [SavedCard; 2])> {
    buy_and_keep(world, world.cards.plain).await?;
    let page = CardsPage::open(&world.browser).await?;
    let plain = page.default().await?;
    let other = page.add(world.cards.other).await?;
    for (saved, card) in [(&plain, world.cards.plain), (&other, world.cards.other)] {
        let said = world.gateway.saved_as(card, world.words());
        page.reads(saved, said).await?;
    }
    assert_eq!(page.default().await?, plain);
    Ok((page, [plain, other]))
}

/// What was taken first from the plain card, then from the other one.
fn taken_from_both(world: &World) {
    let both = [world.cards.plain.last4(), world.cards.other.last4()];
    assert_eq!(world.taken_from(), both);
    assert_eq!(world.taken(), [world.gateway.price; 2]);
}

async fn kept_card_pays_next_time_with_one_press(world: &World) -> Result<()> {
    let plain = world.cards.plain;
    buy_and_keep(world, plain).await?;
    let checkout = order_vase(world).await?;
    assert!(checkout.contact().await?.contains("Ana Torres"));
    let offered = checkout.saved_cards().await?;
    let (gateway, words) = (world.gateway, world.words());
    let said = [
        gateway.saved_as(plain, words),
        gateway.good_until(words),
        words.default_card,
    ];
    for said in said {
        assert!(offered[0].contains(said), "{said}: {offered:?}");
    }
    checkout.pay().await?;
    paid_with(world, checkout, plain).await?;
    assert_eq!(world.taken(), [world.gateway.price; 2]);
    assert_eq!(world.taken_from(), [plain.last4(); 2]);
    Ok(())
}

async fn card_that_is_not_the_default_pays_when_it_is_chosen(world: &World) -> Result<()> {
    let (_, [_, other]) = keep_two(world).await?;
    let checkout = order_vase(world).await?;
    checkout.choose(&other).await?;
    checkout.pay().await?;
    paid_with(world, checkout, world.cards.other).await?;
    taken_from_both(world);
    Ok(())
}

async fn new_default_card_is_the_one_that_pays(world: &World) -> Result<()> {
    let (page, [_, other]) = keep_two(world).await?;
    page.make_default(&other).await?;
    let checkout = order_vase(world).await?;
    checkout.pay().await?;
    paid_with(world, checkout, world.cards.other).await?;
    taken_from_both(world);
    Ok(())
}

async fn removed_card_is_offered_no_more(world: &World) -> Result<()> {
    let (page, [plain, _]) = keep_two(world).await?;
    page.remove(&plain).await?;
    page.leave(1).await?;
    let checkout = order_vase(world).await?;
    assert_eq!(checkout.saved_cards().await?.len(), 1);
    checkout.pay().await?;
    paid_with(world, checkout, world.cards.other).await?;
    taken_from_both(world);
    Ok(())
}

async fn removed_card_that_is_had_back_pays(world: &World) -> Result<()> {
    let (page, [plain, _]) = keep_two(world).await?;
    page.remove(&plain).await?;
    assert_eq!(page.kept().await?, 2);
    page.undo(&plain).await?;
    page.let_go().await?;
    page.lists(2).await?;
    page.leave(2).await?;
    let checkout = order_vase(world).await?;
    checkout.choose(&plain).await?;
    checkout.pay().await?;
    paid_with(world, checkout, world.cards.plain).await?;
    assert_eq!(world.taken_from(), [world.cards.plain.last4(); 2]);
    Ok(())
}

async fn removed_card_is_gone_once_it_can_be_had_back_no_more(world: &World) -> Result<()> {
    let (page, [_, other]) = keep_two(world).await?;
    page.remove(&other).await?;
    assert_eq!(page.kept().await?, 2);
    page.let_go().await?;
    page.keeps(1).await?;
    page.lists(1).await?;
    world.browser.see("main:focus").await?;
    Ok(())
}

async fn blocked_card_is_marked_and_cannot_be_chosen(world: &World) -> Result<()> {
    let (_, [plain, other]) = keep_two(world).await?;
    world.block_saved_cards();
    let browser = &world.browser;
    let page = CardsPage::open(browser).await?;
    for card in [&plain, &other] {
        page.reads(card, world.words().blocked).await?;
    }
    browser
        .miss(".wallet-actions button:not([data-card])")
        .await?;
    let checkout = order_vase(world).await?;
    checkout.card().await?;
    for offered in checkout.saved_cards().await? {
        assert!(offered.contains(world.words().blocked), "{offered}");
    }
    browser
        .see(".saved-cards input[value=other]:checked")
        .await?;
    browser
        .miss(".saved-cards input[value^=src_]:enabled")
        .await
}

async fn card_that_was_not_to_be_kept_is_not(world: &World) -> Result<()> {
    let checkout = pay_with(world, world.cards.plain).await?;
    checkout.receipt().await?;
    let checkout = order_vase(world).await?;
    checkout.card().await?;
    assert_eq!(checkout.saved_cards().await?, [""; 0]);
    assert_eq!(world.taken(), [world.gateway.price]);
    Ok(())
}
