//! What a contact must look like. Pure.

use cobro_wire::{Contact, FieldError};

/// The contact without stray spaces, or what is wrong with it, field by field.
///
/// # Errors
/// When a field is not right.
pub fn checked(contact: Contact) -> Result<Contact, Vec<FieldError>> {
    let contact = Contact {
        name: contact.name.trim().to_owned(),
        email: contact.email.trim().to_owned(),
        phone: contact.phone.trim().to_owned(),
    };
    let checks = [
        (
            "name",
            is_name(&contact.name),
            "3 to 100 characters are expected, none of them control",
        ),
        (
            "email",
            is_email(&contact.email),
            "an address like ana@example.com is expected",
        ),
        (
            "phone",
            is_phone(&contact.phone),
            "+ and 8 to 15 digits are expected: +525512345678",
        ),
    ];
    let errors: Vec<_> = checks
        .into_iter()
        .filter(|(_, is_right, _)| !is_right)
        .map(|(field, _, reason)| FieldError {
            field: field.into(),
            reason: reason.into(),
        })
        .collect();
    if errors.is_empty() {
        Ok(contact)
    } else {
        Err(errors)
    }
}

fn is_name(name: &str) -> bool {
    (3..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control)
}

/// Only what is certainly no address is refused: the rest, the mail server knows.
fn is_email(email: &str) -> bool {
    let has_no_space = !email.chars().any(|c| c.is_whitespace() || c.is_control());
    let parts = email.rsplit_once('@');
    let is_whole = parts.is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    });
    has_no_space && is_whole && email.len() <= 254
}

/// E.164.
fn is_phone(phone: &str) -> bool {
    let digits = phone.strip_prefix('+').unwrap_or_default();
    (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, email: &str, phone: &str) -> Vec<String> {
        let contact = Contact {
            name: name.into(),
            email: email.into(),
            phone: phone.into(),
        };
        let errors = checked(contact).err().unwrap_or_default();
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn a_contact_is_taken_without_stray_spaces() {
        let spaced = Contact {
            name: " Ana Luz ".into(),
            email: "ana@example.com ".into(),
            phone: " +525512345678".into(),
        };
        let contact = checked(spaced).unwrap();
        assert_eq!(contact.name, "Ana Luz");
        assert_eq!(contact.email, "ana@example.com");
        assert_eq!(contact.phone, "+525512345678");
    }

    #[test]
    fn every_field_that_is_not_right_is_named() {
        assert_eq!(check("Al", "ana", "5512345678"), ["name", "email", "phone"]);
        assert_eq!(check("Ana Luz", "a@b.mx", "+52 55 1234 5678"), ["phone"]);
        assert_eq!(
            check("Ana\nLuz", "a b@c.mx", "+525512345678"),
            ["name", "email"]
        );
    }
}
