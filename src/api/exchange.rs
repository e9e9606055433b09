//! One request to our server and the value in its answer: the only fetch.

use js_sys::{Array, BigInt, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response};

use super::json::Json;
use crate::browser::timer::Timer;
use crate::browser::{document, read, window};

/// What came back: whether it went well, and what it says. Nothing where nothing that can be read
/// came back.
pub(super) type Back = Option<(bool, Json)>;

/// Sends one request, under an idempotency key where it makes or moves money, and gives it up after
/// so many milliseconds.
pub(super) async fn exchange(
    method: &'static str,
    path: &str,
    body: Option<&Json>,
    key: Option<&str>,
    timeout_ms: u32,
) -> Back {
    let abort = AbortController::new().ok()?;
    let init = RequestInit::new();
    init.set_method(method);
    init.set_headers(&headers(body.is_some(), key));
    init.set_signal(Some(&abort.signal()));
    // What takes something away is sent even where the page is being left.
    read::set(&init, "keepalive", method == "DELETE");
    if let Some(body) = body {
        // The browser's own writer.
        init.set_body(&JSON::stringify(&to_value(body)).ok()?.into());
    }
    let _limit = Timer::after(timeout_ms, move || abort.abort());
    let sent = window().fetch_with_str_and_init(&["/api/", path].concat(), &init);
    let response: Response = JsFuture::from(sent).await.ok()?.dyn_into().ok()?;
    let text = JsFuture::from(response.text().ok()?).await.ok()?;
    Some((response.ok(), parse(&text.as_string()?)?))
}

/// The value of a text, if it is JSON. The browser's own reader.
pub(super) fn parse(text: &str) -> Option<Json> {
    Some(from_value(&JSON::parse(text).ok()?))
}

/// The language of an answer is the document's own.
fn headers(with_body: bool, key: Option<&str>) -> Object {
    let language = document()
        .document_element()
        .and_then(|html| html.get_attribute("lang"));
    let headers = Object::new();
    read::set(&headers, "Accept", "application/json");
    let language = language.as_deref().unwrap_or("es");
    read::set(&headers, "Accept-Language", language);
    if with_body {
        read::set(&headers, "Content-Type", "application/json");
    }
    if let Some(key) = key {
        read::set(&headers, "Idempotency-Key", key);
    }
    headers
}

fn to_value(json: &Json) -> JsValue {
    match json {
        Json::Null => JsValue::NULL,
        Json::Truth(truth) => (*truth).into(),
        // Numbers that we send are small; a larger one would be refused by the server.
        Json::Whole(number) => u32::try_from(*number).unwrap_or(u32::MAX).into(),
        Json::Text(text) => text.into(),
        Json::List(items) => items.iter().map(to_value).collect::<Array>().into(),
        Json::Object(fields) => {
            let object = Object::new();
            for (name, value) in fields {
                read::set(&object, name, to_value(value));
            }
            object.into()
        }
    }
}

fn from_value(value: &JsValue) -> Json {
    if let Some(text) = value.as_string() {
        Json::Text(text)
    } else if let Some(truth) = value.as_bool() {
        Json::Truth(truth)
    } else if Array::is_array(value) {
        let items = value.unchecked_ref::<Array>().iter();
        Json::List(items.map(|item| from_value(&item)).collect())
    } else if value.is_object() {
        let entries = Object::entries(value.unchecked_ref());
        let field = |entry: JsValue| {
            let entry = entry.unchecked_into::<Array>();
            (
                entry.get(0).as_string().unwrap_or_default(),
                from_value(&entry.get(1)),
            )
        };
        Json::Object(entries.iter().map(field).collect())
    } else {
        // Refuses whatever is not a whole number.
        let whole = BigInt::new(value)
            .ok()
            .and_then(|number| i64::try_from(number).ok());
        whole.map_or(Json::Null, Json::Whole)
    }
}
