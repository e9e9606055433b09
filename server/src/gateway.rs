//! What Cobro asks of a payment provider, in Cobro's own words.
//!
//! [`Gateway`] is implemented once for each provider, in a folder of its own that splits transport
//! (`client`), the provider's JSON (`shapes`) and the translation between the two (`mapping`).
//! Nothing outside those folders knows a provider's spelling.

mod breaker;
pub mod conekta;
mod event;
pub mod n1co;
pub(crate) mod transport;

use async_trait::async_trait;
use axum::http::HeaderMap;
use cobro_wire::{
    AttemptId, AuthenticationFailure, BillingAddress, Card, CardDescription, CardSummary, Contact,
    Currency, DeclineReason, Locale, Money, OrderId, OrderLine, PaymentSourceId, Timestamp,
    TokenId,
};
use serde::{Deserialize, Serialize};

pub use event::{News, WebhookEvent, WebhookRefusal};

/// The provider's id of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayCustomer(pub String);

/// The provider's id of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayOrder(pub String);

/// A charge to send. Has no `Debug`, since it may hold a security code.
pub struct Charge<'a> {
    /// Our reference: how the charge is found again. The provider keeps it with the charge.
    pub attempt: &'a AttemptId,
    /// The order that is paid.
    pub order: &'a OrderId,
    /// What is bought.
    pub lines: &'a [OrderLine],
    /// What is charged.
    pub total: Money,
    /// Who pays, by the provider's id where it knows them.
    pub customer: Option<&'a GatewayCustomer>,
    /// Who pays.
    pub contact: &'a Contact,
    /// What with.
    pub source: &'a Source,
    /// The card's security code, where the merchant may send one. It is never kept.
    pub cvc: Option<&'a str>,
    /// Where the card's bills go, for a provider that asks.
    pub billing: Option<&'a BillingAddress>,
    /// Where the bank's page sends a shopper who left the checkout for it.
    pub return_url: &'a str,
    /// In how many months it is paid; at once if there are none.
    pub installments: Option<u8>,
    /// The language for the provider's words.
    pub locale: Locale,
}

/// What a charge is made with. It is kept with the attempt: finishing a challenge may need it once
/// more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Source {
    /// The customer's default card.
    Default {
        /// Which one that was when the shopper chose it.
        id: PaymentSourceId,
    },
    /// A saved card.
    Saved {
        /// Which one.
        id: PaymentSourceId,
    },
    /// A card that is not kept.
    Token {
        /// The token that stands for it.
        id: TokenId,
    },
}

/// A card to save.
#[derive(Debug, Clone, Copy)]
pub struct NewCard<'a> {
    /// The token that stands for it.
    pub token: &'a TokenId,
    /// What it looks like, where the caller knows and the provider does not tell.
    pub description: Option<&'a CardDescription>,
}

/// The bank's page.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Challenge {
    /// Address for a frame.
    pub url: String,
    /// Address for a tab of its own.
    pub page_url: String,
    /// What a message from the frame must name to count.
    pub reference: String,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// Money that moved.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Payment {
    /// The provider's id of the charge.
    pub charge: String,
    /// When the provider took it.
    pub paid_at: Timestamp,
    /// The bank's authorization code.
    pub authorization_code: Option<String>,
    /// Whether the shopper was authenticated without a challenge.
    pub frictionless: bool,
}

/// A "no" from the bank or from antifraud.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Decline {
    /// Why, in groups that a shopper can act on.
    pub reason: DeclineReason,
    /// The provider's code, for the operator.
    pub code: Option<String>,
    /// The provider's words for the buyer, in their language.
    pub message: Option<String>,
    /// How the authentication failed, where that is why.
    #[serde(default)]
    pub authentication: Option<AuthenticationFailure>,
}

/// How a charge ended for good.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Ending {
    /// Money moved.
    Paid(Payment),
    /// Money moved, and some or all of it was given back.
    Refunded {
        /// The charge.
        payment: Payment,
        /// How much was given back so far.
        refunded: Money,
        /// Whether that is all of it.
        whole: bool,
    },
    /// The bank or antifraud said no.
    Declined(Decline),
    /// The provider let it lapse.
    Expired,
    /// It was taken back before money moved.
    Canceled,
}

/// What the provider says of a charge, in every case there is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Answer {
    /// It is decided.
    Ended(Ending),
    /// The bank wants to see the shopper.
    ChallengeRequired(Challenge),
    /// It will say later.
    Pending,
    /// It refused the request and did nothing.
    Refused {
        /// Its words for the buyer, where it gave any.
        message: Option<String>,
    },
    /// The request never left: nothing was done.
    NotSent,
    /// The request left, and no answer that can be understood came back.
    NoAnswer,
    /// It knows of no such charge.
    Absent,
    /// It asked for a challenge in an answer that was lost. Unless the page came to us otherwise,
    /// nobody can pass it, and without that no money moves.
    ChallengeLost,
}

/// An answer, with what identifies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What the provider says.
    pub answer: Answer,
    /// The provider's order, if it made one.
    pub order: Option<GatewayOrder>,
    /// The card that was charged, where the provider says.
    pub card: Option<CardSummary>,
}

