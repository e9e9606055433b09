//! The test cards and test tokens of Conekta's documentation, and what becomes of each.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A card network, by Conekta's name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Brand {
    Visa,
    Mastercard,
    AmericanExpress,
}

impl Brand {
    /// Its name in every version but the first.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Visa => "visa",
            Self::Mastercard => "mastercard",
            Self::AmericanExpress => "american_express",
        }
    }
}

/// Whether a card takes credit or money that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Funding {
    Credit,
    Debit,
}

/// Why a charge is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Decline {
    /// The bank says no and no more.
    CardDeclined,
    /// There is not enough on the card.
    InsufficientFunds,
    /// The card takes no installments.
    Installments,
    /// Antifraud finds the shopper's behaviour suspicious.
    SuspectedFraud,
    /// The bank says that the card is over, whatever is printed on it.
    ExpiredCard,
    /// The bank could not recognize the card holder in the challenge.
    NotAuthenticated,
    /// The card holder said in the challenge that it is not their doing.
    Refused,
}

impl Decline {
    /// The charge's `failure_code`.
    pub(crate) fn failure_code(self) -> &'static str {
        match self {
            Self::CardDeclined | Self::Installments => "card_declined",
            Self::InsufficientFunds => "insufficient_funds",
            Self::SuspectedFraud => "suspected_fraud",
            Self::ExpiredCard => "expired_card",
            Self::NotAuthenticated => "authentication_failed",
            Self::Refused => "authentication_refused",
        }
    }

    /// The error's `code`: another vocabulary than the charge's.
    pub(crate) fn error_code(self) -> &'static str {
        match self {
            Self::CardDeclined | Self::NotAuthenticated | Self::Refused => {
                "processing.bank_bindings.declined"
            }
            Self::InsufficientFunds => "processing.bank_bindings.insufficient_funds",
            Self::Installments => "processing.bank.invalid_transaction",
            Self::SuspectedFraud => "processing.charge.card_payment.suspicious_behaviour",
            Self::ExpiredCard => "processing.bank.expired_card",
        }
    }

    /// For the buyer, in Spanish and in English.
    pub(crate) fn messages(self) -> (&'static str, &'static str) {
        match self {
            Self::CardDeclined => (
                "La tarjeta ingresada ha sido declinada. Por favor intenta con otra.",
                "The card was declined. Please try another one.",
            ),
            Self::InsufficientFunds => (
                "La tarjeta no tiene fondos suficientes. Por favor intenta con otra.",
                "The card has insufficient funds. Please try another one.",
            ),
            Self::Installments => (
                "La tarjeta no acepta meses sin intereses. Intenta con un solo pago.",
                "The card does not take installments. Try a single payment.",
            ),
            Self::SuspectedFraud => (
                "Este cargo ha sido declinado porque el comportamiento del comprador es sospechoso.",
                "This charge was declined because the buyer's behaviour is suspicious.",
            ),
            Self::ExpiredCard => (
                "La tarjeta ingresada está vencida. Por favor intenta con otra.",
                "The card has expired. Please try another one.",
            ),
            Self::NotAuthenticated => (
                "Tu banco no pudo confirmar tu identidad.",
                "Your bank could not confirm your identity.",
            ),
            Self::Refused => (
                "Rechazaste la compra con tu banco.",
                "You refused the purchase with your bank.",
            ),
        }
    }
}

/// What becomes of a charge to a test card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// It is made.
    Approves,
    /// It is declined.
    Declines(Decline),
    /// It is made, but not in installments.
    RefusesInstallments,
    /// It is made, and 3-D Secure never asks the card holder.
    Frictionless,
    /// It is made, and antifraud finds it risky: 3-D Secure asks the card holder.
    Risky,
    /// As risky; but when the challenge is passed, the charge is left to the merchant: the order
    /// still waits, and `capture` completes it.
    LeavesCharge,
}

/// A test card.
#[derive(Debug)]
pub(crate) struct TestCard {
    pub(crate) number: &'static str,
    /// The token that stands for it in the documentation; it never wears out.
    pub(crate) token: Option<&'static str>,
    pub(crate) brand: Brand,
    pub(crate) funding: Funding,
    pub(crate) behaviour: Behaviour,
}

