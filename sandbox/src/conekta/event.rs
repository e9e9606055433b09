//! Events: what became of an order and its charge, told one by one.

mod news;

use axum::Json;
use axum::extract::{Path, State};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub(crate) use news::{Told, announce, let_time_pass, ping, tell};

use super::book::Row;
use super::charge::ChargeAnswer;
use super::customer::CustomerAnswer;
use super::delivery::{To, send};
use super::error::Fault;
use super::list::{Page, Paging, Query};
use super::order::{Chargeback, OrderAnswer};
use super::payload::OptionalPayload;
use super::webhook::{Webhook, WebhookAnswer};
use crate::config::Config;
use crate::sandbox::Sandbox;

/// Types of events about orders, charges, customers and webhooks. Nobody blocks a card or works on
/// a chargeback in the sandbox: events of those types can only be subscribed to.
pub(crate) const TYPES: &[&str] = &[
    "charge.created",
    "charge.paid",
    "charge.under_fraud_review",
    "charge.fraudulent",
    "charge.refunded",
    "charge.preauthorized",
    "charge.declined",
    "charge.canceled",
    "charge.reversed",
    "charge.pending_confirmation",
    "charge.expired",
    "charge.score_updated",
    "charge.chargeback.created",
    "charge.chargeback.updated",
    "charge.chargeback.under_review",
    "charge.chargeback.lost",
    "charge.chargeback.won",
    "order.created",
    "order.updated",
    "order.pending_payment",
    "order.paid",
    "order.declined",
    "order.expired",
    "order.canceled",
    "order.refunded",
    "order.partially_refunded",
    "order.pre_authorized",
    "order.voided",
    "order.charged_back",
    "order.fraudulent",
    "order.under_fraud_review",
    "customer.created",
    "customer.updated",
    "customer.deleted",
    "customer.payment_source.card.blocked",
    "webhook.created",
    "webhook.updated",
    "webhook.deleted",
    "webhook_ping",
];

/// Something that happened.
#[derive(Serialize, Deserialize)]
pub(crate) struct Event {
    /// 24 hexadecimal digits.
    pub(crate) id: String,
    pub(crate) kind: String,
    created_at: i64,
    data: Value,
    /// How its delivery went, one for each webhook.
    pub(crate) logs: Vec<WebhookLog>,
}

/// How the delivery of an event to a webhook goes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WebhookLog {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) failed_attempts: u32,
    /// -1 as long as there is none.
    pub(crate) last_http_response_status: i32,
    /// 0 as long as it was not tried.
    pub(crate) last_attempted_at: i64,
    pub(crate) webhook: String,
    pub(crate) taken: bool,
}

/// The same, as it is answered.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WebhookLog")]
pub(crate) struct WebhookLogAnswer {
    id: String,
    object: &'static str,
    url: String,
    failed_attempts: u32,
    last_http_response_status: i32,
    last_attempted_at: i64,
    response_data: Map<String, Value>,
}

/// An event, as it is answered and delivered.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Event")]
pub(crate) struct EventAnswer {
    id: String,
    object: &'static str,
    r#type: String,
    created_at: i64,
    livemode: bool,
    #[schemars(with = "EventData")]
    data: Value,
    webhook_status: &'static str,
    webhook_logs: Vec<WebhookLogAnswer>,
}

/// The forms of an event's `data`: only described, since it is kept as it was when it happened.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is read by the derive alone")]
enum EventData {
    News(News),
    Ping(Ping),
}

#[derive(JsonSchema)]
#[expect(dead_code, reason = "it is read by the derive alone")]
struct News {
    object: Subject,
    previous_attributes: Map<String, Value>,
}

/// What an event is about.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is read by the derive alone")]
enum Subject {
    Order(Box<OrderAnswer>),
    Charge(Box<ChargeAnswer>),
    Chargeback(Box<Chargeback>),
    Customer(Box<CustomerAnswer>),
    Webhook(Box<WebhookAnswer>),
}

#[derive(JsonSchema)]
#[expect(dead_code, reason = "it is read by the derive alone")]
struct Ping {
    action: String,
    livemode: bool,
}

impl Row for Event {
    const CLASS: &'static str = "Event";

    fn id(&self) -> &str {
        &self.id
    }
}

impl WebhookLog {
    pub(super) fn new(webhook: &super::webhook::Webhook, config: &Config) -> Self {
        Self {
            id: config.random.id("webhl_"),
            url: webhook.url.clone(),
            failed_attempts: 0,
            last_http_response_status: -1,
            last_attempted_at: 0,
            webhook: webhook.id.clone(),
            taken: false,
        }
    }

