//! Amounts: decimals on the wire, whole cents inside, never a float between. Pure.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// An amount of US dollars, in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dollars(i64);

impl Dollars {
    /// Whole cents as they are.
    pub(crate) const fn of_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// Reads a JSON value as it was sent; says what is expected instead where that is no amount.
    pub(crate) fn read(json: &RawValue) -> Result<Self, &'static str> {
        let text = json.get();
        if text.starts_with('-') {
            return Err("more than zero is expected");
        }
        if !text.starts_with(|first: char| first.is_ascii_digit()) {
            return Err("a number is expected");
        }
        if text.contains(['e', 'E']) {
            return Err("a decimal without an exponent is expected");
        }
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if fraction.len() > 2 {
            return Err("two decimals at most are expected");
        }
        let cents = format!("{whole}{fraction:0<2}").parse().ok();
        match cents.ok_or("a smaller amount is expected")? {
            0 => Err("more than zero is expected"),
            cents => Ok(Self(cents)),
        }
    }

    /// In minor units.
    pub(crate) fn cents(self) -> i64 {
        self.0
    }

    /// As n1co writes it: 15.5 and not 15.50.
    fn text(self) -> String {
        let (whole, cents) = (self.0 / 100, self.0 % 100);
        match (cents / 10, cents % 10) {
            (0, 0) => whole.to_string(),
            (tenths, 0) => format!("{whole}.{tenths}"),
            (tenths, hundredths) => format!("{whole}.{tenths}{hundredths}"),
        }
    }
}

impl Serialize for Dollars {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = RawValue::from_string(self.text());
        json.expect("digits and a point between them are JSON")
            .serialize(serializer)
    }
}

/// How an amount is written down where no provider reads it.
pub(crate) mod as_cents {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Dollars;

    pub(crate) fn serialize<S: Serializer>(amount: &Dollars, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(amount.cents())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Dollars, D::Error> {
        i64::deserialize(from).map(Dollars::of_cents)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<i64, &'static str> {
        Dollars::read(&RawValue::from_string(text.into()).unwrap()).map(Dollars::cents)
    }

    #[test]
    fn every_amount_up_to_a_thousand_is_read_and_written_exactly() {
        for cents in 1..=100_000 {
            let written = serde_json::to_string(&Dollars(cents)).unwrap();
            assert_eq!(read(&written), Ok(cents));
            let in_full = format!("{}.{:02}", cents / 100, cents % 100);
            assert_eq!(read(&in_full), Ok(cents));
            assert!(
                !written.contains('.') || !written.ends_with('0'),
                "{written}"
            );
        }
    }

    #[test]
    fn an_amount_is_written_as_short_as_it_can_be() {
        for (cents, written) in [
            (1550, "15.5"),
            (1500, "15"),
            (1505, "15.05"),
            (5, "0.05"),
            (100_000_000_000_001, "1000000000000.01"),
        ] {
            assert_eq!(serde_json::to_string(&Dollars(cents)).unwrap(), written);
            assert_eq!(read(written), Ok(cents));
        }
    }

    #[test]
    fn what_is_no_amount_is_refused_with_what_is_expected() {
        for (text, expected) in [
            ("0", "more than zero is expected"),
            ("0.00", "more than zero is expected"),
            ("-15.5", "more than zero is expected"),
            ("15.555", "two decimals at most are expected"),
            ("15.500", "two decimals at most are expected"),
            ("1e2", "a decimal without an exponent is expected"),
            ("1.5E1", "a decimal without an exponent is expected"),
            ("\"15.5\"", "a number is expected"),
            ("null", "a number is expected"),
            ("99999999999999999999", "a smaller amount is expected"),
        ] {
            assert_eq!(read(text), Err(expected), "{text}");
        }
    }
}
