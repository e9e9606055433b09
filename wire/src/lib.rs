//! Cobro's own HTTP API in types, shared by the browser and the companion server.
//!
//! Read in this order: [`id`] (what things are called), [`money`] (what they cost), [`catalog`],
//! [`order`] (what is to be paid), [`attempt`] (one try at paying it), [`installments`] (in how
//! many months), [`history`] (what happened to both), [`card`] (saved cards), [`session`],
//! [`locale`] and [`config`] (who asks, in what language, and with what settings), [`problem`]
//! (what went wrong).
//!
//! The crate knows serde and nothing else: it builds for the browser and for the host alike.

pub mod attempt;
pub mod card;
pub mod catalog;
pub mod config;
pub mod history;
pub mod id;
pub mod installments;
pub mod locale;
pub mod money;
pub mod order;
pub mod problem;
pub mod session;

pub use attempt::{
    Attempt, AttemptStatus, AuthenticationFailure, AuthenticationReport, BillingAddress, Challenge,
    ChallengeClaim, ChallengeEnd, DeclineReason, PayRequest, PayWith, Receipt,
};
pub use card::{Brand, Card, CardDescription, CardSummary, Expiry, SaveCard, SetDefaultCard};
pub use catalog::{Catalog, LocalizedText, Product};
pub use config::{Component, PublicConfig};
pub use history::{Actor, HistoryEntry, OrderHistory};
pub use id::{
    AttemptId, IdError, LinkToken, OrderId, PaymentSourceId, ProductId, ReceiptToken, TokenId,
};
pub use installments::Installments;
pub use locale::Locale;
pub use money::{Currency, Money, MoneyError};
pub use order::{NewOrder, NewOrderLine, Order, OrderLine, OrderLink, OrderList, OrderStatus};
pub use problem::{FieldError, Problem, ProblemCode};
pub use session::{Contact, Session};

/// A moment, in whole seconds since 1970-01-01T00:00:00Z.
pub type Timestamp = i64;
