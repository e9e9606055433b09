//! A charge, as it is answered: HTTP 200, whether money moved or not.

use schemars::JsonSchema;
use serde::Serialize;

use crate::moment::utc;
use crate::n1co::CURRENCY;
use crate::n1co::book::Order;
use crate::n1co::dollars::Dollars;
use crate::n1co::failure::Failure;
use crate::n1co::fault::Reason;

/// Answer of `POST /Charges`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "N1coCharge")]
pub(crate) struct ChargeAnswer {
    status: Status,
    message: &'static str,
    error: Option<Reason>,
    authentication: Option<AuthenticationAnswer>,
    order: OrderAnswer,
    created_at: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schemars(rename = "N1coStatus")]
enum Status {
    Succeeded,
    Failed,
    AuthenticationRequired,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "N1coAuthentication")]
struct AuthenticationAnswer {
    url: String,
    id: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "N1coOrder")]
struct OrderAnswer {
    id: String,
    reference: String,
    #[schemars(with = "f64")]
    amount: Dollars,
    currency: &'static str,
    authorization_code: Option<String>,
}

impl ChargeAnswer {
    fn new(status: Status, message: &'static str, order: &Order, now: i64) -> Self {
        Self {
            status,
            message,
            error: None,
            authentication: None,
            order: OrderAnswer {
                id: order.id.clone(),
                reference: order.reference.clone(),
                amount: order.amount,
                currency: CURRENCY,
                authorization_code: None,
            },
            created_at: utc(now),
        }
    }

    pub(super) fn succeeded(order: &Order, authorization_code: String, now: i64) -> Self {
        let message = "El pago fue realizado exitosamente";
        let mut answer = Self::new(Status::Succeeded, message, order, now);
        answer.order.authorization_code = Some(authorization_code);
        answer
    }

    pub(super) fn failed(order: &Order, failure: Failure, now: i64) -> Self {
        Self {
            error: Some(failure.reason()),
            ..Self::new(Status::Failed, "El pago no fue realizado", order, now)
        }
    }

    pub(super) fn asks(order: &Order, id: String, url: String, now: i64) -> Self {
        let message = "El pago requiere autenticación 3DS";
        Self {
            authentication: Some(AuthenticationAnswer { url, id }),
            ..Self::new(Status::AuthenticationRequired, message, order, now)
        }
    }
}
