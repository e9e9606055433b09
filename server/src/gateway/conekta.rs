//! Conekta's REST API, version 2.3.0 by default, as the gateway of a card-on-demand checkout.
//!
//! A customer has payment sources; an order carries its charge; a decline is HTTP 402 with the
//! whole order inside. There is no idempotency key, so every order carries the attempt's id, in
//! `metadata` and in `charges[].reference_id`, by which it is found again.

mod client;
mod finding;
mod mapping;
mod panel;
mod shapes;
mod webhook;

use async_trait::async_trait;
use axum::http::HeaderMap;
use cobro_wire::{Card, Contact, Currency, Locale, Money, PaymentSourceId};
use reqwest::Method;
use serde::Serialize;

use self::client::{Client, Fault};
use self::finding::Search;
use self::shapes::{
    ConektaCustomer, ConektaOrder, DefaultSource, List, NewCustomer, NewPaymentSource, NewRefund,
    PaymentSource,
};
use self::webhook::WebhookKeys;
use super::{
    Answer, Charge, Ending, Expected, Gateway, GatewayCustomer, GatewayError, GatewayOrder, Known,
    NewCard, Outcome, Payment, Traits, WebhookEvent, WebhookRefusal,
};
use crate::config::ConektaConfig;
use crate::host::Host;
use crate::store::Store;

/// Name of this gateway in our records.
pub const NAME: &str = "conekta";

/// Orders that one page of a list holds: the most that Conekta gives.
const PAGE_LIMIT: &str = "250";

/// Why money is given back, in Conekta's list of reasons.
const REFUND_REASON: &str = "requested_by_client";

/// The gateway to Conekta.
pub struct Conekta {
    client: Client,
    three_ds_mode: Option<&'static str>,
    webhook_keys: WebhookKeys,
    search: Search,
}

impl Conekta {
    /// Makes the gateway; nothing is sent yet.
    ///
    /// # Errors
    /// When the TLS settings or a header value of the configuration cannot be used.
    pub fn new(settings: &ConektaConfig, store: Store, host: Host) -> anyhow::Result<Self> {
        Ok(Conekta {
            search: Search::new(host.clone()),
            client: Client::new(settings, host)?,
            three_ds_mode: settings.three_ds_mode.as_sent(),
            webhook_keys: WebhookKeys::new(settings, store),
        })
    }

    async fn read(&self, order: &GatewayOrder, expected: Expected<'_>, locale: Locale) -> Outcome {
        let path = format!("orders/{}", order.0);
        match self.client.get::<ConektaOrder>(&path, &[], locale).await {
            Ok(order) => mapping::outcome(order, expected),
            Err(fault) => Outcome {
                order: Some(order.clone()),
                ..mapping::unread(&fault, expected).into()
            },
        }
    }

    async fn list(
        &self,
        query: &[(&str, &str)],
        locale: Locale,
    ) -> Result<List<ConektaOrder>, Fault> {
        self.client.get("orders", query, locale).await
    }

    /// Reads the order, and acts on it while it waits.
    async fn read_then(
        &self,
        action: Action,
        known: Known<'_>,
        expected: Expected<'_>,
        locale: Locale,
    ) -> Outcome {
        let seen = self.look_up(known, expected, locale).await;
        let (Answer::Pending | Answer::ChallengeRequired(_), Some(order)) =
            (&seen.answer, &seen.order)
        else {
            return seen;
        };
        let path = format!("orders/{}/{}", order.0, action.name());
        self.act::<()>(order, &path, None, expected, locale).await
    }

    /// Does something to an order, and says what became of it. Where it is refused, the order has
    /// moved on: it is read again.
    async fn act<B: Serialize + Sync>(
        &self,
        order: &GatewayOrder,
        path: &str,
        body: Option<&B>,
        expected: Expected<'_>,
        locale: Locale,
    ) -> Outcome {
        let sent = self
            .client
            .send::<B, ConektaOrder>(Method::POST, path, body, locale)
            .await;
        match sent {
            Ok(order) => mapping::outcome(order, expected),
            Err(Fault::Refused(_)) => self.read(order, expected, locale).await,
            Err(fault) => Outcome {
                order: Some(order.clone()),
                ..mapping::unread(&fault, expected).into()
            },
        }
    }
}

/// What can be done with an order that waits.
#[derive(Clone, Copy)]
enum Action {
    Capture,
    Cancel,
}

impl Action {
    fn name(self) -> &'static str {
        match self {
            Action::Capture => "capture",
            Action::Cancel => "cancel",
        }
    }
}

#[async_trait]
impl Gateway for Conekta {
    fn traits(&self) -> Traits {
        Traits {
            name: NAME,
            currency: Currency::Mxn,
            billing: false,
            describes_cards: true,
            answers_look_ups: true,
        }
    }

    async fn verify_webhook(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), WebhookRefusal> {
        self.webhook_keys.verify(headers, body).await
    }

    fn read_webhook(&self, body: &[u8]) -> Result<WebhookEvent, WebhookRefusal> {
        webhook::read(body)
    }

    /// Conekta's page names no amount.
    fn reads_as(&self, _: &str, _: Money) -> bool {
        false
    }

