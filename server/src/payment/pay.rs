//! Paying an order, and finishing the bank's challenge.

use cobro_wire::{
    AttemptId, AuthenticationReport, Card, CardSummary, Contact, Locale, Order, OrderId,
    PayRequest, PayWith, TokenId,
};
use sha2::{Digest, Sha256};

use super::{PaymentError, Payments, attempt, authentication, order};
use crate::gateway::{Charge, GatewayCustomer, Source};
use crate::store::{AttemptRecord, Customer, Insertion, NewAttempt, OrderRecord};

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
}

/// How the card gets to the charge. Has no `Debug`: it may hold a security code.
enum Plan {
    Charge(Source),
    SaveThenCharge(TokenId),
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
        let fingerprint = fingerprint(&order.id, &request.with);
        if let Some(known) = self.store.attempt(&request.attempt_id).await? {
            if known.order != order.id || known.fingerprint != fingerprint {
                return Err(PaymentError::AttemptReused);
            }
            return self.view(order).await;
        }
        self.check_payable(&order).await?;
        let contact = customer
            .contact
            .clone()
            .ok_or(PaymentError::ContactMissing)?;
        let (plan, card) = self.plan(&customer, request.with, locale).await?;
        let new = NewAttempt {
            id: &request.attempt_id,
            order: &order.id,
            contact: &contact,
            fingerprint: &fingerprint,
            card: card.as_ref(),
            locale,
        };
        let attempt = match self.store.insert_attempt(new, self.host.now()).await? {
            Insertion::Done(attempt) => *attempt,
            Insertion::Held => return self.held(order, &request.attempt_id, &fingerprint).await,
        };
        let id = order.id.clone();
        let job = Job {
            attempt,
            order,
            customer,
            contact,
            plan,
        };
        // The shopper may go; the charge goes on.
        let payments = self.clone();
        self.tasks
            .spawn(async move { payments.carry_out(job).await })
            .await??;
        self.view(self.order_by_id(&id).await?).await
    }

    /// Takes in how the challenge ended, as the browser saw it, and asks the provider.
    ///
    /// # Errors
    /// When there is no such attempt, or it never had a challenge.
    pub async fn report(
        &self,
        customer: &Customer,
        order: &OrderId,
        attempt: &AttemptId,
        report: &AuthenticationReport,
    ) -> Result<Order, PaymentError> {
        let order = self.order_of(customer, order).await?;
        let attempt = self
            .store
            .attempt(attempt)
            .await?
            .filter(|attempt| attempt.order == order.id)
            .ok_or(PaymentError::NotFound("attempt"))?;
        if attempt.authentication == authentication::State::NotRequired {
            return Err(PaymentError::NoChallenge);
        }
        if attempt.state == attempt::State::AwaitingAuthentication {
            let event = authentication::Event::Reported(report.end);
            let payments = self.clone();
            let asked = order.clone();
            self.tasks
                .spawn(async move { payments.authenticate(attempt, &asked, event).await })
                .await??;
        }
        self.view(self.order_by_id(&order.id).await?).await
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

    /// Somebody was faster: the same request in another tab, or another attempt.
    async fn held(
        &self,
        order: OrderRecord,
        attempt: &AttemptId,
        fingerprint: &str,
    ) -> Result<Order, PaymentError> {
        match self.store.attempt(attempt).await? {
            Some(known) if known.order == order.id && known.fingerprint == fingerprint => {
                self.view(order).await
            }
            Some(_) => Err(PaymentError::AttemptReused),
            None => Err(PaymentError::AttemptLive),
        }
    }

    async fn plan(
        &self,
        customer: &Customer,
        with: PayWith,
        locale: Locale,
    ) -> Result<(Plan, Option<CardSummary>), PaymentError> {
        match with {
            PayWith::Default { cvc } => {
                self.check_cvc(cvc.as_deref())?;
                let card = self
                    .find_card(customer, locale, |card| card.default)
                    .await?;
                let card = card.ok_or(PaymentError::NoDefaultCard)?;
                Ok((Plan::Charge(Source::Default { cvc }), Some(card.summary)))
            }
            PayWith::PaymentSource {
                payment_source_id: id,
                cvc,
            } => {
                self.check_cvc(cvc.as_deref())?;
                let card = self
                    .find_card(customer, locale, |card| card.id == id)
                    .await?;
                let card = card.ok_or(PaymentError::NotFound("card"))?;
                Ok((Plan::Charge(Source::Saved { id, cvc }), Some(card.summary)))
            }
            PayWith::Token {
                token_id,
                save: true,
            } => Ok((Plan::SaveThenCharge(token_id), None)),
            PayWith::Token {
                token_id,
                save: false,
            } => Ok((Plan::Charge(Source::Token(token_id)), None)),
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

    fn check_cvc(&self, cvc: Option<&str>) -> Result<(), PaymentError> {
        let Some(cvc) = cvc else { return Ok(()) };
        if !self.rules.cvc_for_saved_cards {
            return Err(PaymentError::CvcRefused("this store does not take it"));
        }
        let is_code = (3..=4).contains(&cvc.len()) && cvc.bytes().all(|byte| byte.is_ascii_digit());
        if is_code {
            Ok(())
        } else {
            Err(PaymentError::CvcRefused("3 or 4 digits are expected"))
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
        } = job;
        let (source, gateway_customer) = match plan {
            Plan::Charge(source) => (source, customer.gateway),
            Plan::SaveThenCharge(token) => {
                match self.save_card(&customer, &token, attempt.locale).await {
                    Ok((gateway_customer, card)) => {
                        attempt.card = Some(card.summary);
                        (
                            Source::Saved {
                                id: card.id,
                                cvc: None,
                            },
                            Some(gateway_customer),
                        )
                    }
                    Err(error) => return self.refuse_card(attempt, error).await,
                }
            }
        };
        let next = attempt::next(&attempt.state, attempt::Event::ChargeBegun, self.host.now());
        let Ok(attempt::Next {
            state,
            command: Some(attempt::Command::Charge),
        }) = next
        else {
            return Ok(());
        };
        let begun = AttemptRecord { state, ..attempt };
        let Some(attempt) = self.store.update_attempt(begun, self.host.now()).await? else {
            // The attempt was taken out of our hands: whoever did it goes on with it.
            return Ok(());
        };
        self.charge(
            attempt,
            &order,
            gateway_customer.as_ref(),
            &contact,
            &source,
        )
        .await
    }

    async fn charge(
        &self,
        attempt: AttemptRecord,
        order: &OrderRecord,
        customer: Option<&GatewayCustomer>,
        contact: &Contact,
        source: &Source,
    ) -> Result<(), PaymentError> {
        let return_url = self.rules.return_base.return_url(&order.id);
        let charge = Charge {
            attempt: &attempt.id,
            order: &order.id,
            lines: &order.lines,
            total: order.total,
            customer,
            contact,
            source,
            return_url: return_url.as_str(),
            locale: attempt.locale,
        };
        let outcome = self
            .gateway
            .charge(&charge, self.expected(&attempt, order))
            .await;
        self.settle(attempt, outcome).await?;
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
            self.store
                .update_attempt(
                    AttemptRecord {
                        state: next.state,
                        ..attempt
                    },
                    now,
                )
                .await?;
        }
        Ok(())
    }

    /// Moves the authentication on, and carries out what it asks for.
    pub(super) async fn authenticate(
        &self,
        attempt: AttemptRecord,
        order: &OrderRecord,
        event: authentication::Event,
    ) -> Result<(), PaymentError> {
        let now = self.host.now();
        let Ok(step) = authentication::next(&attempt.authentication, event, now) else {
            return Ok(());
        };
        let state = match step.command {
            Some(authentication::Command::Confirm) => {
                match attempt::next(&attempt.state, attempt::Event::ChallengePassed, now) {
                    Ok(next) => next.state,
                    Err(_) => return Ok(()),
                }
            }
            Some(authentication::Command::Withdraw) | None => attempt.state.clone(),
        };
        let changed = AttemptRecord {
            state,
            authentication: step.state,
            ..attempt
        };
        let Some(attempt) = self.store.update_attempt(changed, now).await? else {
            // Another report was faster, and its answer is as good as ours.
            return Ok(());
        };
        let Some(gateway_order) = attempt.gateway_order.clone() else {
            return Ok(());
        };
        let expected = self.expected(&attempt, order);
        let outcome = match step.command {
            Some(authentication::Command::Confirm) => {
                self.gateway
                    .confirm(&gateway_order, expected, attempt.locale)
                    .await
            }
            Some(authentication::Command::Withdraw) => {
                self.gateway
                    .withdraw(&gateway_order, expected, attempt.locale)
                    .await
            }
            None => return Ok(()),
        };
        self.settle(attempt, outcome).await?;
        Ok(())
    }
}

/// What makes two requests the same payment. The security code is left out: even a digest of it
/// must not be kept.
fn fingerprint(order: &OrderId, with: &PayWith) -> String {
    let (kind, card) = match with {
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
    hex::encode(Sha256::digest(format!("{order}\n{kind}\n{card}")))
}
