//! The whole checkout, with a server that answers as it is told.

use cobro::browser::storage::{self, Area};
use cobro::components::checkout::Checkout;
use cobro::words::words;
use cobro_wire::{
    AttemptStatus, Brand, Card, CardSummary, DeclineReason, Expiry, Locale, Order, OrderStatus,
};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{
    STAND_IN, Stage, attempt_id, challenge, config, js, keep, order, receipt, run, script_url,
    settle, until,
};

/// Where a browser keeps that it has a session.
const SESSION_KEY: &str = "cobro.session";
const NOT_CHARGED: &str = "No se hizo ningún cargo";

/// A checkout of an open order with one saved card, and what its server was asked.
struct Shop {
    stage: Stage,
    seen: RwSignal<Vec<OrderStatus>>,
}

impl Drop for Shop {
    fn drop(&mut self) {
        storage::remove(Area::Local, &kept_key());
    }
}

fn kept_key() -> String {
    format!("cobro.attempt.{}", order(OrderStatus::Open, None).id)
}

/// Each answer is an order, `"lost"`, or a problem; the last one is given again and again. An order
/// whose attempt is to be ours gets the id that was last sent.
fn serve(answers: &[String]) {
    storage::set(Area::Local, SESSION_KEY, "1");
    run("window.cobroAsked = []; window.cobroSent = [];");
    run(&format!("window.cobroAnswers = [{}];", answers.join(",")));
    run("window.fetch = async (...call) => {
        const request = new Request(...call);
        window.cobroAsked.push(request.method + ' ' + new URL(request.url).pathname);
        const text = await request.text();
        if (text.includes('attempt_id')) window.cobroSent.push(JSON.parse(text));
        const answers = window.cobroAnswers;
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        if (answer === 'lost') throw new TypeError('Failed to fetch');
        const body = structuredClone(answer);
        if (body.attempt) body.attempt.id = window.cobroSent.at(-1)?.attempt_id ?? body.attempt.id;
        return new Response(JSON.stringify(body), { status: body.code ? body.status : 200 });
    };");
}

fn json(order: &Order) -> String {
    let writer = serde_wasm_bindgen::Serializer::json_compatible();
    let value = serde::Serialize::serialize(order, &writer).unwrap();
    js_sys::JSON::stringify(&value).unwrap().into()
}

fn asked() -> Vec<String> {
    let asked: js_sys::Array = js("window.cobroAsked").into();
    asked.iter().filter_map(|call| call.as_string()).collect()
}

fn sent(field: &str) -> String {
    js(&format!(
        "JSON.stringify(window.cobroSent.map((sent) => {field}))"
    ))
    .as_string()
    .unwrap()
}

fn saved_card() -> Card {
    Card {
        id: "src_1".parse().unwrap(),
        summary: Some(CardSummary {
            brand: Brand::Visa,
            last4: "4242".into(),
        }),
        expiry: Some(Expiry {
            month: 11,
            year: 2036,
        }),
        holder: None,
        default: true,
        blocked: false,
    }
}

fn open_shop(cards: Vec<Card>) -> Shop {
    let owner = Owner::new();
    let seen = owner.with(|| RwSignal::new(Vec::new()));
    keep(owner);
    let stage = Stage::with_view(move || {
        let on_order = Callback::new(move |order: Order| {
            seen.update(|seen| seen.push(order.status));
        });
        view! {
            <Checkout
                order=order(OrderStatus::Open, None)
                config=config(script_url(STAND_IN))
                cards
                ready=Signal::stored(true)
                on_order
            />
        }
    });
    Shop { stage, seen }
}

impl Shop {
    fn pay(&self) {
        self.stage.find(".pay-bar button").unwrap().click();
    }

    async fn says(&self, text: &str) {
        until(text, || self.stage.text().contains(text)).await;
    }
}

fn open(attempt: Option<AttemptStatus>) -> String {
    json(&order(OrderStatus::Open, attempt))
}

fn paid() -> String {
    json(&order(
        OrderStatus::Paid,
        Some(AttemptStatus::Paid { receipt: receipt() }),
    ))
}

fn declined() -> String {
    let message = Some("Fondos insuficientes.".to_owned());
    open(Some(AttemptStatus::Declined {
        reason: DeclineReason::Declined,
        message,
    }))
}

fn lost() -> String {
    "'lost'".into()
}

