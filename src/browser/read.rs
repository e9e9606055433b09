//! Reads values that foreign scripts hand us: anything may be anything, and a getter may throw.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A field of an object; `None` where there is no object or no such field.
#[must_use]
pub fn field(value: &JsValue, name: &str) -> Option<JsValue> {
    if !value.is_object() {
        return None;
    }
    let field = Reflect::get(value, &JsValue::from_str(name)).ok()?;
    (!field.is_undefined() && !field.is_null()).then_some(field)
}

/// A field that is text and not empty.
#[must_use]
pub fn text(value: &JsValue, name: &str) -> Option<String> {
    field(value, name)?
        .as_string()
        .filter(|text| !text.trim().is_empty())
}

/// A field that is text, or a number as its text: `15.5`.
#[must_use]
pub fn text_or_number(value: &JsValue, name: &str) -> Option<String> {
    let number = || {
        let number = field(value, name)?;
        // The number's own method, so that no formatter of ours is shipped.
        let text = number
            .as_f64()
            .is_some()
            .then(|| Object::to_string(number.unchecked_ref::<Object>()));
        text.map(String::from)
    };
    text(value, name).or_else(number)
}

/// Sets a field of an object that we made.
pub fn set(object: &Object, name: &str, value: impl Into<JsValue>) {
    // A plain object takes any field.
    drop(Reflect::set(
        object,
        &JsValue::from_str(name),
        &value.into(),
    ));
}
