//! Finding out what became of an attempt that we do not know the end of: when a shopper asks, and
//! again and again on our own.

use std::time::Duration;

use cobro_wire::{Actor, Order, OrderHistory, OrderId, ReceiptToken, Timestamp};

use super::challenge::known;
use super::decide::Due;
use super::{PaymentError, Payments, attempt, authentication, decide, order};
use crate::store::{AttemptRecord, Customer, CustomerId, OrderRecord};

/// How often the server looks for attempts to ask about.
const ROUND: Duration = Duration::from_secs(2);
/// Rounds after which what was kept long enough is forgotten: about an hour.
const ROUNDS_BETWEEN_CLEARINGS: u32 = 1800;
/// How long the answers under idempotency keys are kept, in seconds.
const KEYS_KEPT_FOR: Timestamp = 48 * 3600;
/// Attempts that are asked about in one round.
const ROUND_LIMIT: u32 = 50;
/// Beyond a call's own limit, how long until an attempt in a server's hands is nobody's.
pub(super) const IN_HAND_MARGIN: Timestamp = 15;

/// How long to wait before the provider is asked again, in seconds: while a shopper is likely to be
/// watching, soon; later, seldom; never not at all. The longer waits are drawn apart by up to a
/// quarter, so that what became due at once, as when a provider was away, does not stay so.
fn ask_delay(asks: u32, dice: u8) -> Timestamp {
    let wait = match asks {
        0..30 => 2,
        30..90 => 15,
        90..200 => 300,
        _ => 3600,
    };
    wait + wait * Timestamp::from(dice) / 1024
}

impl Payments {
    /// An order of the customer's, after asking the provider where it may know more than we do.
    ///
    /// # Errors
    /// When there is no such order of theirs, or the store fails.
    pub async fn order(&self, customer: &Customer, id: &OrderId) -> Result<Order, PaymentError> {
        let order = self.order_of(customer, id).await?;
        let attempts = self.store.attempts_of(id).await?;
        if let Some(attempt) = attempts.into_iter().next_back() {
            self.ask(attempt, &order).await?;
        }
        self.view(order, &customer.id).await
    }

    /// An order of the customer's as it is known here: nobody is asked.
    ///
    /// # Errors
    /// When there is no such order of theirs, or the store fails.
    pub async fn known_order(
        &self,
        customer: &Customer,
        id: &OrderId,
    ) -> Result<Order, PaymentError> {
        let order = self.order_of(customer, id).await?;
        self.view(order, &customer.id).await
    }

    /// The order whose receipt a token opens, without who paid it.
    ///
    /// # Errors
    /// When it opens none, no money moved for the order, or the store fails.
    pub async fn receipt(&self, token: &ReceiptToken) -> Result<Order, PaymentError> {
        const NONE: PaymentError = PaymentError::NotFound("receipt");
        let order = self.store.order_of_receipt(token).await?.ok_or(NONE)?;
        let owner = order.customer.clone();
        let order = self.view(order, &owner).await?;
        // Only an order for which money moved tells its token.
        if order.receipt_token.is_none() {
            return Err(NONE);
        }
        Ok(Order {
            contact: None,
            ..order
        })
    }

    /// What happened to an order of the customer's.
    ///
    /// # Errors
    /// When there is no such order of theirs, or the store fails.
    pub async fn history(
        &self,
        customer: &Customer,
        id: &OrderId,
    ) -> Result<OrderHistory, PaymentError> {
        let order = self.order_of(customer, id).await?;
        let entries = self.store.history_of(&order.id).await?;
        Ok(OrderHistory { entries })
    }

