//! Webhooks: the addresses that events are delivered to.

use axum::Json;
use axum::extract::{Path, State};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::Book;
use super::book::Row;
use super::error::Fault;
use super::event::{TYPES, announce, ping};
use super::list::{Page, Paging, Query};
use super::payload::Payload;
use crate::config::{Config, PublicUrl};
use crate::sandbox::Sandbox;

/// Most webhooks that a merchant may have.
const MOST: usize = 10;

/// An address that events are delivered to.
#[derive(Serialize, Deserialize)]
pub(crate) struct Webhook {
    pub(crate) id: String,
    pub(crate) url: String,
    synchronous: bool,
    subscribed_events: Vec<String>,
    /// Deliveries that failed since the last one that did not.
    pub(crate) failures: u32,
    /// Whether the configuration made it, and not a merchant.
    is_of_flag: bool,
}

/// Body of `POST /webhooks` and `PUT /webhooks/{id}`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookRequest {
    url: String,
    synchronous: Option<bool>,
    /// All of them, unless set.
    #[serde(alias = "events")]
    subscribed_events: Option<Vec<String>>,
}

/// Answer of every call about a webhook.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Webhook")]
pub(crate) struct WebhookAnswer {
    id: String,
    object: &'static str,
    url: String,
    status: &'static str,
    subscribed_events: Vec<String>,
    synchronous: bool,
    livemode: bool,
    active: bool,
    production_enabled: bool,
    development_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    deleted: Option<bool>,
}

impl Row for Webhook {
    const CLASS: &'static str = "Webhook";

    fn id(&self) -> &str {
        &self.id
    }
}

