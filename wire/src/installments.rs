//! Paying in months without interest (*meses sin intereses*), exact to the cent.

use crate::money::Money;

/// Months that a charge can be spread over. A store offers some of them, or none.
pub const MONTHS: [u8; 5] = [3, 6, 9, 12, 18];
/// The least that is paid each month, in minor units: 100.00. Less is not offered.
pub const LEAST_A_MONTH_MINOR: i64 = 10_000;

/// What is paid when. The months together are the whole amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Installments {
    /// How many months.
    pub months: u8,
    /// What is paid in the first one, which takes the cents that cannot be divided.
    pub first: Money,
    /// What is paid in each of the others.
    pub each: Money,
}

impl Installments {
    /// Spreads an amount; nothing where it cannot be over so many months, or is too small for it.
    #[must_use]
    pub fn spread(total: Money, months: u8) -> Option<Self> {
        let (amount, parts) = (total.amount_minor, i64::from(months));
        if !MONTHS.contains(&months) || amount < LEAST_A_MONTH_MINOR * parts {
            return None;
        }
        let (each, rest) = (amount / parts, amount % parts);
        Some(Self {
            months,
            first: Money::new(each + rest, total.currency),
            each: Money::new(each, total.currency),
        })
    }

    /// Every way to spread an amount, of the months that a store offers.
    #[must_use]
    pub fn choices(total: Money, offered: &[u8]) -> Vec<Self> {
        let spread = |months: &u8| Self::spread(total, *months);
        offered.iter().filter_map(spread).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn pesos(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::Mxn)
    }

    #[test]
    fn cents_that_cannot_be_divided_are_paid_first() {
        let spread = Installments::spread(pesos(40_030), 3).unwrap();
        assert_eq!(spread.first, pesos(13_344));
        assert_eq!(spread.each, pesos(13_343));
        let even = Installments::spread(pesos(60_000), 6).unwrap();
        assert_eq!((even.first, even.each), (pesos(10_000), pesos(10_000)));
    }

    #[test]
    fn months_together_are_the_whole_amount_whatever_it_is() {
        for months in MONTHS {
            for amount in (180_000..181_000).chain([i64::MAX]) {
                let spread = Installments::spread(pesos(amount), months).unwrap();
                let others = spread.each.times(u32::from(months) - 1).unwrap();
                assert_eq!(spread.first.plus(others).unwrap(), pesos(amount));
            }
        }
    }

    #[test]
    fn an_amount_that_is_too_small_or_months_that_there_are_not_are_not_spread() {
        assert!(Installments::spread(pesos(30_000), 3).is_some());
        assert_eq!(Installments::spread(pesos(29_999), 3), None);
        assert_eq!(Installments::spread(pesos(-30_000), 3), None);
        for months in [0, 1, 2, 4, 24, u8::MAX] {
            assert_eq!(Installments::spread(pesos(1_000_000), months), None);
        }
        let choices = Installments::choices(pesos(60_000), &[3, 6, 12]);
        assert!(choices.iter().map(|choice| choice.months).eq([3, 6]));
    }
}
