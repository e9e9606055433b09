//! `POST /_sandbox/orders/{order}`: what happens to a paid order of Conekta's by itself.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::control::Refusal;
use crate::conekta::{Aftermath, Impossible, befall};
use crate::sandbox::Sandbox;

/// What is to happen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Happening {
    happens: Aftermath,
}

pub(super) async fn happen(
    State(sandbox): State<Sandbox>,
    Path(order): Path<String>,
    body: Result<Json<Happening>, JsonRejection>,
) -> Result<Json<Value>, Refusal> {
    let Json(Happening { happens }) = body?;
    match befall(&sandbox, &order, happens) {
        Ok(status) => Ok(Json(json!({ "id": order, "payment_status": status }))),
        Err(Impossible::Unknown) => Err(Refusal::Unknown(format!("there is no order {order:?}"))),
        Err(Impossible::Standing(status)) => Err(Refusal::Impossible(format!(
            "this does not happen to an order that is {status}"
        ))),
    }
}
