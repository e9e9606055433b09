//! The attempt machine: the server's truth about one try at paying one order. Pure.
//!
//! ```text
//! Created ─▶ Charging ─▶ Paid | Declined | PendingPayment | OutcomeUnknown | Abandoned
//!                    └─▶ AwaitingAuthentication ─▶ Authenticated ─▶ (as Charging, or back)
//!                                             └─▶ AuthenticationFailed | Expired
//! OutcomeUnknown ─▶ (as Charging) | NeverArrived ─▶ Abandoned
//! Paid ─▶ Refunded
//! an end without a charge ─▶ Paid | Returning ─▶ Returned
//! ```
//!
//! [`State::OutcomeUnknown`] leaves only by an answer. An end without a charge has one exit: the
//! provider's word that money moved all the same, which is honoured or given back.
//! [`State::duty`] says what is still owed to an attempt, and [`next`] what follows from what
//! happens to it.

mod transitions;

use cobro_wire::{AuthenticationFailure, Money, Timestamp};
use serde::{Deserialize, Serialize};

use crate::gateway::{Answer, Decline, Payment};

pub use transitions::{ABSENCE_IS_CERTAIN_AFTER, LATE_ARRIVAL_ENDS_AFTER, next};

/// Where an attempt stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum State {
    /// Written down; the provider has not been asked for money.
    Created,
    /// The charge is on its way.
    Charging,
    /// The bank wants to confirm the shopper; the authentication machine holds the challenge.
    AwaitingAuthentication,
    /// The browser says that the challenge was passed; the provider is being asked.
    Authenticated,
    /// The provider took it and will say later.
    PendingPayment,
    /// Nobody can tell whether money moved.
    OutcomeUnknown {
        /// Since when, so that an absence at the provider becomes certain.
        since: Timestamp,
    },
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
    /// The bank could not confirm the shopper, and no charge can follow.
    AuthenticationFailed {
        /// How it ended.
        failure: AuthenticationFailure,
    },
    /// The provider let it lapse.
    Expired,
    /// Nothing was charged, and nothing will be.
    Abandoned {
        /// The provider's words for the buyer, where it gave any.
        message: Option<String>,
    },
    /// The charge was not answered, and long after that the provider knew nothing of it: not
    /// charged. Should it arrive after all, it is taken back.
    NeverArrived {
        /// When the charge was not answered.
        since: Timestamp,
    },
    /// Money moved after the attempt had ended without, and the order has no use for it: it is
    /// being given back.
    Returning {
        /// The charge.
        payment: Payment,
    },
    /// Money moved after the attempt had ended without, and was given back.
    Returned {
        /// The charge.
        payment: Payment,
    },
}

/// What the server owes an attempt that is in nobody's hands, again and again until it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Duty {
    /// Ask the provider what became of it.
    LookUp,
    /// Ask the provider, and take the charge back unless it is through.
    Withdraw,
    /// Give the money back.
    Refund,
}

impl State {
    /// Whether the order must wait for this attempt before another one may begin.
    #[must_use]
    pub fn is_live(&self) -> bool {
        match self {
            State::Created
            | State::Charging
            | State::AwaitingAuthentication
            | State::Authenticated
            | State::PendingPayment
            | State::OutcomeUnknown { .. } => true,
            State::Paid(_)
            | State::Refunded { .. }
            | State::Declined(_)
            | State::AuthenticationFailed { .. }
            | State::Expired
            | State::Abandoned { .. }
            | State::NeverArrived { .. }
            | State::Returning { .. }
            | State::Returned { .. } => false,
        }
    }

    /// Whether a server has it in its hands: whatever is owed to it is being done.
    #[must_use]
    pub fn is_in_hand(&self) -> bool {
        match self {
            State::Created | State::Charging | State::Authenticated => true,
            State::AwaitingAuthentication
            | State::PendingPayment
            | State::OutcomeUnknown { .. }
            | State::Paid(_)
            | State::Refunded { .. }
            | State::Declined(_)
            | State::AuthenticationFailed { .. }
            | State::Expired
            | State::Abandoned { .. }
            | State::NeverArrived { .. }
            | State::Returning { .. }
            | State::Returned { .. } => false,
        }
    }

    /// Whether it ended, as far as we know, and no money moved.
    #[must_use]
    pub fn has_ended_without(&self) -> bool {
        !self.is_live() && self.payment().is_none()
    }

