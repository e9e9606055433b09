//! A charge, as it is asked for.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::language::Language;
use crate::n1co::authentication::Subject;
use crate::n1co::card::{Card, CustomerRequest};
use crate::n1co::dollars::Dollars;
use crate::n1co::fault::Fault;
use crate::n1co::payload::text;

/// Countries whose banks compare the address, in two letters and in three.
const COMPARES_ADDRESSES: [&str; 4] = ["US", "USA", "CA", "CAN"];

/// Body of `POST /Charges`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChargeRequest {
    customer: Option<CustomerRequest>,
    order: OrderRequest,
    card_id: String,
    authentication_id: Option<String>,
    billing_info: Option<BillingInfo>,
    location_code: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
struct OrderRequest {
    id: String,
    name: String,
    #[schemars(with = "f64")]
    amount: Box<RawValue>,
    description: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BillingInfo {
    country_code: String,
    state_code: Option<String>,
    zip_code: Option<String>,
}

/// A charge that can be tried: its form is right, and its card exists.
pub(super) struct Wanted {
    pub(super) subject: Subject,
    pub(super) card: Card,
    pub(super) authentication_id: Option<String>,
    pub(super) buyer_email: Option<String>,
    /// The shopper's, where the merchant said so.
    pub(super) language: Option<Language>,
}

impl ChargeRequest {
    /// Refuses what n1co would not even try.
    pub(super) fn check(
        self,
        locations: &[String],
        card: impl FnOnce(&str) -> Result<Card, Fault>,
        language: Option<Language>,
    ) -> Result<Wanted, Fault> {
        let amount = self.order.check()?;
        if let Some(customer) = &self.customer {
            customer.check()?;
        }
        if let Some(id) = &self.authentication_id {
            text("authenticationId", id)?;
        }
        if let Some(billing) = &self.billing_info {
            billing.check()?;
        }
        let location = self.location_code.as_ref();
        if location.is_some_and(|code| !locations.contains(code)) {
            return Err(Fault::unknown_location());
        }
        let card = card(&self.card_id)?;
        if card.single_use && card.charged {
            return Err(Fault::spent_card());
        }
        if self.billing_info.is_none() && COMPARES_ADDRESSES.contains(&card.test_card.country) {
            return Err(Fault::billing_required("billingInfo"));
        }
        let (customer_id, email) = self
            .customer
            .map_or((None, None), |c| (c.id, Some(c.email)));
        let both = customer_id.as_ref().zip(card.customer_id.as_ref());
        if both.is_some_and(|(charged, owner)| charged != owner) {
            return Err(Fault::card_of_another_customer());
        }
        Ok(Wanted {
            subject: Subject {
                reference: self.order.id,
                card_id: self.card_id,
                amount,
            },
            buyer_email: email.or_else(|| card.email.clone()),
            card,
            authentication_id: self.authentication_id,
            language,
        })
    }
}

impl OrderRequest {
    fn check(&self) -> Result<Dollars, Fault> {
        text("order.id", &self.id)?;
        text("order.name", &self.name)?;
        let description = self.description.as_deref().filter(|text| !text.is_empty());
        if let Some(description) = description {
            text("order.description", description)?;
        }
        Dollars::read(&self.amount).map_err(Fault::amount)
    }
}

impl BillingInfo {
    fn check(&self) -> Result<(), Fault> {
        let country = self.country_code.as_str();
        let is_code =
            matches!(country.len(), 2 | 3) && country.bytes().all(|byte| byte.is_ascii_uppercase());
        if !is_code {
            let words = "two or three capital letters are expected";
            return Err(Fault::invalid("billingInfo.countryCode", words));
        }
        if !COMPARES_ADDRESSES.contains(&country) {
            return Ok(());
        }
        for (field, value) in [
            ("billingInfo.stateCode", &self.state_code),
            ("billingInfo.zipCode", &self.zip_code),
        ] {
            match value {
                None => return Err(Fault::billing_required(field)),
                Some(value) => text(field, value)?,
            }
        }
        Ok(())
    }
}
