//! The card that a charge is asked of: the default, a saved one, a token's or a raw one.

use schemars::JsonSchema;
use serde::Deserialize;

use super::CustomerInfo;
use super::charging::ChargePlan;
use crate::conekta::book::Book;
use crate::conekta::error::Fault;
use crate::conekta::payload::length;
use crate::conekta::token::{Card, RawCard};
use crate::sandbox::Sandbox;

/// Months over which a charge may be spread.
const INSTALLMENTS: [u8; 5] = [3, 6, 9, 12, 18];

/// Least that one month's part may be, in cents of any currency: 300 pesos over 3 months, 600
/// over 6 and so on.
const LEAST_A_MONTH: i64 = 10_000;

/// One item of an order's `charges`, and the body of a further charge.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChargeRequest {
    payment_method: PaymentMethod,
    pub(super) amount: Option<i64>,
    /// May stand here or in the payment method.
    monthly_installments: Option<u8>,
    #[serde(rename = "expires_at")]
    _expires_at: Option<i64>,
    reference_id: Option<String>,
}

/// The card to charge: the default, a saved one, a token's, or (PCI merchants) a raw one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PaymentMethod {
    r#type: MethodType,
    token_id: Option<String>,
    payment_source_id: Option<String>,
    monthly_installments: Option<u8>,
    cvc: Option<String>,
    contract_id: Option<String>,
    customer_ip_address: Option<String>,
    #[serde(rename = "expires_at")]
    _expires_at: Option<i64>,
    number: Option<String>,
    name: Option<String>,
    exp_month: Option<String>,
    exp_year: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum MethodType {
    Card,
    Default,
}

impl ChargeRequest {
    /// The token that it would use up.
    pub(super) fn token(&self) -> Option<String> {
        self.payment_method.token_id.clone()
    }

    /// The charge to make, once all of the request is known to be right. `place` is where it
    /// stands in the body; alone, it is of all that is due.
    pub(super) fn plan(
        self,
        place: &str,
        customer: &CustomerInfo,
        due: i64,
        is_alone: bool,
        sandbox: &Sandbox,
        book: &mut Book,
    ) -> Result<ChargePlan, Fault> {
        let amount = self.amount.unwrap_or(due);
        if is_alone && amount != due {
            let reason = format!("{due}, which is what is not paid yet, is expected");
            return Err(Fault::invalid(&format!("{place}amount"), &reason));
        }
        if let Some(reference) = &self.reference_id {
            length(&format!("{place}reference_id"), reference, 1, 249)?;
        }
        let method = self.payment_method;
        method.check()?;
        let monthly_installments = method.monthly_installments.or(self.monthly_installments);
        check_installments(monthly_installments, amount)?;
        let contract_id = method.contract_id.clone();
        let customer_ip_address = method.customer_ip_address.clone();
        let card = method.card(customer, sandbox.now(), book)?;
        Ok(ChargePlan {
            charge_id: sandbox.config().random.hex24(),
            amount,
            card,
            monthly_installments,
            contract_id,
            customer_ip_address,
            reference_id: self.reference_id,
        })
    }
}

impl PaymentMethod {
    fn check(&self) -> Result<(), Fault> {
        let is_code = |cvc: &String| {
            (3..=4).contains(&cvc.len()) && cvc.bytes().all(|byte| byte.is_ascii_digit())
        };
        if self.cvc.as_ref().is_some_and(|cvc| !is_code(cvc)) {
            return Err(Fault::invalid(
                "payment_method.cvc",
                "3 or 4 digits are expected",
            ));
        }
        Ok(())
    }

    fn card(self, customer: &CustomerInfo, now: i64, book: &mut Book) -> Result<Card, Fault> {
        if let MethodType::Default = self.r#type {
            let id = saved(customer, book)?.default_payment_source_id.clone();
            let id = id.ok_or_else(|| {
                Fault::invalid("payment_method.type", "the customer has no payment source")
            })?;
            return source(customer, book, &id);
        }
        match (self.payment_source_id, self.token_id, self.number) {
            (Some(id), None, None) => source(customer, book, &id),
            (None, Some(id), None) => book.redeem(&id, now),
            (None, None, Some(number)) => {
                let missing = |name: &str| Fault::missing(&format!("payment_method.{name}"));
                let raw = RawCard::new(
                    number,
                    self.name.ok_or_else(|| missing("name"))?,
                    self.exp_month.ok_or_else(|| missing("exp_month"))?,
                    self.exp_year.ok_or_else(|| missing("exp_year"))?,
                    self.cvc.ok_or_else(|| missing("cvc"))?,
                );
                raw.check(now)
            }
            (None, None, None) => Err(Fault::missing("payment_method.token_id")),
            _ => Err(Fault::invalid(
                "payment_method",
                "one card only is expected",
            )),
        }
    }
}

/// Refuses months over which nothing is spread, and amounts that are too small to be.
fn check_installments(months: Option<u8>, amount: i64) -> Result<(), Fault> {
    let refused = |reason| {
        let param = "payment_method.monthly_installments";
        Err(Fault::invalid(param, reason))
    };
    match months {
        None => Ok(()),
        Some(months) if !INSTALLMENTS.contains(&months) => refused("3, 6, 9, 12 or 18 is expected"),
        Some(months) if amount < i64::from(months) * LEAST_A_MONTH => {
            refused("100 pesos for each month is the least that is spread")
        }
        Some(_) => Ok(()),
    }
}

/// The customer whose saved cards can be charged: a guest has none.
fn saved<'a>(
    customer: &CustomerInfo,
    book: &'a mut Book,
) -> Result<&'a mut crate::conekta::customer::Customer, Fault> {
    let id = customer.customer_id.as_ref();
    book.customer(id.ok_or_else(|| Fault::missing("customer_info.customer_id"))?)
}

/// A saved card of this customer: one of another customer is as unknown as one that is not.
fn source(customer: &CustomerInfo, book: &mut Book, id: &str) -> Result<Card, Fault> {
    let unknown = |_| {
        let reason = "the customer has no such payment source";
        Fault::invalid("payment_method.payment_source_id", reason)
    };
    let source = saved(customer, book)?
        .payment_source_mut(id)
        .map_err(unknown)?;
    Ok(source.card.clone())
}
