//! Shipping contacts and fiscal entities: where something is sent, and whom its invoice is for.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::Fault;
use super::order::check_metadata;
use super::payload::{email, length};
use crate::config::Config;

/// Most characters of a text.
const MAX_TEXT: usize = 249;

/// A shipping contact, as it is sent.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShippingContactRequest {
    phone: Option<String>,
    receiver: Option<String>,
    between_streets: Option<String>,
    address: AddressRequest,
    #[serde(default)]
    default: bool,
    metadata: Option<Map<String, Value>>,
    /// What the provider says of a contact may be sent back to it, and is not listened to.
    #[serde(rename = "parent_id")]
    _parent_id: Option<String>,
    #[serde(rename = "deleted")]
    _deleted: Option<bool>,
}

/// A fiscal entity, as it is sent: a customer's has a company's name, an order's has a name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FiscalEntityRequest {
    address: AddressRequest,
    tax_id: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    #[serde(alias = "name")]
    company_name: Option<String>,
    metadata: Option<Map<String, Value>>,
}

/// An address, as it is sent. Clients may send back what the provider calls it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AddressRequest {
    street1: Option<String>,
    street2: Option<String>,
    postal_code: Option<String>,
    city: Option<String>,
    state: Option<String>,
    country: Option<String>,
    residential: Option<bool>,
    external_number: Option<String>,
    #[serde(rename = "object")]
    _object: Option<String>,
}

/// A shipping contact, as it is answered. As elsewhere, what is not known is left out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct ShippingContact {
    pub(crate) id: String,
    object: Cow<'static, str>,
    created_at: i64,
    parent_id: String,
    pub(crate) default: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    receiver: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    between_streets: Option<String>,
    address: Address,
    metadata: Map<String, Value>,
}

/// A fiscal entity, as it is answered: a customer's has a company's name, an order's has a name.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct FiscalEntity {
    pub(crate) id: String,
    object: Cow<'static, str>,
    created_at: i64,
    parent_id: String,
    pub(crate) default: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    tax_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    company_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    name: Option<String>,
    address: Address,
    metadata: Map<String, Value>,
}

/// An address, as it is answered.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
struct Address {
    object: Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    street1: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    street2: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    residential: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    external_number: Option<String>,
}

impl ShippingContactRequest {
    /// Refuses what cannot be sent to. `place` is where it stands in the body.
    pub(crate) fn check(&self, place: &str) -> Result<(), Fault> {
        if let Some(text) = &self.between_streets {
            is_named(&format!("{place}.between_streets"), text)?;
        }
        self.address.check(&format!("{place}.address"))?;
        check_metadata(self.metadata.as_ref())
    }

    /// Whether it is to be the default.
    pub(crate) fn is_default(&self) -> bool {
        self.default
    }

    /// The contact of a customer or an order.
    pub(crate) fn of(self, parent_id: &str, config: &Config) -> ShippingContact {
        ShippingContact {
            id: config.random.id("ship_cont_"),
            object: "shipping_contact".into(),
            created_at: (config.clock)(),
            parent_id: parent_id.to_owned(),
            default: false,
            phone: self.phone,
            receiver: self.receiver,
            between_streets: self.between_streets,
            address: self.address.called("shipping_address"),
            metadata: self.metadata.unwrap_or_default(),
        }
    }
}

impl FiscalEntityRequest {
    /// Refuses what no invoice can be made out to. `place` is where it stands in the body.
    pub(crate) fn check(&self, place: &str) -> Result<(), Fault> {
        if let Some(text) = &self.email {
            email(&format!("{place}.email"), text)?;
        }
        let place = format!("{place}.address");
        let address = &self.address;
        for (name, text) in [
            ("street1", &address.street1),
            ("city", &address.city),
            ("postal_code", &address.postal_code),
        ] {
            if text.is_none() {
                return Err(Fault::missing(&format!("{place}.{name}")));
            }
        }
        address.check(&place)?;
        check_metadata(self.metadata.as_ref())
    }

    /// The fiscal entity of a customer.
    pub(crate) fn of_customer(self, parent_id: &str, config: &Config) -> FiscalEntity {
        FiscalEntity {
            id: config.random.id("fis_ent_"),
            object: "fiscal_entity".into(),
            created_at: (config.clock)(),
            parent_id: parent_id.to_owned(),
            default: false,
            tax_id: self.tax_id,
            email: self.email,
            phone: self.phone,
            company_name: self.company_name,
            name: None,
            address: self.address.called("fiscal_entity_address"),
            metadata: self.metadata.unwrap_or_default(),
        }
    }

    /// The fiscal entity of an order.
    pub(crate) fn of_order(self, parent_id: &str, config: &Config) -> FiscalEntity {
        let entity = self.of_customer(parent_id, config);
        FiscalEntity {
            name: entity.company_name,
            company_name: None,
            ..entity
        }
    }
}

impl AddressRequest {
    fn called(self, object: &'static str) -> Address {
        Address {
            object: object.into(),
            street1: self.street1,
            street2: self.street2,
            postal_code: self.postal_code,
            city: self.city,
            state: self.state,
            country: self.country,
            residential: self.residential,
            external_number: self.external_number,
        }
    }

    fn check(&self, place: &str) -> Result<(), Fault> {
        let texts = [
            ("street1", &self.street1, 2),
            ("street2", &self.street2, 0),
            ("postal_code", &self.postal_code, 0),
            ("city", &self.city, 0),
            ("state", &self.state, 0),
            ("country", &self.country, 2),
        ];
        for (name, text, least) in texts {
            if let Some(text) = text {
                length(&format!("{place}.{name}"), text, least, MAX_TEXT)?;
            }
        }
        if let Some(city) = &self.city {
            is_named(&format!("{place}.city"), city)?;
        }
        let is_mexican = self.country.as_ref().is_some_and(|code| code == "MX");
        let is_code = |code: &String| code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit());
        match &self.postal_code {
            Some(code) if is_mexican && !is_code(code) => {
                let reason = "five digits are expected in Mexico";
                Err(Fault::invalid(&format!("{place}.postal_code"), reason))
            }
            _ => Ok(()),
        }
    }
}

/// Refuses a name that has no two letters in a row.
fn is_named(param: &str, text: &str) -> Result<(), Fault> {
    let mut pairs = text.as_bytes().windows(2);
    if pairs.any(|pair| pair.iter().all(u8::is_ascii_alphabetic)) {
        Ok(())
    } else {
        Err(Fault::invalid(param, "two letters in a row are expected"))
    }
}
