//! The shopper's name, e-mail and phone: what they may be, and what is wrong with them.

use cobro_wire::Contact;

/// What is wrong with a field, for the shopper to mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldError {
    /// Nothing was written.
    Missing,
    /// It is longer than it may be.
    TooLong,
    /// A name without a last name: providers refuse it.
    LastNameMissing,
    /// It does not look like an address or a number.
    Invalid,
}

/// What is wrong with each field, if anything is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ContactErrors {
    /// With the name.
    pub name: Option<FieldError>,
    /// With the e-mail address.
    pub email: Option<FieldError>,
    /// With the phone.
    pub phone: Option<FieldError>,
}

/// Reads what the shopper wrote into a contact.
///
/// # Errors
/// What is wrong with each field, all fields at once.
pub fn check(name: &str, email: &str, phone: &str) -> Result<Contact, ContactErrors> {
    match (check_name(name), check_email(email), check_phone(phone)) {
        (Ok(name), Ok(email), Ok(phone)) => Ok(Contact { name, email, phone }),
        (name, email, phone) => Err(ContactErrors {
            name: name.err(),
            email: email.err(),
            phone: phone.err(),
        }),
    }
}

/// First and last name, up to 100 characters; spaces are tidied.
///
/// # Errors
/// What is wrong with it.
pub fn check_name(text: &str) -> Result<String, FieldError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let name = words.join(" ");
    match (words.len(), name.chars().count()) {
        (0, _) => Err(FieldError::Missing),
        (1, _) => Err(FieldError::LastNameMissing),
        (_, 3..=100) => Ok(name),
        (_, _) => Err(FieldError::TooLong),
    }
}

/// Something, `@`, a host with a dot. Whether it exists, only a message to it could tell.
///
/// # Errors
/// What is wrong with it.
pub fn check_email(text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldError::Missing);
    }
    if text.len() > 254 {
        return Err(FieldError::TooLong);
    }
    let (user, host) = text.rsplit_once('@').ok_or(FieldError::Invalid)?;
    let host_is_fine = host.contains('.') && host.split('.').all(|label| !label.is_empty());
    let odd = |character: char| character.is_whitespace() || character.is_control();
    if user.is_empty() || user.contains('@') || !host_is_fine || text.contains(odd) {
        return Err(FieldError::Invalid);
    }
    Ok(text.to_owned())
}

/// A phone in international form, as E.164 has it: `+` and 8 to 15 digits. Ten digits alone are a
/// Mexican number.
///
/// # Errors
/// What is wrong with it.
pub fn check_phone(text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldError::Missing);
    }
    let (international, rest) = match text.strip_prefix('+').or_else(|| text.strip_prefix("00")) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let separator = |character: &char| !matches!(character, ' ' | '-' | '.' | '(' | ')' | '\u{a0}');
    let digits: String = rest.chars().filter(separator).collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(FieldError::Invalid);
    }
    match (international, digits.len()) {
        (true, 8..=15) if !digits.starts_with('0') => Ok(["+", &digits].concat()),
        (false, 10) => Ok(["+52", &digits].concat()),
        (false, 12) if digits.starts_with("52") => Ok(["+", &digits].concat()),
        (_, 16..) => Err(FieldError::TooLong),
        (_, _) => Err(FieldError::Invalid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_form_is_tidied_into_a_contact() {
        let contact = check("  Jorge   López ", " jorge@tienda.mx ", "55 1234 5678").unwrap();
        assert_eq!(contact.name, "Jorge López");
        assert_eq!(contact.email, "jorge@tienda.mx");
        assert_eq!(contact.phone, "+525512345678");
    }

    #[test]
    fn every_wrong_field_is_told_at_once() {
        let errors = check("Jorge", "jorge@tienda", "").unwrap_err();
        assert_eq!(errors.name, Some(FieldError::LastNameMissing));
        assert_eq!(errors.email, Some(FieldError::Invalid));
        assert_eq!(errors.phone, Some(FieldError::Missing));
    }

    #[test]
    fn names_of_many_kinds_are_taken() {
        for name in ["Li Na", "María del Carmen O'Higgins-Ñandú", "李 娜 一"] {
            assert_eq!(check_name(name).as_deref(), Ok(name));
        }
        assert_eq!(check_name(&"ab ".repeat(40)), Err(FieldError::TooLong));
        assert_eq!(check_name(" \n"), Err(FieldError::Missing));
    }

    #[test]
    fn addresses_that_cannot_be_are_refused() {
        for email in [
            "a", "@b.mx", "a@", "a@b", "a@b..mx", "a@.mx", "a b@c.mx", "a@b@c.mx",
        ] {
            assert_eq!(check_email(email), Err(FieldError::Invalid), "{email}");
        }
        for email in ["a@b.mx", "ana+caja@correo.com.mx", "ñandú@dominio.mx"] {
            assert_eq!(check_email(email).as_deref(), Ok(email));
        }
    }

    #[test]
    fn phones_are_brought_into_international_form() {
        for (written, phone) in [
            ("5512345678", "+525512345678"),
            ("(55) 1234-5678", "+525512345678"),
            ("52 55 1234 5678", "+525512345678"),
            ("+52 1 55 1234 5678", "+5215512345678"),
            ("+1 (202) 555-0143", "+12025550143"),
            ("00503 7123 4567", "+50371234567"),
        ] {
            assert_eq!(check_phone(written).as_deref(), Ok(phone), "{written}");
        }
        for written in [
            "12345",
            "+0 123 456 789",
            "55-1234-567x",
            "+52",
            "٥٥١٢٣٤٥٦٧٨",
        ] {
            assert_eq!(check_phone(written), Err(FieldError::Invalid), "{written}");
        }
        assert_eq!(check_phone("+1234567890123456"), Err(FieldError::TooLong));
    }
}
