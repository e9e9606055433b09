//! What is never kept or shown: keys, passwords, card numbers and their codes. Pure.
//!
//! Texts are changed in place rather than read as JSON: a body may be broken off, or be no JSON at
//! all, and an amount is to be seen as it was written.

/// What takes the place of something that is not shown.
pub(super) const HIDDEN: &str = "•••";

/// Fields whose value is never shown, in lower case and without underscores.
const SECRET_FIELDS: [&str; 12] = [
    "accesstoken",
    "apikey",
    "authorization",
    "clientsecret",
    "cvc",
    "cvv",
    "password",
    "privatekey",
    "secret",
    "securitycode",
    "verificationcode",
    "webhooksecret",
];
/// Shortest and longest card number (ISO/IEC 7812-1).
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 12..=19;

/// A text without what is never shown; `secrets` are the values that are known to be one.
pub(super) fn text(text: &str, secrets: &[&str]) -> String {
    let text = card_numbers(&fields(text));
    let text = userinfo(&text);
    let known = secrets.iter().filter(|secret| !secret.is_empty());
    known.fold(text, |text, secret| text.replace(secret, HIDDEN))
}

fn is_secret(field: &str) -> bool {
    let name: String = field
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    SECRET_FIELDS.contains(&name.as_str())
}

/// Hides the value behind each `"name":` that is a secret.
fn fields(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('"') {
        safe.push_str(before);
        safe.push('"');
        let (inside, then) = until_quote(after);
        safe.push_str(inside);
        rest = then;
        let Some(value) = value_of_field(inside, then) else {
            // The quote that closes this text must not open the next one.
            if let Some(behind) = rest.strip_prefix('"') {
                safe.push('"');
                rest = behind;
            }
            continue;
        };
        safe.push_str("\": \"");
        safe.push_str(HIDDEN);
        safe.push('"');
        rest = after_value(value);
    }
    safe.push_str(rest);
    safe
}

/// What stands before the closing quote, and the rest from that quote on.
fn until_quote(text: &str) -> (&str, &str) {
    let mut escaped = false;
    for (place, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return text.split_at(place),
            _ => {}
        }
    }
    (text, "")
}

/// Where the value begins, if this text is the name of a secret field.
fn value_of_field<'a>(name: &str, rest: &'a str) -> Option<&'a str> {
    let behind = rest.strip_prefix('"')?.trim_start().strip_prefix(':')?;
    is_secret(name).then(|| behind.trim_start())
}

fn after_value(value: &str) -> &str {
    match value.strip_prefix('"') {
        Some(inside) => {
            let (_, rest) = until_quote(inside);
            rest.strip_prefix('"').unwrap_or_default()
        }
        None => value.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "+-.".contains(c)),
    }
}

/// Leaves of each number that could be a card's only the last four digits.
fn card_numbers(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut run = String::new();
    for character in text.chars().chain(['\n']) {
        let goes_on = character.is_ascii_digit() || (!run.is_empty() && " -".contains(character));
        if goes_on {
            run.push(character);
            continue;
        }
        safe.push_str(&card_number(&run));
        run.clear();
        safe.push(character);
    }
    safe.pop();
    safe
}

fn card_number(run: &str) -> String {
    let digits: Vec<u32> = run.chars().filter_map(|c| c.to_digit(10)).collect();
    // Cards of payment begin with 2 to 6; moments in milliseconds, with 1.
    let begins_like_one = digits.first().is_some_and(|first| (2..=6).contains(first));
    if !begins_like_one || !CARD_DIGITS.contains(&digits.len()) || !luhn(&digits) {
        return run.to_owned();
    }
    let last: String = digits
        .iter()
        .skip(digits.len().saturating_sub(4))
        .filter_map(|digit| char::from_digit(*digit, 10))
        .collect();
    let end = run.trim_end_matches([' ', '-']).len();
    let behind = run.get(end..).unwrap_or_default();
    format!("{HIDDEN}{last}{behind}")
}

/// ISO/IEC 7812-1, annex B.
fn luhn(digits: &[u32]) -> bool {
    let weigh = |(place, digit): (usize, &u32)| match (place % 2, *digit) {
        (0, digit) => digit,
        (_, digit) if digit < 5 => digit * 2,
        (_, digit) => digit * 2 - 9,
    };
    let sum: u32 = digits.iter().rev().enumerate().map(weigh).sum();
    sum.is_multiple_of(10)
}

/// Hides the user and the password of an address.
fn userinfo(text: &str) -> String {
    let mut parts = text.split("://");
    let mut safe = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        safe.push_str("://");
        let end = part.find(|c: char| "/?#\"\\".contains(c) || c.is_whitespace());
        let authority = part.get(..end.unwrap_or(part.len())).unwrap_or_default();
        match authority.rsplit_once('@') {
            Some((user, _)) => {
                safe.push_str(HIDDEN);
                safe.push_str(part.get(user.len()..).unwrap_or_default());
            }
            None => safe.push_str(part),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_and_all_else_stays_as_it_was_written() {
        for (written, shown) in [
            (r#"{"amount": 11.50}"#, r#"{"amount": 11.50}"#),
            (
                r#"{"client_secret" : "a\"b", "x":1}"#,
                r#"{"client_secret": "•••", "x":1}"#,
            ),
            (r#"{"cvv":123,"n":"cvc"}"#, r#"{"cvv": "•••","n":"cvc"}"#),
            (r#"{"accessToken":"abc"#, r#"{"accessToken": "•••""#),
            ("4242424242424242", "•••4242"),
            ("n=4242 4242-4242 4242 ok", "n=•••4242 ok"),
            ("1795392000000 and 20015", "1795392000000 and 20015"),
            ("http://u:p@h:1/x?a=b@c", "http://•••@h:1/x?a=b@c"),
            (
                r#"{"e":"a@b.c","u":"http://h/"}"#,
                r#"{"e":"a@b.c","u":"http://h/"}"#,
            ),
            ("key_sandbox_private!", "•••!"),
            ("", ""),
        ] {
            assert_eq!(text(written, &["key_sandbox_private", ""]), shown);
        }
    }
}
