//! Where a card's bills go: what it may be, and what is missing. Only some providers ask.

use cobro_wire::BillingAddress;

/// Countries that a shopper can choose, by their ISO 3166-1 codes: all of them.
pub const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH \
BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ \
DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR \
GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR \
KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV \
MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE \
RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL \
TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// What is wrong with each field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BillingErrors {
    /// No country was chosen.
    pub country: bool,
    /// The state is missing or not one.
    pub state: bool,
    /// The postal code is missing or not one.
    pub postal_code: bool,
}

/// Whether the banks of a country want state and postal code.
#[must_use]
pub fn wants_state(country: &str) -> bool {
    matches!(country, "US" | "CA")
}

/// Reads what the shopper wrote into an address.
///
/// # Errors
/// What is wrong with each field, all fields at once.
pub fn check(country: &str, state: &str, postal: &str) -> Result<BillingAddress, BillingErrors> {
    let asked = wants_state(country);
    let state = state.trim().to_ascii_uppercase();
    let postal = postal.trim().to_ascii_uppercase();
    let errors = BillingErrors {
        country: country.is_empty(),
        state: asked && !(state.len() == 2 && state.bytes().all(|b| b.is_ascii_uppercase())),
        postal_code: asked && !is_postal_code(&postal),
    };
    if errors != BillingErrors::default() {
        return Err(errors);
    }
    Ok(BillingAddress {
        country: country.to_owned(),
        state: asked.then_some(state),
        postal_code: asked.then_some(postal),
    })
}

fn is_postal_code(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == ' ' || c == '-';
    (3..=10).contains(&text.len()) && text.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_and_postal_code_are_asked_for_in_the_united_states_and_canada_only() {
        let address = check("US", " ny ", "10001").unwrap();
        assert_eq!(address.state.as_deref(), Some("NY"));
        assert_eq!(address.postal_code.as_deref(), Some("10001"));
        let address = check("SV", "left over", "x").unwrap();
        assert_eq!((address.state, address.postal_code), (None, None));
        assert!(check("CA", "ON", "k1a 0b1").is_ok());
    }

    #[test]
    fn every_field_that_is_not_right_is_named() {
        let wrong = check("US", "New York", "1").unwrap_err();
        let expected = BillingErrors {
            country: false,
            state: true,
            postal_code: true,
        };
        assert_eq!(wrong, expected);
        assert!(check("", "", "").unwrap_err().country);
    }

    #[test]
    fn every_country_has_a_code_of_two_letters_once() {
        let mut codes: Vec<_> = COUNTRIES.split(' ').collect();
        assert!(codes.iter().all(|code| code.len() == 2));
        codes.dedup();
        assert_eq!(codes.len(), 249);
        assert!(codes.is_sorted());
    }
}
