//! Reading a body: JSON of the right shape, or a fault that names the field.
//!
//! The text is read straight into its type, so that an amount is seen as it was written. Fields
//! that are not known are passed over, as n1co does.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::fault::Fault;

/// A JSON body, read.
pub(crate) struct Payload<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Payload<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        if !is_json(request.headers()) {
            return Err(Fault::content_type());
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| Fault::too_large())?;
        read(&bytes).map(Self)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| explain(&error))?;
    json.end()
        .map_err(|error| Fault::malformed(&error.to_string()))?;
    Ok(value)
}

fn explain(error: &serde_path_to_error::Error<serde_json::Error>) -> Fault {
    let words = error.inner().to_string();
    if error.inner().classify() != Category::Data {
        return Fault::malformed(&words);
    }
    let path = error.path().to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    if !words.starts_with("missing field") {
        return Fault::invalid(&path, words);
    }
    let field = words.split('`').nth(1).unwrap_or_default();
    match path.as_str() {
        "." => Fault::missing(field),
        parent => Fault::missing(&format!("{parent}.{field}")),
    }
}

/// Refuses a text of nothing, and one beyond what is kept.
pub(crate) fn text(field: &str, text: &str) -> Result<(), Fault> {
    const LONGEST: usize = 250;
    if (1..=LONGEST).contains(&text.trim().chars().count()) {
        Ok(())
    } else {
        Err(Fault::invalid(field, "1 to 250 characters are expected"))
    }
}
