//! The cards that a visitor of the running store tries first.

/// Number, and what the sandbox does with it. Any future date and any security code will do.
const CARDS: [(&str, &str); 6] = [
    ("4242 4242 4242 4242", "Visa, paid"),
    ("5555 5555 5555 4444", "Mastercard, paid"),
    ("4000 0000 0000 2701", "3-D Secure without a question, paid"),
    (
        "4000 0000 0000 1091",
        "3-D Secure challenge, one-time code 1234",
    ),
    ("4000 0000 0000 0002", "declined"),
    ("4000 0000 0000 0127", "declined: not enough money"),
];

/// A short table.
pub(super) fn table() -> String {
    let rows = CARDS.map(|(number, outcome)| format!("  {number}   {outcome}"));
    let head = "\nTest cards (any future date, any security code):";
    format!("{head}\n{}\n", rows.join("\n"))
}
