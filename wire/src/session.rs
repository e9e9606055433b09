//! Who is asking: a cookie stands for the shopper, no account needed.

use serde::{Deserialize, Serialize};

/// The language of everything a shopper reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Spanish, the store's first language.
    #[default]
    Es,
    /// English.
    En,
}

impl Locale {
    /// The language's ISO 639-1 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Locale::Es => "es",
            Locale::En => "en",
        }
    }

    /// The first of a list of preferred languages that the store speaks: of `Accept-Language`, or
    /// of what the browser gives. Quality values are not weighed: the order is.
    #[must_use]
    pub fn among(languages: &str) -> Option<Self> {
        let matches = |language: &str| {
            let mut name = language.trim().bytes();
            match (name.next(), name.next()) {
                (Some(b'e' | b'E'), Some(b's' | b'S')) => Some(Locale::Es),
                (Some(b'e' | b'E'), Some(b'n' | b'N')) => Some(Locale::En),
                _ => None,
            }
        };
        languages.split(',').find_map(matches)
    }

    /// As [`Locale::among`], and Spanish where the store speaks none of them.
    #[must_use]
    pub fn preferred(languages: &str) -> Self {
        Locale::among(languages).unwrap_or_default()
    }
}

/// How to reach the shopper. Providers want all three, and antifraud reads them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// First and last name, 3 to 100 characters.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone in international form: `+525512345678`.
    pub phone: String,
}

/// Answer of `GET /api/session`, which also sets the cookie where there is none, and of
/// `PUT /api/session/contact`, whose body is a [`Contact`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// What the shopper told us about themselves, if they did.
    pub contact: Option<Contact>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_we_speak_wins() {
        assert_eq!(
            Locale::preferred("de-AT, en-GB;q=0.9, es;q=0.8"),
            Locale::En
        );
        assert_eq!(Locale::preferred("ES-mx"), Locale::Es);
        assert_eq!(Locale::preferred("fr"), Locale::Es);
        assert_eq!(Locale::preferred(""), Locale::Es);
    }
}
