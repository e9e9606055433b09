//! The device's clipboard.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{read, window};

/// Puts a text into it, and says whether it is there. Browsers have none on a page without TLS, and
/// may ask the shopper, who may say no.
pub async fn copy(text: &str) -> bool {
    let written = write(text);
    match written {
        Some(written) => JsFuture::from(written).await.is_ok(),
        None => false,
    }
}

fn write(text: &str) -> Option<Promise> {
    let clipboard = read::field(&window().navigator(), "clipboard")?;
    let write: Function = read::field(&clipboard, "writeText")?.dyn_into().ok()?;
    let written = write.call1(&clipboard, &JsValue::from_str(text)).ok()?;
    written.dyn_into().ok()
}
