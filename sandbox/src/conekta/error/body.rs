//! An error, as it is answered.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::conekta::order::OrderAnswer;

/// Every error.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Error")]
pub(crate) struct Body<'a> {
    pub(super) details: [Detail<'a>; 1],
    pub(super) object: &'static str,
    pub(super) r#type: &'static str,
    pub(super) log_id: Option<String>,
}

/// The error of a charge that was declined, with the whole order.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Decline")]
pub(crate) struct DeclinedBody<'a> {
    #[serde(flatten)]
    pub(super) body: Body<'a>,
    #[schemars(with = "OrderAnswer")]
    pub(super) data: &'a Value,
}

/// What is wrong.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ErrorDetail")]
pub(crate) struct Detail<'a> {
    pub(super) debug_message: &'a str,
    pub(super) message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) param: Option<Option<&'a str>>,
    pub(super) code: String,
}
