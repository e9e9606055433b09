//! Paying an order: the use cases, and the two pure machines that decide them.
//!
//! [`attempt`] and [`authentication`] say what may happen, [`decide`] what is to be done then,
//! [`order`] what an order's attempts make of it. `pay`, `challenge`, `settle` and `reconcile`
//! carry it out, always in this sequence: write down what is meant, ask the provider, write down
//! the answer. Whatever stops in between is found again by the reference that was written first.
//! [`cards`](Payments::cards) are here because a card that is saved while paying must be charged by
//! the same attempt.
//!
//! No handler, SQL or provider spelling is in here.

pub mod attempt;
pub mod authentication;
mod billing;
mod cards;
mod challenge;
pub mod decide;
mod description;
mod guests;
mod lease;
mod operator;
pub mod order;
mod pay;
mod reconcile;
mod registration;
mod settle;
mod webhooks;

use std::sync::Arc;

use cobro_wire::{Actor, FieldError, Timestamp};
use tokio_util::task::TaskTracker;

use crate::config::HttpConfig;
use crate::gateway::{Expected, Gateway, GatewayError, Traits};
use crate::host::Host;
use crate::store::{AttemptRecord, Mark, OrderRecord, Store, StoreError};

pub use self::operator::Decision;
pub use self::settle::{LateMoney, taken_in};

/// The rules of paying, from the configuration.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Origins that the bank's page may have.
    pub challenge_origins: Vec<String>,
    /// How long a challenge may take, in seconds.
    pub challenge_timeout: Timestamp,
    /// How long a call to the provider may take, in seconds: an attempt that was in a server's
    /// hands for longer is nobody's any more.
    pub call_timeout: Timestamp,
    /// How long after a silent charge the provider's "no such order" is believed, in seconds.
    pub absence: Timestamp,
    /// Whether a saved card's security code may be sent.
    pub cvc_for_saved_cards: bool,
    /// Months that a shopper may pay in.
    pub installments: Vec<u8>,
    /// What is done with money that comes for an expired order, from an attempt that had ended
    /// without.
    pub late_money: LateMoney,
    /// Where the bank's page sends a shopper back to who left the checkout for it.
    pub return_base: HttpConfig,
}

/// Why a payment, or something about cards, is not done.
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    /// No such order, attempt or card, or it is somebody else's.
    #[error("no such {0} of this shopper")]
    NotFound(&'static str),
    /// Nobody said who pays.
    #[error("nobody said who pays")]
    ContactMissing,
    /// The order has an attempt that has not ended.
    #[error("another attempt is live")]
    AttemptLive,
    /// The attempt's id stands for something else.
    #[error("the attempt's id was used for something else")]
    AttemptReused,
    /// The order is paid, expired or canceled.
    #[error("the order can no longer be paid")]
    OrderClosed,
    /// The customer has no default card.
    #[error("there is no default card")]
    NoDefaultCard,
    /// Where the card's bills go is missing or wrong.
    #[error("the billing address is refused")]
    Billing(Vec<FieldError>),
    /// The report is about another authentication, order or amount.
    #[error("the report is about another authentication")]
    AuthenticationMismatch,
    /// A card's description is wrong, or the provider tells itself what its cards look like.
    #[error("the card's description is refused")]
    DescriptionRefused(Vec<FieldError>),
    /// The attempt never had a challenge.
    #[error("no challenge is open")]
    NoChallenge,
    /// An operator's word is not needed: the provider is asked, or it is known.
    #[error(
        "nothing is to be decided: the attempt is {0}, and the provider is asked where it can be"
    )]
    NotToDecide(&'static str),
    /// An operator says that an attempt was not charged while its charge may be on its way.
    #[error("the charge may still be on its way: look again in {seconds} seconds")]
    TooEarlyToDecide {
        /// How long it may be.
        seconds: Timestamp,
    },
    /// The order was tried too often.
    #[error("too many attempts")]
    TooManyAttempts,
    /// A security code was sent that the operator did not ask for, or that is not one.
    #[error("the security code is refused: {0}")]
    CvcRefused(&'static str),
    /// The store does not offer so many months, or not for this amount.
    #[error("the installments are refused")]
    InstallmentsRefused,
    /// The provider refused the card; nothing was charged.
    #[error("the provider refused the card")]
    CardRefused {
        /// The provider's words for the buyer.
        message: Option<String>,
    },
    /// The card is past its date.
    #[error("the card is past its date")]
    CardExpired,
    /// The provider could not be asked; nothing was charged.
    #[error("the provider could not be asked")]
    Provider(#[source] GatewayError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A task of ours broke down; the attempt that it had in hand is looked up later.
    #[error("a payment task broke down")]
    Task(#[from] tokio::task::JoinError),
}

impl From<GatewayError> for PaymentError {
    fn from(error: GatewayError) -> Self {
        match error {
            GatewayError::Refused { message, .. } => PaymentError::CardRefused { message },
            GatewayError::NotFound => PaymentError::NotFound("card"),
            GatewayError::Unavailable(_) => PaymentError::Provider(error),
        }
    }
}

/// Everything about paying; cloning it is cheap.
#[derive(Clone)]
pub struct Payments {
    store: Store,
    gateway: Arc<dyn Gateway>,
    host: Host,
    rules: Arc<Rules>,
    /// What must finish even when the shopper's connection is gone, or the server is told to stop.
    tasks: TaskTracker,
}

impl Payments {
    /// Puts the parts together; nothing runs yet.
    #[must_use]
    pub fn new(store: Store, gateway: Arc<dyn Gateway>, host: Host, rules: Rules) -> Self {
        Payments {
            store,
            gateway,
            host,
            rules: Arc::new(rules),
            tasks: TaskTracker::new(),
        }
    }

    /// Waits until no payment is in this server's hands. New ones are still taken: end the
    /// listener first.
    pub async fn finish(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Runs something to its end, whatever its caller does; a server that is told to stop waits
    /// for it.
    ///
    /// # Errors
    /// When it broke down.
    pub async fn run_to_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, tokio::task::JoinError> {
        self.tasks.spawn(work).await
    }

    /// What the provider wants of a checkout.
    #[must_use]
    pub fn traits(&self) -> Traits {
        self.gateway.traits()
    }

    /// Who changes something, now.
    fn mark(&self, by: Actor) -> Mark<'static> {
        Mark {
            by,
            note: None,
            at: self.host.now(),
        }
    }

    fn expected<'a>(&'a self, attempt: &'a AttemptRecord, order: &OrderRecord) -> Expected<'a> {
        Expected {
            attempt: &attempt.id,
            total: order.total,
            installments: attempt.installments,
            challenge_expires_at: self.host.now() + self.rules.challenge_timeout,
            challenge_origins: &self.rules.challenge_origins,
        }
    }
}
