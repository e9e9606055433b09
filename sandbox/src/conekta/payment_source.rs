//! Payment sources: cards that Conekta keeps for a customer.

use axum::Json;
use axum::extract::{Path, State};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::book::Book;
use super::customer::Customer;
use super::error::Fault;
use super::event::announce;
use super::list::{Page, Paging, Query};
use super::payload::{Payload, length};
use super::protocol::Version;
use super::test_card::{Brand, Funding};
use super::token::{Card, expiry};
use crate::sandbox::Sandbox;

/// A saved card.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PaymentSource {
    pub(crate) id: String,
    pub(crate) created_at: i64,
    pub(crate) card: Card,
    /// Whether its issuer put it out of use.
    #[serde(default)]
    pub(crate) blocked: bool,
}

/// Body of `POST /customers/{id}/payment_sources`, and each item of a new customer's list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreatePaymentSource {
    r#type: SourceType,
    token_id: String,
    #[serde(rename = "expires_at")]
    _expires_at: Option<i64>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum SourceType {
    Card,
}

/// Body of `PUT /customers/{id}/payment_sources/{id}`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdatePaymentSource {
    name: Option<String>,
    exp_month: Option<String>,
    exp_year: Option<String>,
    #[serde(rename = "expires_at")]
    _expires_at: Option<i64>,
    token_id: Option<Value>,
    r#type: Option<Value>,
}

/// A payment source, as it is answered.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PaymentSource")]
pub(crate) struct PaymentSourceAnswer {
    id: String,
    object: &'static str,
    r#type: &'static str,
    created_at: i64,
    last4: &'static str,
    bin: &'static str,
    card_type: Funding,
    exp_month: String,
    exp_year: String,
    #[schemars(with = "Brand")]
    brand: &'static str,
    issuer: &'static str,
    name: String,
    parent_id: String,
    default: bool,
    payment_source_status: &'static str,
    visible_on_checkout: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    deleted: Option<bool>,
}

impl PaymentSource {
    /// Makes a source of a token, which is used up by it.
    pub(crate) fn from_token(
        sandbox: &Sandbox,
        book: &mut Book,
        request: &CreatePaymentSource,
    ) -> Result<Self, Fault> {
        let SourceType::Card = request.r#type;
        let now = sandbox.now();
        let card = book.redeem(&request.token_id, now)?;
        Ok(Self {
            id: sandbox.config().random.id("src_"),
            created_at: now,
            card,
            blocked: false,
        })
    }

    pub(crate) fn answer(&self, customer: &Customer) -> PaymentSourceAnswer {
        let test_card = self.card.test_card;
        PaymentSourceAnswer {
            id: self.id.clone(),
            object: "payment_source",
            r#type: "card",
            created_at: self.created_at,
            last4: test_card.last4(),
            bin: test_card.bin(),
            card_type: test_card.funding,
            exp_month: self.card.exp_month.clone(),
            exp_year: self.card.exp_year.clone(),
            brand: test_card.brand.name(),
            issuer: "banamex",
            name: self.card.holder.clone(),
            parent_id: customer.id.clone(),
            default: customer.default_payment_source_id.as_deref() == Some(self.id.as_str()),
            payment_source_status: if self.blocked { "blocked" } else { "active" },
            visible_on_checkout: false,
            deleted: None,
        }
    }
}

impl PaymentSourceAnswer {
    /// Spells it as a version does: the first one had other names for brands.
    pub(crate) fn spell(&mut self, version: Version) {
        if version == Version::FIRST {
            self.brand = match self.brand {
                "visa" => "VISA",
                "mastercard" => "MC",
                "american_express" => "AMERICAN_EXPRESS",
                other => other,
            };
        }
    }

    fn spelled(mut self, version: Version) -> Self {
        self.spell(version);
        self
    }
}

/// `GET /customers/{id}/payment_sources`
pub(crate) async fn list(
    State(sandbox): State<Sandbox>,
    Path(customer): Path<String>,
    version: Version,
    query: Query,
) -> Result<Json<Page<PaymentSourceAnswer>>, Fault> {
    let paging = Paging::read(&query)?;
    let mut world = sandbox.world();
    let customer = world.conekta.customer(&customer)?;
    let base = format!(
        "{}/conekta/customers/{}/payment_sources",
        sandbox.config().public_url.as_str(),
        customer.id
    );
    let is_found = |source: &PaymentSource| {
        let card = &source.card;
        paging.finds([&source.id, card.test_card.last4(), &card.holder])
    };
    let view = |source: &PaymentSource| source.answer(customer).spelled(version);
    let sources = &customer.payment_sources;
    let page = paging.cut(sources, is_found, &base, |source| &source.id, view);
    page.map(Json)
}

/// `POST /customers/{id}/payment_sources`
pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    Path(customer): Path<String>,
    version: Version,
    Payload(body): Payload<CreatePaymentSource>,
) -> Result<Json<PaymentSourceAnswer>, Fault> {
    let mut world = sandbox.world();
    let book = &mut world.conekta;
    // Found before the token is used up: an unknown customer costs no token.
    book.customer(&customer)?;
    let source = PaymentSource::from_token(&sandbox, book, &body)?;
    let customer = book.customer(&customer)?;
    customer.add_payment_source(source.clone());
    let (answer, changed) = (source.answer(customer), customer.answer());
    announce(&sandbox, book, "customer.updated", &changed);
    Ok(Json(answer.spelled(version)))
}

/// `PUT /customers/{id}/payment_sources/{id}`
pub(crate) async fn update(
    State(sandbox): State<Sandbox>,
    Path((customer, source)): Path<(String, String)>,
    version: Version,
    Payload(body): Payload<UpdatePaymentSource>,
) -> Result<Json<PaymentSourceAnswer>, Fault> {
    if body.token_id.is_some() {
        return Err(Fault::immutable("token_id"));
    }
    if body.r#type.is_some() {
        return Err(Fault::immutable("type"));
    }
    let mut world = sandbox.world();
    let customer = world.conekta.customer(&customer)?;
    let source = customer.payment_source_mut(&source)?;
    let month = body.exp_month.as_ref().unwrap_or(&source.card.exp_month);
    let year = body.exp_year.as_ref().unwrap_or(&source.card.exp_year);
    let (exp_month, exp_year) = expiry(month, year, sandbox.now())?;
    if let Some(name) = body.name {
        length("name", &name, 1, 249)?;
        source.card.holder = name;
    }
    (source.card.exp_month, source.card.exp_year) = (exp_month, exp_year);
    let source = source.clone();
    let (answer, changed) = (source.answer(customer), customer.answer());
    announce(&sandbox, &mut world.conekta, "customer.updated", &changed);
    Ok(Json(answer.spelled(version)))
}

/// `DELETE /customers/{id}/payment_sources/{id}`
pub(crate) async fn delete(
    State(sandbox): State<Sandbox>,
    Path((customer, source)): Path<(String, String)>,
    version: Version,
) -> Result<Json<PaymentSourceAnswer>, Fault> {
    let mut world = sandbox.world();
    let customer = world.conekta.customer(&customer)?;
    let source = customer.payment_source_mut(&source)?.clone();
    let answer = source.answer(customer);
    customer.remove_payment_source(&source.id);
    let changed = customer.answer();
    announce(&sandbox, &mut world.conekta, "customer.updated", &changed);
    let answer = PaymentSourceAnswer {
        deleted: Some(true),
        default: false,
        ..answer
    };
    Ok(Json(answer.spelled(version)))
}
