//! Amounts in minor units of a currency: 200.15 MXN is `{ amount_minor: 20015, currency: "MXN" }`.
//!
//! No float appears anywhere; text with decimals is for showing only.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An ISO 4217 currency that the store can charge in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Mexican peso, two decimals.
    Mxn,
    /// United States dollar, two decimals.
    Usd,
}

impl Currency {
    /// The three-letter ISO 4217 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Currency::Mxn => "MXN",
            Currency::Usd => "USD",
        }
    }

    /// Reads a three-letter code, in any case: a provider may answer `mxn`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Currency::Mxn, Currency::Usd]
            .into_iter()
            .find(|currency| currency.code().eq_ignore_ascii_case(code))
    }
}

/// Why an amount could not be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyError {
    /// The two amounts are in different currencies.
    Currency,
    /// The result does not fit.
    Overflow,
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MoneyError::Currency => "the amounts are in different currencies",
            MoneyError::Overflow => "the amount is too large",
        })
    }
}

impl std::error::Error for MoneyError {}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units (cents, *centavos*).
    pub amount_minor: i64,
    /// The currency that they are units of.
    pub currency: Currency,
}

impl Money {
    /// An amount in minor units.
    #[must_use]
    pub fn new(amount_minor: i64, currency: Currency) -> Self {
        Self {
            amount_minor,
            currency,
        }
    }

    /// The sum of two amounts of one currency.
    ///
    /// # Errors
    /// When the currencies differ, or the sum does not fit.
    pub fn plus(self, other: Money) -> Result<Money, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currency);
        }
        let sum = self.amount_minor.checked_add(other.amount_minor);
        Ok(Money::new(sum.ok_or(MoneyError::Overflow)?, self.currency))
    }

    /// The amount taken `quantity` times.
    ///
    /// # Errors
    /// When the result does not fit.
    pub fn times(self, quantity: u32) -> Result<Money, MoneyError> {
        let product = self.amount_minor.checked_mul(i64::from(quantity));
        Ok(Money::new(
            product.ok_or(MoneyError::Overflow)?,
            self.currency,
        ))
    }
}

/// For logs and plain text: `200.15 MXN`. Pages use the browser's own number format.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.amount_minor < 0 { "-" } else { "" };
        let minor = self.amount_minor.unsigned_abs();
        write!(
            f,
            "{sign}{}.{:02} {}",
            minor / 100,
            minor % 100,
            self.currency.code()
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_amount_is_shown_with_two_decimals() {
        let shown = |minor| Money::new(minor, Currency::Mxn).to_string();
        assert_eq!(shown(20015), "200.15 MXN");
        assert_eq!(shown(5), "0.05 MXN");
        assert_eq!(shown(-150), "-1.50 MXN");
        assert_eq!(shown(i64::MIN), "-92233720368547758.08 MXN");
    }

    #[test]
    fn different_currencies_do_not_add_up() {
        let pesos = Money::new(1, Currency::Mxn);
        assert_eq!(
            pesos.plus(Money::new(1, Currency::Usd)),
            Err(MoneyError::Currency)
        );
    }

    #[test]
    fn currency_codes_are_read_in_any_case() {
        assert_eq!(Currency::from_code("mxn"), Some(Currency::Mxn));
        assert_eq!(Currency::from_code("EUR"), None);
    }

    proptest! {
        #[test]
        fn taking_an_amount_n_times_is_adding_it_n_times(unit in -1000_i64..1000, n in 0_u32..50) {
            let unit = Money::new(unit, Currency::Mxn);
            let mut sum = Money::new(0, Currency::Mxn);
            for _ in 0..n {
                sum = sum.plus(unit).unwrap();
            }
            prop_assert_eq!(unit.times(n), Ok(sum));
        }

        #[test]
        fn an_amount_that_does_not_fit_is_an_error(minor in i64::MAX / 2 + 1..i64::MAX) {
            let money = Money::new(minor, Currency::Usd);
            prop_assert_eq!(money.plus(money), Err(MoneyError::Overflow));
            prop_assert_eq!(money.times(2), Err(MoneyError::Overflow));
        }

        #[test]
        fn an_amount_is_written_whole_and_read_back(minor: i64, is_peso: bool) {
            let currency = if is_peso { Currency::Mxn } else { Currency::Usd };
            let money = Money::new(minor, currency);
            let json = serde_json::to_string(&money).unwrap();
            let code = currency.code();
            prop_assert_eq!(&json, &format!(r#"{{"amount_minor":{minor},"currency":"{code}"}}"#));
            prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
        }

        #[test]
        fn what_is_no_whole_number_is_no_amount(text in prop_oneof![
            "-?[0-9]{1,25}(\\.[0-9]{1,3})?(e[+-]?[0-9]{1,3})?",
            "\"[0-9]{1,5}\"",
        ]) {
            let json = format!(r#"{{"amount_minor":{text},"currency":"MXN"}}"#);
            let read = serde_json::from_str::<Money>(&json).ok();
            let is_canonical = |minor: &i64| text == minor.to_string();
            let whole = text.parse::<i64>().ok().filter(is_canonical);
            prop_assert_eq!(read, whole.map(|minor| Money::new(minor, Currency::Mxn)));
        }
    }
}
