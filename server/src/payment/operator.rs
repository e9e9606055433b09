//! An operator's word on an attempt that the provider cannot be asked about.

use cobro_wire::{Actor, AttemptId, Timestamp};

use super::decide::{self, NotTaken, Word};
use super::reconcile::IN_HAND_MARGIN;
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
    /// No money moved, as far as the portal shows. Since the charge may still arrive, it is to be
    /// looked at once more a day after it was sent.
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
    /// When there is no such attempt, the provider can be asked, the attempt is settled, or it is
    /// said not to be charged while it may still be on its way.
    pub async fn decide(
        &self,
        attempt: &AttemptId,
        decision: Decision,
        note: &str,
    ) -> Result<&'static str, PaymentError> {
        let known = self.store.attempt(attempt).await?;
        let known = known.ok_or(PaymentError::NotFound("attempt"))?;
        let now = self.host.now();
        let word = match decision {
            Decision::NotCharged => Word::NotMoved,
            Decision::Paid { .. } | Decision::Returned { .. } => Word::Moved,
        };
        let certain_after = self.certain_after();
        let answers_look_ups = self.traits().answers_look_ups;
        match decide::takes_word(&known.state, word, answers_look_ups, certain_after, now) {
            Ok(()) => {}
            Err(NotTaken::NotNeeded) => {
                return Err(PaymentError::NotToDecide(known.state.name()));
            }
            Err(NotTaken::TooEarly(until)) => {
                return Err(PaymentError::TooEarlyToDecide {
                    seconds: until - now,
                });
            }
        }
        let order = self.order_by_id(&known.order).await?;
        let payment = |charge: Option<String>| Payment {
            charge: charge.unwrap_or_default(),
            paid_at: now,
            authorization_code: None,
            frictionless: false,
        };
        let (answer, gateway_order) = match decision {
            Decision::Paid { order, charge } => {
                (Answer::Ended(Ending::Paid(payment(charge))), order)
            }
            Decision::NotCharged => (Answer::Absent, None),
            Decision::Returned {
                order: gateway_order,
                charge,
            } => {
                let refunded = Ending::Refunded {
                    payment: known.state.payment().cloned().unwrap_or(payment(charge)),
                    refunded: order.total,
                    whole: true,
                };
                (Answer::Ended(refunded), gateway_order)
            }
        };
        let outcome = Outcome {
            answer,
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

    /// How long after a silence nothing is on its way to the provider any more, in seconds.
    fn certain_after(&self) -> Timestamp {
        let call = self.rules.call_timeout + IN_HAND_MARGIN;
        attempt::ABSENCE_IS_CERTAIN_AFTER.max(call)
    }
}
