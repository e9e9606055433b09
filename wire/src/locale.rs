//! The language of everything a shopper reads.
//!
//! [`locales!`](crate::locales) is the only list of languages: another one is a line in it, and a
//! file of texts in `src/words/` that has the language's code for a name.

use serde::{Deserialize, Serialize};

/// Hands the list of languages to a macro of the caller's: each one's name, its ISO 639-1 code, and
/// what it is. The first is the store's own; all are offered in this order.
#[macro_export]
macro_rules! locales {
    ($take:ident) => {
        $take! {
            Es es "Spanish, as spoken in Mexico.",
            En en "English.",
        }
    };
}

macro_rules! locale {
    ($first:ident $code:ident $what:literal, $($name:ident $codes:ident $whats:literal,)*) => {
        /// The language of everything a shopper reads.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Locale {
            #[doc = $what]
            #[default]
            $first,
            $(#[doc = $whats] $name,)*
        }

        impl Locale {
            /// All of them.
            pub const ALL: &[Self] = &[Self::$first $(, Self::$name)*];

            /// The language's ISO 639-1 code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    Self::$first => stringify!($code),
                    $(Self::$name => stringify!($codes),)*
                }
            }
        }
    };
}
locales!(locale);

impl Locale {
    /// The language of a code, if the store speaks it.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        let is_meant = |locale: &&Self| locale.code().eq_ignore_ascii_case(code);
        Self::ALL.iter().find(is_meant).copied()
    }

    /// The first of a list of preferred languages that the store speaks: of `Accept-Language`, or
    /// of what the browser gives. Quality values are not weighed: the order is.
    #[must_use]
    pub fn among(languages: &str) -> Option<Self> {
        let mut each = languages.split(',');
        each.find_map(|language| Self::of(language.trim().get(..2)?))
    }

    /// As [`Locale::among`], and the store's own where it speaks none of them.
    #[must_use]
    pub fn preferred(languages: &str) -> Self {
        Self::among(languages).unwrap_or_default()
    }
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
        for unspoken in ["fr", "", "e", "ñandú", ","] {
            assert_eq!(Locale::among(unspoken), None, "{unspoken}");
            assert_eq!(Locale::preferred(unspoken), Locale::Es);
        }
    }

    #[test]
    fn each_language_is_written_as_its_code() {
        for locale in Locale::ALL {
            let code = serde_json::to_value(locale).unwrap();
            assert_eq!(code, locale.code());
            assert_eq!(Locale::of(locale.code()), Some(*locale));
        }
    }
}
