//! One try at paying an order, as the shopper's browser may see it.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::card::CardSummary;
use crate::id::{AttemptId, PaymentSourceId, TokenId};
use crate::money::Money;

/// What the shopper pays with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum PayWith {
    /// The shopper's default card.
    Default {
        /// Its security code; only where [`crate::PublicConfig::cvc_for_saved_cards`] says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cvc: Option<String>,
    },
    /// A saved card.
    PaymentSource {
        /// Which one.
        payment_source_id: PaymentSourceId,
        /// Its security code; only where [`crate::PublicConfig::cvc_for_saved_cards`] says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cvc: Option<String>,
    },
    /// A card that was just typed into the component.
    Token {
        /// The token that stands for it.
        token_id: TokenId,
        /// Whether to keep the card for next time.
        save: bool,
    },
}

/// Body of `POST /api/orders/{order}/attempts`, answered with the [`crate::Order`].
///
/// The same body sent again names the same attempt: it is answered with what became of it and
/// never charged again. Has no `Debug`, since it may hold a security code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayRequest {
    /// Made and kept by the browser before it sends this.
    pub attempt_id: AttemptId,
    /// The card.
    pub with: PayWith,
    /// Where the card's bills go. Required where [`crate::PublicConfig::billing`] says so, and
    /// refused elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing: Option<BillingAddress>,
    /// In how many months it is paid, of those that [`crate::PublicConfig::installments`] names;
    /// at once if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installments: Option<u8>,
}

/// Where a card's bills go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BillingAddress {
    /// ISO 3166-1 code of two or three capital letters: `SV`, `USA`.
    pub country: String,
    /// State or province: `NY`. Required in the United States and Canada.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Postal code. Required in the United States and Canada.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
}

/// One try at paying an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its id.
    pub id: AttemptId,
    /// The card, once it is known.
    pub card: Option<CardSummary>,
    /// In how many months it is paid; at once if there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installments: Option<u8>,
    /// Where it stands.
    #[serde(flatten)]
    pub status: AttemptStatus,
}

/// Where an attempt stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum AttemptStatus {
    /// On its way to the provider.
    Processing,
    /// The bank wants to confirm that it is the shopper.
    AwaitingAuthentication {
        /// The bank's page.
        challenge: Challenge,
    },
    /// The provider took it and will say later.
    PendingPayment,
    /// Nobody can tell yet whether money moved. It is being looked up; never send another.
    OutcomeUnknown,
    /// Money moved.
    Paid {
        /// What to show for it.
        receipt: Receipt,
    },
    /// Money moved, and some or all of it was given back.
    Refunded {
        /// What to show for the payment.
        receipt: Receipt,
        /// How much was given back so far.
        refunded: Money,
    },
    /// The bank or antifraud said no. No money moved.
    Declined {
        /// Why, as far as it is told.
        reason: DeclineReason,
        /// The provider's own words for the buyer, in the shopper's language, where it gave any.
        message: Option<String>,
    },
    /// The bank could not confirm the shopper. No money moved.
    AuthenticationFailed {
        /// How it ended.
        failure: AuthenticationFailure,
    },
    /// Given up before anything was charged: the card or the request was refused, or the provider
    /// took it back. No money moved.
    Abandoned {
        /// The provider's own words for the buyer, where it gave any.
        message: Option<String>,
    },
    /// Money moved too late for the order, and is being given back.
    Returning,
    /// Money moved too late for the order, and was given back.
    Returned,
}

impl AttemptStatus {
    /// Whether money may move, or has moved: everything but an end without a charge.
    #[must_use]
    pub fn is_live(&self) -> bool {
        match self {
            AttemptStatus::Processing
            | AttemptStatus::AwaitingAuthentication { .. }
            | AttemptStatus::PendingPayment
            | AttemptStatus::OutcomeUnknown
            | AttemptStatus::Paid { .. }
            | AttemptStatus::Refunded { .. } => true,
            AttemptStatus::Declined { .. }
            | AttemptStatus::AuthenticationFailed { .. }
            | AttemptStatus::Abandoned { .. }
            | AttemptStatus::Returning
            | AttemptStatus::Returned => false,
        }
    }
}

