//! What the provider's form is mounted with, and what is believed of what it says.

use cobro::browser::component_script::FormEvent;
use cobro::browser::component_script::answer::{CardError, read_error, read_token};
use cobro::browser::component_script::options::{InputType, Installments, Look, Options, Theme};
use cobro_wire::{Currency, Locale, Money};
use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{MountedForm, js, options, settle, until};

fn part(argument: &JsValue, name: &str) -> String {
    let part = Reflect::get(argument, &name.into()).unwrap();
    JSON::stringify(&part).unwrap().into()
}

fn token(text: &str) -> FormEvent {
    FormEvent::Token(text.parse().unwrap())
}

fn failed(message: Option<&str>) -> FormEvent {
    FormEvent::Failed(CardError {
        message: message.map(Into::into),
    })
}

#[wasm_bindgen_test]
async fn every_option_reaches_the_component_under_the_providers_name() {
    let form = MountedForm::new(&Options {
        public_key: "key_1".into(),
        locale: Locale::En,
        external_submit: false,
        look: Look {
            theme: Theme::Dark,
            input_type: InputType::Flat,
            color_primary: Some("#081133".into()),
            color_text: Some("#585987".into()),
            color_label: Some("#111111".into()),
            hide_logo: true,
            auto_resize: false,
        },
        installments: Some(Installments {
            amount: Money::new(20015, Currency::Mxn),
            months: vec![3, 6],
        }),
    })
    .await;
    let id = form.stage.container.first_element_child().unwrap().id();
    assert_eq!(
        part(&form.argument, "config"),
        format!(
            r##"{{"targetIFrame":"#{id}","publicKey":"key_1","locale":"en","useExternalSubmit":false}}"##
        )
    );
    assert_eq!(
        part(&form.argument, "options"),
        r##"{"backgroundMode":"darkMode","inputType":"flatMode","hideLogo":true,"autoResize":false,"colorPrimary":"#081133","colorText":"#585987","colorLabel":"#111111","amount":20015,"enableMsi":true,"availableMsiOptions":[3,6]}"##
    );
}

#[wasm_bindgen_test]
async fn options_that_are_left_out_are_left_to_the_provider() {
    let form = MountedForm::new(&options()).await;
    assert_eq!(
        part(&form.argument, "options"),
        r#"{"backgroundMode":"lightMode","inputType":"minimalMode","hideLogo":false,"autoResize":true}"#
    );
}

#[wasm_bindgen_test]
fn a_token_is_read_as_text_and_as_an_object() {
    let read = |source| read_token(&js(source)).map(|token| token.to_string());
    assert_eq!(read("'tok_1'").as_deref(), Some("tok_1"));
    assert_eq!(
        read("{ id: 'tok_2', object: 'token' }").as_deref(),
        Some("tok_2")
    );
    for wrong in [
        "null",
        "undefined",
        "7",
        "{}",
        "{ id: 7 }",
        "''",
        "'../cards'",
        "[]",
    ] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
}

#[wasm_bindgen_test]
fn an_error_is_read_in_each_shape_that_was_ever_seen() {
    let thrower = "Object.defineProperty({}, 'message', { get() { throw new Error('no'); } })";
    for (source, message) in [
        (
            "{ details: [{ message: 'Revisa', debug_message: 'x' }], object: 'error' }",
            "Revisa",
        ),
        ("{ message_to_purchaser: 'Revisa' }", "Revisa"),
        (
            "{ message: 'Network Error', data: { message_to_purchaser: 'Revisa' } }",
            "Revisa",
        ),
        ("{ data: { details: [{ message: 'Revisa' }] } }", "Revisa"),
        ("{ message: 'Revisa' }", "Revisa"),
        ("new Error('Revisa')", "Revisa"),
        ("'Revisa'", "Revisa"),
        ("undefined", ""),
        ("null", ""),
        ("{}", ""),
        ("{ details: [] }", ""),
        ("{ details: 'x', message: '' }", ""),
        (thrower, ""),
    ] {
        let read = read_error(&js(source)).message.unwrap_or_default();
        assert_eq!(read, message, "{source}");
    }
    let long = read_error(&"x".repeat(5_000).into()).message.unwrap();
    assert_eq!(long.len(), 200);
}

#[wasm_bindgen_test]
async fn a_second_mount_leaves_one_form() {
    let first = MountedForm::new(&options()).await;
    assert_eq!(first.stage.count("form"), 1);
    let second = MountedForm::on(first.stage, &options()).await;
    assert_eq!(second.stage.count("form"), 1);
}

