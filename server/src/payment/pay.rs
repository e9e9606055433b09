//! Paying an order: what is checked, what is written down, what is sent.

use cobro_wire::{
    Actor, AttemptId, Card, CardSummary, Contact, Installments, Locale, Money, Order, OrderId,
    PayRequest, PayWith, TokenId,
};
use sha2::{Digest, Sha256};

use super::billing;
use super::{PaymentError, Payments, attempt, decide, order};
use crate::gateway::{Answer, Charge, GatewayCustomer, NewCard, Source};
use crate::store::{
    AttemptRecord, Customer, CustomerId, Insertion, NewAttempt, OrderRecord, Written,
};

/// Tries that an order may take: enough for a shopper with a drawer of cards, too few for somebody
/// who is testing stolen ones.
const MAX_ATTEMPTS: usize = 10;

/// Everything that a charge needs, gathered before it begins.
struct Job {
    attempt: AttemptRecord,
    order: OrderRecord,
    customer: Customer,
    contact: Contact,
    plan: Plan,
    /// Never kept, and never shown: for which reason this has no `Debug`.
    cvc: Option<String>,
}

/// How the card gets to the charge.
enum Plan {
    Charge(Source),
    SaveThenCharge(TokenId),
}

/// A charge that is about to be sent.
pub(super) struct Sending<'a> {
    pub(super) attempt: &'a AttemptRecord,
    pub(super) order: &'a OrderRecord,
    pub(super) customer: Option<&'a GatewayCustomer>,
    pub(super) contact: &'a Contact,
    pub(super) source: &'a Source,
    pub(super) cvc: Option<&'a str>,
}

impl Payments {
    /// Pays an order. The same request again answers with what became of the first.
    ///
    /// # Errors
    /// When the order cannot be paid, or not in this way; nothing was charged by this call then.
    pub async fn pay(
        &self,
        customer: Customer,
        order: &OrderId,
        request: PayRequest,
        locale: Locale,
    ) -> Result<Order, PaymentError> {
        let order = self.order_of(&customer, order).await?;
        let fingerprint = fingerprint(&order.id, &request);
        let id = &request.attempt_id;
        let payer = customer.id.clone();
        if let Some(known) = self.known(&order, &payer, id, &fingerprint).await? {
            return Ok(known);
        }
        if let Err(refusal) = self.check_payable(&order).await {
            // Where the same request came twice at once, it is refused because of itself.
            let known = self.known(&order, &payer, id, &fingerprint).await?;
            return known.ok_or(refusal);
        }
        let contact = customer
            .contact
            .clone()
            .ok_or(PaymentError::ContactMissing)?;
        let billing = billing::checked(request.billing, self.gateway.traits().billing)
            .map_err(PaymentError::Billing)?;
        let cvc = self.checked_cvc(&request.with)?;
        let installments = self.checked_installments(request.installments, order.total)?;
        let (plan, card) = self.plan(&customer, request.with, locale).await?;
        let new = NewAttempt {
            id,
            order: &order.id,
            guest: (payer != order.customer).then_some(&payer),
            contact: &contact,
            fingerprint: &fingerprint,
            billing: billing.as_ref(),
            card: card.as_ref(),
            installments,
            locale,
        };
        let attempt = match self.store.insert_attempt(new, self.host.now()).await? {
            Insertion::Done(attempt) => *attempt,
            // Somebody was faster: the same request in another tab, or another attempt.
            Insertion::Held => {
                let known = self.known(&order, &payer, id, &fingerprint).await?;
                return known.ok_or(PaymentError::AttemptLive);
            }
        };
        let id = order.id.clone();
        let job = Job {
            attempt,
            order,
            customer,
            contact,
            plan,
            cvc,
        };
        // The shopper may go; the charge goes on.
        let payments = self.clone();
        self.run_to_end(async move { payments.carry_out(job).await })
            .await??;
        self.view(self.order_by_id(&id).await?, &payer).await
    }

