//! Customers: who pays, and the cards that are kept for them.

mod request;

use axum::Json;
use axum::extract::{Path, State};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use request::AntifraudInfo;
pub(crate) use request::CustomerRequest;

use super::book::{Book, Row};
use super::company;
use super::contact::{FiscalEntity, ShippingContact, ShippingContactRequest};
use super::error::Fault;
use super::event::announce;
use super::list::{Embedded, Page, Paging, Query};
use super::payload::Payload;
use super::payment_source::{PaymentSource, PaymentSourceAnswer};
use super::protocol::Version;
use crate::config::Config;
use crate::sandbox::Sandbox;

/// A customer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Customer {
    pub(crate) id: String,
    /// The child company whose they are.
    company: Option<String>,
    created_at: i64,
    deleted: bool,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: Option<String>,
    pub(crate) corporate: bool,
    pub(crate) custom_reference: Option<String>,
    date_of_birth: Option<String>,
    national_id: Option<String>,
    shipping_contacts: Vec<ShippingContact>,
    fiscal_entities: Vec<FiscalEntity>,
    metadata: Map<String, Value>,
    antifraud_info: Option<AntifraudInfo>,
    pub(crate) payment_sources: Vec<PaymentSource>,
    pub(crate) default_payment_source_id: Option<String>,
}

/// A customer, as it is answered.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Customer")]
pub(crate) struct CustomerAnswer {
    id: String,
    object: &'static str,
    created_at: i64,
    livemode: bool,
    corporate: bool,
    name: String,
    email: String,
    // What is not known is left out, since `null` is no text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    custom_reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    national_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    date_of_birth: Option<String>,
    default_payment_source_id: Option<String>,
    default_fiscal_entity_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    default_shipping_contact_id: Option<String>,
    payment_sources: Embedded<PaymentSourceAnswer>,
    shipping_contacts: Embedded<ShippingContact>,
    fiscal_entities: Embedded<FiscalEntity>,
    subscription: Option<Map<String, Value>>,
    metadata: Map<String, Value>,
    antifraud_info: Option<AntifraudInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    deleted: Option<bool>,
}

impl Row for Customer {
    const CLASS: &'static str = "Customer";

    fn id(&self) -> &str {
        &self.id
    }

    fn is_visible(&self) -> bool {
        company::sees(self.company.as_deref())
    }
}

impl Book {
    /// The latest customers, as they are answered.
    pub(crate) fn shown_customers(&self, most: usize) -> Vec<Value> {
        let rows = self.customers.newest_first().take(most);
        rows.filter_map(|row| serde_json::to_value(row.answer()).ok())
            .collect()
    }

    /// The customer with an id, unless it was deleted.
    pub(crate) fn customer(&mut self, id: &str) -> Result<&mut Customer, Fault> {
        let customer = self.customers.find(id)?;
        if customer.deleted {
            Err(Fault::not_found(Customer::CLASS, id))
        } else {
            Ok(customer)
        }
    }
}

impl Customer {
    /// A customer of whom no more than this is known.
    pub(super) fn new(id: &str, name: &str, email: &str, phone: &str, now: i64) -> Self {
        Self {
            id: id.into(),
            created_at: now,
            name: name.into(),
            email: email.into(),
            phone: Some(phone.into()),
            ..Self::default()
        }
    }

    fn apply(&mut self, request: CustomerRequest, config: &Config) {
        fn set<T>(field: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *field = value;
            }
        }
        set(&mut self.name, request.name);
        set(&mut self.email, request.email);
        set(&mut self.phone, request.phone.map(Some));
        set(&mut self.corporate, request.corporate);
        set(
            &mut self.custom_reference,
            request.custom_reference.map(Some),
        );
        set(&mut self.date_of_birth, request.date_of_birth.map(Some));
        set(&mut self.national_id, request.national_id.map(Some));
        if let Some(contacts) = request.shipping_contacts {
            let mut asked = contacts.iter();
            let default = asked.position(ShippingContactRequest::is_default);
            let contacts = contacts.into_iter();
            self.shipping_contacts = contacts.map(|one| one.of(&self.id, config)).collect();
            // As with cards, the first one is the default unless another is said to be.
            let mut contacts = self.shipping_contacts.iter_mut();
            if let Some(contact) = contacts.nth(default.unwrap_or_default()) {
                contact.default = true;
            }
        }
        if let Some(entities) = request.fiscal_entities {
            let entities = entities.into_iter();
            let entities = entities.map(|one| one.of_customer(&self.id, config));
            self.fiscal_entities = entities.collect();
            if let Some(entity) = self.fiscal_entities.first_mut() {
                entity.default = true;
            }
        }
        if let Some(default) = request.default_shipping_contact_id {
            for contact in &mut self.shipping_contacts {
                contact.default = contact.id == default;
            }
        }
        set(&mut self.metadata, request.metadata);
        set(&mut self.antifraud_info, request.antifraud_info.map(Some));
    }

    /// Keeps a card. The first one becomes the default.
    pub(crate) fn add_payment_source(&mut self, source: PaymentSource) {
        self.default_payment_source_id
            .get_or_insert_with(|| source.id.clone());
        self.payment_sources.push(source);
    }

    /// Forgets a card. Where it was the default, the oldest of the others becomes it.
    pub(crate) fn remove_payment_source(&mut self, id: &str) {
        self.payment_sources.retain(|source| source.id != id);
        if self.default_payment_source_id.as_deref() == Some(id) {
            self.default_payment_source_id =
                self.payment_sources.first().map(|source| source.id.clone());
        }
    }

    pub(crate) fn payment_source_mut(&mut self, id: &str) -> Result<&mut PaymentSource, Fault> {
        let mut sources = self.payment_sources.iter_mut();
        // The provider's class for a saved card is "card".
        sources
            .find(|source| source.id == id)
            .ok_or_else(|| Fault::not_found("card", id))
    }

    pub(super) fn answer(&self) -> CustomerAnswer {
        let mut contacts = self.shipping_contacts.iter();
        let mut entities = self.fiscal_entities.iter();
        let sources = self
            .payment_sources
            .iter()
            .map(|source| source.answer(self));
        CustomerAnswer {
            id: self.id.clone(),
            object: "customer",
            created_at: self.created_at,
            livemode: false,
            corporate: self.corporate,
            name: self.name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            custom_reference: self.custom_reference.clone(),
            national_id: self.national_id.clone(),
            date_of_birth: self.date_of_birth.clone(),
            default_payment_source_id: self.default_payment_source_id.clone(),
            default_fiscal_entity_id: entities.find(|one| one.default).map(|one| one.id.clone()),
            default_shipping_contact_id: contacts.find(|one| one.default).map(|one| one.id.clone()),
            payment_sources: sources.collect::<Vec<_>>().into(),
            shipping_contacts: self.shipping_contacts.clone().into(),
            fiscal_entities: self.fiscal_entities.clone().into(),
            subscription: None,
            metadata: self.metadata.clone(),
            antifraud_info: self.antifraud_info.clone(),
            deleted: self.deleted.then_some(true),
        }
    }
}