    async fn create_customer(
        &self,
        contact: &Contact,
        first_card: Option<NewCard<'_>>,
        locale: Locale,
    ) -> Result<(GatewayCustomer, Vec<Card>), GatewayError> {
        let body = NewCustomer {
            name: &contact.name,
            email: &contact.email,
            phone: &contact.phone,
            payment_sources: first_card
                .map(|card| NewPaymentSource::card(card.token))
                .into_iter()
                .collect(),
        };
        let customer: ConektaCustomer = self
            .client
            .send(Method::POST, "customers", Some(&body), locale)
            .await?;
        let sources = customer
            .payment_sources
            .map(|list| list.data)
            .unwrap_or_default();
        Ok((GatewayCustomer(customer.id), mapping::cards(sources)))
    }

    async fn update_customer(
        &self,
        customer: &GatewayCustomer,
        contact: &Contact,
        locale: Locale,
    ) -> Result<(), GatewayError> {
        let path = format!("customers/{}", customer.0);
        let body = NewCustomer {
            name: &contact.name,
            email: &contact.email,
            phone: &contact.phone,
            payment_sources: Vec::new(),
        };
        let _: serde_json::Value = self
            .client
            .send(Method::PUT, &path, Some(&body), locale)
            .await?;
        Ok(())
    }

    async fn save_card(
        &self,
        customer: &GatewayCustomer,
        card: NewCard<'_>,
        locale: Locale,
    ) -> Result<Card, GatewayError> {
        let path = format!("customers/{}/payment_sources", customer.0);
        let body = NewPaymentSource::card(card.token);
        let source: PaymentSource = self
            .client
            .send(Method::POST, &path, Some(&body), locale)
            .await?;
        mapping::card(source)
            .ok_or_else(|| GatewayError::Unavailable("a saved card came back unreadable".into()))
    }

    async fn cards(
        &self,
        customer: &GatewayCustomer,
        locale: Locale,
    ) -> Result<Vec<Card>, GatewayError> {
        let path = format!("customers/{}/payment_sources", customer.0);
        let list: List<PaymentSource> = self
            .client
            .get(&path, &[("limit", PAGE_LIMIT)], locale)
            .await?;
        Ok(mapping::cards(list.data))
    }

    async fn set_default_card(
        &self,
        customer: &GatewayCustomer,
        card: &PaymentSourceId,
        locale: Locale,
    ) -> Result<(), GatewayError> {
        let path = format!("customers/{}", customer.0);
        let body = DefaultSource {
            default_payment_source_id: card,
        };
        // The answer is the customer by the specification, the cards by the guide: either will do.
        let _: serde_json::Value = self
            .client
            .send(Method::PUT, &path, Some(&body), locale)
            .await?;
        Ok(())
    }

    async fn remove_card(
        &self,
        customer: &GatewayCustomer,
        card: &PaymentSourceId,
        locale: Locale,
    ) -> Result<(), GatewayError> {
        let path = format!("customers/{}/payment_sources/{card}", customer.0);
        let _: serde_json::Value = self
            .client
            .send::<(), _>(Method::DELETE, &path, None, locale)
            .await?;
        Ok(())
    }

    async fn charge(&self, charge: &Charge<'_>, expected: Expected<'_>) -> Outcome {
        let body = mapping::new_order(charge, self.three_ds_mode);
        let sent = self
            .client
            .send(Method::POST, "orders", Some(&body), charge.locale)
            .await;
        let outcome = match sent {
            Ok(order) => mapping::outcome(order, expected),
            Err(fault) => mapping::charge_fault(fault, expected),
        };
        self.search.witness(charge.attempt, &outcome);
        outcome
    }

    async fn look_up(&self, known: Known<'_>, expected: Expected<'_>, locale: Locale) -> Outcome {
        match known.order {
            Some(order) => self.read(order, expected, locale).await,
            None => self.find(known, expected, locale).await,
        }
    }

    /// The bank's page finishes the charge itself; an order that still waits is captured.
    async fn confirm(
        &self,
        charge: &Charge<'_>,
        known: Known<'_>,
        expected: Expected<'_>,
    ) -> Outcome {
        self.read_then(Action::Capture, known, expected, charge.locale)
            .await
    }

    async fn withdraw(&self, known: Known<'_>, expected: Expected<'_>, locale: Locale) -> Outcome {
        self.read_then(Action::Cancel, known, expected, locale)
            .await
    }

    async fn refund(
        &self,
        _: &Payment,
        known: Known<'_>,
        expected: Expected<'_>,
        locale: Locale,
    ) -> Outcome {
        let seen = self.look_up(known, expected, locale).await;
        let (Answer::Ended(ending), Some(order)) = (&seen.answer, &seen.order) else {
            return seen;
        };
        let refunded = match ending {
            Ending::Paid(_) => 0,
            Ending::Refunded {
                refunded,
                whole: false,
                ..
            } => refunded.amount_minor,
            Ending::Refunded { whole: true, .. }
            | Ending::Declined(_)
            | Ending::Expired
            | Ending::Canceled => return seen,
        };
        let body = NewRefund {
            amount: expected.total.amount_minor - refunded,
            reason: REFUND_REASON,
        };
        let path = format!("orders/{}/refunds", order.0);
        self.act(order, &path, Some(&body), expected, locale).await
    }
}
