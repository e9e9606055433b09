//! n1co's calls, described.

use super::bearer::{Credentials, TokenAnswer};
use super::card::{CardAnswer, CreateCard};
use super::charge::{ChargeAnswer, ChargeRequest};
use super::fault::Body;
use super::refund::{RefundAnswer, RefundRequest};
use crate::openapi::{Api, Call, shape};

/// n1co, as far as it is imitated. A declined charge is no error: it is answered with 200.
pub(crate) const API: Api = Api {
    prefix: "/n1co",
    title: "n1co, imitated by Cobro's sandbox",
    calls: CALLS,
    errors: &[401],
    body_errors: &[400, 413, 415],
    error: shape::<Body>,
    decline: None,
};

const CALLS: &[Call] = &[
    Call::new("post", "/api/v3/Token", "getToken", shape::<TokenAnswer>)
        .takes(shape::<Credentials>)
        .open(),
    Call::new(
        "post",
        "/api/v3/PaymentMethods",
        "createPaymentMethod",
        shape::<CardAnswer>,
    )
    .takes(shape::<CreateCard>),
    Call::new(
        "post",
        "/api/v3/Charges",
        "createCharge",
        shape::<ChargeAnswer>,
    )
    .takes(shape::<ChargeRequest>),
    Call::new(
        "post",
        "/api/v3/Refunds",
        "createRefund",
        shape::<RefundAnswer>,
    )
    .takes(shape::<RefundRequest>),
];
