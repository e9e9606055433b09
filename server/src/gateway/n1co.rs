//! n1co's charge API, version 3, in US dollars.
//!
//! A card is a card id, made by whoever tokenised it; n1co lists none, so the cards of a customer
//! are kept by us. A charge that needs 3-D Secure is refused with a challenge, and sent once more
//! with the authentication's id after it. There is no idempotency key and nothing to look a charge
//! up by: what became of one that was not answered is known from signed webhook events only.

mod client;
mod decimal;
mod mapping;
mod shapes;
pub mod webhook;

use async_trait::async_trait;
use axum::http::HeaderMap;
use cobro_wire::{Card, Contact, Currency, Locale, Money, PaymentSourceId};

use self::client::Client;
use self::shapes::{ChargeAnswer, RefundAnswer, RefundRequest};
use super::{
    Answer, Charge, Ending, Expected, Gateway, GatewayCustomer, GatewayError, GatewayOrder, Known,
    NewCard, Outcome, Payment, Traits, WebhookEvent, WebhookRefusal,
};
use crate::config::{N1coConfig, Secret};
use crate::host::Host;
use crate::store::{KeptCard, Store, StoreError};

/// Why money is given back, for n1co's records.
const REFUND_REASON: &str = "the charge came after its order was settled otherwise";

/// Name of this gateway in our records.
pub const NAME: &str = "n1co";

/// The gateway to n1co.
pub struct N1co {
    client: Client,
    location_code: Option<String>,
    webhook_secret: Option<Secret>,
    /// Customers' cards, and the webhook events that say what became of a charge.
    store: Store,
    host: Host,
}

/// Money that was given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// n1co's id of it.
    pub id: Option<String>,
    /// How much: n1co gives back all of a charge.
    pub amount: Option<Money>,
}

impl N1co {
    /// Makes the gateway; nothing is sent yet.
    ///
    /// # Errors
    /// When the TLS settings of the machine cannot be used.
    pub fn new(settings: &N1coConfig, store: Store, host: Host) -> anyhow::Result<Self> {
        Ok(N1co {
            client: Client::new(settings, host.clone())?,
            location_code: settings.location_code.clone(),
            webhook_secret: settings.webhook_secret.clone(),
            store,
            host,
        })
    }

    /// Gives all of a charge back.
    ///
    /// # Errors
    /// When n1co refuses, or cannot be asked: then nobody knows whether money went back.
    pub async fn send_refund(
        &self,
        order: &GatewayOrder,
        why: &str,
    ) -> Result<Refund, GatewayError> {
        let request = RefundRequest {
            order_id: &order.0,
            cancellation_reason: why,
        };
        let answer: RefundAnswer = self.client.post("Refunds", &request).await?;
        if !answer.success {
            return Err(GatewayError::Refused {
                code: "refund_not_successful".to_owned(),
                message: None,
            });
        }
        let minor = answer
            .amount
            .as_deref()
            .and_then(|raw| decimal::read(raw.get()));
        Ok(Refund {
            id: answer.refund_id.map(shapes::Text::into_text),
            amount: minor.map(|minor| Money::new(minor, Currency::Usd)),
        })
    }

    async fn send(
        &self,
        charge: &Charge<'_>,
        authentication_id: Option<&str>,
        expected: Expected<'_>,
    ) -> Outcome {
        let location = self.location_code.as_deref();
        let request = match mapping::request(charge, authentication_id, location) {
            Ok(request) => request,
            Err(error) => {
                tracing::error!(attempt = %charge.attempt, %error, "a charge cannot be written");
                return Answer::NotSent.into();
            }
        };
        match self
            .client
            .post::<_, ChargeAnswer>("Charges", &request)
            .await
        {
            Ok(answer) => mapping::outcome(answer, expected, self.host.now()),
            Err(fault) => mapping::fault(fault, expected).into(),
        }
    }

    async fn kept(&self, customer: &GatewayCustomer) -> Result<Vec<KeptCard>, GatewayError> {
        self.store.kept_cards(customer).await.map_err(unavailable)
    }
}

/// The cards are ours to keep: while the store fails, they cannot be asked for.
fn unavailable(error: StoreError) -> GatewayError {
    GatewayError::Unavailable(error.to_string())
}

#[async_trait]
impl Gateway for N1co {
    fn traits(&self) -> Traits {
        Traits {
            name: NAME,
            currency: Currency::Usd,
            billing: true,
            describes_cards: false,
            answers_look_ups: false,
        }
    }

    async fn verify_webhook(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), WebhookRefusal> {
        let secret = self
            .webhook_secret
            .as_ref()
            .ok_or(WebhookRefusal::NotConfigured)?;
        webhook::verify(headers, body, secret)
    }

