//! n1co's JSON. The charge page and the v3 documentation differ in places: what is sent fits both,
//! what is read may be either.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenRequest<'a> {
    pub(super) client_id: &'a str,
    pub(super) client_secret: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenAnswer {
    pub(super) access_token: String,
    /// Seconds.
    pub(super) expires_in: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChargeRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) customer: Option<Customer>,
    pub(super) order: OrderRequest,
    pub(super) card_id: String,
    /// `null` in the first request.
    pub(super) authentication_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) billing_info: Option<BillingInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) location_code: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Customer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone_number: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct OrderRequest {
    /// Our reference.
    pub(super) id: String,
    pub(super) name: String,
    /// The digits as they stand: a float in between would not be exact.
    pub(super) amount: Box<RawValue>,
    pub(super) description: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BillingInfo {
    pub(super) country_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) zip_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChargeAnswer {
    pub(super) status: String,
    pub(super) error: Option<ChargeError>,
    pub(super) authentication: Option<Authentication>,
    pub(super) order: Option<OrderAnswer>,
    pub(super) created_at: Option<String>,
}

/// By the charge page an object, by some clients a text.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum ChargeError {
    Object {
        code: Option<String>,
        message: Option<String>,
    },
    Text(String),
}

#[derive(Deserialize)]
pub(super) struct Authentication {
    pub(super) url: String,
    pub(super) id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderAnswer {
    /// n1co's own id; a number in a text, or a number.
    pub(super) id: Text,
    /// Our reference.
    pub(super) reference: Option<String>,
    pub(super) amount: Option<Box<RawValue>>,
    pub(super) currency: Option<String>,
    pub(super) authorization_code: Option<Text>,
}

/// A text, also where it is written as a number.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Text {
    Text(String),
    Number(serde_json::Number),
}

impl Text {
    pub(super) fn into_text(self) -> String {
        match self {
            Text::Text(text) => text,
            Text::Number(number) => number.to_string(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefundRequest<'a> {
    /// n1co's own id.
    pub(super) order_id: &'a str,
    pub(super) cancellation_reason: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefundAnswer {
    pub(super) success: bool,
    pub(super) refund_id: Option<Text>,
    pub(super) amount: Option<Box<RawValue>>,
}
