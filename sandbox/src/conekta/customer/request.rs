//! What a merchant says of a customer, and whether it can be so.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::conekta::contact::{FiscalEntityRequest, ShippingContactRequest};
use crate::conekta::error::Fault;
use crate::conekta::order::check_metadata;
use crate::conekta::payload::{email, length};
use crate::conekta::payment_source::CreatePaymentSource;

/// Body of `POST /customers` and `PUT /customers/{id}`. What is left out stays as it is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomerRequest {
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) corporate: Option<bool>,
    pub(super) custom_reference: Option<String>,
    pub(super) date_of_birth: Option<String>,
    pub(super) national_id: Option<String>,
    #[serde(rename = "plan_id")]
    _plan_id: Option<String>,
    pub(super) default_payment_source_id: Option<String>,
    pub(super) default_shipping_contact_id: Option<String>,
    pub(super) payment_sources: Option<Vec<CreatePaymentSource>>,
    /// These take the place of those before them, as fiscal entities do.
    pub(super) shipping_contacts: Option<Vec<ShippingContactRequest>>,
    pub(super) fiscal_entities: Option<Vec<FiscalEntityRequest>>,
    #[serde(rename = "subscription")]
    _subscription: Option<Value>,
    pub(super) metadata: Option<Map<String, Value>>,
    pub(super) antifraud_info: Option<AntifraudInfo>,
}

/// What antifraud may know of a customer, in unix seconds.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AntifraudInfo {
    account_created_at: Option<i64>,
    first_paid_at: Option<i64>,
}

impl CustomerRequest {
    /// Refuses what cannot be stored.
    pub(super) fn check(&self) -> Result<(), Fault> {
        let texts = [
            ("name", &self.name, 249),
            ("phone", &self.phone, 30),
            ("custom_reference", &self.custom_reference, 249),
        ];
        for (param, text, max) in texts {
            if let Some(text) = text {
                length(param, text, 1, max)?;
            }
        }
        if let Some(text) = &self.email {
            email("email", text)?;
        }
        let birth = self.date_of_birth.as_deref().unwrap_or("01/01/2000");
        if !is_date(birth) {
            return Err(Fault::invalid("date_of_birth", "dd/mm/yyyy is expected"));
        }
        for (place, contact) in self.shipping_contacts.iter().flatten().enumerate() {
            contact.check(&format!("shipping_contacts[{place}]"))?;
        }
        for (place, entity) in self.fiscal_entities.iter().flatten().enumerate() {
            entity.check(&format!("fiscal_entities[{place}]"))?;
        }
        check_metadata(self.metadata.as_ref())
    }

    /// Refuses to choose one of what is only being made.
    pub(super) fn check_defaults(&self, is_new: bool) -> Result<(), Fault> {
        let refused = |param| Err(Fault::invalid(param, "what is new has no id yet"));
        let is_set = |id: &Option<String>| id.as_ref().is_some_and(|id| !id.is_empty());
        let has_new_contacts = is_new || self.shipping_contacts.is_some();
        if is_new && is_set(&self.default_payment_source_id) {
            return refused("default_payment_source_id");
        }
        if has_new_contacts && is_set(&self.default_shipping_contact_id) {
            return refused("default_shipping_contact_id");
        }
        Ok(())
    }
}

/// Whether a text is `dd/mm/yyyy`, of a month and a day that there are.
fn is_date(text: &str) -> bool {
    let number = |text: &str, digits| -> Option<u16> {
        let is_number = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| text.parse().ok())?
    };
    let parts: Vec<_> = text.split('/').collect();
    let [day, month, year] = parts.as_slice() else {
        return false;
    };
    number(day, 2).is_some_and(|day| (1..=31).contains(&day))
        && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
        && number(year, 4).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_birth_is_day_month_and_year() {
        assert!(is_date("24/07/1992"));
        for text in [
            "",
            "1992-07-24",
            "24/7/1992",
            "24/13/1992",
            "32/07/1992",
            "24/07/92",
        ] {
            assert!(!is_date(text), "{text}");
        }
        assert!(!is_date("24/07/1992/1") && !is_date("+4/07/1992"));
    }
}
