//! Listens to the bank's frame. The rules are in [`crate::checkout::message`]; here is only what
//! reads a browser's event.

use cobro_wire::AuthenticationReport;
use js_sys::{JSON, JsString};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlIFrameElement, MessageEvent};

use super::listener::Listener;
use super::{read, window};
use crate::checkout::message::{self, Body, Fields, MAX_LENGTH, Rules, Sender};

/// Listens to the frame's messages, as long as what it returns lives. `on_end` is called at most
/// once.
#[must_use = "it stops listening when it is dropped"]
pub fn listen(
    frame: HtmlIFrameElement,
    rules: Rules,
    on_end: impl FnOnce(AuthenticationReport) + 'static,
) -> Listener {
    let mut on_end = Some(on_end);
    Listener::new(&window(), "message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else {
            return;
        };
        let is_frame = match (event.source(), frame.content_window()) {
            (Some(source), Some(window)) => JsValue::from(source) == JsValue::from(window),
            (_, _) => false,
        };
        let origin = event.origin();
        let sender = Sender {
            is_frame,
            origin: &origin,
        };
        if let Ok(report) = message::read(&rules, sender, || body(&event.data()))
            && let Some(on_end) = on_end.take()
        {
            on_end(report);
        }
    })
}

/// Reads an object, or the JSON text of one.
fn body(data: &JsValue) -> Body {
    let Some(text) = data.dyn_ref::<JsString>() else {
        return fields(data);
    };
    if text.length() > MAX_LENGTH {
        return Body::TooLong;
    }
    match JSON::parse(&String::from(text)) {
        Ok(parsed) => fields(&parsed),
        Err(_) => Body::NotAnObject,
    }
}

fn fields(data: &JsValue) -> Body {
    if !data.is_object() || js_sys::Array::is_array(data) {
        return Body::NotAnObject;
    }
    let fields = Fields {
        error: read::field(data, "error").is_some_and(|error| error.is_truthy()),
        expired: read::text(data, "error").is_some_and(|error| error.contains("expired")),
        order_id: read::text(data, "order_id"),
        payment_status: read::text(data, "payment_status"),
        message_type: read::text(data, "MessageType"),
        status: read::text(data, "Status"),
        authentication_id: read::text(data, "AuthenticationId"),
        n1co_order: read::text(data, "OrderId"),
        n1co_amount: read::text_or_number(data, "OrderAmount"),
    };
    let texts = [
        &fields.order_id,
        &fields.payment_status,
        &fields.message_type,
        &fields.status,
        &fields.authentication_id,
        &fields.n1co_order,
        &fields.n1co_amount,
    ];
    let length: usize = texts.into_iter().flatten().map(String::len).sum();
    if u32::try_from(length).is_ok_and(|length| length <= MAX_LENGTH) {
        Body::Fields(fields)
    } else {
        Body::TooLong
    }
}