    /// Whether the order is this attempt's, so that no other may be live or paid beside it.
    #[must_use]
    pub fn holds_order(&self) -> bool {
        self.is_live() || matches!(self, State::Paid(_) | State::Refunded { .. })
    }

    /// Its name, for records and logs: what it holds may be personal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            State::Created => "created",
            State::Charging => "charging",
            State::AwaitingAuthentication => "awaiting_authentication",
            State::Authenticated => "authenticated",
            State::PendingPayment => "pending_payment",
            State::OutcomeUnknown { .. } => "outcome_unknown",
            State::Paid(_) => "paid",
            State::Refunded { .. } => "refunded",
            State::Declined(_) => "declined",
            State::AuthenticationFailed { .. } => "authentication_failed",
            State::Expired => "expired",
            State::Abandoned { .. } => "abandoned",
            State::NeverArrived { .. } => "never_arrived",
            State::Returning { .. } => "returning",
            State::Returned { .. } => "returned",
        }
    }

    /// What is owed to it.
    #[must_use]
    pub fn duty(&self) -> Option<Duty> {
        match self {
            State::AwaitingAuthentication
            | State::PendingPayment
            | State::OutcomeUnknown { .. } => Some(Duty::LookUp),
            State::NeverArrived { .. } => Some(Duty::Withdraw),
            State::Returning { .. } => Some(Duty::Refund),
            // The first three are in a server's hands, which is asking already.
            State::Created
            | State::Charging
            | State::Authenticated
            | State::Paid(_)
            | State::Refunded { .. }
            | State::Declined(_)
            | State::AuthenticationFailed { .. }
            | State::Expired
            | State::Abandoned { .. }
            | State::Returned { .. } => None,
        }
    }

    /// The charge, where money moved.
    #[must_use]
    pub fn payment(&self) -> Option<&Payment> {
        match self {
            State::Paid(payment)
            | State::Refunded { payment, .. }
            | State::Returning { payment }
            | State::Returned { payment } => Some(payment),
            State::Created
            | State::Charging
            | State::AwaitingAuthentication
            | State::Authenticated
            | State::PendingPayment
            | State::OutcomeUnknown { .. }
            | State::Declined(_)
            | State::AuthenticationFailed { .. }
            | State::Expired
            | State::Abandoned { .. }
            | State::NeverArrived { .. } => None,
        }
    }
}

/// What can happen to an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Event {
    /// The charge is about to be sent.
    ChargeBegun,
    /// The card could not be saved, so there is nothing to charge.
    CardRefused {
        /// The provider's words for the buyer, where it gave any.
        message: Option<String>,
    },
    /// The browser says that the challenge was passed.
    ChallengePassed,
    /// The provider answered: a charge, a look-up, a capture, a cancellation or a refund.
    Answered(Answer),
    /// Money moved for an attempt that had ended without, and the order has no use for it: it is
    /// another attempt's, or too old.
    Unwanted(Payment),
    /// The authentication ended without success, and the provider confirms that nothing was
    /// charged.
    AuthenticationFailed(AuthenticationFailure),
    /// The server stopped while the attempt was in its hands.
    Interrupted,
}

/// What the caller must do at once when a transition is written down. What can wait is a [`Duty`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// Send the charge.
    Charge,
    /// Ask the provider what became of a passed challenge, and finish the charge if it waits.
    Confirm,
}

/// Why an event changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// The attempt is paid.
    #[error("the attempt is paid")]
    AlreadyPaid,
    /// The attempt ended without a charge.
    #[error("the attempt ended without a charge")]
    AlreadyEnded,
    /// The charge was begun before.
    #[error("the charge was begun before")]
    AlreadyCharging,
    /// The money was given back, or is on its way back.
    #[error("the money is being given back")]
    AlreadyReturned,
    /// The event belongs to a later or an earlier stage.
    #[error("the event does not belong to this stage of the attempt")]
    OutOfPlace,
}

/// The new state, and what to do once it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Next {
    /// The new state.
    pub state: State,
    /// What to do.
    pub command: Option<Command>,
}

impl Next {
    fn to(state: State) -> Self {
        Next {
            state,
            command: None,
        }
    }

    fn and(self, command: Command) -> Self {
        Next {
            command: Some(command),
            ..self
        }
    }
}

#[cfg(test)]
mod tests;
