//! Saved cards. The provider keeps them; we keep whose they are.

use cobro_wire::{Card, Expiry, Locale, PaymentSourceId, Timestamp};

use super::{PaymentError, Payments, description};
use crate::gateway::{GatewayCustomer, GatewayError, NewCard};
use crate::store::Customer;

impl Payments {
    /// The customer's saved cards.
    ///
    /// # Errors
    /// When the provider cannot be asked.
    pub async fn cards(
        &self,
        customer: &Customer,
        locale: Locale,
    ) -> Result<Vec<Card>, PaymentError> {
        let Some(gateway) = &customer.gateway else {
            return Ok(Vec::new());
        };
        match self.gateway.cards(gateway, locale).await {
            Err(GatewayError::NotFound) => {
                // Deleted in the provider's panel, say. The id stays until another takes its place:
                // an address of the API that is wrong answers the same.
                tracing::warn!(
                    customer = gateway.0,
                    "the provider does not know this customer"
                );
                Ok(Vec::new())
            }
            cards => Ok(cards?),
        }
    }

    /// The provider's id of the customer, where the provider still knows it or cannot be asked.
    pub(super) async fn known_customer(
        &self,
        customer: &Customer,
        locale: Locale,
    ) -> Option<GatewayCustomer> {
        let gateway = customer.gateway.as_ref()?;
        let is_gone = matches!(
            self.gateway.cards(gateway, locale).await,
            Err(GatewayError::NotFound)
        );
        (!is_gone).then(|| gateway.clone())
    }

    /// Saves a card for the customer; the first one registers them with the provider, and so does
    /// the first one after the provider forgot them.
    ///
    /// # Errors
    /// When nobody said who they are, the description is not right, or the provider refuses the
    /// token or cannot be asked.
    pub async fn save_card(
        &self,
        customer: &Customer,
        card: NewCard<'_>,
        locale: Locale,
    ) -> Result<(GatewayCustomer, Card), PaymentError> {
        if let Some(description) = card.description {
            description::check(description, self.gateway.traits().describes_cards)
                .map_err(PaymentError::DescriptionRefused)?;
        }
        self.save_or_register(customer, card, locale).await
    }

    /// Makes a saved card the default one, and lists them all.
    ///
    /// # Errors
    /// When it is not the customer's card, or is past its date or out of use, or the provider
    /// cannot be asked.
    pub async fn set_default_card(
        &self,
        customer: &Customer,
        card: &PaymentSourceId,
        locale: Locale,
    ) -> Result<Vec<Card>, PaymentError> {
        let gateway = self.owner(customer, card, locale).await?;
        let cards = self.cards(customer, locale).await?;
        let now = self.host.now();
        for known in cards.iter().filter(|known| known.id == *card) {
            if known.expiry.is_some_and(|expiry| is_over(expiry, now)) {
                return Err(PaymentError::CardExpired);
            }
            if known.blocked {
                return Err(PaymentError::CardRefused { message: None });
            }
        }
        self.gateway.set_default_card(gateway, card, locale).await?;
        self.cards(customer, locale).await
    }

    /// Removes a saved card, and lists the others.
    ///
    /// # Errors
    /// When it is not the customer's card, or the provider cannot be asked.
    pub async fn remove_card(
        &self,
        customer: &Customer,
        card: &PaymentSourceId,
        locale: Locale,
    ) -> Result<Vec<Card>, PaymentError> {
        let gateway = self.owner(customer, card, locale).await?;
        self.gateway.remove_card(gateway, card, locale).await?;
        self.cards(customer, locale).await
    }

    /// The provider's customer that has the card, which must be this one.
    async fn owner<'a>(
        &self,
        customer: &'a Customer,
        card: &PaymentSourceId,
        locale: Locale,
    ) -> Result<&'a GatewayCustomer, PaymentError> {
        let is_theirs = self
            .cards(customer, locale)
            .await?
            .iter()
            .any(|known| known.id == *card);
        match &customer.gateway {
            Some(gateway) if is_theirs => Ok(gateway),
            _ => Err(PaymentError::NotFound("card")),
        }
    }
}

/// Whether a card's last month is over, everywhere on earth.
fn is_over(expiry: Expiry, now: Timestamp) -> bool {
    const LATEST_ZONE: Timestamp = -12 * 3600;
    let here = jiff::Timestamp::from_second(now.saturating_add(LATEST_ZONE)).unwrap_or_default();
    let here = here.to_zoned(jiff::tz::TimeZone::UTC);
    let (Ok(year), Ok(month)) = (u32::try_from(here.year()), u32::try_from(here.month())) else {
        return false;
    };
    expiry.months_left(year, month) < 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_good_until_its_month_is_over_everywhere() {
        let expiry = Expiry {
            month: 9,
            year: 2026,
        };
        // The last day of September in the latest zone, then the first of October there.
        assert!(!is_over(expiry, 1_790_812_799 + 12 * 3600));
        assert!(is_over(expiry, 1_790_812_800 + 12 * 3600));
        assert!(!is_over(expiry, 0));
    }
}
