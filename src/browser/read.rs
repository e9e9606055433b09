//! Reads values that foreign scripts hand us: anything may be anything, and a getter may throw.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

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

/// Sets a field of an object that we made.
pub fn set(object: &js_sys::Object, name: &str, value: impl Into<JsValue>) {
    // A plain object takes any field.
    drop(Reflect::set(
        object,
        &JsValue::from_str(name),
        &value.into(),
    ));
}
