//! What a merchant says of an order, and whether it can be one.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::charging::ChargePlan;
use super::lines::{DiscountLine, LineItem, Lines, ShippingLine, TaxLine};
use super::parts::Due;
use super::payment_method::ChargeRequest;
use super::{CustomerInfo, Order};
use crate::conekta::book::Book;
use crate::conekta::company;
use crate::conekta::contact::{FiscalEntityRequest, ShippingContactRequest};
use crate::conekta::error::Fault;
use crate::conekta::event::Told;
use crate::conekta::payload::{email as check_email, length, not_null};
use crate::conekta::three_ds::Mode;
use crate::sandbox::Sandbox;

/// Most keys of metadata.
const MAX_METADATA_KEYS: usize = 100;
/// Most characters of a text.
pub(super) const MAX_TEXT: usize = 249;

/// Body of `POST /orders`.

// No `Debug`: it may hold a card.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateOrder {
    currency: String,
    customer_info: Option<CustomerRequest>,
    line_items: Vec<LineItem>,
    #[serde(default)]
    tax_lines: Vec<TaxLine>,
    #[serde(default)]
    shipping_lines: Vec<ShippingLine>,
    #[serde(default)]
    discount_lines: Vec<DiscountLine>,
    #[serde(default)]
    charges: Vec<ChargeRequest>,
    #[serde(default)]
    metadata: Map<String, Value>,
    #[serde(default)]
    pre_authorize: bool,
    processing_mode: Option<ProcessingMode>,
    #[serde(default, deserialize_with = "not_null")]
    #[schemars(with = "Mode")]
    three_ds_mode: Option<Mode>,
    return_url: Option<String>,
    shipping_contact: Option<ShippingContactRequest>,
    fiscal_entity: Option<FiscalEntityRequest>,
    checkout: Option<Value>,
    #[serde(rename = "needs_shipping_contact")]
    _needs_shipping_contact: Option<bool>,
}

/// Body of `PUT /orders/{id}`. What is left out stays as it is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateOrder {
    currency: Option<String>,
    line_items: Option<Vec<LineItem>>,
    tax_lines: Option<Vec<TaxLine>>,
    shipping_lines: Option<Vec<ShippingLine>>,
    discount_lines: Option<Vec<DiscountLine>>,
    metadata: Option<Map<String, Value>>,
    customer_info: Option<CustomerRequest>,
    /// The customer of `customer_info`, once it is found.
    #[serde(skip)]
    customer: Option<CustomerInfo>,
    pre_authorize: Option<bool>,
    shipping_contact: Option<ShippingContactRequest>,
    fiscal_entity: Option<FiscalEntityRequest>,
    #[serde(default)]
    charges: Vec<ChargeRequest>,
    checkout: Option<Value>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ProcessingMode {
    Ecommerce,
    Recurrent,
    Validation,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CustomerRequest {
    customer_id: Option<String>,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    corporate: Option<bool>,
}

/// Refuses metadata that is too much, too long or not flat.
pub(crate) fn check_metadata(metadata: Option<&Map<String, Value>>) -> Result<(), Fault> {
    let Some(metadata) = metadata else {
        return Ok(());
    };
    if metadata.len() > MAX_METADATA_KEYS {
        return Err(Fault::invalid("metadata", "100 keys at most are expected"));
    }
    for (key, value) in metadata {
        let param = format!("metadata.{key}");
        match value {
            Value::String(text) => length(&param, text, 0, MAX_TEXT)?,
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
            Value::Array(_) | Value::Object(_) => {
                return Err(Fault::invalid(&param, "a scalar value is expected"));
            }
        }
    }
    Ok(())
}

fn currency(text: &str) -> Result<String, Fault> {
    if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(Fault::invalid("currency", "an ISO 4217 code is expected"))
    }
}

impl CreateOrder {
    /// The order, and the charges that it asks for. A token is used up only where all is well.
    pub(super) fn place(
        self,
        sandbox: &Sandbox,
        book: &mut Book,
    ) -> Result<(Order, Vec<ChargePlan>), Fault> {
        let mut lines = Lines {
            items: self.line_items,
            taxes: self.tax_lines,
            shipping: self.shipping_lines,
            discounts: self.discount_lines,
        };
        let amount = lines.total()?;
        lines.name_all(sandbox);
        check_metadata(Some(&self.metadata))?;
        check_informative(
            self.shipping_contact.as_ref(),
            self.fiscal_entity.as_ref(),
            self.checkout.as_ref(),
        )?;
        let return_url = match &self.return_url {
            None => None,
            Some(text) => Some(return_url(text)?),
        };
        let currency = currency(&self.currency)?;
        let info = self
            .customer_info
            .ok_or_else(|| Fault::missing("customer_info"))?;
        let customer = info.resolve(book)?;
        let due = Due {
            customer: &customer,
            amount,
            three_ds_mode: self.three_ds_mode,
            is_begun: false,
            is_listed: true,
        };
        let plans = due.plans(self.charges, sandbox, book)?;
        let now = sandbox.now();
        let config = sandbox.config();
        let id = config.random.id("ord_");
        let order = Order {
            shipping_contact: self.shipping_contact.map(|contact| contact.of(&id, config)),
            fiscal_entity: self
                .fiscal_entity
                .map(|entity| entity.of_order(&id, config)),
            id,
            company: company::asking(),
            created_at: now,
            updated_at: now,
            language: None,
            currency,
            amount,
            customer,
            lines,
            metadata: self.metadata,
            pre_authorize: self.pre_authorize,
            processing_mode: self.processing_mode.map(|mode| mode.as_str().into()),
            three_ds_mode: self.three_ds_mode,
            return_url,
            status: None,
            charges: Vec::new(),
            is_split: false,
            pending: None,
            edits: 0,
            told: Told::default(),
            searchable: String::new(),
        };
        Ok((order, plans))
    }
}

