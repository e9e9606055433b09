//! Orders: what is to be paid, and what became of it.
//!
//! `request`, `lines` and `payment_method` are what a merchant sends, `answer` is what it gets,
//! `charging` how money moves.

mod aftermath;
mod answer;
mod charging;
mod filter;
mod further_charge;
mod lines;
mod parts;
mod payment_method;
mod refund;
mod request;
mod seed;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use aftermath::{Aftermath, Chargeback, Impossible, befall};
pub(crate) use answer::OrderAnswer;
pub(crate) use charging::{ChargePlan, PendingCharge};
use filter::Filter;
pub(crate) use further_charge::{create as charge, create_in_list as add_charges};
use lines::Lines;
pub(super) use payment_method::ChargeRequest;
pub(super) use refund::CreateRefund;
pub(crate) use refund::{cancel as cancel_refund, create as refund};
pub(crate) use request::check_metadata;
pub(super) use request::{CreateOrder, UpdateOrder};
pub(crate) use seed::seed;

use super::book::Row;
use super::charge::Charge;
use super::company;
use super::contact::{FiscalEntity, ShippingContact};
use super::error::Fault;
use super::event::{Told, let_time_pass, tell};
use super::list::{Page, Paging, Query};
use super::payload::{OptionalPayload, Payload};
use super::test_card::Decline;
use super::three_ds::Mode;
use crate::language::Language;
use crate::sandbox::Sandbox;

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaymentStatus {
    Paid,
    /// Some of its charges are paid, and the others declined.
    PartiallyPaid,
    PendingPayment,
    Declined,
    Expired,
    Canceled,
    PreAuthorized,
    Voided,
    PartiallyRefunded,
    Refunded,
    UnderFraudReview,
    Fraudulent,
    ChargedBack,
}

impl PaymentStatus {
    /// Conekta's word for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::PartiallyPaid => "partially_paid",
            Self::PendingPayment => "pending_payment",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Canceled => "canceled",
            Self::PreAuthorized => "pre_authorized",
            Self::Voided => "voided",
            Self::PartiallyRefunded => "partially_refunded",
            Self::Refunded => "refunded",
            Self::UnderFraudReview => "under_fraud_review",
            Self::Fraudulent => "fraudulent",
            Self::ChargedBack => "charged_back",
        }
    }
}

/// An order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) id: String,
    /// The child company whose it is.
    pub(crate) company: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    /// The one that the merchant asked for with it, which is the shopper's.
    pub(crate) language: Option<Language>,
    pub(crate) currency: String,
    pub(crate) amount: i64,
    pub(crate) customer: CustomerInfo,
    pub(crate) lines: Lines,
    pub(crate) metadata: Map<String, Value>,
    /// What it can be found by: written anew whenever something is told of it.
    pub(crate) searchable: String,
    pub(crate) pre_authorize: bool,
    pub(crate) processing_mode: Option<String>,
    pub(crate) three_ds_mode: Option<Mode>,
    pub(crate) return_url: Option<url::Url>,
    /// What merely comes back as it was sent.
    pub(crate) shipping_contact: Option<ShippingContact>,
    pub(crate) fiscal_entity: Option<FiscalEntity>,
    /// `None` as long as nothing was to be charged.
    pub(crate) status: Option<PaymentStatus>,
    /// Every charge that was made or refused, oldest first.
    pub(crate) charges: Vec<Charge>,
    /// Whether it is paid in parts.
    pub(crate) is_split: bool,
    /// The charge that waits for the card holder, and the challenge put to them; kept when it
    /// is over, so that its page can say so.
    pub(crate) pending: Option<PendingCharge>,
    /// How often the merchant changed it.
    pub(crate) edits: u32,
    /// What webhooks were told of it.
    pub(crate) told: Told,
}

/// Who pays an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CustomerInfo {
    /// `None` for a guest.
    pub(crate) customer_id: Option<String>,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: Option<String>,
    pub(crate) corporate: bool,
    pub(crate) custom_reference: Option<String>,
}

