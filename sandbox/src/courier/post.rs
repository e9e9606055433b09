//! Posting: a letter as it was signed, or with a signature that is wrong.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderValue, Request, StatusCode};
use http_body_util::Full;
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::time::timeout;

use super::Letter;

/// How long the merchant's server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) type Client = Pool<HttpConnector, Full<Bytes>>;

pub(super) fn client() -> Client {
    Pool::builder(TokioExecutor::new()).build_http()
}

/// Posts a letter, once: what it was answered with, or why there is no answer.
pub(super) async fn post(client: &Client, letter: Letter) -> Result<StatusCode, String> {
    let mut request = Request::post(&letter.url)
        .body(Full::new(letter.body))
        .map_err(|error| error.to_string())?;
    *request.headers_mut() = letter.headers;
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(CONTENT_TYPE, json);
    let answer = timeout(PATIENCE, client.request(request))
        .await
        .map_err(|_| "no answer in time".to_owned())?
        .map_err(|error| error.to_string())?;
    Ok(answer.status())
}

/// The letter with signatures that read well and are wrong.
pub(super) fn forged(letter: &Letter) -> Letter {
    let mut forged = letter.clone();
    for (name, value) in &mut forged.headers {
        if *name != AUTHORIZATION
            && let Ok(signature) = value.to_str()
            && let Ok(wrong) = HeaderValue::try_from(wrong(signature))
        {
            *value = wrong;
        }
    }
    forged
}

/// Every letter in the other case: the same alphabet and length, other bytes. The last group of
/// base64 stays, since not every letter may end one (RFC 4648, section 3.5).
fn wrong(signature: &str) -> String {
    let other = |c: char| {
        if c.is_ascii_lowercase() {
            c.to_ascii_uppercase()
        } else {
            c.to_ascii_lowercase()
        }
    };
    let (changed, last) = signature.split_at(signature.len().saturating_sub(4));
    changed.chars().map(other).chain(last.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_signature_has_the_form_of_a_right_one() {
        assert_eq!(wrong("aB3+/cDxEfG="), "Ab3+/CdXEfG=");
    }
}
