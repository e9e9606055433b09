//! What somebody may say of a card that the provider says nothing of. Pure.

use cobro_wire::{CardDescription, FieldError};

/// Whether a description can be one, and is wanted.
///
/// # Errors
/// When a field is not right, or the provider describes its cards itself.
pub(super) fn check(
    description: &CardDescription,
    is_told_by_the_provider: bool,
) -> Result<(), Vec<FieldError>> {
    let error = |field: &str, reason: &str| FieldError {
        field: field.to_owned(),
        reason: reason.to_owned(),
    };
    if is_told_by_the_provider {
        let reason = "the provider tells what its cards look like";
        return Err(vec![error("description", reason)]);
    }
    let CardDescription { last4, expiry, .. } = description;
    let is_last4 = last4.len() == 4 && last4.bytes().all(|byte| byte.is_ascii_digit());
    let checks = [
        (is_last4, "description.last4", "4 digits are expected"),
        (
            (1..=12).contains(&expiry.month),
            "description.expiry.month",
            "1 to 12 are expected",
        ),
        (
            (2000..=9999).contains(&expiry.year),
            "description.expiry.year",
            "4 digits are expected: 2036",
        ),
    ];
    let wrong = checks.into_iter().filter(|(is_right, ..)| !is_right);
    let errors: Vec<_> = wrong
        .map(|(_, field, reason)| error(field, reason))
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

#[cfg(test)]
mod tests {
    use cobro_wire::{Brand, Expiry};

    use super::*;

    fn wrong(last4: &str, month: u8, year: u16) -> Vec<String> {
        let description = CardDescription {
            brand: Brand::Visa,
            last4: last4.into(),
            expiry: Expiry { month, year },
        };
        let errors = check(&description, false).err().unwrap_or_default();
        errors.into_iter().map(|error| error.field).collect()
    }

    /// Anything used to be kept and shown here, a whole card number among it.
    #[test]
    fn only_the_last_four_digits_of_a_card_and_a_real_month_are_kept() {
        assert!(wrong("4242", 11, 2036).is_empty());
        for last4 in ["4242424242424242", "", "424", "42 4", "４２４２", "<b>x"] {
            assert_eq!(wrong(last4, 1, 2030), ["description.last4"], "{last4}");
        }
        let expiry = ["description.expiry.month", "description.expiry.year"];
        assert_eq!(wrong("4242", 0, 36), expiry);
        assert_eq!(wrong("4242", 13, 10_000), expiry);
    }
}