#[wasm_bindgen_test]
async fn a_saved_card_pays_with_one_call_however_often_the_button_is_pressed() {
    serve(&[paid()]);
    let shop = open_shop(vec![saved_card()]);
    shop.pay();
    shop.pay();
    shop.pay();
    until("paid", || shop.seen.get_untracked() == [OrderStatus::Paid]).await;
    settle().await;
    assert_eq!(
        asked(),
        ["POST /api/orders/or_07070707070707070707070707070707/attempts"]
    );
    assert_eq!(
        sent("sent.with"),
        r#"[{"type":"payment_source","payment_source_id":"src_1"}]"#
    );
    assert_eq!(storage::get(Area::Local, &kept_key()), None);
}

#[wasm_bindgen_test]
async fn a_lost_answer_is_asked_for_and_never_called_a_decline() {
    serve(&[lost(), lost(), paid()]);
    let shop = open_shop(vec![saved_card()]);
    shop.pay();
    shop.says(words(Locale::Es).unknown.title).await;
    assert!(!shop.stage.text().contains(NOT_CHARGED));
    let kept = storage::get(Area::Local, &kept_key()).unwrap();
    assert!(kept.starts_with("sent at_"), "{kept}");
    until("paid", || shop.seen.get_untracked() == [OrderStatus::Paid]).await;
    let reads = asked()
        .iter()
        .filter(|call| call.starts_with("GET"))
        .count();
    assert_eq!((asked().len(), reads), (3, 2));
}

#[wasm_bindgen_test]
async fn an_attempt_the_server_never_saw_is_sent_again_under_the_same_id() {
    serve(&[lost(), open(None), paid()]);
    let shop = open_shop(vec![saved_card()]);
    shop.pay();
    until("paid", || {
        shop.seen.get_untracked().last() == Some(&OrderStatus::Paid)
    })
    .await;
    let ids = sent("sent.attempt_id");
    assert_eq!(
        js(&format!("new Set({ids}).size")).as_f64(),
        Some(1.0),
        "{ids}"
    );
    assert_eq!(
        asked()
            .iter()
            .filter(|call| call.starts_with("POST"))
            .count(),
        2
    );
}

#[wasm_bindgen_test]
async fn a_decline_tells_the_banks_words_and_the_next_try_is_a_new_attempt() {
    serve(&[declined(), paid()]);
    let shop = open_shop(vec![saved_card()]);
    shop.pay();
    shop.says("Fondos insuficientes.").await;
    until("the focus on it", || {
        crate::support::focused().is_some_and(|element| element.class_name() == "checkout-notice")
    })
    .await;
    shop.pay();
    until("paid", || {
        shop.seen.get_untracked().last() == Some(&OrderStatus::Paid)
    })
    .await;
    let ids = sent("sent.attempt_id");
    assert_eq!(
        js(&format!("new Set({ids}).size")).as_f64(),
        Some(2.0),
        "{ids}"
    );
}