impl From<Answer> for Outcome {
    fn from(answer: Answer) -> Self {
        Outcome {
            answer,
            order: None,
            card: None,
        }
    }
}

/// What an answer must agree with before it is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected<'a> {
    /// Our reference.
    pub attempt: &'a AttemptId,
    /// The amount and currency that we sent.
    pub total: Money,
    /// In how many months we said that it is paid; at once if there are none.
    pub installments: Option<u8>,
    /// When a challenge ends that the provider gives no time limit.
    pub challenge_expires_at: Timestamp,
    /// Origins that the bank's page may have.
    pub challenge_origins: &'a [String],
}

/// What we know of a charge that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known<'a> {
    /// When the attempt was made.
    pub since: Timestamp,
    /// The provider's order, if it told us.
    pub order: Option<&'a GatewayOrder>,
    /// The challenge, if it asked for one.
    pub challenge: Option<&'a Challenge>,
}

/// What a provider wants of a checkout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits {
    /// Its name in our records.
    pub name: &'static str,
    /// The currency that it charges in.
    pub currency: Currency,
    /// Whether a payment must say where the card's bills go.
    pub billing: bool,
    /// Whether it tells what a saved card looks like.
    pub describes_cards: bool,
    /// Whether it says what became of a charge when it is asked. Otherwise its webhook events do.
    pub answers_look_ups: bool,
}

/// Why a call that moves no money did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// The provider refused what was sent.
    #[error("the provider refused the request: {code}")]
    Refused {
        /// The provider's code, for the operator.
        code: String,
        /// Its words for the buyer, in their language.
        message: Option<String>,
    },
    /// The provider knows no such thing.
    #[error("the provider knows no such thing")]
    NotFound,
    /// The provider could not be reached, or its answer not understood.
    #[error("the provider could not be asked: {0}")]
    Unavailable(String),
}

/// A payment provider.
///
/// A call that may move money answers with an [`Outcome`], never an error: whatever happens to the
/// connection is one of its cases.
#[async_trait]
pub trait Gateway: Send + Sync {
    /// What the provider wants of a checkout.
    fn traits(&self) -> Traits;

    /// Verifies that a webhook event is the provider's: its signature, over the raw body.
    ///
    /// # Errors
    /// When it is not, or that cannot be told.
    async fn verify_webhook(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), WebhookRefusal>;

    /// Reads a webhook event that was verified before.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read_webhook(&self, body: &[u8]) -> Result<WebhookEvent, WebhookRefusal>;

    /// Whether an amount, as the provider's challenge page writes it, is this one.
    fn reads_as(&self, amount: &str, total: Money) -> bool;

    /// Registers a customer, with a first card in the same request where one is given.
    async fn create_customer(
        &self,
        contact: &Contact,
        first_card: Option<NewCard<'_>>,
        locale: Locale,
    ) -> Result<(GatewayCustomer, Vec<Card>), GatewayError>;

    /// Changes how to reach a customer.
    async fn update_customer(
        &self,
        customer: &GatewayCustomer,
        contact: &Contact,
        locale: Locale,
    ) -> Result<(), GatewayError>;

    /// Saves another card.
    async fn save_card(
        &self,
        customer: &GatewayCustomer,
        card: NewCard<'_>,
        locale: Locale,
    ) -> Result<Card, GatewayError>;

    /// Lists the saved cards.
    async fn cards(
        &self,
        customer: &GatewayCustomer,
        locale: Locale,
    ) -> Result<Vec<Card>, GatewayError>;

    /// Makes a saved card the default one.
    async fn set_default_card(
        &self,
        customer: &GatewayCustomer,
        card: &PaymentSourceId,
        locale: Locale,
    ) -> Result<(), GatewayError>;

    /// Removes a saved card.
    async fn remove_card(
        &self,
        customer: &GatewayCustomer,
        card: &PaymentSourceId,
        locale: Locale,
    ) -> Result<(), GatewayError>;

    /// Charges. Called once for an attempt, ever.
    async fn charge(&self, charge: &Charge<'_>, expected: Expected<'_>) -> Outcome;

    /// Asks what became of a charge: by the provider's id where we have it, else by our reference.
    async fn look_up(&self, known: Known<'_>, expected: Expected<'_>, locale: Locale) -> Outcome;

    /// After a challenge that is said to have been passed: finishes the charge, if the provider
    /// waits for that. Called once for each time that an attempt becomes authenticated.
    async fn confirm(
        &self,
        charge: &Charge<'_>,
        known: Known<'_>,
        expected: Expected<'_>,
    ) -> Outcome;

    /// After a challenge that went wrong, or a charge that came too late: takes it back unless it
    /// is through.
    async fn withdraw(&self, known: Known<'_>, expected: Expected<'_>, locale: Locale) -> Outcome;

    /// Gives all of a charge back that is through. What was given back before is not given again.
    async fn refund(
        &self,
        payment: &Payment,
        known: Known<'_>,
        expected: Expected<'_>,
        locale: Locale,
    ) -> Outcome;
}
