//! Webhooks: what n1co tells the merchant's server of its own accord.
//!
//! One task delivers them one after another, in the order in which things happened; what is not
//! taken after some tries is lost, and said on standard error. Until then each is remembered, so
//! that a sandbox which is killed goes on with it where its state is kept.

mod delivery;

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::authentication::Stage;
use super::book::{Book, Order};
use super::failure::Failure;
use crate::config::Webhook;
use crate::courier::Courier;
use crate::moment::utc;
use crate::sandbox::Sandbox;
use crate::table::Row;

/// The way to the merchant's server, if there is one.
pub(crate) struct Webhooks {
    courier: Courier,
    settings: Option<Webhook>,
    /// The task starts with the first event: only then is there surely a runtime.
    sender: OnceLock<UnboundedSender<Due>>,
}

/// A webhook event that was not taken yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Due {
    /// The event has none of its own.
    id: String,
    notice: Notice,
}

impl Row for Due {
    const CLASS: &'static str = "Notice";

    fn id(&self) -> &str {
        &self.id
    }
}

/// A webhook event.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Notice {
    order_id: String,
    order_reference: String,
    description: Cow<'static, str>,
    level: Level,
    r#type: Cow<'static, str>,
    metadata: Value,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Level {
    Info,
    Error,
}

impl Webhooks {
    pub(crate) fn new(courier: Courier, settings: Option<Webhook>) -> Self {
        Self {
            courier,
            settings,
            sender: OnceLock::new(),
        }
    }

    /// Has an event delivered, without waiting for that.
    fn send(&self, due: Due, sandbox: &Sandbox) {
        let Some(settings) = &self.settings else {
            return;
        };
        let sender = self.sender.get_or_init(|| {
            let (sender, receiver) = unbounded_channel();
            let (courier, settings) = (self.courier.clone(), settings.clone());
            let task = delivery::deliver(courier, settings, receiver, sandbox.downgrade());
            tokio::spawn(task);
            sender
        });
        // The other end is gone only when the runtime is, and then nobody listens.
        let _ = sender.send(due);
    }
}

/// Tells the merchant's server of something, if there is one.
pub(super) fn tell(sandbox: &Sandbox, book: &mut Book, notice: Notice) {
    if sandbox.webhooks().settings.is_some() {
        let id = format!("n1co-{}", sandbox.config().random.hex24());
        let due = Due { id, notice };
        book.notices.insert(due.clone());
        sandbox.webhooks().send(due, sandbox);
    }
}

/// Sends again what a sandbox before this one was asked to send and nobody took yet.
pub(crate) fn deliver_again(sandbox: &Sandbox) {
    let all: Vec<_> = sandbox
        .world()
        .n1co
        .notices
        .oldest_first()
        .cloned()
        .collect();
    for due in all {
        sandbox.webhooks().send(due, sandbox);
    }
}

impl Notice {
    fn new(
        order: &Order,
        (r#type, level): (&'static str, Level),
        description: &'static str,
        metadata: Value,
    ) -> Self {
        Self {
            order_id: order.id.clone(),
            order_reference: order.reference.clone(),
            description: description.into(),
            level,
            r#type: r#type.into(),
            metadata,
        }
    }

    pub(crate) fn created(order: &Order) -> Self {
        let kind = ("Created", Level::Info);
        Self::new(order, kind, "La orden fue creada", json!({}))
    }

    pub(crate) fn charged(
        order: &Order,
        charge_id: &str,
        authorization_code: &str,
        buyer_email: Option<&str>,
        now: i64,
    ) -> Self {
        let metadata = json!({
            "PaymentId": order.id,
            "ChargeId": charge_id,
            "TransactionDate": utc(now),
            "AuthorizationCode": authorization_code,
            "BuyerEmail": buyer_email,
        });
        let kind = ("SuccessPayment", Level::Info);
        Self::new(order, kind, "El pago fue realizado exitosamente", metadata)
    }

    pub(crate) fn failed(order: &Order, failure: Failure) -> Self {
        let reason = failure.reason();
        let metadata = json!({ "reason": reason.code, "description": reason.message });
        let kind = ("PaymentError", Level::Error);
        Self::new(order, kind, "El pago no fue realizado", metadata)
    }

    pub(crate) fn asked(order: &Order, authentication_id: &str) -> Self {
        let metadata = json!({ "authenticationId": authentication_id });
        let kind = ("Requires3ds", Level::Info);
        Self::new(order, kind, "El pago requiere autenticación 3DS", metadata)
    }

    /// The end of a challenge; none as long as it is open.
    pub(crate) fn authenticated(order: &Order, id: &str, stage: Stage) -> Option<Self> {
        let (kind, description) = match stage {
            Stage::Open { .. } => return None,
            Stage::Passed => (
                ("ThreeDSecureAuthSucceeded", Level::Info),
                "Autenticación exitosa",
            ),
            Stage::Failed(_) => (
                ("ThreeDSecureAuthFailed", Level::Error),
                "No se logró autenticar con el banco emisor",
            ),
            Stage::Broken => (
                ("ThreeDSecureAuthError", Level::Error),
                "Error interno del procesador de pagos",
            ),
            Stage::Expired => (
                ("ThreeDSecureAuthExpired", Level::Error),
                "La autenticación ha expirado",
            ),
        };
        let metadata = json!({ "authenticationId": id });
        Some(Self::new(order, kind, description, metadata))
    }

    pub(crate) fn refunded(order: &Order, refund_id: &str, reason: &str) -> Self {
        let metadata = json!({ "RefundId": refund_id, "reason": reason });
        let kind = ("SuccessReverse", Level::Info);
        Self::new(
            order,
            kind,
            "El reembolso fue realizado exitosamente",
            metadata,
        )
    }
}