#[wasm_bindgen_test]
async fn an_asked_form_answers_once_whatever_it_calls() {
    let form = MountedForm::new(&options()).await;
    form.offer_submit("async () => {}");
    form.submit();
    form.call("onCreateTokenSucceeded", &"tok_1".into());
    form.call("onCreateTokenSucceeded", &"tok_1".into());
    form.call("onCreateTokenError", &JsValue::UNDEFINED);
    assert_eq!(form.said(), [token("tok_1")]);
}

#[wasm_bindgen_test]
async fn each_failure_callback_settles_what_was_asked() {
    let form = MountedForm::new(&options()).await;
    form.offer_submit("async () => {}");
    for callback in ["onCreateTokenError", "onFormError", "onErrorPayment"] {
        form.submit();
        form.call(callback, &js("{ message: 'Revisa' }"));
        assert_eq!(form.said(), [failed(Some("Revisa"))], "{callback}");
    }
    form.submit();
    form.call("onCreateTokenSucceeded", &js("{ no: 'id' }"));
    assert_eq!(form.said(), [failed(None)]);
}

#[wasm_bindgen_test]
async fn a_token_that_nobody_asked_for_counts_only_with_the_forms_own_button() {
    let ours = MountedForm::new(&options()).await;
    ours.call("onCreateTokenSucceeded", &"tok_1".into());
    assert_eq!(ours.said(), []);
    let own = MountedForm::new(&Options {
        external_submit: false,
        ..options()
    })
    .await;
    own.call("onCreateTokenSucceeded", &"tok_1".into());
    own.call("onCreateTokenSucceeded", &js("{ id: 'tok_1' }"));
    own.call("onCreateTokenSucceeded", &"tok_2".into());
    assert_eq!(own.said(), [token("tok_1"), token("tok_2")]);
}

#[wasm_bindgen_test]
async fn what_a_form_says_after_its_mount_ended_is_dropped() {
    let mut form = MountedForm::new(&Options {
        external_submit: false,
        ..options()
    })
    .await;
    form.call("onGetInfoSuccess", &js("{ initLoadTime: 12 }"));
    assert_eq!(form.said(), [FormEvent::Ready]);
    form.end();
    form.call("onGetInfoSuccess", &js("{ initLoadTime: 12 }"));
    form.call("onCreateTokenSucceeded", &"tok_late".into());
    form.call("onCreateTokenError", &js("{ message: 'Revisa' }"));
    assert_eq!(form.said(), []);
}

#[wasm_bindgen_test]
async fn the_submit_function_that_came_last_is_the_one_that_is_called() {
    let form = MountedForm::new(&options()).await;
    form.offer_submit("() => { window.cobroSubmitted = 'first'; }");
    form.offer_submit("() => { window.cobroSubmitted = 'last'; }");
    form.submit();
    assert_eq!(
        js("window.cobroSubmitted").as_string().as_deref(),
        Some("last")
    );
}

#[wasm_bindgen_test]
async fn a_submit_function_that_rejects_throws_or_is_missing_is_a_failure() {
    let form = MountedForm::new(&options()).await;
    form.submit();
    assert_eq!(form.said(), [failed(None)]);
    form.offer_submit("() => { throw new Error('Revisa'); }");
    form.submit();
    assert_eq!(form.said(), [failed(Some("Revisa"))]);
    form.offer_submit("async () => { throw new Error('Revisa'); }");
    form.submit();
    let mut said = Vec::new();
    until("the rejection", || {
        said.extend(form.said());
        !said.is_empty()
    })
    .await;
    settle().await;
    said.extend(form.said());
    assert_eq!(said, [failed(Some("Revisa"))]);
}

#[wasm_bindgen_test]
async fn installments_are_read_and_other_events_are_not() {
    let form = MountedForm::new(&options()).await;
    let event = |months| {
        js(&format!(
            "{{ name: 'monthlyInstallmentSelected', value: {{ monthlyInstallments: {months} }} }}"
        ))
    };
    form.call("onEventListener", &event("6"));
    form.call("onEventListener", &event("6.5"));
    form.call("onEventListener", &event("'6'"));
    form.call("onEventListener", &js("{ name: 'scrolled' }"));
    assert_eq!(form.said(), [FormEvent::Installments(6)]);
}
