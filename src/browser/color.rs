//! Colours as others read them: whatever a style sheet says, as `#rrggbb`.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::{document, read};

/// A colour as CSS writes it (a name, `#abc`, `rgb()`, `hsl()`), as `#rrggbb`. `None` where it is
/// no colour, or one that cannot be written so, such as one that is seen through.
///
/// A canvas reads it, as the standard says how one gives back what it was told
/// (<https://html.spec.whatwg.org/multipage/canvas.html#dom-context-2d-fillstyle>).
#[must_use]
pub fn hex(color: &str) -> Option<String> {
    let canvas: JsValue = document().create_element("canvas").ok()?.into();
    let context: Function = read::field(&canvas, "getContext")?.dyn_into().ok()?;
    let brush = context.call1(&canvas, &"2d".into()).ok()?;
    // What it does not understand changes nothing.
    for color in ["transparent", color] {
        Reflect::set(&brush, &"fillStyle".into(), &color.into()).ok()?;
    }
    read::text(&brush, "fillStyle").filter(|color| color.starts_with('#'))
}
