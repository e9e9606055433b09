//! Reads JSON strictly, and says which field is wrong without repeating what was in it: a value
//! may be a security code.

use axum::http::{HeaderMap, StatusCode, header};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::problem::ApiError;

/// Refuses a body that does not say it is JSON. A form of another site cannot say so.
pub(super) fn check_content_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = value
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    if media_type.trim().eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(ApiError::unreadable_body(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "the Content-Type must be application/json",
    ))
}

/// Reads the whole text as one `T`.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    if serde_json::from_slice::<IgnoredAny>(bytes).is_err() {
        let status = StatusCode::BAD_REQUEST;
        return Err(ApiError::unreadable_body(status, "the body is not JSON"));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let (field, reason) = explain(&error.path().to_string(), &error.inner().to_string());
        ApiError::invalid_field(field, reason)
    })
}

/// The field's full path and what is expected of it, out of serde's sentence.
fn explain(path: &str, message: &str) -> (String, String) {
    let message = message
        .rsplit_once(" at line ")
        .map_or(message, |(text, _)| text);
    if let Some(name) = quoted_after(message, "missing field `") {
        return (join(path, name), "is missing".to_owned());
    }
    if let Some(name) = quoted_after(message, "duplicate field `") {
        return (join(path, name), "is given twice".to_owned());
    }
    let expected = message
        .rsplit_once(", expected ")
        .map(|(_, expected)| expected);
    if let Some(name) = quoted_after(message, "unknown field `") {
        let known = expected.unwrap_or("none");
        return (join(path, name), format!("no such field: expected {known}"));
    }
    let reason = match (expected, message) {
        (Some(what), _) => format!("expected {what}"),
        (None, "expected value") => "expected another type".to_owned(),
        (None, message) => message.to_owned(),
    };
    (join(path, ""), reason)
}

fn quoted_after<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.split('`').next()
}

/// `lines[0]` and `quantity` make `lines[0].quantity`; a path that already ends in the name stays.
fn join(path: &str, name: &str) -> String {
    let path = if path == "." { "" } else { path };
    let named = path == name
        || path
            .strip_suffix(name)
            .is_some_and(|head| head.ends_with('.'));
    match (path.is_empty(), name.is_empty() || named) {
        (_, true) => path.to_owned(),
        (true, false) => name.to_owned(),
        (false, false) => format!("{path}.{name}"),
    }
}