    /// The customer's orders as they are known, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn orders(&self, customer: &Customer) -> Result<Vec<Order>, PaymentError> {
        const LIMIT: u32 = 100;
        let mut orders = Vec::new();
        for order in self.store.orders_of(&customer.id, LIMIT).await? {
            orders.push(self.view(order, &customer.id).await?);
        }
        Ok(orders)
    }

    /// Asks about every attempt that is due, round after round, until it is dropped.
    pub async fn reconcile_for_ever(self) {
        let mut rounds = tokio::time::interval(ROUND);
        rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        for round in 0_u32.. {
            rounds.tick().await;
            if round % ROUNDS_BETWEEN_CLEARINGS == 0
                && let Err(error) = self.forget_old_keys().await
            {
                tracing::error!(?error, "old idempotency keys are not forgotten");
            }
            if let Err(error) = self.reconcile_round().await {
                tracing::error!(
                    ?error,
                    "a round of reconciling failed; the next one goes on"
                );
            }
        }
    }

    /// Forgets the answers under idempotency keys that were kept for two days.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_old_keys(&self) -> Result<(), PaymentError> {
        let before = self.host.now() - KEYS_KEPT_FOR;
        Ok(self.store.forget_keys_before(before).await?)
    }

    /// Takes up what another server, or an earlier run of this one, left in mid-charge: what is in
    /// the hands of a server that is gone, and what is in any hands since longer than a call to the
    /// provider may take.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn take_up_interrupted(&self) -> Result<(), PaymentError> {
        let now = self.host.now();
        let since = now - self.rules.call_timeout - IN_HAND_MARGIN;
        for attempt in self.store.attempts_left_in_hand(since, now).await? {
            tracing::warn!(attempt = %attempt.id, state = attempt.state.name(), "was interrupted");
            if let Ok(next) = attempt::next(&attempt.state, attempt::Event::Interrupted, now) {
                let changed = AttemptRecord {
                    state: next.state,
                    ..attempt
                };
                let by = self.mark(Actor::Server);
                self.store.update_attempt(changed, by).await?;
            }
        }
        Ok(())
    }

    /// Processes the webhook events that wait, takes up what was interrupted, asks about every
    /// attempt that is due, and notes which orders nobody paid in time.
    ///
    /// # Errors
    /// When the store fails; the next round goes on.
    pub async fn reconcile_round(&self) -> Result<(), PaymentError> {
        self.process_webhooks().await?;
        let now = self.host.now();
        self.take_up_interrupted().await?;
        // All at once: a provider that is slow about one must not hold up the others.
        let due = self.store.attempts_to_ask_about(now, ROUND_LIMIT).await?;
        let asked = due.into_iter().map(|attempt| async move {
            let id = attempt.id.clone();
            let order = self.order_by_id(&attempt.order).await?;
            self.ask(attempt, &order)
                .await
                .inspect_err(|error| tracing::error!(attempt = %id, ?error, "was not asked about"))
        });
        drop(futures::future::join_all(asked).await);
        self.close_orders().await
    }

    /// Looks at each order once when its time is over.
    async fn close_orders(&self) -> Result<(), PaymentError> {
        let now = self.host.now();
        for order in self.store.orders_to_close(now, ROUND_LIMIT).await? {
            if self.store.close_order(&order, now).await? {
                tracing::info!(%order, "expired");
            }
        }
        Ok(())
    }

    /// Asks the provider about an attempt, if it may know more than we do and was not just asked.
    async fn ask(&self, attempt: AttemptRecord, order: &OrderRecord) -> Result<(), PaymentError> {
        let now = self.host.now();
        let [dice] = self.host.random();
        let next_at = now + ask_delay(attempt.asks, dice);
        if attempt.state.duty().is_none()
            || !self.store.claim_ask(&attempt.id, now, next_at).await?
        {
            return Ok(());
        }
        let payments = self.clone();
        let order = order.clone();
        let by = Actor::Server;
        self.tasks
            .spawn(async move { payments.ask_now(attempt, &order, by).await })
            .await?
    }

    /// Does what is owed to an attempt, or asks what became of it where nothing is.
    pub(super) async fn ask_now(
        &self,
        attempt: AttemptRecord,
        order: &OrderRecord,
        by: Actor,
    ) -> Result<(), PaymentError> {
        let (known, expected) = (known(&attempt), self.expected(&attempt, order));
        let locale = attempt.locale;
        let outcome = match self.due(&attempt) {
            Due::Authenticate => {
                let tick = authentication::Event::Tick;
                return self.authenticate(attempt, order, tick, by).await;
            }
            Due::Refund(payment) => {
                let gateway = &self.gateway;
                gateway.refund(&payment, known, expected, locale).await
            }
            Due::Withdraw => self.gateway.withdraw(known, expected, locale).await,
            Due::LookUp => self.gateway.look_up(known, expected, locale).await,
        };
        self.settle(attempt, order, outcome, self.mark(by)).await?;
        Ok(())
    }

    /// What is due to an attempt now.
    pub(super) fn due(&self, attempt: &AttemptRecord) -> Due {
        let (state, authentication) = (&attempt.state, &attempt.authentication);
        let answers_look_ups = self.traits().answers_look_ups;
        decide::due(state, authentication, answers_look_ups, self.host.now())
    }

    /// An order that the customer may see and pay: their own, or one whose link they have.
    pub(super) async fn order_of(
        &self,
        customer: &Customer,
        id: &OrderId,
    ) -> Result<OrderRecord, PaymentError> {
        let order = self.order_by_id(id).await?;
        if order.customer == customer.id || self.store.is_guest(&customer.id, id).await? {
            Ok(order)
        } else {
            Err(PaymentError::NotFound("order"))
        }
    }

    pub(super) async fn order_by_id(&self, id: &OrderId) -> Result<OrderRecord, PaymentError> {
        self.store
            .order(id)
            .await?
            .ok_or(PaymentError::NotFound("order"))
    }

    /// The order as one of those sees it who may: of who pays, they are told of themselves alone.
    pub(super) async fn view(
        &self,
        order: OrderRecord,
        viewer: &CustomerId,
    ) -> Result<Order, PaymentError> {
        let attempts = self.store.attempts_of(&order.id).await?;
        let last = attempts.last().and_then(|attempt| attempt.guest.as_ref());
        let is_theirs = last.unwrap_or(&order.customer) == viewer;
        let order = order::view(order, &attempts, self.host.now());
        Ok(Order {
            contact: order.contact.filter(|_| is_theirs),
            ..order
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_provider_is_asked_ever_more_seldom_and_never_not_at_all() {
        assert_eq!(ask_delay(0, 255), 2);
        assert_eq!(ask_delay(30, 0), 15);
        assert_eq!(ask_delay(199, 0), 300);
        assert_eq!(ask_delay(u32::MAX, 0), 3600);
    }

    #[test]
    fn what_became_due_at_once_is_drawn_apart_by_up_to_a_quarter() {
        assert_eq!(ask_delay(1000, 128), 4050);
        assert_eq!(ask_delay(1000, 255), 4496);
    }
}