impl CustomerAnswer {
    /// As a version spells it.
    fn spelled(mut self, version: Version) -> Self {
        for source in self.payment_sources.iter_mut() {
            source.spell(version);
        }
        self
    }
}

/// `GET /customers`
pub(crate) async fn list(
    State(sandbox): State<Sandbox>,
    version: Version,
    query: Query,
) -> Result<Json<Page<CustomerAnswer>>, Fault> {
    let paging = Paging::read(&query)?;
    let is_found = |customer: &Customer| {
        let Customer {
            id, name, email, ..
        } = customer;
        let more = customer.phone.iter().chain(&customer.custom_reference);
        let texts = [id, name, email].into_iter().chain(more);
        !customer.deleted && customer.is_visible() && paging.finds(texts.map(String::as_str))
    };
    let world = sandbox.world();
    let base = format!("{}/conekta/customers", sandbox.config().public_url.as_str());
    let customers = world.conekta.customers.newest_first();
    let view = |row: &Customer| row.answer().spelled(version);
    let page = paging.cut(customers, is_found, &base, |row| &row.id, view);
    page.map(Json)
}

/// `POST /customers`, with cards of tokens in the same request where they are given.
pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    version: Version,
    Payload(mut body): Payload<CustomerRequest>,
) -> Result<Json<CustomerAnswer>, Fault> {
    body.check()?;
    if body.name.is_none() {
        return Err(Fault::missing("name"));
    }
    if body.email.is_none() {
        return Err(Fault::missing("email"));
    }
    body.check_defaults(true)?;
    let mut customer = Customer {
        id: sandbox.config().random.id("cus_"),
        company: company::asking(),
        created_at: sandbox.now(),
        ..Customer::default()
    };
    let mut world = sandbox.world();
    for request in body.payment_sources.take().unwrap_or_default() {
        let source = PaymentSource::from_token(&sandbox, &mut world.conekta, &request)?;
        customer.add_payment_source(source);
    }
    customer.apply(body, sandbox.config());
    let answer = customer.answer();
    world.conekta.customers.insert(customer);
    announce(&sandbox, &mut world.conekta, "customer.created", &answer);
    Ok(Json(answer.spelled(version)))
}

/// `GET /customers/{id}`
pub(crate) async fn read(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    version: Version,
) -> Result<Json<CustomerAnswer>, Fault> {
    let answer = sandbox.world().conekta.customer(&id)?.answer();
    Ok(Json(answer.spelled(version)))
}

/// `PUT /customers/{id}`
pub(crate) async fn update(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    version: Version,
    Payload(mut body): Payload<CustomerRequest>,
) -> Result<Json<CustomerAnswer>, Fault> {
    body.check()?;
    body.check_defaults(false)?;
    let mut world = sandbox.world();
    let set = |id: &mut Option<String>| id.take().filter(|id| !id.is_empty());
    let default = set(&mut body.default_payment_source_id);
    body.default_shipping_contact_id = set(&mut body.default_shipping_contact_id);
    let customer = world.conekta.customer(&id)?;
    if let Some(source) = &default {
        customer.payment_source_mut(source)?;
    }
    if let Some(contact) = &body.default_shipping_contact_id {
        let mut contacts = customer.shipping_contacts.iter();
        if !contacts.any(|known| known.id == *contact) {
            return Err(Fault::not_found("ShippingContact", contact));
        }
    }
    let mut sources = Vec::new();
    for request in body.payment_sources.take().unwrap_or_default() {
        let source = PaymentSource::from_token(&sandbox, &mut world.conekta, &request)?;
        sources.push(source);
    }
    let customer = world.conekta.customer(&id)?;
    for source in sources {
        customer.add_payment_source(source);
    }
    if default.is_some() {
        customer.default_payment_source_id = default;
    }
    customer.apply(body, sandbox.config());
    let answer = customer.answer();
    announce(&sandbox, &mut world.conekta, "customer.updated", &answer);
    Ok(Json(answer.spelled(version)))
}

/// `DELETE /customers/{id}`
pub(crate) async fn delete(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    version: Version,
) -> Result<Json<CustomerAnswer>, Fault> {
    let mut world = sandbox.world();
    let customer = world.conekta.customer(&id)?;
    customer.deleted = true;
    let answer = customer.answer();
    announce(&sandbox, &mut world.conekta, "customer.deleted", &answer);
    Ok(Json(answer.spelled(version)))
}
