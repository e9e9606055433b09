//! What can happen in a checkout, and what the caller then has to do.

use std::fmt;

use cobro_wire::{
    AttemptId, AuthenticationReport, BillingAddress, Order, PayRequest, PaymentSourceId, Problem,
    TokenId,
};

use super::attempt::Kept;

/// Something that happened. What belongs to an attempt names it, so that what comes late, or
/// twice, changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The shopper asked to pay. The attempt is new.
    Pay {
        /// The try, made by the caller.
        attempt: AttemptId,
        /// What to pay with.
        card: Chosen,
        /// Where the card's bills go, where the provider asks.
        billing: Option<BillingAddress>,
        /// In how many months to pay; at once if there are none.
        installments: Option<u8>,
    },
    /// The component made a token.
    Tokenized {
        /// The try that it was asked for.
        attempt: AttemptId,
        /// The token.
        token: TokenId,
    },
    /// The component made none.
    TokenFailed {
        /// The try that it was asked for.
        attempt: AttemptId,
        /// The provider's words for the buyer, where it gave any.
        message: Option<String>,
    },
    /// The server answered with the order.
    Answered {
        /// The try that it was asked about.
        attempt: AttemptId,
        /// The order as it stands.
        order: Box<Order>,
    },
    /// The server answered with a problem.
    Refused {
        /// The try that it was asked about.
        attempt: AttemptId,
        /// The problem.
        problem: Box<Problem>,
    },
    /// The server did not answer, or not in a way that can be read.
    NoAnswer {
        /// The try that it was asked about.
        attempt: AttemptId,
    },
    /// The bank's page came to an end, or was closed.
    ChallengeEnded {
        /// The try that it belongs to.
        attempt: AttemptId,
        /// How, as far as this browser saw.
        report: AuthenticationReport,
    },
    /// The shopper wants to go on with the bank's page.
    ChallengeReopened {
        /// The try that it belongs to.
        attempt: AttemptId,
    },
    /// The network is back.
    Online,
}

/// What the caller has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Write the attempt down before anything else is done.
    Keep(Kept),
    /// Forget the attempt that was written down.
    Forget,
    /// Ask the component for a token.
    Tokenize,
    /// Send the request to pay.
    Pay(Request),
    /// Tell the server how the challenge ended, which answers with the order. Takes the place of
    /// a reading or a report that has not begun.
    Report {
        /// The try that it belongs to.
        attempt: AttemptId,
        /// How.
        report: AuthenticationReport,
        /// How long to wait before.
        after_ms: u32,
    },
    /// Read the order. Takes the place of a reading or a report that has not begun.
    Read {
        /// The try to answer for.
        attempt: AttemptId,
        /// How long to wait before.
        after_ms: u32,
    },
    /// Move the focus to the notice that tells what the last try came to.
    FocusNotice,
}

/// A request to pay. Its `Debug` shows no card.
#[derive(Clone, PartialEq, Eq)]
pub struct Request(pub PayRequest);

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Request")
            .field(&self.0.attempt_id)
            .finish_non_exhaustive()
    }
}

/// What the shopper chose to pay with. Its `Debug` shows no code.
#[derive(Clone, PartialEq, Eq)]
pub enum Chosen {
    /// A saved card, named, so that it is the one on the screen that is charged.
    Saved {
        /// Which one.
        payment_source_id: PaymentSourceId,
        /// Its security code, where it was asked for.
        cvc: Option<String>,
    },
    /// The card that is typed into the component.
    New {
        /// Whether to keep it for next time.
        save: bool,
    },
}

impl fmt::Debug for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Chosen::Saved {
                payment_source_id,
                cvc: _,
            } => f
                .debug_tuple("Saved")
                .field(payment_source_id)
                .finish_non_exhaustive(),
            Chosen::New { save } => f.debug_tuple("New").field(save).finish(),
        }
    }
}