impl ProcessingMode {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Ecommerce => "ecommerce",
            Self::Recurrent => "recurrent",
            Self::Validation => "validation",
        }
    }
}

fn return_url(text: &str) -> Result<url::Url, Fault> {
    let url = url::Url::parse(text).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| Fault::invalid("return_url", "an http address is expected"))
}

impl CustomerRequest {
    fn resolve(self, book: &mut Book) -> Result<CustomerInfo, Fault> {
        let Some(id) = self.customer_id else {
            let name = self
                .name
                .ok_or_else(|| Fault::missing("customer_info.name"))?;
            let email = self
                .email
                .ok_or_else(|| Fault::missing("customer_info.email"))?;
            length("customer_info.name", &name, 1, MAX_TEXT)?;
            check_email("customer_info.email", &email)?;
            return Ok(CustomerInfo {
                customer_id: None,
                name,
                email,
                phone: self.phone,
                corporate: self.corporate.unwrap_or_default(),
                custom_reference: None,
            });
        };
        // POST /orders knows no 404: an unknown id in the body is a wrong parameter.
        let unknown = |_| Fault::invalid("customer_info.customer_id", "there is no such customer");
        let customer = book.customer(&id).map_err(unknown)?;
        Ok(CustomerInfo {
            customer_id: Some(id),
            name: customer.name.clone(),
            email: customer.email.clone(),
            phone: customer.phone.clone(),
            corporate: customer.corporate,
            custom_reference: customer.custom_reference.clone(),
        })
    }
}

/// Refuses what could not be sent to or billed, and what is not imitated.
fn check_informative(
    contact: Option<&ShippingContactRequest>,
    entity: Option<&FiscalEntityRequest>,
    checkout: Option<&Value>,
) -> Result<(), Fault> {
    if let Some(contact) = contact {
        contact.check("shipping_contact")?;
    }
    if let Some(entity) = entity {
        entity.check("fiscal_entity")?;
    }
    match checkout {
        None => Ok(()),
        Some(_) => Err(Fault::invalid(
            "checkout",
            "hosted checkouts are not imitated",
        )),
    }
}

impl UpdateOrder {
    /// Looks up who pays from now on, where that changes.
    pub(super) fn find_customer(&mut self, book: &mut Book) -> Result<(), Fault> {
        let info = self.customer_info.take();
        self.customer = info.map(|info| info.resolve(book)).transpose()?;
        Ok(())
    }

    /// What is to be charged, apart from the changes.
    pub(super) fn take_charges(&mut self) -> Vec<ChargeRequest> {
        std::mem::take(&mut self.charges)
    }

    /// Whether nothing is to be changed.
    pub(super) fn is_empty(&self) -> bool {
        let Self {
            currency: None,
            line_items: None,
            tax_lines: None,
            shipping_lines: None,
            discount_lines: None,
            metadata: None,
            customer_info: None,
            customer: None,
            pre_authorize: None,
            shipping_contact: None,
            fiscal_entity: None,
            charges: _,
            checkout: None,
        } = self
        else {
            return false;
        };
        true
    }

    pub(super) fn apply(self, order: &mut Order, sandbox: &Sandbox) -> Result<(), Fault> {
        let old = order.lines.clone();
        let mut lines = Lines {
            items: self.line_items.unwrap_or(old.items),
            taxes: self.tax_lines.unwrap_or(old.taxes),
            shipping: self.shipping_lines.unwrap_or(old.shipping),
            discounts: self.discount_lines.unwrap_or(old.discounts),
        };
        let amount = lines.total()?;
        lines.name_all(sandbox);
        check_metadata(self.metadata.as_ref())?;
        check_informative(
            self.shipping_contact.as_ref(),
            self.fiscal_entity.as_ref(),
            self.checkout.as_ref(),
        )?;
        if let Some(text) = self.currency {
            order.currency = currency(&text)?;
        }
        (order.lines, order.amount, order.updated_at) = (lines, amount, sandbox.now());
        order.metadata = self
            .metadata
            .unwrap_or_else(|| std::mem::take(&mut order.metadata));
        if let Some(customer) = self.customer {
            order.customer = customer;
        }
        if let Some(pre_authorize) = self.pre_authorize {
            order.pre_authorize = pre_authorize;
        }
        let (id, config) = (&order.id, sandbox.config());
        if let Some(contact) = self.shipping_contact {
            order.shipping_contact = Some(contact.of(id, config));
        }
        if let Some(entity) = self.fiscal_entity {
            order.fiscal_entity = Some(entity.of_order(id, config));
        }
        Ok(())
    }
}
