//! Conekta's calls, described: a flat table, with the names of its own specification.

use super::charge::{ChargeAnswer, UpdateCharge};
use super::customer::{CustomerAnswer, CustomerRequest};
use super::error::{Body, DeclinedBody};
use super::event::{EventAnswer, ResendRequest, WebhookLogAnswer};
use super::list::{Embedded, Page};
use super::order::{
    CaptureRequest, ChargeRequest, CreateOrder, CreateRefund, OrderAnswer, UpdateOrder,
};
use super::payment_source::{CreatePaymentSource, PaymentSourceAnswer, UpdatePaymentSource};
use super::token::{CreateToken, TokenAnswer};
use super::webhook::{WebhookAnswer, WebhookRequest};
use super::webhook_key::{KeyAnswer, KeyRequest};
use crate::openapi::{Api, Call, shape};

type Charges = Embedded<ChargeAnswer>;

/// Conekta, as far as it is imitated.
pub(crate) const API: Api = Api {
    prefix: "/conekta",
    title: "Conekta, imitated by Cobro's sandbox",
    calls: CALLS,
    errors: &[401, 409, 500],
    body_errors: &[400, 413, 422],
    error: shape::<Body<'static>>,
    decline: Some((402, shape::<DeclinedBody<'static>>)),
};

const LIST: &[&str] = &["limit", "next", "previous", "search"];
const WEBHOOKS: &[&str] = &["limit", "next", "previous", "search", "url"];
const ORDERS: &[&str] = &[
    "limit",
    "next",
    "previous",
    "search",
    "payment_status",
    "last_payment_info.status",
    "created_at",
    "created_at.gte",
    "created_at.lte",
    "updated_at.gte",
    "updated_at.lte",
];

#[rustfmt::skip]
const CALLS: &[Call] = &[
    Call::new("get", "/customers", "getCustomers", shape::<Page<CustomerAnswer>>).asks(LIST).fails(&[422]),
    Call::new("post", "/customers", "createCustomer", shape::<CustomerAnswer>).takes(shape::<CustomerRequest>).fails(&[402]),
    Call::new("get", "/customers/{customer}", "getCustomerById", shape::<CustomerAnswer>),
    Call::new("put", "/customers/{customer}", "updateCustomer", shape::<CustomerAnswer>).takes(shape::<CustomerRequest>).fails(&[402]),
    Call::new("delete", "/customers/{customer}", "deleteCustomerById", shape::<CustomerAnswer>),
    Call::new("get", "/customers/{customer}/payment_sources", "GetCustomerPaymentMethods", shape::<Page<PaymentSourceAnswer>>).asks(LIST).fails(&[422]),
    Call::new("post", "/customers/{customer}/payment_sources", "CreateCustomerPaymentMethods", shape::<PaymentSourceAnswer>).takes(shape::<CreatePaymentSource>).fails(&[402]),
    Call::new("put", "/customers/{customer}/payment_sources/{source}", "UpdateCustomerPaymentMethods", shape::<PaymentSourceAnswer>).takes(shape::<UpdatePaymentSource>),
    Call::new("delete", "/customers/{customer}/payment_sources/{source}", "DeleteCustomerPaymentMethods", shape::<PaymentSourceAnswer>),
    Call::new("post", "/tokens", "createToken", shape::<TokenAnswer>).takes(shape::<CreateToken>),
    Call::new("get", "/orders", "getOrders", shape::<Page<OrderAnswer>>).asks(ORDERS).fails(&[422]),
    Call::new("post", "/orders", "createOrder", shape::<OrderAnswer>).takes(shape::<CreateOrder>).declines(),
    Call::new("get", "/orders/{order}", "getOrderById", shape::<OrderAnswer>),
    Call::new("put", "/orders/{order}", "updateOrder", shape::<OrderAnswer>).takes(shape::<UpdateOrder>).fails(&[428]).declines(),
    Call::new("post", "/orders/{order}/cancel", "CancelOrder", shape::<OrderAnswer>).fails(&[428]),
    Call::new("post", "/orders/{order}/capture", "ordersCreateCapture", shape::<OrderAnswer>).takes(shape::<CaptureRequest>).fails(&[428]),
    Call::new("post", "/orders/{order}/charges", "ordersCreateCharge", shape::<ChargeAnswer>).takes(shape::<ChargeRequest>).fails(&[428]).declines(),
    Call::new("post", "/orders/{order}/add_charges", "ordersCreateCharges", shape::<Charges>).takes(shape::<ChargeRequest>).fails(&[428]).declines(),
    Call::new("post", "/orders/{order}/refunds", "orderRefund", shape::<OrderAnswer>).takes(shape::<CreateRefund>).fails(&[402]),
    Call::new("delete", "/orders/{order}/refunds/{refund}", "orderCancelRefund", shape::<OrderAnswer>),
    Call::new("get", "/charges", "getCharges", shape::<Page<ChargeAnswer>>).asks(LIST).fails(&[422]),
    Call::new("put", "/charges/{charge}", "updateCharge", shape::<ChargeAnswer>).takes(shape::<UpdateCharge>),
    Call::refused("get", "/antifraud/whitelists", "GetRuleWhitelist", &[403]),
    Call::refused("post", "/antifraud/whitelists", "CreateRuleWhitelist", &[403]),
    Call::refused("delete", "/antifraud/whitelists/{rule}", "DeleteRuleWhitelist", &[403]),
    Call::new("get", "/events", "getEvents", shape::<Page<EventAnswer>>).asks(LIST).fails(&[422]),
    Call::new("get", "/events/{event}", "getEvent", shape::<EventAnswer>),
    Call::new("post", "/events/{event}/resend", "resendEvent", shape::<WebhookLogAnswer>).takes(shape::<ResendRequest>),
    Call::new("get", "/webhooks", "getWebhooks", shape::<Page<WebhookAnswer>>).asks(WEBHOOKS).fails(&[422]),
    Call::new("post", "/webhooks", "createWebhook", shape::<WebhookAnswer>).takes(shape::<WebhookRequest>),
    Call::new("get", "/webhooks/{webhook}", "getWebhook", shape::<WebhookAnswer>),
    Call::new("put", "/webhooks/{webhook}", "updateWebhook", shape::<WebhookAnswer>).takes(shape::<WebhookRequest>),
    Call::new("delete", "/webhooks/{webhook}", "deleteWebhook", shape::<WebhookAnswer>),
    Call::new("post", "/webhooks/{webhook}/test", "testWebhook", shape::<WebhookAnswer>),
    Call::new("get", "/webhook_keys", "getWebhookKeys", shape::<Page<KeyAnswer>>).asks(LIST).fails(&[422]),
    Call::new("post", "/webhook_keys", "createWebhookKey", shape::<KeyAnswer>).takes(shape::<KeyRequest>),
    Call::new("get", "/webhook_keys/{key}", "getWebhookKey", shape::<KeyAnswer>),
    Call::new("put", "/webhook_keys/{key}", "updateWebhookKey", shape::<KeyAnswer>).takes(shape::<KeyRequest>),
    Call::new("delete", "/webhook_keys/{key}", "deleteWebhookKey", shape::<KeyAnswer>),
];
