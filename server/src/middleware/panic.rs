//! A panic in a handler ends that request only, with a problem that tells nothing about it.

use std::any::Any;

use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use crate::problem::ApiError;

/// Stands for the panic in the log. The panic's own text was written by the panic hook.
#[derive(Debug, thiserror::Error)]
#[error("a handler panicked")]
struct Panicked;

type Answer = fn(Box<dyn Any + Send>) -> Response;

/// The layer.
pub(super) fn layer() -> CatchPanicLayer<Answer> {
    CatchPanicLayer::custom(|_| ApiError::internal(Panicked).into_response())
}
