//! What an operator does about webhooks, by the program itself.

use std::process::Output;

use cobro_sandbox::{Fault, Rule};
use cobro_server::gateway::conekta::NAME;
use reqwest::StatusCode;
use serde_json::json;
use tokio::process::Command;

use super::mailbox::signed_by;
use super::{CONFIRM, challenged, deliver, is_paid, until};
use crate::shop::Shop;

/// Runs the program beside the store, on the same database.
async fn operator(shop: &Shop, arguments: &[&str]) -> Output {
    let conekta = &shop.app.config.conekta;
    Command::new(env!("CARGO_BIN_EXE_cobro-server"))
        .args(["--database", &shop.database.url()])
        .args(["--public-url", &shop.url])
        .args(["--conekta-api-url", conekta.api_url.as_str()])
        .args(arguments)
        .output()
        .await
        .unwrap()
}

/// What it says of what it did.
async fn done(shop: &Shop, arguments: &[&str]) -> String {
    let output = operator(shop, arguments).await;
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// Why it did not.
async fn refused(shop: &Shop, arguments: &[&str]) -> String {
    let output = operator(shop, arguments).await;
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

async fn stored(shop: &Shop) -> Vec<String> {
    let keys = shop.app.store.webhook_keys(NAME).await.unwrap();
    keys.into_iter().map(|key| key.id).collect()
}

/// Which of the sandbox's first three keys sign what is taken.
async fn taken(shop: &Shop) -> Vec<usize> {
    let mut taken = Vec::new();
    for key in 0..3 {
        let body = json!({ "type": "webhook_ping" }).to_string().into_bytes();
        match deliver(shop, &signed_by(key, body)).await.0 {
            StatusCode::OK => taken.push(key),
            refusal => assert!([401, 404].contains(&refusal.as_u16()), "{refusal}"),
        }
    }
    taken
}

#[tokio::test]
async fn a_key_and_an_address_are_all_that_webhooks_need() {
    let shop = Shop::open().await;
    assert!(taken(&shop).await.is_empty());
    let said = done(&shop, &["webhook-key", "--register"]).await;
    let address = format!("{}/webhooks/conekta", shop.url);
    assert!(said.contains("made the webhook key"), "{said}");
    assert!(said.contains(&address), "{said}");
    let (shopper, order) = challenged(&shop).await;
    shopper.at_the_bank(&order, &CONFIRM).await;
    until(async || is_paid(&shop, &order).await).await;

    let again = done(&shop, &["webhook-key", "--register", &address]).await;
    assert!(again.contains("already"), "{again}");
    assert_eq!(stored(&shop).await.len(), 1);
}

#[tokio::test]
async fn a_second_key_is_made_only_when_it_is_asked_for() {
    let shop = Shop::open().await;
    let said = done(&shop, &["webhook-key"]).await;
    assert!(said.contains("left to do"), "{said}");
    let why = refused(&shop, &["webhook-key"]).await;
    assert!(why.contains("--add") && why.contains("--replace"), "{why}");
    assert_eq!(taken(&shop).await, [0]);

    let first = &stored(&shop).await[0];
    done(&shop, &["webhook-key", "--add"]).await;
    assert_eq!(taken(&shop).await, [0, 1]);
    done(&shop, &["webhook-key", "--remove", first]).await;
    assert_eq!(taken(&shop).await, [1]);
    assert_eq!(stored(&shop).await.len(), 1);

    done(&shop, &["webhook-key", "--replace"]).await;
    assert_eq!(taken(&shop).await, [2]);
    let why = refused(&shop, &["webhook-key", "--remove", first]).await;
    assert!(why.contains("is stored"), "{why}");
}

#[tokio::test]
async fn a_key_that_conekta_keeps_signing_with_is_kept() {
    let shop = Shop::open().await;
    done(&shop, &["webhook-key"]).await;
    let fault = Rule::next(
        "conekta.delete_webhook_key",
        Fault::ErrorBeforeEffect(500),
        1,
    );
    shop.sandbox.faults().add(fault).unwrap();
    let old = stored(&shop).await;
    let why = refused(&shop, &["webhook-key", "--replace"]).await;
    assert!(why.contains(&format!("--remove {}", old[0])), "{why}");
    assert_eq!(taken(&shop).await, [0, 1]);
    done(&shop, &["webhook-key", "--remove", &old[0]]).await;
    assert_eq!(taken(&shop).await, [1]);
}

#[tokio::test]
async fn a_key_that_was_not_made_or_not_shown_is_not_stored() {
    for fault in [Fault::ErrorBeforeEffect(500), Fault::DropAfterEffect] {
        let shop = Shop::open().await;
        let rule = Rule::next("conekta.create_webhook_key", fault, 1);
        shop.sandbox.faults().add(rule).unwrap();
        let why = refused(&shop, &["webhook-key"]).await;
        assert!(why.contains("no webhook key was made"), "{why}");
        assert!(stored(&shop).await.is_empty());
    }
}

#[tokio::test]
async fn an_address_that_conekta_refuses_is_said_with_its_words() {
    let shop = Shop::open().await;
    let real = "https://api.conekta.io/webhooks";
    let why = refused(&shop, &["webhook-key", "--register", real]).await;
    assert!(why.contains("does not send its events"), "{why}");
    assert!(why.contains("parameter_validation.url"), "{why}");
    assert_eq!(stored(&shop).await.len(), 1, "the key is made all the same");
    let why = refused(&shop, &["webhook-key", "--register", "shop.example"]).await;
    assert!(why.contains("is not an http"), "{why}");
}

#[tokio::test]
async fn settings_may_stand_before_and_behind_the_subcommand() {
    let shop = Shop::open().await;
    let why = refused(&shop, &["webhook-key", "--gateway", "n1co"]).await;
    assert!(why.contains("n1co.webhook_secret"), "{why}");
    let why = refused(&shop, &["--gateway", "n1co", "webhook-events"]).await;
    assert!(why.contains("belongs to the gateway conekta"), "{why}");
    let help = done(&shop, &["webhook-key", "--help"]).await;
    for flag in ["--replace", "--register", "--conekta-private-key"] {
        assert!(help.contains(flag), "{help}");
    }
}

#[tokio::test]
async fn events_that_were_put_aside_are_shown_and_tried_again() {
    let shop = Shop::with_webhooks(&[], None).await;
    let none = done(&shop, &["webhook-events"]).await;
    assert_eq!(none, "no webhook event was put aside\n");
    for body in ["?", "??"] {
        deliver(&shop, &signed_by(0, body.into())).await;
    }
    let shown = done(&shop, &["webhook-events"]).await;
    assert_eq!(shown.lines().count(), 2, "{shown}");
    assert!(shown.contains("does not read as an event"), "{shown}");
    assert!(shown.contains("tries 1"), "{shown}");
    let id = shown.split_whitespace().next().unwrap();
    done(&shop, &["webhook-events", "--retry", id]).await;
    let shown = done(&shop, &["webhook-events"]).await;
    assert_eq!(shown.lines().count(), 1, "{shown}");
    done(&shop, &["webhook-events", "--retry-all"]).await;
    let why = refused(&shop, &["webhook-events", "--retry", id]).await;
    assert!(why.contains("no event"), "{why}");
    // They are due by the operator's clock, which is ahead of this store's or behind it.
    shop.wait(1_000_000_000);
    shop.app.payments.process_webhooks().await.unwrap();
    let shown = done(&shop, &["webhook-events"]).await;
    assert_eq!(shown.lines().count(), 2, "{shown}");
}
