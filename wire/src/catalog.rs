//! What the store sells. Prices are the server's: an order names products and quantities only.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::ProductId;
use crate::locale::Locale;
use crate::money::Money;

/// A text in each language of the store. In JSON its languages are named by their codes; one that
/// lacks there reads as the store's own, which must not lack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    try_from = "BTreeMap<String, String>",
    into = "BTreeMap<&'static str, String>"
)]
pub struct LocalizedText(Vec<String>);

/// A text lacks the store's own language, which is what the others fall back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDefaultText;

impl fmt::Display for NoDefaultText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = Locale::default().code();
        write!(f, "a text in the store's own language is expected: {code}")
    }
}

impl std::error::Error for NoDefaultText {}

impl LocalizedText {
    /// Takes the text of each language from whoever has it.
    ///
    /// # Errors
    /// When there is none in the store's own language.
    pub fn new(mut find: impl FnMut(Locale) -> Option<String>) -> Result<Self, NoDefaultText> {
        let own = find(Locale::default()).ok_or(NoDefaultText)?;
        let locales = Locale::ALL.iter();
        let texts = locales.map(|locale| find(*locale).unwrap_or_else(|| own.clone()));
        Ok(Self(texts.collect()))
    }

    /// The text in a language.
    #[must_use]
    pub fn get(&self, locale: Locale) -> &str {
        let mut texts = Locale::ALL.iter().zip(&self.0);
        let found = texts.find(|(known, _)| **known == locale);
        found.map_or("", |(_, text)| text)
    }
}

impl TryFrom<BTreeMap<String, String>> for LocalizedText {
    type Error = NoDefaultText;

    fn try_from(texts: BTreeMap<String, String>) -> Result<Self, NoDefaultText> {
        Self::new(|locale| texts.get(locale.code()).cloned())
    }
}

impl From<LocalizedText> for BTreeMap<&'static str, String> {
    fn from(text: LocalizedText) -> Self {
        let codes = Locale::ALL.iter().map(|locale| locale.code());
        codes.zip(text.0).collect()
    }
}

/// One product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its id, also the name of its picture: `/pictures/{id}.svg`.
    pub id: ProductId,
    /// Its name.
    pub name: LocalizedText,
    /// One sentence about it.
    pub description: LocalizedText,
    /// The price of one, taxes included.
    pub unit_price: Money,
}

/// Answer of `GET /api/catalog`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalog {
    /// Every product on sale, in the order to show them.
    pub products: Vec<Product>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> serde_json::Result<LocalizedText> {
        serde_json::from_str(json)
    }

    #[test]
    fn a_text_that_a_language_lacks_is_the_stores_own() {
        let both = read(r#"{"es":"Taza","en":"Cup"}"#).unwrap();
        assert_eq!(both.get(Locale::En), "Cup");
        let one = read(r#"{"es":"Taza"}"#).unwrap();
        assert_eq!(one.get(Locale::En), "Taza");
        assert_eq!(one.get(Locale::Es), "Taza");
    }

    #[test]
    fn a_language_that_is_not_spoken_changes_nothing_and_the_stores_own_must_not_lack() {
        let text = read(r#"{"es":"Taza","en":"Cup","xx":"?"}"#).unwrap();
        let json = serde_json::to_value(text).unwrap();
        assert_eq!((&json["es"], &json["en"]), (&"Taza".into(), &"Cup".into()));
        assert_eq!(json.get("xx"), None);
        let error = read(r#"{"en":"Cup"}"#).unwrap_err().to_string();
        assert!(error.contains("own language is expected: es"), "{error}");
    }
}
