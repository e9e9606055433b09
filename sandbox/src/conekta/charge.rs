//! Charges: money moved, or refused.

use std::borrow::Cow;

use axum::Json;
use axum::extract::{Path, State};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::book::Row;
use super::error::Fault;
use super::list::{Embedded, Page, Paging, Query};
use super::order::{ChargePlan, Chargeback, Order};
use super::payload::{Payload, length};
use super::test_card::{Brand, Decline, Funding};
use super::token::Card;
use crate::language::Language;
use crate::random::Random;
use crate::sandbox::Sandbox;

/// A charge.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Charge {
    /// 24 hexadecimal digits, without a prefix.
    pub(crate) id: String,
    pub(crate) status: ChargeStatus,
    pub(crate) amount: i64,
    currency: String,
    language: Language,
    created_at: i64,
    pub(crate) paid_at: Option<i64>,
    order_id: String,
    customer_id: Option<String>,
    pub(crate) reference_id: Option<String>,
    monthly_installments: Option<u8>,
    contract_id: Option<String>,
    customer_ip_address: Option<String>,
    pub(crate) card: Card,
    pub(crate) auth_code: Option<String>,
    pub(crate) three_ds_flow_required: bool,
    pub(crate) refunds: Vec<Refund>,
    pub(crate) chargeback: Option<Chargeback>,
}

/// Money of a charge that was given back.
#[derive(Debug, Clone, Serialize, JsonSchema, Deserialize)]
pub(crate) struct Refund {
    pub(crate) id: String,
    object: Cow<'static, str>,
    created_at: i64,
    /// When the buyer can no longer fetch it: cash only.
    expires_at: Option<i64>,
    /// Below zero: it goes the other way.
    amount: i64,
    auth_code: String,
}

impl Refund {
    pub(crate) fn new(amount: i64, random: &Random, now: i64) -> Self {
        Self {
            id: random.hex24(),
            object: "refund".into(),
            created_at: now,
            expires_at: None,
            amount: -amount,
            auth_code: random.digits(6),
        }
    }

    /// How much was given back.
    pub(crate) fn given_back(&self) -> i64 {
        -self.amount
    }
}

/// Where a charge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ChargeStatus {
    /// The card holder is asked.
    PendingPayment,
    Paid,
    PreAuthorized,
    Voided,
    PartiallyRefunded,
    Refunded,
    UnderFraudReview,
    Fraudulent,
    ChargedBack,
    Declined(Decline),
}

/// Body of `PUT /charges/{id}`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateCharge {
    reference_id: String,
}

/// A charge, as it is answered.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Charge")]
pub(crate) struct ChargeAnswer {
    id: String,
    object: &'static str,
    livemode: bool,
    status: &'static str,
    amount: i64,
    currency: String,
    created_at: i64,
    paid_at: Option<i64>,
    order_id: String,
    customer_id: String,
    description: &'static str,
    failure_code: Option<&'static str>,
    failure_message: Option<&'static str>,
    monthly_installments: Option<u8>,
    reference_id: Option<String>,
    device_fingerprint: Option<String>,
    session_id: Option<String>,
    channel: Option<Map<String, Value>>,
    chargeback: Option<Chargeback>,
    refunds: Option<Embedded<Refund>>,
    is_refundable: bool,
    payment_method: CardPayment,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CardPayment {
    object: &'static str,
    r#type: Funding,
    name: String,
    exp_month: String,
    exp_year: String,
    last4: &'static str,
    #[schemars(with = "Brand")]
    brand: &'static str,
    issuer: &'static str,
    account_type: &'static str,
    country: &'static str,
    auth_code: Option<String>,
    token_id: Option<String>,
    contract_id: Option<String>,
    customer_ip_address: Option<String>,
    three_ds_flow_required: bool,
    antifraud_is_self_service_rules: bool,
    fraud_indicators: [(); 0],
    fraud_score: Option<i64>,
    normalized_device_fingerprint: Option<String>,
}

impl ChargeStatus {
    /// Conekta's word for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::PendingPayment => "pending_payment",
            Self::Paid => "paid",
            Self::PreAuthorized => "pre_authorized",
            Self::Voided => "voided",
            Self::PartiallyRefunded => "partially_refunded",
            Self::Refunded => "refunded",
            Self::UnderFraudReview => "under_fraud_review",
            Self::Fraudulent => "fraudulent",
            Self::ChargedBack => "charged_back",
            Self::Declined(_) => "declined",
        }
    }

    fn decline(self) -> Option<Decline> {
        match self {
            Self::Declined(decline) => Some(decline),
            Self::PendingPayment
            | Self::Paid
            | Self::PreAuthorized
            | Self::Voided
            | Self::PartiallyRefunded
            | Self::Refunded
            | Self::UnderFraudReview
            | Self::Fraudulent
            | Self::ChargedBack => None,
        }
    }
}

