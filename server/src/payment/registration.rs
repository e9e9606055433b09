//! What the provider is told of a customer: once who they are, and again what changed.

use std::time::Duration;

use cobro_wire::{Card, Contact, Locale};

use super::{PaymentError, Payments};
use crate::gateway::{GatewayCustomer, GatewayError, NewCard};
use crate::store::{Customer, CustomerId};

/// How long until somebody who waits for a registration looks again.
const LOOK: Duration = Duration::from_millis(200);
/// Looks until they give up: longer than a call to the provider may take by its own limit.
const LOOKS: u32 = 500;
/// How long a payment waits for the provider to take a changed contact.
const CONTACT_LIMIT: Duration = Duration::from_secs(5);

impl Payments {
    /// Saves a card for the customer, who is registered with it where the provider does not know
    /// them. Of two first cards at once, one registers and the other waits for it.
    pub(super) async fn save_or_register(
        &self,
        customer: &Customer,
        card: NewCard<'_>,
        locale: Locale,
    ) -> Result<(GatewayCustomer, Card), PaymentError> {
        let mut customer = customer.clone();
        let claim = hex::encode(self.host.random::<16>());
        for _ in 0..LOOKS {
            if let Some(gateway) = &customer.gateway {
                match self.gateway.save_card(gateway, card, locale).await {
                    Err(GatewayError::NotFound)
                        if self.known_customer(&customer, locale).await.is_none() => {}
                    saved => return Ok((gateway.clone(), saved?)),
                }
            }
            let now = self.host.now();
            let until = now + self.rules.call_timeout;
            let old = customer.gateway.as_ref();
            let store = &self.store;
            if store
                .claim_registration(&customer.id, old, &claim, now, until)
                .await?
            {
                let registered = self.register(&customer, card, locale).await;
                store.give_up_registration(&customer.id, &claim).await?;
                return registered;
            }
            tokio::time::sleep(LOOK).await;
            let read = store.customer(&customer.id).await?;
            customer = read.ok_or(PaymentError::NotFound("customer"))?;
        }
        Err(GatewayError::Unavailable("the customer is being registered".into()).into())
    }

    async fn register(
        &self,
        customer: &Customer,
        card: NewCard<'_>,
        locale: Locale,
    ) -> Result<(GatewayCustomer, Card), PaymentError> {
        let contact = customer.contact.as_ref();
        let contact = contact.ok_or(PaymentError::ContactMissing)?;
        let (gateway, cards) = self
            .gateway
            .create_customer(contact, Some(card), locale)
            .await?;
        let unreadable = || GatewayError::Unavailable("a new customer came back cardless".into());
        let card = cards.into_iter().next().ok_or_else(unreadable)?;
        let old = customer.gateway.as_ref();
        let store = &self.store;
        if store
            .set_gateway_customer(&customer.id, old, &gateway)
            .await?
        {
            store.keep_told_contact(&customer.id, contact).await?;
        } else {
            // Only after a claim ran out: this one can be charged, and is not listed later.
            tracing::warn!("a customer was registered twice; the second registration is not kept");
        }
        Ok((gateway, card))
    }

    /// Keeps how to reach a customer, and has the provider told of it; nobody waits for that.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_contact(
        &self,
        customer: &CustomerId,
        contact: &Contact,
        locale: Locale,
    ) -> Result<(), PaymentError> {
        self.store.set_contact(customer, contact).await?;
        let Some(customer) = self.store.customer(customer).await? else {
            return Ok(());
        };
        let payments = self.clone();
        self.tasks.spawn(async move {
            payments.tell_contact(&customer, locale).await;
        });
        Ok(())
    }

    /// Tells the provider how to reach a customer, if that changed since it was told. Where it
    /// cannot be, it is tried again before the next payment, which goes on whatever comes of it.
    pub(super) async fn tell_contact(&self, customer: &Customer, locale: Locale) {
        let (Some(gateway), Some(contact)) = (&customer.gateway, &customer.contact) else {
            return;
        };
        if customer.told_contact.as_ref() == Some(contact) {
            return;
        }
        let telling = self.gateway.update_customer(gateway, contact, locale);
        match tokio::time::timeout(CONTACT_LIMIT, telling).await {
            Ok(Ok(())) => {
                let kept = self.store.keep_told_contact(&customer.id, contact).await;
                if let Err(error) = kept {
                    tracing::warn!(%error, "a contact is told to the provider again later");
                }
            }
            Ok(Err(error)) => tracing::warn!(%error, "the provider did not take a changed contact"),
            Err(_) => tracing::warn!("the provider did not take a changed contact in time"),
        }
    }
}
