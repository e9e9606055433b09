//! What a billing address must look like. Pure.

use cobro_wire::{BillingAddress, FieldError};

/// Countries whose issuers want a state and a postal code.
const WITH_STATE: [&str; 4] = ["US", "USA", "CA", "CAN"];

/// The address where one is wanted, or what is wrong with it, field by field.
///
/// # Errors
/// When a field is not right, one is missing, or none was asked for.
pub(super) fn checked(
    address: Option<BillingAddress>,
    is_wanted: bool,
) -> Result<Option<BillingAddress>, Vec<FieldError>> {
    let error = |field: &str, reason: &str| FieldError {
        field: field.to_owned(),
        reason: reason.to_owned(),
    };
    let address = match (address, is_wanted) {
        (None, false) => return Ok(None),
        (Some(_), false) => return Err(vec![error("billing", "this store does not take it")]),
        (None, true) => {
            return Err(vec![error(
                "billing",
                "where the card's bills go is missing",
            )]);
        }
        (Some(address), true) => trimmed(address),
    };
    let mut errors = Vec::new();
    if !is_country(&address.country) {
        let reason = "an ISO 3166-1 code of 2 or 3 capital letters is expected";
        errors.push(error("billing.country", reason));
    }
    let wants_state = WITH_STATE.contains(&address.country.as_str());
    let parts = [
        (
            "billing.state",
            &address.state,
            "2 to 3 letters or digits are expected",
            2..=3,
        ),
        (
            "billing.postal_code",
            &address.postal_code,
            "3 to 10 characters are expected",
            3..=10,
        ),
    ];
    for (field, value, reason, lengths) in parts {
        let is_right = match value {
            Some(value) => lengths.contains(&value.chars().count()) && is_plain(value),
            None => !wants_state,
        };
        if !is_right {
            errors.push(error(field, reason));
        }
    }
    if errors.is_empty() {
        Ok(Some(address))
    } else {
        Err(errors)
    }
}

fn trimmed(address: BillingAddress) -> BillingAddress {
    let part = |text: Option<String>| {
        let text = text.map(|text| text.trim().to_owned());
        text.filter(|text| !text.is_empty())
    };
    BillingAddress {
        country: address.country.trim().to_owned(),
        state: part(address.state),
        postal_code: part(address.postal_code),
    }
}

fn is_country(code: &str) -> bool {
    (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_plain(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_alphanumeric() || c == ' ' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(country: &str, state: Option<&str>, postal_code: Option<&str>) -> BillingAddress {
        BillingAddress {
            country: country.into(),
            state: state.map(Into::into),
            postal_code: postal_code.map(Into::into),
        }
    }

    fn wrong(address: BillingAddress) -> Vec<String> {
        let errors = checked(Some(address), true).err().unwrap_or_default();
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn state_and_postal_code_are_wanted_in_the_united_states_and_canada() {
        assert!(wrong(address("SV", None, None)).is_empty());
        assert!(wrong(address("USA", Some("NY"), Some("10001"))).is_empty());
        assert!(wrong(address("CA", Some("ON"), Some("K1A 0B1"))).is_empty());
        let missing = ["billing.state", "billing.postal_code"];
        assert_eq!(wrong(address("US", None, Some(" "))), missing);
        assert_eq!(wrong(address("us", None, None)), ["billing.country"]);
        assert_eq!(
            wrong(address("SV", Some("San Salvador"), None)),
            ["billing.state"]
        );
    }

    #[test]
    fn an_address_is_refused_where_none_is_wanted_and_missed_where_one_is() {
        assert_eq!(checked(None, false), Ok(None));
        assert!(checked(None, true).is_err());
        assert!(checked(Some(address("SV", None, None)), false).is_err());
    }
}
