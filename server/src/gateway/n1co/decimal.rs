//! Amounts as n1co writes them: decimals of major units, `15.5` for 15 dollars and 50 cents. Exact
//! both ways, and no float in between. Pure.

/// Digits of a cent.
const DECIMALS: usize = 2;

/// Minor units as a JSON number, without zeros at the end: `1550` is `15.5`.
pub(super) fn write(amount_minor: i64) -> String {
    let sign = if amount_minor < 0 { "-" } else { "" };
    let minor = amount_minor.unsigned_abs();
    let text = format!("{sign}{}.{:02}", minor / 100, minor % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The minor units that a decimal stands for; nothing where it is none, or has parts of a cent.
pub(super) fn read(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let cents = fraction.trim_end_matches('0');
    if cents.len() > DECIMALS {
        return None;
    }
    format!("{sign}{whole}{cents:0<DECIMALS$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_amount_up_to_a_thousand_is_written_and_read_exactly() {
        for minor in 1..=100_000_i64 {
            let text = write(minor);
            assert_eq!(read(&text), Some(minor), "{text}");
            let padded = format!("{}.{:02}", minor / 100, minor % 100);
            assert_eq!(read(&padded), Some(minor), "{padded}");
        }
    }

    #[test]
    fn amounts_are_written_as_the_provider_writes_them() {
        for (minor, text) in [(1550, "15.5"), (20090, "200.9"), (1500, "15"), (5, "0.05")] {
            assert_eq!(write(minor), text);
        }
    }

    #[test]
    fn parts_of_a_cent_and_what_is_no_decimal_are_refused() {
        for text in [
            "15.555", "", ".", "1.", ".5", "1e3", "1,5", " 1", "+1", "--1", "NaN", "1e400", "-",
            "-.5", "١٥", "１５", "15.5\0", "1_000", "0x10",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
        assert_eq!(read("99999999999999999999"), None);
        assert_eq!(read("15.500000"), Some(1550));
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_back(minor: i64) {
            prop_assert_eq!(read(&write(minor)), Some(minor));
        }

        #[test]
        fn a_decimal_is_read_exactly_or_not_at_all(
            is_negative: bool,
            whole in "[0-9]{1,19}",
            fraction in prop::option::of("[0-9]{1,4}0{0,3}"),
        ) {
            let sign = if is_negative { "-" } else { "" };
            let digits = fraction.clone().unwrap_or_else(|| "0".into());
            let point = fraction.map(|digits| format!(".{digits}")).unwrap_or_default();
            let scale = 10_i128.pow(u32::try_from(digits.len()).unwrap());
            let whole_units: i128 = whole.parse().unwrap();
            let parts: i128 = digits.parse().unwrap();
            let hundredfold = (whole_units * scale + parts) * 100;
            let minor = hundredfold / scale * if is_negative { -1 } else { 1 };
            let expected = i64::try_from(minor).ok().filter(|_| hundredfold % scale == 0);
            prop_assert_eq!(read(&format!("{sign}{whole}{point}")), expected);
        }

        #[test]
        fn what_is_no_plain_decimal_is_not_read(text: String) {
            let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
            prop_assert!(is_plain || read(&text).is_none());
        }
    }
}