    fn answer(&self) -> WebhookLogAnswer {
        WebhookLogAnswer {
            id: self.id.clone(),
            object: "webhook_log",
            url: self.url.clone(),
            failed_attempts: self.failed_attempts,
            last_http_response_status: self.last_http_response_status,
            last_attempted_at: self.last_attempted_at,
            response_data: Map::new(),
        }
    }
}

impl Event {
    fn new(kind: String, data: Value, config: &Config) -> Self {
        Self {
            id: config.random.hex24(),
            kind,
            created_at: (config.clock)(),
            data,
            logs: Vec::new(),
        }
    }

    /// What became of a thing, such as a customer.
    fn about(kind: &str, object: &impl Serialize, config: &Config) -> Self {
        let data = json!({ "object": object, "previous_attributes": {} });
        Self::new(kind.to_owned(), data, config)
    }

    /// What a webhook is tested with, by a merchant and when it is made.
    fn ping(config: &Config) -> Self {
        let data = json!({ "action": "ping", "livemode": false });
        Self::new("webhook_ping".into(), data, config)
    }

    /// The order that it is about, or whose charge; nothing where it is about none.
    pub(super) fn order_id(&self) -> &str {
        let place = match self.kind.split('.').next() {
            Some("order") => "/object/id",
            Some("charge") => "/object/order_id",
            _ => return "",
        };
        let id = self.data.pointer(place).and_then(Value::as_str);
        id.unwrap_or_default()
    }

    pub(super) fn answer(&self) -> EventAnswer {
        EventAnswer {
            id: self.id.clone(),
            object: "event",
            r#type: self.kind.clone(),
            created_at: self.created_at,
            livemode: false,
            data: self.data.clone(),
            webhook_status: match self.logs.as_slice() {
                [] => "not_applicable",
                logs if logs.iter().all(|log| log.taken) => "successful",
                _ => "pending",
            },
            webhook_logs: self.logs.iter().map(WebhookLog::answer).collect(),
        }
    }
}

/// Body of `POST /events/{id}/resend`.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResendRequest {
    /// All that the event concerns, unless set.
    webhooks_ids: Option<Vec<String>>,
}

/// `GET /events`
pub(crate) async fn list(
    State(sandbox): State<Sandbox>,
    query: Query,
) -> Result<Json<Page<EventAnswer>>, Fault> {
    let paging = Paging::read(&query)?;
    let world = sandbox.world();
    let is_found = |event: &Event| {
        let object = event.data.pointer("/object/id").and_then(Value::as_str);
        let known = [event.id.as_str(), event.kind.as_str(), event.order_id()];
        paging.finds(known.into_iter().chain(object))
    };
    let base = format!("{}/conekta/events", sandbox.config().public_url.as_str());
    let events = world.conekta.events.newest_first();
    let page = paging.cut(events, is_found, &base, |row| &row.id, Event::answer);
    page.map(Json)
}

/// `GET /events/{id}`
pub(crate) async fn read(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<Json<EventAnswer>, Fault> {
    let mut world = sandbox.world();
    Ok(Json(world.conekta.events.find(&id)?.answer()))
}

/// `POST /events/{id}/resend`: the same event once more, to the webhooks that are named, or else to
/// those that it went to or should have; answered with the log of the first of them.
pub(crate) async fn resend(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    OptionalPayload(body): OptionalPayload<ResendRequest>,
) -> Result<Json<WebhookLogAnswer>, Fault> {
    let mut world = sandbox.world();
    let book = &mut world.conekta;
    let event = book.events.find(&id)?;
    let ids = match body.webhooks_ids.filter(|ids| !ids.is_empty()) {
        Some(ids) => ids,
        None => {
            let is_due = |webhook: &&Webhook| {
                let mut logs = event.logs.iter();
                webhook.takes(&event.kind) || logs.any(|log| log.webhook == webhook.id)
            };
            let due = book.webhooks.newest_first().filter(is_due);
            due.map(|webhook| webhook.id.clone()).collect()
        }
    };
    for webhook in &ids {
        book.webhooks.find(webhook)?;
    }
    send(&sandbox, book, &id, &To::Only(&ids));
    let logs = &book.events.find(&id)?.logs;
    let log = logs.iter().find(|log| ids.first() == Some(&log.webhook));
    let log = log.ok_or_else(|| Fault::not_found("WebhookLog", &id))?;
    Ok(Json(log.answer()))
}