impl Charge {
    pub(crate) fn new(order: &Order, plan: &ChargePlan, status: ChargeStatus, now: i64) -> Self {
        Self {
            id: plan.charge_id.clone(),
            status,
            amount: plan.amount,
            currency: order.currency.clone(),
            language: order.language.unwrap_or_default(),
            created_at: now,
            paid_at: None,
            order_id: order.id.clone(),
            customer_id: order.customer.customer_id.clone(),
            reference_id: plan.reference_id.clone(),
            monthly_installments: plan.monthly_installments,
            contract_id: plan.contract_id.clone(),
            customer_ip_address: plan.customer_ip_address.clone(),
            card: plan.card.clone(),
            auth_code: None,
            three_ds_flow_required: false,
            refunds: Vec::new(),
            chargeback: None,
        }
    }

    /// Whether money was taken, whatever was given back of it.
    pub(crate) fn is_taken(&self) -> bool {
        match self.status {
            ChargeStatus::Paid
            | ChargeStatus::PartiallyRefunded
            | ChargeStatus::Refunded
            | ChargeStatus::UnderFraudReview
            | ChargeStatus::Fraudulent
            | ChargeStatus::ChargedBack => true,
            ChargeStatus::PendingPayment
            | ChargeStatus::PreAuthorized
            | ChargeStatus::Voided
            | ChargeStatus::Declined(_) => false,
        }
    }

    /// How much of what was taken was not given back.
    pub(crate) fn left(&self) -> i64 {
        if self.is_taken() {
            self.amount - self.refunded()
        } else {
            0
        }
    }

    /// How much of it was given back.
    pub(crate) fn refunded(&self) -> i64 {
        self.refunds.iter().map(Refund::given_back).sum()
    }

    pub(crate) fn answer(&self) -> ChargeAnswer {
        let decline = self.status.decline();
        ChargeAnswer {
            id: self.id.clone(),
            object: "charge",
            livemode: false,
            status: self.status.as_str(),
            amount: self.amount,
            currency: self.currency.clone(),
            created_at: self.created_at,
            paid_at: self.paid_at,
            order_id: self.order_id.clone(),
            customer_id: self.customer_id.clone().unwrap_or_default(),
            description: "Payment from order",
            failure_code: decline.map(Decline::failure_code),
            failure_message: decline.map(|decline| {
                let (es, en) = decline.messages();
                self.language.pick(es, en)
            }),
            monthly_installments: self.monthly_installments,
            reference_id: self.reference_id.clone(),
            device_fingerprint: None,
            session_id: None,
            channel: None,
            chargeback: self.chargeback.clone(),
            refunds: (!self.refunds.is_empty()).then(|| self.refunds.clone().into()),
            is_refundable: matches!(
                self.status,
                ChargeStatus::Paid | ChargeStatus::PartiallyRefunded
            ),
            payment_method: self.card_payment(),
        }
    }

    fn card_payment(&self) -> CardPayment {
        let test_card = self.card.test_card;
        CardPayment {
            object: "card_payment",
            r#type: test_card.funding,
            name: self.card.holder.clone(),
            exp_month: self.card.exp_month.clone(),
            exp_year: self.card.exp_year.clone(),
            last4: test_card.last4(),
            brand: test_card.brand.name(),
            issuer: "banamex",
            account_type: "Credit",
            country: "MX",
            auth_code: self.auth_code.clone(),
            token_id: self.card.token_id.clone(),
            contract_id: self.contract_id.clone(),
            customer_ip_address: self.customer_ip_address.clone(),
            three_ds_flow_required: self.three_ds_flow_required,
            antifraud_is_self_service_rules: false,
            fraud_indicators: [],
            fraud_score: None,
            normalized_device_fingerprint: None,
        }
    }
}

/// `GET /charges`
pub(crate) async fn list(
    State(sandbox): State<Sandbox>,
    query: Query,
) -> Result<Json<Page<ChargeAnswer>>, Fault> {
    let paging = Paging::read(&query)?;
    let is_found = |charge: &Charge| {
        let reference = charge.reference_id.as_deref();
        let ids = [charge.id.as_str(), charge.order_id.as_str()];
        paging.finds(ids.into_iter().chain(reference))
    };
    let world = sandbox.world();
    let orders = world.conekta.orders.newest_first();
    let orders = orders.filter(|order| order.is_visible());
    let charges = orders.flat_map(|order| order.charges.iter().rev());
    let base = format!("{}/conekta/charges", sandbox.config().public_url.as_str());
    let page = paging.cut(charges, is_found, &base, |row| &row.id, Charge::answer);
    page.map(Json)
}

/// `PUT /charges/{id}`: the reference can be set after the charge was paid too.
pub(crate) async fn update(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Payload(body): Payload<UpdateCharge>,
) -> Result<Json<ChargeAnswer>, Fault> {
    length("reference_id", &body.reference_id, 1, 249)?;
    let mut world = sandbox.world();
    let orders = &mut world.conekta.orders;
    let has_it =
        |order: &&Order| order.is_visible() && order.charges.iter().any(|charge| charge.id == id);
    let order = orders.newest_first().find(has_it);
    let order = order.map(|order| order.id.clone());
    let order = order.and_then(|order| orders.get_mut(&order));
    let mut charges = order.into_iter().flat_map(|order| &mut order.charges);
    let charge = charges.find(|charge| charge.id == id);
    let charge = charge.ok_or_else(|| Fault::not_found("Charge", &id))?;
    charge.reference_id = Some(body.reference_id);
    Ok(Json(charge.answer()))
}
