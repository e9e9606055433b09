//! Reading a body: JSON of the right shape, or a fault that names the field.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::Value;

use super::error::Fault;

/// Most characters of any text. Most fields take 249 at most; this is for all others, such as
/// addresses of the web.
const MOST_CHARACTERS: usize = 2048;

/// A JSON body, read.
pub(crate) struct Payload<T>(pub(crate) T);

/// A JSON body that may be left out.
pub(crate) struct OptionalPayload<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Payload<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let is_json = is_json(request.headers());
        let bytes = collect(request, state).await?;
        if is_json {
            read(&bytes).map(Self)
        } else {
            Err(Fault::content_type())
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalPayload<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let is_json = is_json(request.headers());
        let bytes = collect(request, state).await?;
        match (bytes.is_empty(), is_json) {
            (true, _) => Ok(Self(T::default())),
            (false, true) => read(&bytes).map(Self),
            (false, false) => Err(Fault::content_type()),
        }
    }
}

async fn collect<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Fault> {
    Bytes::from_request(request, state)
        .await
        .map_err(|_| Fault::too_large())
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = value
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/vnd.conekta") && essence.ends_with("+json"))
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    let value: Value =
        serde_json::from_slice(bytes).map_err(|error| Fault::malformed(&error.to_string()))?;
    if !value.is_object() {
        return Err(Fault::invalid("body", "an object is expected"));
    }
    if let Some(path) = overlong("", &value) {
        let reason = format!("{MOST_CHARACTERS} characters at most are expected");
        return Err(Fault::invalid(&path, &reason));
    }
    serde_path_to_error::deserialize(value).map_err(|error| explain(&error))
}

/// Where the first text is that no field takes, or a name that none has.
fn overlong(place: &str, value: &Value) -> Option<String> {
    let is_long = |text: &str| text.chars().count() > MOST_CHARACTERS;
    match value {
        Value::String(text) => is_long(text).then(|| place.to_owned()),
        Value::Array(all) => all
            .iter()
            .enumerate()
            .find_map(|(number, one)| overlong(&format!("{place}[{number}]"), one)),
        Value::Object(fields) => fields.iter().find_map(|(name, one)| {
            let at = match (place, is_long(name)) {
                (_, true) => return Some("body".to_owned()),
                ("", false) => name.clone(),
                (_, false) => format!("{place}.{name}"),
            };
            overlong(&at, one)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Serde says what is wrong in words, and in no other way: its three forms are told apart here.
fn explain(error: &serde_path_to_error::Error<serde_json::Error>) -> Fault {
    let path = error.path().to_string();
    let words = error.inner().to_string();
    let quoted = words.split('`').nth(1).unwrap_or_default();
    if words.starts_with("unknown field") {
        return Fault::unknown_parameter(quoted);
    }
    if words.starts_with("missing field") {
        let parent = if path == "." {
            String::new()
        } else {
            format!("{path}.")
        };
        return Fault::missing(&format!("{parent}{quoted}"));
    }
    Fault::invalid(&path, &words)
}

/// Reads a field that may be left out but not be `null`.
pub(crate) fn not_null<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Refuses what is not an e-mail address: a name, `@`, and a domain with a dot (RFC 5321 has more
/// forms, which no buyer has). What Conekta checks is not written down.
pub(crate) fn email(param: &str, text: &str) -> Result<(), Fault> {
    length(param, text, 1, 254)?;
    let has_spaces = text.contains(|c: char| c.is_whitespace() || c.is_control());
    let parts: Vec<_> = text.split('@').collect();
    match parts.as_slice() {
        [name, domain]
            if !has_spaces
                && !name.is_empty()
                && domain.contains('.')
                && domain.split('.').all(|label| !label.is_empty()) =>
        {
            Ok(())
        }
        _ => Err(Fault::invalid(param, "an e-mail address is expected")),
    }
}

/// Refuses a text that is too short or too long; counted in characters.
pub(crate) fn length(param: &str, text: &str, min: usize, max: usize) -> Result<(), Fault> {
    let count = text.chars().count();
    if (min..=max).contains(&count) {
        Ok(())
    } else {
        Err(Fault::invalid(
            param,
            &format!("{min} to {max} characters are expected"),
        ))
    }
}
