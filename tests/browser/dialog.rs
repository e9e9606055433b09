//! The bank's dialog: where the focus goes, and how it can be left.

use cobro::components::challenge_dialog::ChallengeDialog;
use cobro::words::words;
use cobro_wire::{AuthenticationReport, ChallengeEnd, Locale};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlDialogElement;

use crate::support::{Stage, challenge, focused, js, keep, until};

struct Shown {
    stage: Stage,
    open: RwSignal<bool>,
    ends: RwSignal<Vec<ChallengeEnd>>,
}

/// A page with a focused button, over which the dialog is shown.
async fn show(timeout_ms: u32) -> Shown {
    let owner = Owner::new();
    let (open, ends) = owner.with(|| {
        (
            RwSignal::new(false),
            RwSignal::new(Vec::<ChallengeEnd>::new()),
        )
    });
    let stage = Stage::with_view(move || {
        let on_end = Callback::new(move |report: AuthenticationReport| {
            ends.update(|ends| ends.push(report.end));
        });
        view! {
            <button id="opener">"Pagar"</button>
            {move || {
                open.get().then(|| {
                    view! {
                        <ChallengeDialog
                            challenge=challenge()
                            origins=vec!["https://bank.example".to_owned()]
                            timeout_ms
                            on_end
                        />
                    }
                })
            }}
        }
    });
    keep(owner);
    stage.find("#opener").unwrap().focus().unwrap();
    open.set(true);
    until("the dialog", || stage.find("dialog[open]").is_some()).await;
    Shown { stage, open, ends }
}

impl Shown {
    fn dialog(&self) -> HtmlDialogElement {
        self.stage.find("dialog").unwrap().unchecked_into()
    }

    fn leave_is_asked(&self) -> bool {
        self.stage.find("[role=alertdialog]").is_some()
    }

    /// What the browser does on Escape; says whether it was kept from closing.
    fn escape(&self) -> bool {
        let closes = js("document.querySelector('dialog[open]')
            .dispatchEvent(new Event('cancel', { cancelable: true }))");
        closes.is_falsy()
    }
}

#[wasm_bindgen_test]
async fn the_focus_goes_into_the_dialog_and_back_to_where_it_was() {
    let shown = show(300_000).await;
    assert!(shown.dialog().matches(":modal").unwrap());
    assert!(shown.dialog().contains(focused().as_deref()));
    assert_eq!(focused().unwrap().id(), "challenge-title");
    shown.open.set(false);
    until("the dialog's end", || shown.stage.find("dialog").is_none()).await;
    assert_eq!(focused().unwrap().id(), "opener");
    assert_eq!(shown.ends.get_untracked(), []);
}

#[wasm_bindgen_test]
async fn the_frame_is_named_and_may_do_what_banks_need() {
    let shown = show(300_000).await;
    let frame = shown.stage.find("iframe").unwrap();
    assert_eq!(
        frame.get_attribute("title").as_deref(),
        Some(words(Locale::Es).challenge)
    );
    let allowed = frame.get_attribute("allow");
    assert_eq!(
        allowed.as_deref(),
        Some("payment *; publickey-credentials-get *")
    );
    assert_eq!(
        frame.get_attribute("referrerpolicy").as_deref(),
        Some("origin")
    );
    assert!(!frame.has_attribute("sandbox"));
}

#[wasm_bindgen_test]
async fn closing_asks_first_and_then_ends_it_once() {
    let es = words(Locale::Es);
    let shown = show(300_000).await;
    shown.stage.find(".challenge-bar button").unwrap().click();
    until("the question", || shown.leave_is_asked()).await;
    until("the focus on it", || {
        focused().is_some_and(|element| element.matches("[role=alertdialog]").unwrap())
    })
    .await;
    shown.stage.press(es.stay);
    until("no question", || !shown.leave_is_asked()).await;
    assert_eq!(shown.ends.get_untracked(), []);
    shown.stage.find(".challenge-bar button").unwrap().click();
    until("the question", || shown.leave_is_asked()).await;
    shown.stage.press(es.leave);
    shown.stage.press(es.leave);
    assert_eq!(shown.ends.get_untracked(), [ChallengeEnd::Closed]);
}

#[wasm_bindgen_test]
async fn escape_asks_rather_than_closes() {
    let shown = show(300_000).await;
    assert!(shown.escape());
    until("the question", || shown.leave_is_asked()).await;
    assert!(shown.dialog().open());
    assert_eq!(shown.ends.get_untracked(), []);
}

#[wasm_bindgen_test]
async fn a_dialog_that_the_browser_closes_counts_as_left() {
    let shown = show(300_000).await;
    shown.dialog().close();
    until("its end", || !shown.ends.get_untracked().is_empty()).await;
    assert_eq!(shown.ends.get_untracked(), [ChallengeEnd::Closed]);
}

#[wasm_bindgen_test]
async fn time_that_runs_out_ends_it_once() {
    let shown = show(1).await;
    until("its end", || !shown.ends.get_untracked().is_empty()).await;
    assert_eq!(shown.ends.get_untracked(), [ChallengeEnd::TimedOut]);
}