/// The bank's page, to be shown in a frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Address for the frame.
    pub url: String,
    /// Address for a tab of its own, where the frame stays blank.
    pub page_url: String,
    /// What a message from the frame must name to count: the provider's order
    /// (Conekta) or authentication (n1co).
    pub reference: String,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// How an authentication ended without success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthenticationFailure {
    /// The bank did not recognise the shopper.
    Failed,
    /// The shopper left the bank's page, or said no on it.
    Refused,
    /// The bank or the provider had a fault.
    Error,
    /// Time ran out.
    Expired,
}

/// What to show for a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// When the provider took the money.
    pub paid_at: Timestamp,
    /// The bank's authorization code, where given.
    pub authorization_code: Option<String>,
    /// The provider's reference of the order, for support.
    pub provider_reference: String,
}

/// Why a payment was declined, in groups that a shopper can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineReason {
    /// Not enough money on the card.
    InsufficientFunds,
    /// Antifraud said no.
    SuspectedFraud,
    /// The card is past its date.
    ExpiredCard,
    /// The card's number or code is not right.
    InvalidCard,
    /// Anything else, or no reason given.
    #[serde(other)]
    Declined,
}

/// How the challenge ended, as the browser saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChallengeEnd {
    /// The bank's page said that it went well.
    Passed,
    /// The bank's page said that it did not.
    Failed,
    /// The bank's page said that it had a fault.
    Error,
    /// The bank's page said that time ran out.
    Expired,
    /// The shopper closed the dialog.
    Closed,
    /// The dialog's own time limit passed.
    TimedOut,
}

/// Body of `POST /api/orders/{order}/attempts/{attempt}/authentication`, answered with the
/// [`crate::Order`]. A hint and no more: the server asks the provider what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthenticationReport {
    /// What the browser saw.
    pub end: ChallengeEnd,
    /// What the bank's page named, where it named something. It must agree with the attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ChallengeClaim>,
}

impl From<ChallengeEnd> for AuthenticationReport {
    fn from(end: ChallengeEnd) -> Self {
        AuthenticationReport { end, claim: None }
    }
}

/// What a message of the bank's page says that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeClaim {
    /// The authentication, or the provider's order: see [`Challenge::reference`].
    pub reference: String,
    /// Our reference of the charge, where the message has one: the attempt's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// The amount as the message writes it, a decimal in major units: `15.5`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_reads_as_one_flat_object() {
        let attempt = Attempt {
            id: AttemptId::from_random([0; 16]),
            card: None,
            installments: None,
            status: AttemptStatus::Declined {
                reason: DeclineReason::InsufficientFunds,
                message: Some("Fondos insuficientes.".into()),
            },
        };
        let json = serde_json::to_string(&attempt).unwrap();
        assert_eq!(
            json,
            concat!(
                r#"{"id":"at_00000000000000000000000000000000","card":null,"#,
                r#""status":"declined","reason":"insufficient_funds","#,
                r#""message":"Fondos insuficientes."}"#,
            )
        );
        assert_eq!(serde_json::from_str::<Attempt>(&json).unwrap(), attempt);
    }

    #[test]
    fn a_decline_reason_that_appears_later_is_read_as_declined() {
        let reason: DeclineReason = serde_json::from_str("\"stolen_card\"").unwrap();
        assert_eq!(reason, DeclineReason::Declined);
    }

    #[test]
    fn an_unknown_field_of_a_payment_is_refused() {
        let body = r#"{"attempt_id":"at_00000000000000000000000000000000",
            "with":{"type":"default"},"amount_minor":1}"#;
        let error = serde_json::from_str::<PayRequest>(body).err().unwrap();
        assert!(error.to_string().contains("amount_minor"), "{error}");
    }

    #[test]
    fn each_way_to_pay_is_read() {
        let read = |json| serde_json::from_str::<PayWith>(json).is_ok();
        assert!(read(r#"{"type":"default"}"#));
        assert!(read(
            r#"{"type":"payment_source","payment_source_id":"src_1","cvc":"123"}"#
        ));
        assert!(read(r#"{"type":"token","token_id":"tok_1","save":true}"#));
        assert!(!read(r#"{"type":"token","token_id":"tok_1"}"#));
        assert!(!read(r#"{"type":"cash"}"#));
    }
}