    async fn check_payable(&self, order: &OrderRecord) -> Result<(), PaymentError> {
        let attempts = self.store.attempts_of(&order.id).await?;
        if attempts.iter().any(|attempt| attempt.state.is_live()) {
            return Err(PaymentError::AttemptLive);
        }
        if order::status(order, &attempts, self.host.now()) != cobro_wire::OrderStatus::Open {
            return Err(PaymentError::OrderClosed);
        }
        if attempts.len() >= MAX_ATTEMPTS {
            return Err(PaymentError::TooManyAttempts);
        }
        Ok(())
    }

    /// What became of the attempt, where the same request came before.
    async fn known(
        &self,
        order: &OrderRecord,
        payer: &CustomerId,
        attempt: &AttemptId,
        fingerprint: &str,
    ) -> Result<Option<Order>, PaymentError> {
        match self.store.attempt(attempt).await? {
            Some(known) if known.order == order.id && known.fingerprint == fingerprint => {
                Ok(Some(self.view(order.clone(), payer).await?))
            }
            Some(_) => Err(PaymentError::AttemptReused),
            None => Ok(None),
        }
    }

    async fn plan(
        &self,
        customer: &Customer,
        with: PayWith,
        locale: Locale,
    ) -> Result<(Plan, Option<CardSummary>), PaymentError> {
        match with {
            PayWith::Default { .. } => {
                let card = self
                    .find_card(customer, locale, |card| card.default)
                    .await?;
                let card = card.ok_or(PaymentError::NoDefaultCard)?;
                Ok((Plan::Charge(Source::Default { id: card.id }), card.summary))
            }
            PayWith::PaymentSource {
                payment_source_id: id,
                ..
            } => {
                let card = self
                    .find_card(customer, locale, |card| card.id == id)
                    .await?;
                let card = card.ok_or(PaymentError::NotFound("card"))?;
                Ok((Plan::Charge(Source::Saved { id }), card.summary))
            }
            PayWith::Token {
                token_id,
                save: true,
            } => Ok((Plan::SaveThenCharge(token_id), None)),
            PayWith::Token {
                token_id: id,
                save: false,
            } => Ok((Plan::Charge(Source::Token { id }), None)),
        }
    }

    async fn find_card(
        &self,
        customer: &Customer,
        locale: Locale,
        is_wanted: impl Fn(&Card) -> bool,
    ) -> Result<Option<Card>, PaymentError> {
        Ok(self
            .cards(customer, locale)
            .await?
            .into_iter()
            .find(|card| is_wanted(card)))
    }

    fn checked_cvc(&self, with: &PayWith) -> Result<Option<String>, PaymentError> {
        let (PayWith::Default { cvc: Some(cvc) } | PayWith::PaymentSource { cvc: Some(cvc), .. }) =
            with
        else {
            return Ok(None);
        };
        if !self.rules.cvc_for_saved_cards {
            return Err(PaymentError::CvcRefused("this store does not take it"));
        }
        let is_code = (3..=4).contains(&cvc.len()) && cvc.bytes().all(|byte| byte.is_ascii_digit());
        if is_code {
            Ok(Some(cvc.clone()))
        } else {
            Err(PaymentError::CvcRefused("3 or 4 digits are expected"))
        }
    }

    fn checked_installments(
        &self,
        months: Option<u8>,
        total: Money,
    ) -> Result<Option<u8>, PaymentError> {
        let Some(months) = months else {
            return Ok(None);
        };
        let is_offered = self.rules.installments.contains(&months);
        match Installments::spread(total, months) {
            Some(_) if is_offered => Ok(Some(months)),
            Some(_) | None => Err(PaymentError::InstallmentsRefused),
        }
    }