/// Whether a word is so long that no other one has it inside: an id.
pub(super) fn is_long(word: &str) -> bool {
    word.len() >= 20
}

impl Row for Order {
    const CLASS: &'static str = "Order";

    fn id(&self) -> &str {
        &self.id
    }

    fn is_visible(&self) -> bool {
        company::sees(self.company.as_deref())
    }
}

impl Order {
    /// What the general search finds it by, in lower case: id, who pays, references and metadata.
    pub(super) fn to_be_found_by(&self) -> String {
        let pending = self.pending.as_ref();
        let of_charges = self
            .charges
            .iter()
            .flat_map(|charge| [Some(&charge.id), charge.reference_id.as_ref()]);
        let known = [
            Some(&self.id),
            Some(&self.customer.name),
            Some(&self.customer.email),
            self.customer.phone.as_ref(),
            self.customer.customer_id.as_ref(),
            self.customer.custom_reference.as_ref(),
            pending.and_then(|pending| pending.plan.reference_id.as_ref()),
        ];
        let of_metadata = self.metadata.values().map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        let all: Vec<_> = known
            .into_iter()
            .chain(of_charges)
            .flatten()
            .cloned()
            .chain(of_metadata)
            .collect();
        all.join("\n").to_lowercase()
    }

    /// When it expires, while it waits for the card holder.
    pub(super) fn waits_until(&self) -> Option<i64> {
        let is_waiting = self.status == Some(PaymentStatus::PendingPayment);
        let pending = self.pending.as_ref().filter(|_| is_waiting);
        pending.map(|pending| pending.expires_at)
    }

    fn status_word(&self) -> &'static str {
        self.status.map_or("not charged", PaymentStatus::as_str)
    }
}

/// Body of `POST /orders/{id}/capture`.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaptureRequest {
    amount: Option<i64>,
}

/// `GET /orders`
pub(crate) async fn list(
    State(sandbox): State<Sandbox>,
    query: Query,
) -> Result<Json<Page<OrderAnswer>>, Fault> {
    let paging = Paging::read(&query)?;
    let filter = Filter::read(&query)?;
    let mut world = sandbox.world();
    let_time_pass(&sandbox, &mut world.conekta);
    let text = paging.search();
    let is_blind = text.is_some() && !sandbox.config().conekta.search_finds_references;
    // Most searches are for a reference, and most orders have another one.
    let is_found = |order: &Order| text.is_none_or(|text| order.searchable.contains(text));
    let is_asked_for =
        |order: &Order| !is_blind && order.is_visible() && is_found(order) && filter.lets(order);
    let public_url = sandbox.config().public_url.as_str();
    let base = format!("{public_url}/conekta/orders");
    let view = |row: &Order| row.answer(public_url);
    let orders = &world.conekta.orders;
    let known = text.filter(|text| is_long(text));
    let page = match known.and_then(|text| world.conekta.words.get(text)) {
        Some(ids) => {
            let found = ids.iter().rev().filter_map(|id| orders.get(id));
            paging.cut(found, is_asked_for, &base, |row| &row.id, view)
        }
        None => paging.cut(
            orders.newest_first(),
            is_asked_for,
            &base,
            |row| &row.id,
            view,
        ),
    };
    page.map(Json)
}

/// `POST /orders`: 402 with the whole order where a charge is declined.
pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    headers: HeaderMap,
    Payload(body): Payload<CreateOrder>,
) -> Result<Response, Fault> {
    let mut world = sandbox.world();
    let world = &mut *world;
    let (mut order, plans) = body.place(&sandbox, &mut world.conekta)?;
    order.language = Language::asked(&headers);
    let challenges = &mut world.conekta.challenges;
    let declined = order.begin(plans, &sandbox, challenges, &mut world.ledger);
    let answer = order.answer(sandbox.config().public_url.as_str());
    let id = order.id.clone();
    world.conekta.orders.insert(order);
    tell(&sandbox, &mut world.conekta, &id);
    match declined {
        None => Ok(Json(answer).into_response()),
        Some(decline) => Err(Fault::declined(decline, answer.into_value())),
    }
}

