//! What every provider's client has in common: it never retries and never follows, since a charge
//! that is sent again is a second charge.

use std::time::Duration;

use reqwest::{Client, ClientBuilder, StatusCode};
use url::Url;

/// A client with these limits for a connection and for a whole call.
pub(crate) fn builder(connect_timeout: Duration, timeout: Duration) -> ClientBuilder {
    // The process may have a provider already, set by whoever embeds the server.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder()
        .user_agent(concat!("Cobro/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(connect_timeout)
        .timeout(timeout)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
}

/// The address that paths are put behind.
pub(super) fn base(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

/// Whether the provider cannot have heard of the call.
pub(super) fn was_not_sent(error: &reqwest::Error) -> bool {
    error.is_connect() || error.is_builder()
}

/// Whether an answer says that the provider did nothing. A time-out of theirs does not.
pub(super) fn is_refusal(status: StatusCode) -> bool {
    status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT
}
