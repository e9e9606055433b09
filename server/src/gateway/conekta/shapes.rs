//! Conekta's JSON, only as much of it as is sent or read.
//!
//! What is sent is exact. What is read is tolerant: a field that we do not need may be missing,
//! `null` or new, and a status that we do not know is kept as text.

use std::collections::HashMap;

use cobro_wire::{PaymentSourceId, TokenId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// A page of a list. Embedded lists may lack `has_more`.
#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    #[serde(default = "Vec::new")]
    pub(super) data: Vec<T>,
    #[serde(default)]
    pub(super) has_more: bool,
}

#[derive(Serialize)]
pub(super) struct NewCustomer<'a> {
    pub(super) name: &'a str,
    pub(super) email: &'a str,
    pub(super) phone: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) payment_sources: Vec<NewPaymentSource<'a>>,
}

#[derive(Serialize)]
pub(super) struct NewPaymentSource<'a> {
    r#type: &'static str,
    token_id: &'a TokenId,
}

impl<'a> NewPaymentSource<'a> {
    pub(super) fn card(token_id: &'a TokenId) -> Self {
        NewPaymentSource {
            r#type: "card",
            token_id,
        }
    }
}

#[derive(Serialize)]
pub(super) struct DefaultSource<'a> {
    pub(super) default_payment_source_id: &'a PaymentSourceId,
}

#[derive(Debug, Deserialize)]
pub(super) struct ConektaCustomer {
    pub(super) id: String,
    pub(super) payment_sources: Option<List<PaymentSource>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PaymentSource {
    pub(super) id: String,
    pub(super) r#type: String,
    pub(super) last4: Option<String>,
    pub(super) exp_month: Option<String>,
    pub(super) exp_year: Option<String>,
    pub(super) brand: Option<String>,
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) default: bool,
    pub(super) payment_source_status: Option<String>,
}

#[derive(Serialize)]
pub(super) struct NewOrder<'a> {
    pub(super) currency: &'static str,
    pub(super) customer_info: CustomerInfo<'a>,
    pub(super) line_items: Vec<LineItem<'a>>,
    pub(super) charges: [NewCharge<'a>; 1],
    pub(super) metadata: HashMap<&'static str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) three_ds_mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) return_url: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum CustomerInfo<'a> {
    Known {
        customer_id: &'a str,
    },
    Guest {
        name: &'a str,
        email: &'a str,
        phone: &'a str,
    },
}

#[derive(Serialize)]
pub(super) struct LineItem<'a> {
    pub(super) name: &'a str,
    pub(super) unit_price: i64,
    pub(super) quantity: u32,
    pub(super) sku: &'a str,
}

#[derive(Serialize)]
pub(super) struct NewCharge<'a> {
    pub(super) payment_method: NewPaymentMethod<'a>,
    pub(super) reference_id: &'a str,
}

#[derive(Serialize)]
pub(super) struct NewPaymentMethod<'a> {
    pub(super) r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payment_source_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) token_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cvc: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) monthly_installments: Option<u8>,
}

/// Body of a refund.
#[derive(Serialize)]
pub(super) struct NewRefund {
    pub(super) amount: i64,
    pub(super) reason: &'static str,
}

#[derive(Debug, Deserialize)]
pub(super) struct ConektaOrder {
    pub(super) id: String,
    pub(super) amount: i64,
    #[serde(default)]
    pub(super) amount_refunded: i64,
    pub(super) currency: String,
    pub(super) payment_status: Option<String>,
    /// `null` while 3-D Secure is pending.
    pub(super) charges: Option<List<ConektaCharge>>,
    pub(super) next_action: Option<NextAction>,
    /// Scalars of any type.
    pub(super) metadata: Option<HashMap<String, Value>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ConektaCharge {
    pub(super) id: String,
    pub(super) created_at: Option<i64>,
    pub(super) paid_at: Option<i64>,
    pub(super) failure_code: Option<String>,
    pub(super) failure_message: Option<String>,
    pub(super) monthly_installments: Option<i64>,
    pub(super) payment_method: Option<ChargedCard>,
    pub(super) reference_id: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ChargedCard {
    pub(super) last4: Option<String>,
    pub(super) brand: Option<String>,
    pub(super) auth_code: Option<String>,
    pub(super) three_ds_flow_required: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub(super) struct NextAction {
    pub(super) redirect_to_url: Option<RedirectToUrl>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RedirectToUrl {
    pub(super) url: String,
}

/// An error body. The old form has no `details` and its texts at the root.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ErrorBody {
    #[serde(default)]
    pub(super) details: Vec<ErrorDetail>,
    pub(super) r#type: Option<String>,
    pub(super) log_id: Option<String>,
    pub(super) message: Option<String>,
    pub(super) message_to_purchaser: Option<String>,
    /// The whole order, on a declined one.
    pub(super) data: Option<ConektaOrder>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct ErrorDetail {
    pub(super) code: Option<String>,
    /// For the buyer, in the language that was asked for.
    pub(super) message: Option<String>,
    /// For developers, in English.
    pub(super) debug_message: Option<String>,
    pub(super) param: Option<String>,
}

#[derive(Serialize)]
pub(super) struct NewWebhookKey {
    pub(super) active: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct ConektaWebhookKey {
    pub(super) id: String,
    /// When it is made, and never again.
    pub(super) public_key: Option<String>,
}

#[derive(Serialize)]
pub(super) struct NewWebhook<'a> {
    pub(super) url: &'a str,
    pub(super) synchronous: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct ConektaWebhook {
    pub(super) url: String,
}

/// A webhook event. What it is about is read with no more trust than it takes to ask: a field of
/// another type than is expected counts as one that is not there.
#[derive(Debug, Deserialize)]
pub(super) struct ConektaEvent {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) id: Option<String>,
    pub(super) r#type: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) data: EventData,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct EventData {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) object: Option<EventObject>,
}

/// An order or a charge.
#[derive(Debug, Default, Deserialize)]
pub(super) struct EventObject {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) id: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) order_id: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) reference_id: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) metadata: HashMap<String, Value>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) charges: EventCharges,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct EventCharges {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) data: Vec<EventCharge>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct EventCharge {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) reference_id: Option<String>,
}

/// What is not of the right type is as good as missing.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}
