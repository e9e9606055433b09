//! An order on another device. Whoever has its link may see this one order and pay it, with cards
//! and a contact of their own.

use cobro_wire::{LinkToken, Order, OrderId};
use sha2::{Digest, Sha256};

use super::{PaymentError, Payments};
use crate::store::Customer;

impl Payments {
    /// Has a token open the order to whoever has it.
    ///
    /// # Errors
    /// When there is no such order for this customer, or the store fails.
    pub async fn link(
        &self,
        customer: &Customer,
        order: &OrderId,
        token: &LinkToken,
    ) -> Result<(), PaymentError> {
        let order = self.order_of(customer, order).await?;
        let now = self.host.now();
        Ok(self.store.keep_link(&order.id, &digest(token), now).await?)
    }

    /// The order that a link leads to, which the customer may see and pay from now on. Where money
    /// moved already, there is its receipt, and nothing more is allowed.
    ///
    /// # Errors
    /// When the link does not lead there, or the store fails.
    pub async fn enter(
        &self,
        customer: &Customer,
        order: &OrderId,
        token: &LinkToken,
    ) -> Result<Order, PaymentError> {
        if !self.store.is_link_to(order, &digest(token)).await? {
            return Err(PaymentError::NotFound("order"));
        }
        let order = self.order_by_id(order).await?;
        let is_own = order.customer == customer.id;
        let id = order.id.clone();
        let seen = self.view(order, &customer.id).await?;
        if !is_own && seen.receipt_token.is_none() {
            let now = self.host.now();
            self.store.let_in(&customer.id, &id, now).await?;
        }
        Ok(seen)
    }
}

fn digest(token: &LinkToken) -> String {
    hex::encode(Sha256::digest(token.as_str()))
}
