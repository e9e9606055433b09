//! Changes are taken from the store's own pages only.
//!
//! Browsers say where a request comes from (`Sec-Fetch-Site`, else `Origin`). A request that says
//! neither is no browser's, so no shopper's cookie came with it unasked.

use axum::response::{IntoResponse, Response};
use tower_http::csrf::{CsrfLayer, ProtectionError};
use url::Url;

use crate::problem::ApiError;

type Refuse = fn(ProtectionError) -> Response;

/// The layer. The public origin is trusted by name, since a proxy may have changed `Host`.
pub(super) fn layer(public_url: &Url) -> CsrfLayer<Refuse> {
    let refuse: Refuse = |_| ApiError::CrossSite.into_response();
    let layer = CsrfLayer::new();
    let trusted = layer
        .clone()
        .add_trusted_origin(public_url.origin().ascii_serialization());
    trusted.unwrap_or(layer).with_rejection_response(refuse)
}
