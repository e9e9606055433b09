//! Carrying out a request once, however often it comes: what makes or moves money goes through
//! here.
//!
//! After draft-ietf-httpapi-idempotency-key-header-07: without a key 400; the same key for another
//! request 422; while the first is being carried out 409; after that the first answer again, byte
//! for byte, for two days. A request that was refused had no effect, so its refusal is
//! not kept: it is judged anew.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::extract::IdempotencyKey;
use crate::problem::ApiError;
use crate::state::App;
use crate::store::{Customer, KeptAnswer, KeyClaim, KeyedRequest};

const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// What a handler's work needs to be the same at each run.
pub(super) struct Seed([u8; 16]);

impl Seed {
    /// The bytes of the id of what is made.
    pub(super) fn bytes(&self) -> [u8; 16] {
        self.0
    }
}

/// A request of the customer's under a key. `asked` is all that it asks for, less what must not be
/// kept in any form.
///
/// # Errors
/// Never for the API's own types, which are plain data.
pub(super) fn keyed(
    customer: &Customer,
    key: &IdempotencyKey,
    what: &str,
    asked: &impl Serialize,
) -> Result<KeyedRequest, ApiError> {
    let asked = serde_json::to_string(asked).map_err(ApiError::internal)?;
    Ok(KeyedRequest {
        customer: customer.id.clone(),
        key: key.as_str().to_owned(),
        fingerprint: hex::encode(Sha256::digest(format!("{what}\n{asked}"))),
    })
}

/// Carries `work` out unless that was done before, and answers with what it answered. It runs to
/// its end whatever the caller does.
///
/// # Errors
/// What `work` refuses, or that the key is in use, or stands for something else.
pub(super) async fn once<T, W>(
    app: &App,
    request: KeyedRequest,
    status: StatusCode,
    work: impl FnOnce(Seed) -> W + Send + 'static,
) -> Result<Response, ApiError>
where
    T: Serialize + Send,
    W: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    let (store, kept) = (app.store.clone(), request.clone());
    let fresh = hex::encode(app.host.random::<16>());
    let now = app.host.now();
    // The claim too: one whose caller went away in the middle of it would be nobody's, and would
    // keep the key for as long as this server lives.
    let answered = async move {
        let seed = match store.claim_key(&kept, &fresh, now).await? {
            KeyClaim::Granted { seed } => seed,
            KeyClaim::Running => return Err(ApiError::IdempotencyKeyInUse),
            KeyClaim::Reused => return Err(ApiError::IdempotencyKeyReused),
            KeyClaim::Answered(answer) => return Ok((answer, true)),
        };
        let mut bytes = [0; 16];
        hex::decode_to_slice(&seed, &mut bytes).map_err(ApiError::internal)?;
        let done = match work(Seed(bytes)).await {
            Ok(done) => done,
            Err(refusal) => {
                if refusal.is_ours() {
                    store.release_key(&kept).await?;
                } else {
                    store.forget_key(&kept).await?;
                }
                return Err(refusal);
            }
        };
        let answer = KeptAnswer {
            status: status.as_u16(),
            body: serde_json::to_string(&done).map_err(ApiError::internal)?,
        };
        store.keep_answer(&kept, &answer).await?;
        Ok((answer, false))
    };
    match app.payments.run_to_end(answered).await {
        Ok(answered) => answered.map(|(answer, again)| respond(&answer, again)),
        Err(broken) => {
            app.store.release_key(&request).await?;
            Err(ApiError::internal(broken))
        }
    }
}

fn respond(answer: &KeptAnswer, again: bool) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, answer.body.clone()).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if again {
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}
