//! The two languages that the providers and the bank speak.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use serde::{Deserialize, Serialize};

/// A language; Spanish unless English is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum Language {
    /// Spanish, as spoken in Mexico.
    #[default]
    Spanish,
    /// English.
    English,
}

impl Language {
    /// Reads a tag such as `en` or `es-MX`; `None` for a language that is not spoken here.
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', ';', '_']).next()?;
        match primary.to_ascii_lowercase().as_str() {
            "es" => Some(Self::Spanish),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The first of the languages in `Accept-Language` that is spoken here, where there is one.
    pub(crate) fn asked(headers: &HeaderMap) -> Option<Self> {
        let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        header.split(',').find_map(Self::from_tag)
    }

    /// The language to answer in.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self::asked(headers).unwrap_or_default()
    }

    /// The tag for `lang` attributes.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Spanish => "es",
            Self::English => "en",
        }
    }

    /// The one of two texts that is in this language.
    pub(crate) fn pick<T>(self, spanish: T, english: T) -> T {
        match self {
            Self::Spanish => spanish,
            Self::English => english,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_spoken_here_counts() {
        let of = |text: &'static str| {
            Language::of(
                &[(ACCEPT_LANGUAGE, text.parse().unwrap())]
                    .into_iter()
                    .collect(),
            )
        };
        assert_eq!(of("en"), Language::English);
        assert_eq!(of("es-MX,es;q=0.9,en;q=0.8"), Language::Spanish);
        assert_eq!(of("fr-FR, en-GB;q=0.5"), Language::English);
        assert_eq!(of("fr"), Language::Spanish);
        assert_eq!(Language::of(&HeaderMap::new()), Language::Spanish);
    }
}
