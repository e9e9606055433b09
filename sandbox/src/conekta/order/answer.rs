//! An order, as it is answered.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::lines::{DiscountLine, LineItem, ShippingLine, TaxLine};
use super::{CustomerInfo, Order, PaymentStatus};
use crate::conekta::book::Book;
use crate::conekta::charge::{Charge, ChargeAnswer};
use crate::conekta::contact::{FiscalEntity, ShippingContact};
use crate::conekta::list::Embedded;

/// Answer of every call about an order.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Order")]
pub(crate) struct OrderAnswer {
    id: String,
    object: &'static str,
    livemode: bool,
    amount: i64,
    amount_refunded: i64,
    currency: String,
    payment_status: Option<PaymentStatus>,
    is_refundable: bool,
    created_at: i64,
    updated_at: i64,
    customer_info: CustomerInfoAnswer,
    /// `null` while the first challenge is open, empty once the order is expired.
    charges: Option<Embedded<ChargeAnswer>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "NextAction")]
    next_action: Option<NextAction>,
    line_items: Embedded<Line<LineItem>>,
    tax_lines: Option<Embedded<Line<TaxLine>>>,
    shipping_lines: Option<Embedded<Line<ShippingLine>>>,
    discount_lines: Option<Embedded<Line<DiscountLine>>>,
    metadata: Map<String, Value>,
    shipping_contact: Option<ShippingContact>,
    fiscal_entity: Option<FiscalEntity>,
    checkout: Option<Map<String, Value>>,
    channel: Channel,
    processing_mode: Option<String>,
    /// `true` where it is paid in parts, else `null`.
    split_payment: Option<bool>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CustomerInfo")]
struct CustomerInfoAnswer {
    object: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    customer_id: Option<String>,
    name: String,
    email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    phone: Option<String>,
    corporate: bool,
    customer_custom_reference: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct NextAction {
    r#type: &'static str,
    redirect_to_url: RedirectToUrl,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RedirectToUrl {
    url: String,
    return_url: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Order{T}")]
struct Line<T> {
    object: &'static str,
    parent_id: String,
    #[serde(flatten)]
    line: T,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Channel {
    segment: &'static str,
    checkout_request_id: Option<String>,
    checkout_request_type: Option<String>,
    id: String,
}

impl OrderAnswer {
    /// The order inside the answer to a declined charge.
    pub(crate) fn into_value(self) -> Value {
        serde_json::to_value(self).expect("an order is plain data with text for keys")
    }
}

impl Book {
    /// The latest orders, as they are answered.
    pub(crate) fn shown_orders(&self, most: usize, public_url: &str) -> Vec<Value> {
        let rows = self.orders.newest_first().take(most);
        rows.map(|row| row.answer(public_url).into_value())
            .collect()
    }
}

impl Order {
    pub(crate) fn answer(&self, public_url: &str) -> OrderAnswer {
        let lines = &self.lines;
        OrderAnswer {
            id: self.id.clone(),
            object: "order",
            livemode: false,
            amount: self.amount,
            amount_refunded: self.given_back(),
            currency: self.currency.clone(),
            payment_status: self.status,
            is_refundable: matches!(
                self.status,
                Some(
                    PaymentStatus::Paid
                        | PaymentStatus::PartiallyPaid
                        | PaymentStatus::PartiallyRefunded
                )
            ),
            created_at: self.created_at,
            updated_at: self.updated_at,
            customer_info: CustomerInfoAnswer::from(&self.customer),
            charges: self.charges(),
            next_action: self.next_action(public_url),
            line_items: self
                .lines("line_item", &lines.items)
                .unwrap_or_else(|| Vec::new().into()),
            tax_lines: self.lines("tax_line", &lines.taxes),
            shipping_lines: self.lines("shipping_line", &lines.shipping),
            discount_lines: self.lines("discount_line", &lines.discounts),
            metadata: self.metadata.clone(),
            shipping_contact: self.shipping_contact.clone(),
            fiscal_entity: self.fiscal_entity.clone(),
            checkout: None,
            channel: Channel {
                segment: "Api",
                checkout_request_id: None,
                checkout_request_type: None,
                id: self.id.replace("ord_", "channel_"),
            },
            processing_mode: self.processing_mode.clone(),
            split_payment: self.is_split.then_some(true),
        }
    }

    /// Where the challenge of this order is.
    pub(crate) fn challenge_url(&self, public_url: &str) -> Option<String> {
        let pending = self.pending.as_ref()?;
        Some(format!("{public_url}/conekta/3ds/{}", pending.challenge_id))
    }

    fn charges(&self) -> Option<Embedded<ChargeAnswer>> {
        let charges: Vec<_> = self.charges.iter().map(Charge::answer).collect();
        let is_over = matches!(
            self.status,
            Some(PaymentStatus::Expired | PaymentStatus::Canceled)
        );
        (is_over || !charges.is_empty()).then(|| charges.into())
    }

    fn next_action(&self, public_url: &str) -> Option<NextAction> {
        if self.status != Some(PaymentStatus::PendingPayment) || self.is_left_to_merchant() {
            return None;
        }
        let url = self.challenge_url(public_url)?;
        let return_url = self.return_url.as_ref().map(url::Url::to_string);
        let redirect_to_url = RedirectToUrl { url, return_url };
        Some(NextAction {
            r#type: "redirect_to_url",
            redirect_to_url,
        })
    }

    fn lines<T: Clone>(&self, object: &'static str, lines: &[T]) -> Option<Embedded<Line<T>>> {
        let view = |line: &T| Line {
            object,
            parent_id: self.id.clone(),
            line: line.clone(),
        };
        (!lines.is_empty()).then(|| lines.iter().map(view).collect::<Vec<_>>().into())
    }
}

impl From<&CustomerInfo> for CustomerInfoAnswer {
    fn from(info: &CustomerInfo) -> Self {
        Self {
            object: "customer_info",
            customer_id: info.customer_id.clone(),
            name: info.name.clone(),
            email: info.email.clone(),
            phone: info.phone.clone(),
            corporate: info.corporate,
            customer_custom_reference: info.custom_reference.clone(),
        }
    }
}