    /// Saves the card where asked to, then charges it. Runs to its end whatever the shopper does.
    async fn carry_out(&self, job: Job) -> Result<(), PaymentError> {
        let Job {
            mut attempt,
            order,
            customer,
            contact,
            plan,
            cvc,
        } = job;
        self.tell_contact(&customer, attempt.locale).await;
        let (source, gateway_customer) = match plan {
            Plan::Charge(source @ Source::Token { .. }) => {
                let known = self.known_customer(&customer, attempt.locale).await;
                (source, known)
            }
            Plan::Charge(source) => (source, customer.gateway),
            Plan::SaveThenCharge(token) => {
                let card = NewCard {
                    token: &token,
                    description: None,
                };
                match self.save_card(&customer, card, attempt.locale).await {
                    Ok((gateway_customer, card)) => {
                        attempt.card = card.summary;
                        (Source::Saved { id: card.id }, Some(gateway_customer))
                    }
                    Err(error) => return self.refuse_card(attempt, error).await,
                }
            }
        };
        attempt.source = Some(source.clone());
        let next = attempt::next(&attempt.state, attempt::Event::ChargeBegun, self.host.now());
        let Ok(attempt::Next {
            state,
            command: Some(attempt::Command::Charge),
        }) = next
        else {
            return Ok(());
        };
        let begun = AttemptRecord { state, ..attempt };
        let (by, begun_at) = (Actor::Shopper, self.host.now());
        let Written::Done(attempt) = self.store.update_attempt(begun, self.mark(by)).await? else {
            // The attempt was taken out of our hands: whoever did it goes on with it.
            return Ok(());
        };
        let sending = Sending {
            attempt: &attempt,
            order: &order,
            customer: gateway_customer.as_ref(),
            contact: &contact,
            source: &source,
            cvc: cvc.as_deref(),
        };
        let return_url = self.rules.return_base.return_url(&order.id);
        let charge = charge_of(&sending, return_url.as_str());
        let expected = self.expected(&attempt, &order);
        let outcome = if decide::may_be_sent(begun_at, self.host.now()) {
            self.gateway.charge(&charge, expected).await
        } else {
            tracing::error!(attempt = %attempt.id, "the server slept over a charge: it is not sent");
            Answer::NotSent.into()
        };
        self.settle(*attempt, &order, outcome, self.mark(by))
            .await?;
        Ok(())
    }

    /// The card could not be saved, so nothing was charged: the attempt ends here.
    async fn refuse_card(
        &self,
        attempt: AttemptRecord,
        error: PaymentError,
    ) -> Result<(), PaymentError> {
        let message = match error {
            PaymentError::CardRefused { message } => message,
            PaymentError::Provider(error) => {
                tracing::error!(attempt = %attempt.id, %error, "a card could not be saved");
                None
            }
            error => {
                tracing::error!(attempt = %attempt.id, %error, "a card could not be saved");
                None
            }
        };
        let now = self.host.now();
        let event = attempt::Event::CardRefused { message };
        if let Ok(next) = attempt::next(&attempt.state, event, now) {
            let changed = AttemptRecord {
                state: next.state,
                ..attempt
            };
            let by = self.mark(Actor::Shopper);
            self.store.update_attempt(changed, by).await?;
        }
        Ok(())
    }
}

/// The charge in the gateway's words.
pub(super) fn charge_of<'a>(sending: &Sending<'a>, return_url: &'a str) -> Charge<'a> {
    Charge {
        attempt: &sending.attempt.id,
        order: &sending.order.id,
        lines: &sending.order.lines,
        total: sending.order.total,
        customer: sending.customer,
        contact: sending.contact,
        source: sending.source,
        cvc: sending.cvc,
        billing: sending.attempt.billing.as_ref(),
        return_url,
        installments: sending.attempt.installments,
        locale: sending.attempt.locale,
    }
}

/// What makes two requests the same payment. The security code is left out: even a digest of it
/// must not be kept.
fn fingerprint(order: &OrderId, request: &PayRequest) -> String {
    let (kind, card) = match &request.with {
        PayWith::Default { .. } => ("default", ""),
        PayWith::PaymentSource {
            payment_source_id, ..
        } => ("saved", payment_source_id.as_str()),
        PayWith::Token {
            token_id,
            save: true,
        } => ("token, saved", token_id.as_str()),
        PayWith::Token {
            token_id,
            save: false,
        } => ("token", token_id.as_str()),
    };
    // Without months it reads as it always did: what was kept before there were any still counts.
    let months = request.installments.map(|months| format!("\n{months}"));
    let months = months.unwrap_or_default();
    hex::encode(Sha256::digest(format!("{order}\n{kind}\n{card}{months}")))
}