    fn read_webhook(&self, body: &[u8]) -> Result<WebhookEvent, WebhookRefusal> {
        webhook::read(body)
    }

    fn reads_as(&self, amount: &str, total: Money) -> bool {
        decimal::read(amount) == Some(total.amount_minor)
    }

    /// n1co registers nobody: the customer is a name for the cards that we keep.
    async fn create_customer(
        &self,
        _: &Contact,
        first_card: Option<NewCard<'_>>,
        locale: Locale,
    ) -> Result<(GatewayCustomer, Vec<Card>), GatewayError> {
        let customer = GatewayCustomer(format!("n1_{}", hex::encode(self.host.random::<16>())));
        if let Some(card) = first_card {
            self.save_card(&customer, card, locale).await?;
        }
        let cards = self.cards(&customer, locale).await?;
        Ok((customer, cards))
    }

    /// Each charge names who pays; nothing else is kept there.
    async fn update_customer(
        &self,
        _: &GatewayCustomer,
        _: &Contact,
        _: Locale,
    ) -> Result<(), GatewayError> {
        Ok(())
    }

    async fn save_card(
        &self,
        customer: &GatewayCustomer,
        card: NewCard<'_>,
        _: Locale,
    ) -> Result<Card, GatewayError> {
        let unreadable = |_| GatewayError::Refused {
            code: "card_id".to_owned(),
            message: None,
        };
        let id: PaymentSourceId = card.token.as_str().parse().map_err(unreadable)?;
        self.store
            .keep_card(customer, &id, card.description, self.host.now())
            .await
            .map_err(unavailable)?;
        let kept = self.kept(customer).await?;
        let card = kept.into_iter().find(|kept| kept.id == id);
        card.map(mapping::card).ok_or(GatewayError::NotFound)
    }

    async fn cards(
        &self,
        customer: &GatewayCustomer,
        _: Locale,
    ) -> Result<Vec<Card>, GatewayError> {
        let kept = self.kept(customer).await?;
        Ok(kept.into_iter().map(mapping::card).collect())
    }

    async fn set_default_card(
        &self,
        customer: &GatewayCustomer,
        card: &PaymentSourceId,
        _: Locale,
    ) -> Result<(), GatewayError> {
        self.store
            .set_default_kept_card(customer, card)
            .await
            .map_err(unavailable)
    }

    async fn remove_card(
        &self,
        customer: &GatewayCustomer,
        card: &PaymentSourceId,
        _: Locale,
    ) -> Result<(), GatewayError> {
        self.store
            .forget_card(customer, card)
            .await
            .map_err(unavailable)
    }

    async fn charge(&self, charge: &Charge<'_>, expected: Expected<'_>) -> Outcome {
        self.send(charge, None, expected).await
    }

    /// There is nothing to ask: what is known is in the events that were received.
    async fn look_up(&self, known: Known<'_>, expected: Expected<'_>, _: Locale) -> Outcome {
        match self.store.webhook_bodies(NAME, expected.attempt).await {
            Ok(bodies) => webhook::verdict(&bodies, known, expected, self.host.now()),
            Err(error) => {
                tracing::error!(%error, "the webhook events cannot be read");
                Answer::NoAnswer.into()
            }
        }
    }

    /// The second charge, with the authentication that the first one asked for.
    async fn confirm(
        &self,
        charge: &Charge<'_>,
        known: Known<'_>,
        expected: Expected<'_>,
    ) -> Outcome {
        match known.challenge {
            Some(challenge) => {
                self.send(charge, Some(&challenge.reference), expected)
                    .await
            }
            None => Answer::NoAnswer.into(),
        }
    }

    /// Without a second charge no money moves, and after this none is sent.
    async fn withdraw(&self, known: Known<'_>, expected: Expected<'_>, locale: Locale) -> Outcome {
        webhook::withdrawn(self.look_up(known, expected, locale).await)
    }

    /// n1co gives all of a charge back, once: a second request is refused, and whether the first
    /// one went through is known from the event about it.
    async fn refund(
        &self,
        payment: &Payment,
        known: Known<'_>,
        expected: Expected<'_>,
        locale: Locale,
    ) -> Outcome {
        let Some(order) = known.order else {
            return Answer::NoAnswer.into();
        };
        match self.send_refund(order, REFUND_REASON).await {
            Ok(_) => Outcome {
                answer: Answer::Ended(Ending::Refunded {
                    payment: payment.clone(),
                    refunded: expected.total,
                    whole: true,
                }),
                order: Some(order.clone()),
                card: None,
            },
            Err(error) => {
                tracing::error!(attempt = %expected.attempt, %error, "money could not be given back");
                self.look_up(known, expected, locale).await
            }
        }
    }
}
