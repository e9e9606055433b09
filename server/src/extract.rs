//! What handlers take from a request: a checked JSON body, checked ids from the path.

mod body;
mod idempotency_key;
mod json;
#[cfg(test)]
mod tests;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

pub use body::BODY_LIMIT;
pub use idempotency_key::IdempotencyKey;

use crate::problem::ApiError;

/// A JSON body that holds exactly the fields of `T`. Anything else is refused with a problem that
/// names the field: 400, 413, 415 or 422.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        json::check_content_type(request.headers())?;
        let bytes = body::read(request.into_body()).await?;
        json::parse(&bytes).map(Self)
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