#[wasm_bindgen_test]
async fn a_new_card_is_tokenized_anew_for_each_try() {
    serve(&[declined(), paid()]);
    let shop = open_shop(Vec::new());
    until("the mount", || shop.stage.count("form") == 1).await;
    run("{
        const { callbacks } = window.cobroCalls.at(-1);
        let made = 0;
        callbacks.onUpdateSubmitTrigger(async () => {
            made += 1;
            callbacks.onCreateTokenSucceeded({ id: 'tok_' + made });
        });
        callbacks.onGetInfoSuccess({ initLoadTime: 5 });
    }");
    settle().await;
    shop.pay();
    shop.says("Fondos insuficientes.").await;
    shop.pay();
    until("paid", || {
        shop.seen.get_untracked().last() == Some(&OrderStatus::Paid)
    })
    .await;
    assert_eq!(sent("sent.with.token_id"), r#"["tok_1","tok_2"]"#);
}

#[wasm_bindgen_test]
async fn a_card_that_is_not_read_sends_nothing() {
    serve(&[paid()]);
    let shop = open_shop(Vec::new());
    until("the mount", || shop.stage.count("form") == 1).await;
    run("{
        const { callbacks } = window.cobroCalls.at(-1);
        callbacks.onUpdateSubmitTrigger(async () => callbacks.onFormError({ message: 'Falta' }));
        callbacks.onGetInfoSuccess({ initLoadTime: 5 });
    }");
    settle().await;
    shop.pay();
    shop.says(words(Locale::Es).token_error).await;
    shop.says("Falta").await;
    assert!(asked().is_empty());
}

#[wasm_bindgen_test]
async fn a_challenge_that_is_left_is_reported_and_the_servers_word_is_shown() {
    let es = words(Locale::Es);
    let awaiting = AttemptStatus::AwaitingAuthentication {
        challenge: challenge(),
    };
    let refused = AttemptStatus::AuthenticationFailed {
        failure: cobro_wire::AuthenticationFailure::Refused,
    };
    serve(&[open(Some(awaiting)), open(Some(refused))]);
    let shop = open_shop(vec![saved_card()]);
    shop.pay();
    until("the dialog", || shop.stage.find("dialog[open]").is_some()).await;
    shop.stage.find(".challenge-bar button").unwrap().click();
    until("the question", || {
        shop.stage.find("[role=alertdialog]").is_some()
    })
    .await;
    shop.stage.press(es.leave);
    shop.says(es.authentication_refused.title).await;
    assert!(shop.stage.find("dialog").is_none());
    assert!(asked().last().unwrap().ends_with("/authentication"));
}

#[wasm_bindgen_test]
async fn a_page_loaded_again_asks_for_the_attempt_that_was_sent() {
    serve(&[paid()]);
    let kept = format!("sent {}", attempt_id(1));
    storage::set(Area::Local, &kept_key(), &kept);
    let shop = open_shop(vec![saved_card()]);
    shop.says(words(Locale::Es).unknown.title).await;
    until("paid", || shop.seen.get_untracked() == [OrderStatus::Paid]).await;
    assert_eq!(
        asked(),
        ["GET /api/orders/or_07070707070707070707070707070707"]
    );
}

#[wasm_bindgen_test]
async fn a_browser_that_never_had_a_session_asks_for_one_first() {
    serve(&["{ contact: null }".into(), paid()]);
    storage::remove(Area::Local, SESSION_KEY);
    let shop = open_shop(vec![saved_card()]);
    shop.pay();
    until("paid", || shop.seen.get_untracked() == [OrderStatus::Paid]).await;
    assert_eq!(
        asked().first().map(String::as_str),
        Some("GET /api/session")
    );
    assert_eq!(asked().len(), 2);
    assert!(storage::get(Area::Local, SESSION_KEY).is_some());
}

#[wasm_bindgen_test]
async fn a_missing_session_is_made_and_the_call_repeated_once() {
    let problem = "{ type: 'urn:cobro:problem:no_session', title: 't', status: 401, \
                   detail: 'd', code: 'no_session' }";
    serve(&[problem.into(), "{ contact: null }".into(), paid()]);
    let shop = open_shop(vec![saved_card()]);
    shop.pay();
    until("paid", || shop.seen.get_untracked() == [OrderStatus::Paid]).await;
    assert_eq!(asked().get(1).map(String::as_str), Some("GET /api/session"));
    assert_eq!(asked().len(), 3);
}

/// A saved card that is good for so many months after this one.
fn good_for(id: &str, months: i32) -> Card {
    let month = i32::try_from(js_sys::Date::new_0().get_month()).unwrap() + months;
    let year = i32::try_from(js_sys::Date::new_0().get_full_year()).unwrap();
    Card {
        id: id.parse().unwrap(),
        expiry: Some(Expiry {
            month: u8::try_from(month.rem_euclid(12) + 1).unwrap(),
            year: u16::try_from(year + month.div_euclid(12)).unwrap(),
        }),
        default: false,
        ..saved_card()
    }
}

#[wasm_bindgen_test]
async fn a_card_that_is_over_is_not_chosen_first_and_one_that_soon_is_says_so() {
    let over = Card {
        default: true,
        ..good_for("src_over", -1)
    };
    let blocked = Card {
        blocked: true,
        ..good_for("src_blocked", 9)
    };
    let cards = [
        over,
        blocked,
        good_for("src_now", 0),
        good_for("src_next", 1),
        good_for("src_later", 2),
    ];
    let shop = open_shop(cards.to_vec());
    settle().await;
    let text = |id: &str| {
        let row = format!(".saved-cards-label:has([value={id}])");
        shop.stage.find(&row).unwrap().text_content().unwrap()
    };
    assert!(text("src_over").contains("venció"));
    assert!(text("src_blocked").contains("Bloqueada"));
    assert!(text("src_now").contains("vence pronto"));
    assert!(text("src_next").contains("vence pronto"));
    assert!(!text("src_later").contains("pronto"));
    let chosen = shop.stage.find("input:checked").unwrap();
    assert_eq!(chosen.get_attribute("value").unwrap(), "src_now");
    assert!(shop.stage.find("[value=src_blocked]:enabled").is_none());
}