impl Order {
    /// Changes it, unless there is a charge that was made, or waits.
    fn edit(&mut self, change: UpdateOrder, sandbox: &Sandbox) -> Result<(), Fault> {
        match self.status {
            None | Some(PaymentStatus::Declined) => {
                change.apply(self, sandbox)?;
                self.edits = self.edits.wrapping_add(1);
                Ok(())
            }
            Some(
                PaymentStatus::Paid
                | PaymentStatus::PartiallyPaid
                | PaymentStatus::PendingPayment
                | PaymentStatus::Expired
                | PaymentStatus::Canceled
                | PaymentStatus::PreAuthorized
                | PaymentStatus::Voided
                | PaymentStatus::PartiallyRefunded
                | PaymentStatus::Refunded
                | PaymentStatus::UnderFraudReview
                | PaymentStatus::Fraudulent
                | PaymentStatus::ChargedBack,
            ) => Err(Fault::order_has_charge()),
        }
    }

    /// The answer to a charge that was declined: the whole order, as it is now.
    fn declined(&self, decline: Decline, public_url: &str) -> Fault {
        Fault::declined(decline, self.answer(public_url).into_value())
    }
}

/// Carries out `act` on the order as it stands now, and answers with the order.
fn with_order(
    sandbox: &Sandbox,
    id: &str,
    act: impl FnOnce(&mut Order, &mut crate::ledger::Ledger) -> Result<(), Fault>,
) -> Result<Json<OrderAnswer>, Fault> {
    let mut world = sandbox.world();
    let world = &mut *world;
    let order = world.conekta.orders.find(id)?;
    order.settle(sandbox.now());
    let done = act(order, &mut world.ledger);
    let answer = order.answer(sandbox.config().public_url.as_str());
    tell(sandbox, &mut world.conekta, id);
    done.map(|()| Json(answer))
}

/// `GET /orders/{id}`
pub(crate) async fn read(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<Json<OrderAnswer>, Fault> {
    with_order(&sandbox, &id, |_, _| Ok(()))
}

/// `PUT /orders/{id}`: refused once there is a charge, made or waiting; except that what is left
/// of an order that is partially paid can be charged.
pub(crate) async fn update(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Payload(mut body): Payload<UpdateOrder>,
) -> Result<Json<OrderAnswer>, Fault> {
    body.find_customer(&mut sandbox.world().conekta)?;
    let charges = body.take_charges();
    if charges.is_empty() {
        return with_order(&sandbox, &id, |order, _| order.edit(body, &sandbox));
    }
    further_charge::charge(&sandbox, &id, Some(body), charges)?;
    with_order(&sandbox, &id, |_, _| Ok(()))
}

/// `POST /orders/{id}/cancel`: releases what is reserved, or calls off what was not paid.
pub(crate) async fn cancel(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<Json<OrderAnswer>, Fault> {
    let now = sandbox.now();
    with_order(&sandbox, &id, |order, ledger| order.cancel(ledger, now))
}

/// `POST /orders/{id}/capture`: takes what is reserved, or what a passed challenge left to take.
pub(crate) async fn capture(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    OptionalPayload(body): OptionalPayload<CaptureRequest>,
) -> Result<Json<OrderAnswer>, Fault> {
    let now = sandbox.now();
    let config = sandbox.config();
    with_order(&sandbox, &id, |order, ledger| {
        if !order.is_left_to_merchant() {
            return order.capture(body.amount, ledger, now);
        }
        match order.complete(body.amount, &config.random, ledger, now)? {
            None => Ok(()),
            Some(decline) => Err(order.declined(decline, config.public_url.as_str())),
        }
    })
}
