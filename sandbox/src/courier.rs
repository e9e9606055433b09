//! The courier: every webhook, of whichever provider, leaves the sandbox by [`Courier::deliver`]
//! and by nothing else.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::time::timeout;

/// How long the merchant's server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A webhook on its way to the merchant's server.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// Where it goes: plain http.
    pub(crate) url: String,
    /// Its signature, and whatever else comes with it.
    pub(crate) headers: HeaderMap,
    /// JSON, as it is signed.
    pub(crate) body: Bytes,
}

/// Delivers letters; cloning it is cheap.
#[derive(Clone)]
pub(crate) struct Courier(Client<HttpConnector, Full<Bytes>>);

impl Courier {
    pub(crate) fn new() -> Self {
        Self(Client::builder(TokioExecutor::new()).build_http())
    }

    /// Delivers a letter, once: what it was answered with, or why there is no answer.
    pub(crate) async fn deliver(&self, letter: Letter) -> Result<StatusCode, String> {
        let mut request = Request::post(&letter.url)
            .body(Full::new(letter.body))
            .map_err(|error| error.to_string())?;
        *request.headers_mut() = letter.headers;
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(CONTENT_TYPE, json);
        let answer = timeout(PATIENCE, self.0.request(request))
            .await
            .map_err(|_| "no answer in time".to_owned())?
            .map_err(|error| error.to_string())?;
        Ok(answer.status())
    }
}
