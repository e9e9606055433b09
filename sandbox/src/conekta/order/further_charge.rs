//! A charge for an order that is there already: its first, or another after a declined one.

use axum::Json;
use axum::extract::{Path, State};

use super::parts::Due;
use super::payment_method::ChargeRequest;
use super::{Order, PaymentStatus, UpdateOrder};
use crate::conekta::charge::{Charge, ChargeAnswer, ChargeStatus};
use crate::conekta::error::Fault;
use crate::conekta::event::tell;
use crate::conekta::list::Embedded;
use crate::conekta::payload::Payload;
use crate::sandbox::Sandbox;

/// `POST /orders/{id}/charges`: answers with the charge; it waits where the card holder is asked.
pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Payload(body): Payload<ChargeRequest>,
) -> Result<Json<ChargeAnswer>, Fault> {
    let mut made = charge(&sandbox, &id, None, vec![body])?;
    let made = made.pop();
    made.map(Json)
        .ok_or_else(|| Fault::not_found("Charge", &id))
}

/// `POST /orders/{id}/add_charges`: the same, answered with a list.
pub(crate) async fn create_in_list(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Payload(body): Payload<ChargeRequest>,
) -> Result<Json<Embedded<ChargeAnswer>>, Fault> {
    charge(&sandbox, &id, None, vec![body]).map(|made| Json(made.into()))
}

/// Changes an order where an update says so, and makes charges of what is not paid yet; answers
/// with them. Where they cannot be asked for, nothing is changed.
pub(super) fn charge(
    sandbox: &Sandbox,
    id: &str,
    update: Option<UpdateOrder>,
    requests: Vec<ChargeRequest>,
) -> Result<Vec<ChargeAnswer>, Fault> {
    let mut world = sandbox.world();
    let world = &mut *world;
    let order = world.conekta.orders.find(id)?;
    order.settle(sandbox.now());
    order.check_chargeable()?;
    let unchanged = order.clone();
    let is_listed = update.is_some();
    if let Some(change) = update.filter(|update| !update.is_empty()) {
        order.edit(change, sandbox)?;
    }
    let due = Due {
        customer: &order.customer.clone(),
        amount: order.due(),
        three_ds_mode: order.three_ds_mode,
        is_begun: order.status == Some(PaymentStatus::PartiallyPaid),
        is_listed,
    };
    let before = order.charges.len();
    let plans = due.plans(requests, sandbox, &mut world.conekta);
    let book = &mut world.conekta;
    let order = book.orders.find(id)?;
    let plans = plans.inspect_err(|_| *order = unchanged)?;
    let declined = order.begin(plans, sandbox, &mut book.challenges, &mut world.ledger);
    let public_url = sandbox.config().public_url.as_str();
    let answer = match declined {
        None => Ok(order.charges_since(before, sandbox.now())),
        Some(decline) => Err(order.declined(decline, public_url)),
    };
    tell(sandbox, &mut world.conekta, id);
    answer
}

impl Order {
    /// Refuses a charge beside one that was made, or waits.
    fn check_chargeable(&self) -> Result<(), Fault> {
        match self.status {
            None | Some(PaymentStatus::Declined | PaymentStatus::PartiallyPaid) => Ok(()),
            Some(
                PaymentStatus::Paid
                | PaymentStatus::PendingPayment
                | PaymentStatus::PreAuthorized
                | PaymentStatus::PartiallyRefunded
                | PaymentStatus::Refunded
                | PaymentStatus::UnderFraudReview
                | PaymentStatus::Fraudulent
                | PaymentStatus::ChargedBack,
            ) => Err(Fault::order_has_charge()),
            Some(PaymentStatus::Expired | PaymentStatus::Canceled | PaymentStatus::Voided) => {
                Err(Fault::order_status("charged", self.status_word()))
            }
        }
    }

    /// The charges that were made lately, or the one that waits for the card holder.
    fn charges_since(&self, before: usize, now: i64) -> Vec<ChargeAnswer> {
        let is_waiting = self.status == Some(PaymentStatus::PendingPayment);
        let waiting = self.pending.as_ref().filter(|_| is_waiting).map(|pending| {
            let status = ChargeStatus::PendingPayment;
            Charge::new(self, &pending.plan, status, now).answer()
        });
        let made = self.charges.iter().skip(before).map(Charge::answer);
        made.chain(waiting).collect()
    }
}
