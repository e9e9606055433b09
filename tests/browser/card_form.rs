//! The card form in the page: waited for, blocked, retried.

use cobro::components::card_form::{CardForm, CardFormHandle, FormState};
use cobro::words::words;
use cobro_wire::Locale;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{STAND_IN, Stage, config, js, keep, run, script_url, settle, until};

fn show(script_url: String, wanted: RwSignal<bool>) -> (Stage, CardFormHandle) {
    let owner = Owner::new();
    let form = owner.with(CardFormHandle::new);
    keep(owner);
    let stage = Stage::with_view(move || {
        view! {
            <CardForm
                form
                component=config(script_url).component
                wanted
                on_token=Callback::new(|_| ())
                on_error=Callback::new(|_| ())
            />
        }
    });
    (stage, form)
}

fn signal(value: bool) -> RwSignal<bool> {
    let owner = Owner::new();
    let signal = owner.with(|| RwSignal::new(value));
    keep(owner);
    signal
}

#[wasm_bindgen_test]
async fn a_form_is_waited_for_until_it_says_that_it_is_ready() {
    let (stage, form) = show(script_url(STAND_IN), signal(true));
    until("the mount", || stage.count("form") == 1).await;
    assert_eq!(form.state(), FormState::Loading);
    assert!(stage.text().contains(words(Locale::Es).preparing));
    run("window.cobroCalls.at(-1).callbacks.onGetInfoSuccess({ initLoadTime: 5 })");
    until("ready", || form.state() == FormState::Ready).await;
    settle().await;
    assert!(!stage.text().contains(words(Locale::Es).preparing));
    assert_eq!(stage.count("form"), 1);
}

#[wasm_bindgen_test]
async fn a_blocked_form_names_the_host_and_a_retry_brings_it() {
    run("delete window.ConektaCheckoutComponents; window.cobroBroken = true;");
    let url = script_url(&["if (!window.cobroBroken) {", STAND_IN, "}"].concat());
    let (stage, form) = show(url, signal(true));
    until("blocked", || form.state() == FormState::Blocked).await;
    until("the host's name", || stage.text().contains("pay.example")).await;
    run("window.cobroBroken = false;");
    stage.press(words(Locale::Es).retry);
    until("the mount", || stage.count("form") == 1).await;
    run("window.cobroCalls.at(-1).callbacks.onGetInfoSuccess({ initLoadTime: 5 })");
    until("ready", || form.state() == FormState::Ready).await;
}

#[wasm_bindgen_test]
async fn a_form_loads_when_it_is_first_wanted_and_once_only() {
    let calls = || js("(window.cobroCalls || []).length").as_f64().unwrap();
    let before = calls();
    let wanted = signal(false);
    let (stage, _form) = show(script_url(STAND_IN), wanted);
    settle().await;
    assert_eq!(stage.count("form"), 0);
    for value in [true, false, true] {
        wanted.set(value);
        settle().await;
    }
    until("the mount", || stage.count("form") == 1).await;
    settle().await;
    assert_eq!(calls() - before, 1.0);
}

/// Colours that did not begin with a number sign used to be kept from the form.
#[wasm_bindgen_test]
async fn a_form_has_the_pages_colors_however_they_are_written() {
    let root = "document.documentElement.style";
    run(&format!(
        "{root}.setProperty('--accent', 'hsl(0 100% 50%)');
         {root}.setProperty('--ink', '#123');
         {root}.setProperty('--ink-soft', 'no colour');"
    ));
    let (stage, _) = show(script_url(STAND_IN), signal(true));
    until("the mount", || stage.count("form") == 1).await;
    let told = |name: &str| js(&format!("window.cobroCalls.at(-1).options.{name}"));
    assert_eq!(told("colorPrimary").as_string().as_deref(), Some("#ff0000"));
    assert_eq!(told("colorText").as_string().as_deref(), Some("#112233"));
    assert!(told("colorLabel").is_undefined());
    for name in ["--accent", "--ink", "--ink-soft"] {
        run(&format!("{root}.removeProperty('{name}')"));
    }
}

#[wasm_bindgen_test]
async fn a_form_follows_the_page_into_another_theme_unless_it_was_typed_into() {
    let choose = |theme: &str| {
        run(&format!(
            "document.documentElement.dataset.theme = '{theme}';
             dispatchEvent(new Event('cobro.theme'));"
        ));
    };
    let mounted = || js("window.cobroCalls.length").as_f64().unwrap();
    let mode = || js("window.cobroCalls.at(-1).options.backgroundMode").as_string();
    choose("light");
    let (stage, _) = show(script_url(STAND_IN), signal(true));
    until("the mount", || stage.count("form") == 1).await;
    assert_eq!(mode().as_deref(), Some("lightMode"));
    choose("light");
    settle().await;
    let before = mounted();
    choose("dark");
    until("the new mount", || mounted() == before + 1.0).await;
    assert_eq!(mode().as_deref(), Some("darkMode"));

    let field = "document.querySelector('.card-form-mount form')";
    run(&format!("{field}.tabIndex = 0; {field}.focus();"));
    run("dispatchEvent(new Event('blur'));");
    choose("light");
    settle().await;
    assert_eq!(mounted(), before + 1.0);
    run("delete document.documentElement.dataset.theme");
}
