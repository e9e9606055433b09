//! Elements that follow signals: what is drawn anew, and what is left of what was drawn before.

use cobro::element::{div, el};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Stage, js, keep, run, settle};

fn signals() -> [RwSignal<bool>; 2] {
    let owner = Owner::new();
    let signals = owner.with(|| [RwSignal::new(false), RwSignal::new(false)]);
    keep(owner);
    signals
}

#[wasm_bindgen_test]
async fn what_is_drawn_anew_stays_in_its_place() {
    let [many, other] = signals();
    let stage = Stage::with_view(move || {
        let count = move || if many.get() { 2 } else { 0 };
        el("p")
            .text("a")
            .live(move || (0..count()).map(|_| el("b").text("b")))
            .child(el("i").text("c"))
            .live(move || el("b").text(if other.get() { "e" } else { "d" }))
    });
    assert_eq!(stage.text(), "acd");
    many.set(true);
    settle().await;
    assert_eq!(stage.text(), "abbcd");
    other.set(true);
    settle().await;
    assert_eq!(stage.text(), "abbce");
    many.set(false);
    settle().await;
    assert_eq!(stage.text(), "ace");
}

/// Effects of elements that were taken away used to run once more when the same turn changed what
/// they read, and what they read was gone with its surroundings.
#[wasm_bindgen_test]
async fn what_is_taken_away_follows_nothing_any_more() {
    let [list, busy] = signals();
    run("window.cobroErrors = 0; window.addEventListener('error', () => window.cobroErrors++)");
    let stage = Stage::with_view(move || {
        div("list").live(move || {
            list.track();
            el("ul").live(move || {
                let busy = Signal::derive(move || busy.get());
                el("li").flag("hidden", move || busy.get())
            })
        })
    });
    assert_eq!(stage.count("li[hidden]"), 0);
    busy.set(true);
    list.set(true);
    settle().await;
    assert_eq!(stage.count("li[hidden]"), 1);
    list.set(false);
    busy.set(false);
    settle().await;
    assert_eq!(stage.count("li:not([hidden])"), 1);
    assert_eq!(js("window.cobroErrors").as_f64(), Some(0.0));
}
