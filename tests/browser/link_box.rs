//! An address to pass on, and what the clipboard makes of it.

use cobro::components::link_box::link_box;
use cobro::words::words;
use cobro_wire::Locale;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Stage, js, run, settle, until};

const PATH: &str = "/receipts/rc_1";

/// Has the browser copy as this JavaScript does; it stays so for the other tests, none of which
/// copies.
fn clipboard(written: &str) {
    run(&format!(
        "Object.defineProperty(navigator, 'clipboard', {{ value: {written}, configurable: true }})"
    ));
}

fn stage() -> Stage {
    Stage::with_view(|| link_box(PATH, "Enlace"))
}

/// Whether the whole address is selected.
fn is_selected() -> bool {
    let field = "document.querySelector('.link-box input')";
    let selected = format!("{field}.selectionEnd - {field}.selectionStart");
    js(&format!("{selected} === {field}.value.length")).is_truthy()
}

#[wasm_bindgen_test]
async fn the_button_copies_the_whole_address_and_says_so() {
    clipboard("{ writeText(text) { window.cobroCopied = text; return Promise.resolve(); } }");
    let stage = stage();
    stage.press(words(Locale::Es).copy);
    until("copied", || stage.text().contains(words(Locale::Es).copied)).await;
    let copied = js("window.cobroCopied === location.origin + '/receipts/rc_1'");
    assert!(copied.is_truthy());
}

#[wasm_bindgen_test]
async fn an_address_that_cannot_be_copied_is_left_selected() {
    for written in [
        "undefined",
        "{ writeText: () => Promise.reject(new Error('no')) }",
        "{ writeText() { throw new Error('no'); } }",
    ] {
        clipboard(written);
        let stage = stage();
        stage.press(words(Locale::Es).copy);
        settle().await;
        assert!(is_selected(), "{written}");
        assert!(
            !stage.text().contains(words(Locale::Es).copied),
            "{written}"
        );
    }
}