impl WebhookRequest {
    fn check(&self, config: &Config) -> Result<(), Fault> {
        let invalid = |reason: &str| Err(Fault::invalid("url", reason));
        let Ok(url) = Url::parse(&self.url) else {
            return invalid("an http or https address is expected");
        };
        if PublicUrl::parse(&self.url).is_err() {
            return invalid("an http or https address is expected, and not a provider's");
        }
        if is_loopback(&url) && !config.conekta.loopback_webhooks {
            return invalid(
                "Conekta refuses this machine; --conekta-loopback-webhooks true allows it",
            );
        }
        let unknown = self.subscribed_events.iter().flatten();
        let mut unknown = unknown.filter(|kind| !TYPES.contains(&kind.as_str()));
        match unknown.next() {
            Some(kind) => Err(Fault::invalid(
                "subscribed_events",
                &format!("there is no event type {kind:?}"),
            )),
            None => Ok(()),
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl Webhook {
    /// A webhook for every event.
    pub(super) fn new(url: String, config: &Config) -> Self {
        Self {
            id: config.random.hex24(),
            url,
            synchronous: false,
            subscribed_events: TYPES.iter().copied().map(str::to_owned).collect(),
            failures: 0,
            is_of_flag: false,
        }
    }

    pub(super) fn takes(&self, kind: &str) -> bool {
        self.subscribed_events.iter().any(|taken| taken == kind)
    }

    fn apply(&mut self, request: WebhookRequest) {
        self.url = request.url;
        if let Some(synchronous) = request.synchronous {
            self.synchronous = synchronous;
        }
        if let Some(events) = request.subscribed_events {
            self.subscribed_events = events;
        }
    }

    fn answer(&self, config: &Config) -> WebhookAnswer {
        WebhookAnswer {
            id: self.id.clone(),
            object: "webhook",
            url: self.url.clone(),
            status: match self.failures {
                0 => "listening",
                failures if failures < config.conekta.webhook_tries => "intermittent_errors",
                _ => "failing",
            },
            subscribed_events: self.subscribed_events.clone(),
            synchronous: self.synchronous,
            livemode: false,
            active: true,
            production_enabled: false,
            development_enabled: true,
            deleted: None,
        }
    }
}

/// `GET /webhooks`, narrowed down by `url`
pub(crate) async fn list(
    State(sandbox): State<Sandbox>,
    query: Query,
) -> Result<Json<Page<WebhookAnswer>>, Fault> {
    let paging = Paging::read(&query)?;
    let world = sandbox.world();
    let is_asked_for = |webhook: &Webhook| {
        let url = query.get("url");
        url.is_none_or(|url| *url == webhook.url) && paging.finds([&*webhook.id, &*webhook.url])
    };
    let config = sandbox.config();
    let base = format!("{}/conekta/webhooks", config.public_url.as_str());
    let webhooks = world.conekta.webhooks.newest_first();
    let view = |row: &Webhook| row.answer(config);
    let page = paging.cut(webhooks, is_asked_for, &base, |row| &row.id, view);
    page.map(Json)
}

/// `POST /webhooks`: it is told of itself, and tried by `webhook_ping`.
pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    Payload(body): Payload<WebhookRequest>,
) -> Result<Json<WebhookAnswer>, Fault> {
    let config = sandbox.config();
    body.check(config)?;
    let mut world = sandbox.world();
    if world.conekta.webhooks.newest_first().count() >= MOST {
        return Err(Fault::invalid("url", "there are ten webhooks: delete one"));
    }
    let mut webhook = Webhook::new(body.url.clone(), config);
    webhook.apply(body);
    let answer = webhook.answer(config);
    let id = webhook.id.clone();
    let book = &mut world.conekta;
    book.webhooks.insert(webhook);
    let being_made = WebhookAnswer {
        status: "being_pinged",
        ..answer.clone()
    };
    announce(&sandbox, book, "webhook.created", &being_made);
    ping(&sandbox, book, id);
    Ok(Json(answer))
}

/// `GET /webhooks/{id}`
pub(crate) async fn read(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<Json<WebhookAnswer>, Fault> {
    let mut world = sandbox.world();
    Ok(Json(
        world.conekta.webhooks.find(&id)?.answer(sandbox.config()),
    ))
}

/// `PUT /webhooks/{id}`
pub(crate) async fn update(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Payload(body): Payload<WebhookRequest>,
) -> Result<Json<WebhookAnswer>, Fault> {
    body.check(sandbox.config())?;
    let mut world = sandbox.world();
    let webhook = world.conekta.webhooks.find(&id)?;
    webhook.apply(body);
    let answer = webhook.answer(sandbox.config());
    announce(&sandbox, &mut world.conekta, "webhook.updated", &answer);
    Ok(Json(answer))
}

/// `DELETE /webhooks/{id}`
pub(crate) async fn delete(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<Json<WebhookAnswer>, Fault> {
    let mut world = sandbox.world();
    let webhook = world.conekta.webhooks.remove(&id)?;
    let answer = WebhookAnswer {
        active: false,
        deleted: Some(true),
        ..webhook.answer(sandbox.config())
    };
    announce(&sandbox, &mut world.conekta, "webhook.deleted", &answer);
    Ok(Json(answer))
}

/// `POST /webhooks/{id}/test`: sends `webhook_ping` to this one, whatever it subscribed to.
pub(crate) async fn test(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<Json<WebhookAnswer>, Fault> {
    let mut world = sandbox.world();
    let answer = world.conekta.webhooks.find(&id)?.answer(sandbox.config());
    ping(&sandbox, &mut world.conekta, id);
    Ok(Json(answer))
}

impl Book {
    /// Gives the merchant what there is from the start: a key and a webhook, where the
    /// configuration says so and they are not there.
    pub(crate) fn begin(&mut self, config: &Config) {
        let Some(url) = &config.conekta.webhook_url else {
            return;
        };
        if self.webhook_keys.len() == 0 {
            super::webhook_key::WebhookKey::create(self, config);
        }
        if self.webhooks.newest_first().any(|row| row.url == *url) {
            return;
        }
        // A file may hold the webhook that another address made: this one takes its place.
        let made = self.webhooks.newest_first().find(|row| row.is_of_flag);
        match made.map(|row| row.id.clone()) {
            Some(id) => {
                if let Some(row) = self.webhooks.get_mut(&id) {
                    row.url.clone_from(url);
                    row.failures = 0;
                }
            }
            None => self.webhooks.insert(Webhook {
                is_of_flag: true,
                ..Webhook::new(url.clone(), config)
            }),
        }
    }
}
