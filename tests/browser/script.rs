//! Loading the provider's script: once, and again after a failure.

use cobro::browser::component_script::{MountError, load};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{STAND_IN, js, run, script_url};

fn elements(url: &str) -> f64 {
    js(&format!(
        "document.querySelectorAll('script[src=\"{url}\"]').length"
    ))
    .as_f64()
    .unwrap()
}

#[wasm_bindgen_test]
async fn a_script_is_loaded_once_and_without_credentials() {
    run("window.cobroRuns = 0");
    let url = script_url(&["window.cobroRuns += 1;", STAND_IN].concat());
    let (first, second) = (load(&url), load(&url));
    assert_eq!(first.await, Ok(()));
    assert_eq!(second.await, Ok(()));
    assert_eq!(load(&url).await, Ok(()));
    assert_eq!(elements(&url), 1.0);
    assert_eq!(js("window.cobroRuns").as_f64(), Some(1.0));
    let cross_origin = js(&format!(
        "document.querySelector('script[src=\"{url}\"]').crossOrigin"
    ));
    assert_eq!(cross_origin.as_string().as_deref(), Some("anonymous"));
}

#[wasm_bindgen_test]
async fn a_script_that_does_not_come_is_told_and_leaves_nothing_behind() {
    let gone = script_url(STAND_IN);
    run(&format!("URL.revokeObjectURL('{gone}')"));
    assert_eq!(load(&gone).await, Err(MountError::Script));
    assert_eq!(elements(&gone), 0.0);
    assert_eq!(load(&script_url(STAND_IN)).await, Ok(()));
}

#[wasm_bindgen_test]
async fn a_script_that_failed_is_loaded_again_from_the_same_address() {
    run("delete window.ConektaCheckoutComponents; window.cobroBroken = true;");
    let url = script_url(&["if (!window.cobroBroken) {", STAND_IN, "}"].concat());
    assert_eq!(load(&url).await, Err(MountError::Global));
    run("window.cobroBroken = false;");
    assert_eq!(load(&url).await, Ok(()));
    assert_eq!(elements(&url), 1.0);
}