impl TestCard {
    /// The card with a number, spaces aside.
    pub(crate) fn by_number(number: &str) -> Option<&'static Self> {
        let digits: String = number.chars().filter(|c| !c.is_whitespace()).collect();
        TEST_CARDS.iter().find(|card| card.number == digits)
    }

    /// The card behind a test token.
    pub(crate) fn by_token(token: &str) -> Option<&'static Self> {
        TEST_CARDS.iter().find(|card| card.token == Some(token))
    }

    /// The last four digits.
    pub(crate) fn last4(&self) -> &'static str {
        self.number.split_at(self.number.len().saturating_sub(4)).1
    }

    /// The first six digits: the bank's number.
    pub(crate) fn bin(&self) -> &'static str {
        self.number.split_at(6).0
    }

    /// What becomes of a charge, authentication aside.
    pub(crate) fn decline(&self, in_installments: bool) -> Option<Decline> {
        // What a debit card pays with is there, or is not.
        let takes_installments = self.funding == Funding::Credit;
        match self.behaviour {
            Behaviour::Declines(decline) => Some(decline),
            Behaviour::Approves
            | Behaviour::Frictionless
            | Behaviour::Risky
            | Behaviour::LeavesCharge
                if takes_installments =>
            {
                None
            }
            Behaviour::RefusesInstallments
            | Behaviour::Approves
            | Behaviour::Frictionless
            | Behaviour::Risky
            | Behaviour::LeavesCharge => in_installments.then_some(Decline::Installments),
        }
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

const fn credit(
    number: &'static str,
    token: Option<&'static str>,
    brand: Brand,
    behaviour: Behaviour,
) -> TestCard {
    TestCard {
        number,
        token,
        brand,
        funding: Funding::Credit,
        behaviour,
    }
}

/// developers.conekta.com/page/pruebas; the two of 3-D Secure are of Conekta's own plugin's tests.
#[rustfmt::skip]
const TEST_CARDS: &[TestCard] = {
    use Behaviour::{Approves, Declines, Frictionless, LeavesCharge, RefusesInstallments, Risky};
    use Brand::{AmericanExpress, Mastercard, Visa};
    &[
        credit("4242424242424242", Some("tok_test_visa_4242"), Visa, Approves),
        credit("4012888888881881", Some("tok_test_visa_1881"), Visa, Approves),
        credit("5555555555554444", Some("tok_test_mastercard_4444"), Mastercard, Approves),
        credit("5105105105105100", Some("tok_test_mastercard_5100"), Mastercard, Approves),
        credit("378282246310005", Some("tok_test_amex_0005"), AmericanExpress, Approves),
        credit("371449635398431", Some("tok_test_amex_8431"), AmericanExpress, Approves),
        TestCard { funding: Funding::Debit, ..credit("4915669353237603", None, Visa, Approves) },
        credit("4000000000000002", Some("tok_test_card_declined"), Visa, Declines(Decline::CardDeclined)),
        credit("4000000000000127", Some("tok_test_insufficient_funds"), Visa, Declines(Decline::InsufficientFunds)),
        credit("4111111111111111", Some("tok_test_msi_error"), Visa, RefusesInstallments),
        credit("4000000000002701", None, Visa, Frictionless),
        credit("4000000000001091", None, Visa, Risky),
        // The sandbox's own, for what the documentation has no card for.
        credit("4100000000000019", None, Visa, Declines(Decline::SuspectedFraud)),
        credit("4000000000000069", None, Visa, Declines(Decline::ExpiredCard)),
        credit("4000000000003220", None, Visa, LeavesCharge),
        // n1co's test cards, so that one form serves both providers.
        credit("4000056655665556", None, Visa, Approves),
        credit("4000000000001000", None, Visa, Approves),
        credit("5200000000001005", None, Mastercard, Approves),
        credit("4000000000001018", None, Visa, Approves),
        credit("5200000000001013", None, Mastercard, Approves),
        credit("4000000000001034", None, Visa, Approves),
        credit("5200000000001039", None, Mastercard, Approves),
    ]
};

/// The number of every test card.
pub(crate) fn numbers() -> Vec<&'static str> {
    TEST_CARDS.iter().map(|card| card.number).collect()
}

/// The check digit of a card number (ISO/IEC 7812-1, annex B).
pub(crate) fn luhn(number: &str) -> bool {
    let digits: Option<Vec<u32>> = number.chars().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| (12..=19).contains(&digits.len())) else {
        return false;
    };
    let weigh = |(place, digit): (usize, &u32)| match place % 2 {
        1 if *digit > 4 => digit * 2 - 9,
        1 => digit * 2,
        _ => *digit,
    };
    digits.iter().rev().enumerate().map(weigh).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_card_has_a_right_check_digit_and_is_found() {
        for card in TEST_CARDS {
            assert!(luhn(card.number), "{}", card.number);
            assert!(TestCard::by_number(card.number).is_some());
            if let Some(token) = card.token {
                assert!(token.ends_with(card.last4()) || !token.contains(|c: char| c.is_numeric()));
                assert_eq!(TestCard::by_token(token).unwrap().number, card.number);
            }
        }
    }

    #[test]
    fn a_wrong_check_digit_is_noticed() {
        assert!(!luhn("4242424242424241"));
        assert!(!luhn("4242"));
        assert!(!luhn("4242-4242-4242-4242"));
        assert!(TestCard::by_number("4539578763621486").is_none());
    }
}
