//! A charge for an order that is there already: its first, or another after a declined one.

use axum::Json;
use axum::extract::{Path, State};

use super::payment_method::ChargeRequest;
use super::{Order, PaymentStatus};
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
    charge(&sandbox, &id, body).map(Json)
}

/// `POST /orders/{id}/add_charges`: the same, answered with a list.
pub(crate) async fn create_in_list(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Payload(body): Payload<ChargeRequest>,
) -> Result<Json<Embedded<ChargeAnswer>>, Fault> {
    charge(&sandbox, &id, body).map(|charge| Json(vec![charge].into()))
}

fn charge(sandbox: &Sandbox, id: &str, request: ChargeRequest) -> Result<ChargeAnswer, Fault> {
    let mut world = sandbox.world();
    let world = &mut *world;
    let order = world.conekta.orders.find(id)?;
    order.settle(sandbox.now());
    order.check_chargeable()?;
    let (customer, amount) = (order.customer.clone(), order.amount);
    let plan = request.plan("", &customer, amount, sandbox, &mut world.conekta)?;
    let book = &mut world.conekta;
    let order = book.orders.find(id)?;
    let declined = order.begin(plan, sandbox, &mut book.challenges, &mut world.ledger);
    let public_url = sandbox.config().public_url.as_str();
    let answer = match declined {
        None => order.current_charge(sandbox.now()),
        Some(decline) => Err(order.declined(decline, public_url)),
    };
    tell(sandbox, &mut world.conekta, id);
    answer
}

impl Order {
    /// Refuses a charge beside one that was made, or waits.
    fn check_chargeable(&self) -> Result<(), Fault> {
        match self.status {
            None | Some(PaymentStatus::Declined) => Ok(()),
            Some(
                PaymentStatus::Paid
                | PaymentStatus::PendingPayment
                | PaymentStatus::PreAuthorized
                | PaymentStatus::PartiallyRefunded
                | PaymentStatus::Refunded,
            ) => Err(Fault::order_has_charge()),
            Some(PaymentStatus::Expired | PaymentStatus::Canceled | PaymentStatus::Voided) => {
                Err(Fault::order_status("charged", self.status_word()))
            }
        }
    }

    /// The charge that was made, or the one that waits for the card holder.
    fn current_charge(&self, now: i64) -> Result<ChargeAnswer, Fault> {
        let waiting = self.pending.as_ref().map(|pending| {
            let status = ChargeStatus::PendingPayment;
            Charge::new(self, &pending.plan, status, now)
        });
        let charge = self.charge.clone().or(waiting);
        let charge = charge.ok_or_else(|| Fault::not_found("Charge", &self.id))?;
        Ok(charge.answer())
    }
}
