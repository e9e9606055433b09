//! What handlers take from a request: a checked JSON body, checked ids from the path.

mod body;
mod idempotency_key;
mod json;
#[cfg(test)]
mod tests;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

pub use body::BODY_LIMIT;
use body::Limit;
pub use idempotency_key::IdempotencyKey;

use crate::problem::ApiError;

/// A JSON body that holds exactly the fields of `T`. Anything else is refused with a problem that
/// names the field: 400, 413, 415 or 422.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        json::check_content_type(request.headers())?;
        let bytes = body::read(request.into_body(), Limit::REQUEST).await?;
        json::parse(&bytes).map(Self)
    }
}

/// The headers and the bytes of a webhook event, neither longer than an event's can be: 413, 431.
/// Nothing is read into them before the signature is verified.
pub struct SignedBody {
    /// Every header.
    pub headers: HeaderMap,
    /// The body, as it came.
    pub body: Vec<u8>,
}

/// The longest headers that come with a webhook event, in bytes, names and values together.
const HEADERS_LIMIT: usize = 16 * 1024;

impl<S: Send + Sync> FromRequest<S> for SignedBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let sizes = parts.headers.iter();
        let size: usize = sizes
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        if size > HEADERS_LIMIT {
            return Err(ApiError::unreadable_body(
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "the headers are longer than is taken",
            ));
        }
        Ok(Self {
            headers: parts.headers,
            body: body::read(body, Limit::EVENT).await?,
        })
    }
}

/// Ids from the path, one or a tuple of them. An id that cannot be one is answered as one that
/// does not exist: 404.
pub struct IdPath<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for IdPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(ids)) => Ok(Self(ids)),
            Err(_) => Err(ApiError::not_found("address")),
        }
    }
}
