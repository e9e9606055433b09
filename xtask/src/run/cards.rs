//! The cards that a visitor of the running store tries first.

use super::Gateway;

/// Number, and what the sandbox does with it. Any future date and any security code will do.
type Card = (&'static str, &'static str);

const CONEKTA: [Card; 7] = [
    ("4242 4242 4242 4242", "Visa, paid"),
    ("5555 5555 5555 4444", "Mastercard, paid"),
    ("3782 822463 10005  ", "American Express, paid"),
    ("4000 0000 0000 2701", "3-D Secure without a question, paid"),
    (
        "4000 0000 0000 1091",
        "3-D Secure challenge, one-time code 1234",
    ),
    ("4000 0000 0000 0002", "declined"),
    ("4000 0000 0000 0127", "declined: not enough money"),
];

/// On n1co the cards that others approve are declined, and the other way round.
const N1CO: [Card; 5] = [
    (
        "4000 0566 5566 5556",
        "paid; a card of the United States: state and postal code",
    ),
    (
        "4000 0000 0000 1000",
        "3-D Secure challenge, one-time code 1234",
    ),
    ("4000 0000 0000 1018", "3-D Secure challenge, then declined"),
    ("4242 4242 4242 4242", "declined"),
    ("4000 0000 0000 0127", "declined: not enough money"),
];

/// A short table.
pub(super) fn table(gateway: Gateway) -> String {
    let cards: &[Card] = match gateway {
        Gateway::Conekta => &CONEKTA,
        Gateway::N1co => &N1CO,
    };
    let rows: Vec<_> = cards
        .iter()
        .map(|(number, outcome)| format!("  {number}   {outcome}"))
        .collect();
    let head = "\nTest cards (any future date, any security code):";
    format!("{head}\n{}\n", rows.join("\n"))
}
