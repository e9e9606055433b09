//! What the shopper sees, as one pure machine.
//!
//! [`start`] reads the [`State`] off an order, [`next()`] takes one [`Event`] and says the new
//! state and the [`Command`]s that the caller carries out. No clock, no randomness, no DOM.
//!
//! From the moment a request to pay leaves, only an answer of the server says what became of it:
//! silence leads to [`State::Checking`], which asks. The same attempt is sent again only after the
//! server has said that it does not know it.

pub mod attempt;
pub mod billing;
pub mod event;
pub mod form;
pub mod message;
mod next;
mod settle;

#[cfg(test)]
mod tests;

use cobro_wire::{
    AttemptId, AttemptStatus, AuthenticationFailure, AuthenticationReport, BillingAddress,
    Challenge, DeclineReason, Order, OrderStatus, ProblemCode,
};

pub use event::{Chosen, Command, Event, Request};
pub use next::{next, start};

/// How often a request to pay is sent again that the server says it never saw.
pub const RESENDS: u32 = 3;
/// How often the server is asked, after a reload, about an attempt that it does not know.
pub const RESUME_LOOKS: u32 = 3;
/// Between two looks at an open challenge: a bank's page in a tab of its own sends no message.
pub const CHALLENGE_LOOK_MS: u32 = 5_000;
/// Between two looks at a payment that the provider will decide later.
pub const PENDING_LOOK_MS: u32 = 10_000;
/// Between two looks at an order that the server tells of by itself: a stream may be dead and not
/// know it.
pub const LIVE_LOOK_MS: u32 = 15_000;

/// What the shopper sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nothing is under way: the shopper can pay.
    Ready {
        /// What the last try came to.
        last: Last,
    },
    /// The component makes a token. Nothing has been sent to our server.
    Tokenizing {
        /// The try that the token is for.
        attempt: AttemptId,
        /// Whether to keep the card for next time.
        save: bool,
        /// Where the card's bills go, where the provider asks.
        billing: Option<BillingAddress>,
        /// In how many months to pay; at once if there are none.
        installments: Option<u8>,
    },
    /// The request to pay is on its way.
    Paying {
        /// What was sent.
        request: Request,
        /// How often it was sent before.
        resends: u32,
    },
    /// The bank's page is open.
    Challenge {
        /// The try that it belongs to.
        attempt: AttemptId,
        /// The bank's page.
        challenge: Challenge,
    },
    /// The shopper closed the bank's page, which still waits for them.
    ChallengeLeft {
        /// The try that it belongs to.
        attempt: AttemptId,
        /// The bank's page.
        challenge: Challenge,
    },
    /// Nobody here knows whether money moved: the server is being asked.
    Checking(Looking),
    /// The provider took the payment and will say later.
    Pending {
        /// The try.
        attempt: AttemptId,
    },
    /// Paid.
    Paid,
    /// The order cannot be paid any more, for another reason than that it is paid.
    Closed {
        /// Why.
        status: OrderStatus,
    },
}

/// What the last try came to. All of these end it: the next one is a new attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Last {
    /// There was none.
    Nothing,
    /// The component made no token: nothing was sent.
    CardNotRead {
        /// The provider's words for the buyer, where it gave any.
        message: Option<String>,
    },
    /// The request never reached the server, by the server's own word.
    NotSent,
    /// Money moved too late for the order, and goes back.
    Returned,
    /// The server refused the request.
    Refused {
        /// Why.
        code: ProblemCode,
        /// The provider's words for the buyer, where it gave any.
        message: Option<String>,
    },
    /// The bank or antifraud said no. The server knows that no money moved.
    Declined {
        /// Why.
        reason: DeclineReason,
        /// The provider's words for the buyer, where it gave any.
        message: Option<String>,
    },
    /// The bank could not confirm the shopper. The server knows that no money moved.
    AuthenticationFailed {
        /// How.
        failure: AuthenticationFailure,
    },
    /// Given up before anything was charged. The server knows that no money moved.
    Abandoned {
        /// The provider's words for the buyer, where it gave any.
        message: Option<String>,
    },
}

/// An attempt whose outcome is being asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looking {
    /// The try.
    pub attempt: AttemptId,
    /// How often the server was asked.
    pub looks: u32,
    /// What made us ask.
    pub since: Since,
}

/// What made us ask for an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// A request to pay had no clear answer. It can be sent again where the server never saw it.
    Sent {
        /// What was sent.
        request: Request,
        /// How often it was sent before.
        resends: u32,
    },
    /// The page was loaded again, or the try is another tab's: there is nothing to send again.
    Resumed,
    /// The challenge came to an end, which the server is told again until it answers.
    Challenged(AuthenticationReport),
}

/// A state and what to do about it.
pub type Step = (State, Vec<Command>);

impl State {
    /// The attempt that is under way.
    #[must_use]
    pub fn attempt(&self) -> Option<&AttemptId> {
        match self {
            State::Tokenizing { attempt, .. }
            | State::Challenge { attempt, .. }
            | State::ChallengeLeft { attempt, .. }
            | State::Pending { attempt } => Some(attempt),
            State::Paying { request, .. } => Some(&request.0.attempt_id),
            State::Checking(looking) => Some(&looking.attempt),
            State::Ready { .. } | State::Paid | State::Closed { .. } => None,
        }
    }

    /// Whether what is waited for may come from the server by itself.
    #[must_use]
    pub fn awaits_news(&self) -> bool {
        match self {
            State::Challenge { .. }
            | State::ChallengeLeft { .. }
            | State::Checking(_)
            | State::Pending { .. } => true,
            State::Ready { .. }
            | State::Tokenizing { .. }
            | State::Paying { .. }
            | State::Paid
            | State::Closed { .. } => false,
        }
    }

    /// The attempt that an order is news of which the server told by itself. That it does not know
    /// the attempt is none, as the request may be on its way; neither is a challenge that it was
    /// just told the end of.
    #[must_use]
    pub fn news(&self, order: &Order) -> Option<&AttemptId> {
        let ours = self.attempt().filter(|_| self.awaits_news())?;
        let told = order.attempt.as_ref().filter(|told| told.id == *ours);
        let is_news = match (&told.map(|attempt| &attempt.status), self) {
            (
                Some(AttemptStatus::AwaitingAuthentication { .. }),
                State::Checking(Looking {
                    since: Since::Challenged(_),
                    ..
                }),
            ) => false,
            (Some(_), _) => true,
            (None, _) => order.status != OrderStatus::Open,
        };
        is_news.then_some(ours)
    }
}
