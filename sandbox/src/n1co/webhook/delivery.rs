//! Delivery: each event signed and posted, again where it is not taken.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use sha2::Sha256;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{sleep, timeout};

use super::Notice;
use crate::config::Webhook;

const SIGNATURE_HEADER: &str = "X-H4B-Hmac-Sha256";
/// How long the merchant's server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long is waited before each further try.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(1)];

type HttpClient = Client<HttpConnector, Full<Bytes>>;

/// Delivers until nobody sends any more.
pub(super) async fn deliver(settings: Webhook, mut notices: UnboundedReceiver<Notice>) {
    let client = Client::builder(TokioExecutor::new()).build_http();
    while let Some(notice) = notices.recv().await {
        let Ok(body) = serde_json::to_vec(&notice) else {
            continue;
        };
        if let Err(reason) = persist(&client, &settings, body.into()).await {
            complain(&notice, &reason);
        }
    }
}

/// Tries until the event is taken, or the tries are over.
async fn persist(client: &HttpClient, settings: &Webhook, body: Bytes) -> Result<(), String> {
    let mut taken = post(client, settings, body.clone()).await;
    for pause in PAUSES {
        if taken.is_ok() {
            break;
        }
        sleep(pause).await;
        taken = post(client, settings, body.clone()).await;
    }
    taken
}

async fn post(client: &HttpClient, settings: &Webhook, body: Bytes) -> Result<(), String> {
    let request = Request::post(&settings.url)
        .header(CONTENT_TYPE, "application/json")
        .header(SIGNATURE_HEADER, signature(&settings.secret, &body))
        .body(Full::new(body))
        .map_err(|error| error.to_string())?;
    let answer = timeout(PATIENCE, client.request(request))
        .await
        .map_err(|_| "no answer in time".to_owned())?
        .map_err(|error| error.to_string())?;
    if answer.status().is_success() {
        Ok(())
    } else {
        Err(format!("answered with {}", answer.status()))
    }
}

/// Base64 of the HMAC-SHA256 (RFC 2104) of the body as it is sent.
fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .expect("HMAC takes a key of any length (RFC 2104, section 2)");
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

#[expect(
    clippy::print_stderr,
    reason = "the sandbox has no log, and a lost event is found nowhere else"
)]
fn complain(notice: &Notice, reason: &str) {
    eprintln!(
        "cobro-sandbox: webhook {} of order {} was not taken: {reason}",
        notice.r#type, notice.order_id
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_published_one_of_its_test_case() {
        // RFC 4231, test case 2.
        let signature = signature("Jefe", b"what do ya want for nothing?");
        assert_eq!(
            hex::encode(STANDARD.decode(signature).unwrap()),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
