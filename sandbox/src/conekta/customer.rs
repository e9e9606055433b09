//! Customers: who pays, and the cards that are kept for them.

use axum::Json;
use axum::extract::{Path, State};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::book::{Book, Row};
use super::error::Fault;
use super::event::announce;
use super::list::{Embedded, Page, Paging, Query};
use super::payload::{Payload, length};
use super::payment_source::{CreatePaymentSource, PaymentSource, PaymentSourceAnswer};
use crate::sandbox::Sandbox;

/// A customer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Customer {
    pub(crate) id: String,
    created_at: i64,
    deleted: bool,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: Option<String>,
    pub(crate) corporate: bool,
    pub(crate) custom_reference: Option<String>,
    date_of_birth: Option<String>,
    national_id: Option<String>,
    default_shipping_contact_id: Option<String>,
    shipping_contacts: Vec<Map<String, Value>>,
    fiscal_entities: Vec<Map<String, Value>>,
    metadata: Map<String, Value>,
    antifraud_info: Option<Map<String, Value>>,
    pub(crate) payment_sources: Vec<PaymentSource>,
    pub(crate) default_payment_source_id: Option<String>,
}

/// Body of `POST /customers` and `PUT /customers/{id}`. What is left out stays as it is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomerRequest {
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    corporate: Option<bool>,
    custom_reference: Option<String>,
    date_of_birth: Option<String>,
    national_id: Option<String>,
    #[serde(rename = "plan_id")]
    _plan_id: Option<String>,
    default_payment_source_id: Option<String>,
    default_shipping_contact_id: Option<String>,
    payment_sources: Option<Vec<CreatePaymentSource>>,
    shipping_contacts: Option<Vec<Map<String, Value>>>,
    fiscal_entities: Option<Vec<Map<String, Value>>>,
    #[serde(rename = "subscription")]
    _subscription: Option<Value>,
    metadata: Option<Map<String, Value>>,
    antifraud_info: Option<Map<String, Value>>,
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
    shipping_contacts: Embedded<Map<String, Value>>,
    fiscal_entities: Embedded<Map<String, Value>>,
    subscription: Option<Map<String, Value>>,
    metadata: Map<String, Value>,
    antifraud_info: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    deleted: Option<bool>,
}

impl Row for Customer {
    const CLASS: &'static str = "Customer";

    fn id(&self) -> &str {
        &self.id
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

impl CustomerRequest {
    /// Refuses what cannot be stored.
    fn check(&self) -> Result<(), Fault> {
        let texts = [
            ("name", &self.name, 249),
            ("email", &self.email, 254),
            ("phone", &self.phone, 30),
            ("custom_reference", &self.custom_reference, 249),
        ];
        for (param, text, max) in texts {
            if let Some(text) = text {
                length(param, text, 1, max)?;
            }
        }
        super::order::check_metadata(self.metadata.as_ref())
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

    fn apply(&mut self, request: CustomerRequest) {
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
        let contact = request
            .default_shipping_contact_id
            .filter(|id| !id.is_empty());
        set(&mut self.default_shipping_contact_id, contact.map(Some));
        set(&mut self.shipping_contacts, request.shipping_contacts);
        set(&mut self.fiscal_entities, request.fiscal_entities);
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
            default_fiscal_entity_id: None,
            default_shipping_contact_id: self.default_shipping_contact_id.clone(),
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

/// `GET /customers`
pub(crate) async fn list(
    State(sandbox): State<Sandbox>,
    query: Query,
) -> Result<Json<Page<CustomerAnswer>>, Fault> {
    let paging = Paging::read(&query)?;
    let is_found = |customer: &Customer| {
        let Customer {
            id, name, email, ..
        } = customer;
        let more = customer.phone.iter().chain(&customer.custom_reference);
        let texts = [id, name, email].into_iter().chain(more);
        !customer.deleted && paging.finds(texts.map(String::as_str))
    };
    let world = sandbox.world();
    let base = format!("{}/conekta/customers", sandbox.config().public_url.as_str());
    let customers = world.conekta.customers.newest_first();
    let page = paging.cut(customers, is_found, &base, |row| &row.id, Customer::answer);
    page.map(Json)
}

/// `POST /customers`, with cards of tokens in the same request where they are given.
pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    Payload(mut body): Payload<CustomerRequest>,
) -> Result<Json<CustomerAnswer>, Fault> {
    body.check()?;
    if body.name.is_none() {
        return Err(Fault::missing("name"));
    }
    if body.email.is_none() {
        return Err(Fault::missing("email"));
    }
    if body
        .default_payment_source_id
        .as_ref()
        .is_some_and(|id| !id.is_empty())
    {
        return Err(Fault::invalid(
            "default_payment_source_id",
            "a new customer has no payment sources yet",
        ));
    }
    let mut customer = Customer {
        id: sandbox.config().random.id("cus_"),
        created_at: sandbox.now(),
        ..Customer::default()
    };
    let mut world = sandbox.world();
    for request in body.payment_sources.take().unwrap_or_default() {
        let source = PaymentSource::from_token(&sandbox, &mut world.conekta, &request)?;
        customer.add_payment_source(source);
    }
    customer.apply(body);
    let answer = customer.answer();
    world.conekta.customers.insert(customer);
    announce(&sandbox, &mut world.conekta, "customer.created", &answer);
    Ok(Json(answer))
}

/// `GET /customers/{id}`
pub(crate) async fn read(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<Json<CustomerAnswer>, Fault> {
    Ok(Json(sandbox.world().conekta.customer(&id)?.answer()))
}

/// `PUT /customers/{id}`
pub(crate) async fn update(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Payload(mut body): Payload<CustomerRequest>,
) -> Result<Json<CustomerAnswer>, Fault> {
    body.check()?;
    let mut world = sandbox.world();
    let default = body
        .default_payment_source_id
        .take()
        .filter(|id| !id.is_empty());
    let customer = world.conekta.customer(&id)?;
    if let Some(source) = &default {
        customer.payment_source_mut(source)?;
    }
    for request in body.payment_sources.take().unwrap_or_default() {
        let source = PaymentSource::from_token(&sandbox, &mut world.conekta, &request)?;
        world.conekta.customer(&id)?.add_payment_source(source);
    }
    let customer = world.conekta.customer(&id)?;
    if default.is_some() {
        customer.default_payment_source_id = default;
    }
    customer.apply(body);
    let answer = customer.answer();
    announce(&sandbox, &mut world.conekta, "customer.updated", &answer);
    Ok(Json(answer))
}

/// `DELETE /customers/{id}`
pub(crate) async fn delete(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<Json<CustomerAnswer>, Fault> {
    let mut world = sandbox.world();
    let customer = world.conekta.customer(&id)?;
    customer.deleted = true;
    let answer = customer.answer();
    announce(&sandbox, &mut world.conekta, "customer.deleted", &answer);
    Ok(Json(answer))
}
