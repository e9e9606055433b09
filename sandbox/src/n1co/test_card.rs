//! The test cards, and what becomes of each: n1co's, as an integrator lists them, and Conekta's, so
//! that a token of the card component can be charged by either provider.

/// What becomes of a charge to a test card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// It is made, and 3-D Secure never asks the card holder.
    Approves,
    /// It is declined at once.
    Declines(Decline),
    /// The card holder is asked first; whether it is made, then depends.
    Asks(Option<Decline>),
    /// The bank knows no 3-D Secure, and n1co makes no such charge.
    Unsupported,
}

/// Why the bank says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decline {
    CardDeclined,
    InsufficientFunds,
}

/// A test card.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TestCard {
    pub(crate) number: &'static str,
    /// The bank's country, in three letters.
    pub(crate) country: &'static str,
    pub(crate) behaviour: Behaviour,
}

impl TestCard {
    /// The card with a number, spaces aside.
    pub(crate) fn by_number(number: &str) -> Option<&'static Self> {
        let digits: String = number.chars().filter(|c| !c.is_whitespace()).collect();
        TEST_CARDS.iter().find(|card| card.number == digits)
    }

    /// The last four digits.
    pub(crate) fn last4(&self) -> &'static str {
        self.number.split_at(self.number.len().saturating_sub(4)).1
    }

    /// The network.
    pub(crate) fn brand(&self) -> &'static str {
        match self.number.split_at(1).0 {
            "3" => "AMEX",
            "4" => "VISA",
            _ => "MASTERCARD",
        }
    }

    /// Digits of the security code.
    pub(crate) fn code_length(&self) -> usize {
        if self.brand() == "AMEX" { 4 } else { 3 }
    }
}

/// How a card is written down: by its number.
pub(crate) mod by_number {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::TestCard;

    pub(crate) fn serialize<S: Serializer>(card: &TestCard, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(card.number)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<&'static TestCard, D::Error> {
        let card = TestCard::by_number(&String::deserialize(from)?);
        card.ok_or_else(|| serde::de::Error::custom("not a test card"))
    }
}

/// The last four digits of a card. It has a name of its own so that reading it borrows nothing.
pub(crate) type Last4 = &'static str;

/// Reads the last four digits of a card that were written down.
pub(crate) fn last4<'de, D: serde::Deserializer<'de>>(from: D) -> Result<&'static str, D::Error> {
    let text = <String as serde::Deserialize>::deserialize(from)?;
    let mut known = TEST_CARDS.iter().map(TestCard::last4);
    let last4 = known.find(|last4| *last4 == text);
    last4.ok_or_else(|| serde::de::Error::custom("not the end of a test card"))
}

const fn card(number: &'static str, country: &'static str, behaviour: Behaviour) -> TestCard {
    TestCard {
        number,
        country,
        behaviour,
    }
}

/// Some fail the check of their last digit (Luhn): no form takes them, though an API may. The
/// cards of a bank of the United States are there so that billing can be required.
#[rustfmt::skip]
const TEST_CARDS: &[TestCard] = {
    use Behaviour::{Approves, Asks, Declines, Unsupported};
    use Decline::{CardDeclined, InsufficientFunds};
    &[
        card("4000056655665556", "USA", Approves),
        card("5267260000000001", "USA", Approves),
        card("4242424242424242", "SLV", Declines(CardDeclined)),
        card("5555555555554444", "SLV", Declines(CardDeclined)),
        card("4000000000001000", "SLV", Asks(None)),
        card("5200000000001005", "SLV", Asks(None)),
        // Declining after 3-D Secure: Cardinal's own, and those of the integrator's list.
        card("4000000000001018", "SLV", Asks(Some(CardDeclined))),
        card("5200000000001013", "SLV", Asks(Some(CardDeclined))),
        card("4000000000001013", "SLV", Asks(Some(CardDeclined))),
        card("5200000000001018", "SLV", Asks(Some(CardDeclined))),
        card("4000000000001034", "SLV", Unsupported),
        card("5200000000001039", "SLV", Unsupported),
        card("4000000000002701", "SLV", Approves),
        // Conekta's.
        card("4000000000001091", "MEX", Asks(None)),
        card("4012888888881881", "MEX", Approves),
        card("5105105105105100", "MEX", Approves),
        card("378282246310005", "MEX", Approves),
        card("371449635398431", "MEX", Approves),
        card("4915669353237603", "MEX", Approves),
        card("4111111111111111", "MEX", Approves),
        card("4000000000000002", "MEX", Declines(CardDeclined)),
        card("4000000000000127", "MEX", Declines(InsufficientFunds)),
        card("4100000000000019", "MEX", Declines(CardDeclined)),
        card("4000000000000069", "MEX", Declines(CardDeclined)),
        card("4000000000003220", "MEX", Asks(None)),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conekta;

    #[test]
    fn every_card_of_the_form_is_known_here_and_every_card_here_that_can_be_typed_is_in_the_form() {
        let typed = conekta::test_card_numbers();
        for number in &typed {
            assert!(TestCard::by_number(number).is_some(), "{number}");
        }
        let untyped: Vec<_> = TEST_CARDS
            .iter()
            .map(|card| card.number)
            .filter(|number| !typed.contains(number))
            .collect();
        let wrong_check_digit = ["5267260000000001", "4000000000001013", "5200000000001018"];
        assert_eq!(untyped, wrong_check_digit);
    }
}
