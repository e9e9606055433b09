//! The browser half of Cobro, in a real browser: `wasm-bindgen-test` runs it there.
#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops where it is"
)]

mod card_form;
mod challenge;
mod checkout;
mod component;
mod dialog;
mod element;
mod link_box;
mod outcome;
mod script;
mod support;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
