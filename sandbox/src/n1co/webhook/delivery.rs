//! Delivery: each event signed and posted, again where it is not taken.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::sleep;

use super::{Due, Notice};
use crate::config::Webhook;
use crate::courier::{About, Courier, Letter};
use crate::faults::Operation;
use crate::sandbox::WeakSandbox;

const SIGNATURE_HEADER: &str = "X-H4B-Hmac-Sha256";
/// How long is waited before each further try.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(1)];

/// Delivers until nobody sends any more.
pub(super) async fn deliver(
    courier: Courier,
    settings: Webhook,
    mut dues: UnboundedReceiver<Due>,
    sandbox: WeakSandbox,
) {
    while let Some(Due { id, notice }) = dues.recv().await {
        let brought = match letter(&settings, &notice, &id) {
            Ok(letter) => persist(&courier, letter).await,
            Err(reason) => Err(reason),
        };
        if let Err(reason) = brought {
            complain(&notice, &reason);
        }
        let Some(sandbox) = sandbox.upgrade() else {
            return;
        };
        // It is taken, or given up.
        sandbox.world().n1co.notices.take(&id);
    }
}

fn letter(settings: &Webhook, notice: &Notice, id: &str) -> Result<Letter, String> {
    let body = serde_json::to_vec(notice).map_err(|error| error.to_string())?;
    let signature = HeaderValue::try_from(signature(&settings.secret, &body))
        .map_err(|error| error.to_string())?;
    let mut headers = HeaderMap::new();
    headers.insert(SIGNATURE_HEADER, signature);
    Ok(Letter {
        about: About {
            operation: Operation::N1CO_WEBHOOK,
            id: id.to_owned(),
            kind: notice.r#type.to_string(),
            order_id: notice.order_id.clone(),
        },
        url: settings.url.clone(),
        headers,
        body: body.into(),
    })
}

/// Tries until the event is taken, or the tries are over.
async fn persist(courier: &Courier, letter: Letter) -> Result<(), String> {
    let mut taken = post(courier, &letter).await;
    for pause in PAUSES {
        if taken.is_ok() {
            break;
        }
        sleep(pause).await;
        taken = post(courier, &letter).await;
    }
    taken
}

async fn post(courier: &Courier, letter: &Letter) -> Result<(), String> {
    let status = courier.deliver(letter.clone()).await?;
    if status.is_success() {
        Ok(())
    } else {
        Err(format!("answered with {status}"))
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
