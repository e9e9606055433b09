//! The `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header-07).

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::problem::ApiError;

const HEADER: &str = "Idempotency-Key";
/// Far more than a UUID needs.
const MAX_LENGTH: usize = 255;

/// What a caller calls one intended effect: the same key again has the same answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the header's value: a string in quotes, as the draft has it (RFC 8941, section 3.3.3),
    /// or the bare text that most clients send.
    fn read(value: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(value).ok()?.trim();
        let text = match text.strip_prefix('"') {
            Some(rest) => rest.strip_suffix('"')?,
            None => text,
        };
        let is_key = (1..=MAX_LENGTH).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
        is_key.then(|| IdempotencyKey(text.to_owned()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut values = parts.headers.get_all(HEADER).iter();
        match (values.next(), values.next()) {
            (None, _) => Err(ApiError::IdempotencyKeyMissing),
            (Some(value), None) => {
                Self::read(value.as_bytes()).ok_or(ApiError::IdempotencyKeyMissing)
            }
            (Some(_), Some(_)) => Err(ApiError::IdempotencyKeyMissing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Option<String> {
        IdempotencyKey::read(value.as_bytes()).map(|key| key.0)
    }

    #[test]
    fn a_key_is_read_with_its_quotes_and_without() {
        assert_eq!(read("\"8e03978e-40d5\"").as_deref(), Some("8e03978e-40d5"));
        assert_eq!(read("8e03978e-40d5").as_deref(), Some("8e03978e-40d5"));
    }

    #[test]
    fn what_cannot_be_a_key_is_refused() {
        let long = "k".repeat(256);
        for value in ["", "\"\"", "\"open", "two words", "a\"b", "clé", &long] {
            assert_eq!(read(value), None, "{value}");
        }
        assert!(read(&long[..255]).is_some());
    }
}
