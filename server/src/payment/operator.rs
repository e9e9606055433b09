//! An operator's word on an attempt that the provider cannot be asked about.

use cobro_wire::{Actor, AttemptId};

use super::{PaymentError, Payments, attempt};
use crate::gateway::{Answer, Ending, GatewayOrder, Outcome, Payment};
use crate::store::Mark;

/// What an operator says became of an attempt, as the provider's portal shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Money moved.
    Paid {
        /// The provider's order.
        order: Option<String>,
        /// The provider's charge.
        charge: Option<String>,
    },
    /// No money moved, and none will.
    NotCharged,
    /// Money moved, and was given back.
    Returned {
        /// The provider's order.
        order: Option<String>,
        /// The provider's charge.
        charge: Option<String>,
    },
}

impl Payments {
    /// Takes an operator's word for the provider's, where the provider cannot be asked. Answers
    /// with the name of the state that the attempt is in then.
    ///
    /// # Errors
    /// When there is no such attempt, the provider can be asked, or the attempt is settled.
    pub async fn decide(
        &self,
        attempt: &AttemptId,
        decision: Decision,
        note: &str,
    ) -> Result<&'static str, PaymentError> {
        let known = self.store.attempt(attempt).await?;
        let known = known.ok_or(PaymentError::NotFound("attempt"))?;
        let is_open = match &known.state {
            attempt::State::OutcomeUnknown { .. } => !self.traits().answers_look_ups,
            attempt::State::Returning { .. } => true,
            attempt::State::Created
            | attempt::State::Charging
            | attempt::State::AwaitingAuthentication
            | attempt::State::Authenticated
            | attempt::State::PendingPayment
            | attempt::State::Paid(_)
            | attempt::State::Refunded { .. }
            | attempt::State::Declined(_)
            | attempt::State::AuthenticationFailed { .. }
            | attempt::State::Expired
            | attempt::State::Abandoned { .. }
            | attempt::State::NeverArrived { .. }
            | attempt::State::Returned { .. } => false,
        };
        if !is_open {
            return Err(PaymentError::NotToDecide(known.state.name()));
        }
        let order = self.order_by_id(&known.order).await?;
        let now = self.host.now();
        let payment = |charge: Option<String>| Payment {
            charge: charge.unwrap_or_default(),
            paid_at: now,
            authorization_code: None,
            frictionless: false,
        };
        let (ending, gateway_order) = match decision {
            Decision::Paid { order, charge } => (Ending::Paid(payment(charge)), order),
            Decision::NotCharged => (Ending::Canceled, None),
            Decision::Returned {
                order: gateway_order,
                charge,
            } => {
                let refunded = Ending::Refunded {
                    payment: known.state.payment().cloned().unwrap_or(payment(charge)),
                    refunded: order.total,
                    whole: true,
                };
                (refunded, gateway_order)
            }
        };
        let outcome = Outcome {
            answer: Answer::Ended(ending),
            order: gateway_order.map(GatewayOrder),
            card: None,
        };
        let mark = Mark {
            by: Actor::Operator,
            note: Some(note),
            at: now,
        };
        let settled = self.settle(known, &order, outcome, mark).await?;
        Ok(settled.state.name())
    }
}
