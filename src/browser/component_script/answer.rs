//! Reads what the provider's form answers with, in every shape that was ever seen of it.

use cobro_wire::TokenId;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use crate::browser::read::{field, text};

/// Longest message that is shown to a shopper, in characters.
const MAX_MESSAGE: usize = 200;

/// Why the form made no token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardError {
    /// The provider's words for the buyer, where it gave any.
    pub message: Option<String>,
}

/// A token: bare text, or an object with `id`.
#[must_use]
pub fn read_token(value: &JsValue) -> Option<TokenId> {
    value
        .as_string()
        .or_else(|| text(value, "id"))?
        .trim()
        .parse()
        .ok()
}

/// An error: `{details: [{message}]}`, `{message_to_purchaser}`, either of them inside `data`,
/// `{message}`, bare text, or nothing at all.
#[must_use]
pub fn read_error(value: &JsValue) -> CardError {
    let data = field(value, "data").unwrap_or(JsValue::UNDEFINED);
    let message = buyers_words(value)
        .or_else(|| buyers_words(&data))
        .or_else(|| text(value, "message"))
        .or_else(|| value.as_string().filter(|text| !text.trim().is_empty()));
    CardError {
        message: message.map(|message| message.chars().take(MAX_MESSAGE).collect()),
    }
}

fn buyers_words(value: &JsValue) -> Option<String> {
    let details = field(value, "details").and_then(|details| details.dyn_into::<Array>().ok());
    details
        .and_then(|details| text(&details.get(0), "message"))
        .or_else(|| text(value, "message_to_purchaser"))
}

/// `{name: "monthlyInstallmentSelected", value: {monthlyInstallments}}`
#[must_use]
pub fn read_installments(event: &JsValue) -> Option<u8> {
    if text(event, "name")? != "monthlyInstallmentSelected" {
        return None;
    }
    let months = field(&field(event, "value")?, "monthlyInstallments")?;
    let months = months.as_f64()?;
    (0_u8..=48).find(|known| f64::from(*known) == months)
}
