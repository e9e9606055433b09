//! Refunds: all of a charge given back, once.

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CURRENCY;
use super::dollars::Dollars;
use super::fault::Fault;
use super::payload::{Payload, text};
use super::webhook::{Notice, tell};
use crate::ledger::{LedgerEntry, Movement};
use crate::moment::utc;
use crate::sandbox::Sandbox;

/// Body of `POST /Refunds`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RefundRequest {
    /// n1co's number of the order.
    order_id: String,
    cancellation_reason: String,
}

/// Answer of `POST /Refunds`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "N1coRefund")]
pub(crate) struct RefundAnswer {
    success: bool,
    message: &'static str,
    refund_id: String,
    order_id: String,
    #[schemars(with = "f64")]
    amount: Dollars,
    currency: &'static str,
    refunded_at: String,
    status: &'static str,
}

/// `POST /Refunds`
pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    Payload(body): Payload<RefundRequest>,
) -> Result<Json<RefundAnswer>, Fault> {
    text("cancellationReason", &body.cancellation_reason)?;
    let now = sandbox.now();
    let refund_id = sandbox.config().random.uuid();
    let mut world = sandbox.world();
    let unknown = Fault::unknown_order;
    let order = world.n1co.order(&body.order_id).ok_or_else(unknown)?;
    let charge = order.charge.as_mut().ok_or_else(unknown)?;
    if charge.refunded {
        return Err(Fault::already_refunded());
    }
    charge.refunded = true;
    let entry = LedgerEntry {
        at: now,
        movement: Movement::Refunded,
        amount: order.amount.cents(),
        currency: CURRENCY.into(),
        order_id: order.id.clone(),
        charge_id: charge.id.clone(),
        reference_id: Some(order.reference.clone()),
        last4: charge.last4.into(),
    };
    let notice = Notice::refunded(order, &refund_id, &body.cancellation_reason);
    let amount = order.amount;
    tell(&sandbox, &mut world.n1co, notice);
    world.ledger.record(entry);
    Ok(Json(RefundAnswer {
        success: true,
        message: "El reembolso fue realizado exitosamente",
        refund_id,
        order_id: body.order_id,
        amount,
        currency: CURRENCY,
        refunded_at: utc(now),
        status: "SUCCEEDED",
    }))
}
