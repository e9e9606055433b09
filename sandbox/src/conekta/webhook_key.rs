//! Webhook keys: what events are signed with. The merchant gets the public half, once.
//!
//! Making an RSA key takes seconds where nothing is optimised, so the sandbox has some ready.

use axum::Json;
use axum::extract::{Path, State};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PKCS1_SHA256;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Book;
use super::book::Row;
use super::error::Fault;
use super::list::{Page, Paging, Query};
use super::payload::Payload;
use crate::config::{Config, DEVELOPMENT_WEBHOOK_KEYS};
use crate::sandbox::Sandbox;

/// The private halves of [`DEVELOPMENT_WEBHOOK_KEYS`]: PKCS #1 (RFC 8017, appendix A.1.2).
const PRIVATE: [&[u8]; 4] = [
    include_bytes!("../../assets/conekta/webhook_keys/1.der"),
    include_bytes!("../../assets/conekta/webhook_keys/2.der"),
    include_bytes!("../../assets/conekta/webhook_keys/3.der"),
    include_bytes!("../../assets/conekta/webhook_keys/4.der"),
];

/// A key as the merchant manages it.
#[derive(Serialize, Deserialize)]
pub(crate) struct WebhookKey {
    id: String,
    active: bool,
    created_at: i64,
    deactivated_at: Option<i64>,
    pair: Pair,
}

/// Both halves of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair {
    private: &'static [u8],
    public: &'static str,
}

/// Body of `POST /webhook_keys` and `PUT /webhook_keys/{id}`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyRequest {
    #[serde(default = "active")]
    active: bool,
}

fn active() -> bool {
    true
}

/// Answer of every call about a key.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WebhookKey")]
pub(crate) struct KeyAnswer {
    id: String,
    object: &'static str,
    active: bool,
    livemode: bool,
    created_at: i64,
    deactivated_at: Option<i64>,
    /// There when the key is made, `null` in a list, left out elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    public_key: Option<Option<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    deleted: Option<bool>,
}

impl Row for WebhookKey {
    const CLASS: &'static str = "WebhookKey";

    fn id(&self) -> &str {
        &self.id
    }
}

/// How a pair is written down: by its number.
impl Serialize for Pair {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let place = Self::all().iter().position(|pair| pair == self);
        place.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Pair {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let pair = Self::all().into_iter().nth(usize::deserialize(from)?);
        pair.ok_or_else(|| serde::de::Error::custom("not a webhook key of the sandbox"))
    }
}

impl Pair {
    fn all() -> [Pair; 4] {
        let mut halves = PRIVATE.into_iter().zip(DEVELOPMENT_WEBHOOK_KEYS);
        [(); 4].map(|()| {
            let (private, public) = halves.next().expect("there are four of each");
            Pair { private, public }
        })
    }

    /// The value of `Digest`: base64 of an RSASSA-PKCS1-v1_5 signature with SHA-256 (RFC 8017,
    /// section 8.2) over the body.
    pub(crate) fn sign(self, body: &[u8]) -> String {
        let key = KeyPair::from_der(self.private).expect("a test reads each of these keys");
        let mut signature = vec![0; key.public().modulus_len()];
        key.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            body,
            &mut signature,
        )
        .expect("the signature has the length of the modulus");
        STANDARD.encode(signature)
    }
}

impl WebhookKey {
    /// A new key, of a pair that no other key has; none where all are taken.
    pub(super) fn create<'a>(book: &'a mut Book, config: &Config) -> Option<&'a mut Self> {
        let taken: Vec<_> = book
            .webhook_keys
            .newest_first()
            .map(|key| key.pair)
            .collect();
        // The next one in turn: a key that was just deleted must not come back at once.
        let turn = Pair::all().into_iter().cycle().skip(book.webhook_keys_made);
        let pair = turn.take(4).find(|pair| !taken.contains(pair))?;
        book.webhook_keys_made = book.webhook_keys_made.wrapping_add(1);
        let id = config.random.hex24();
        book.webhook_keys.insert(Self {
            id: id.clone(),
            active: true,
            created_at: (config.clock)(),
            deactivated_at: None,
            pair,
        });
        book.webhook_keys.get_mut(&id)
    }

    fn set_active(&mut self, active: bool, now: i64) {
        self.active = active;
        self.deactivated_at = (!active).then_some(now);
    }

    fn answer(&self, public_key: Option<Option<&'static str>>) -> KeyAnswer {
        KeyAnswer {
            id: self.id.clone(),
            object: "webhook_key",
            active: self.active,
            livemode: false,
            created_at: self.created_at,
            deactivated_at: self.deactivated_at,
            public_key,
            deleted: None,
        }
    }
}

impl Book {
    /// What an event is signed with: every key that is active.
    pub(super) fn signing_pairs(&self) -> Vec<Pair> {
        let keys = self.webhook_keys.newest_first();
        keys.filter(|key| key.active).map(|key| key.pair).collect()
    }
}

/// `GET /webhook_keys`
pub(crate) async fn list(
    State(sandbox): State<Sandbox>,
    query: Query,
) -> Result<Json<Page<KeyAnswer>>, Fault> {
    let paging = Paging::read(&query)?;
    let world = sandbox.world();
    let public_url = sandbox.config().public_url.as_str();
    let base = format!("{public_url}/conekta/webhook_keys");
    let is_found = |key: &WebhookKey| paging.finds([key.id.as_str()]);
    let keys = world.conekta.webhook_keys.newest_first();
    let view = |key: &WebhookKey| key.answer(Some(None));
    let page = paging.cut(keys, is_found, &base, |key| &key.id, view);
    page.map(Json)
}

/// `POST /webhook_keys`: the only answer with the public key.
pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    Payload(body): Payload<KeyRequest>,
) -> Result<Json<KeyAnswer>, Fault> {
    let mut world = sandbox.world();
    let key = WebhookKey::create(&mut world.conekta, sandbox.config());
    let key = key.ok_or_else(|| {
        Fault::invalid(
            "webhook_keys",
            "the sandbox has four keys, and all are taken: delete one",
        )
    })?;
    key.set_active(body.active, sandbox.now());
    Ok(Json(key.answer(Some(Some(key.pair.public)))))
}

/// `GET /webhook_keys/{id}`
pub(crate) async fn read(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<Json<KeyAnswer>, Fault> {
    let mut world = sandbox.world();
    Ok(Json(world.conekta.webhook_keys.find(&id)?.answer(None)))
}

/// `PUT /webhook_keys/{id}`
pub(crate) async fn update(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Payload(body): Payload<KeyRequest>,
) -> Result<Json<KeyAnswer>, Fault> {
    let mut world = sandbox.world();
    let key = world.conekta.webhook_keys.find(&id)?;
    key.set_active(body.active, sandbox.now());
    Ok(Json(key.answer(None)))
}

/// `DELETE /webhook_keys/{id}`
pub(crate) async fn delete(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<Json<KeyAnswer>, Fault> {
    let mut world = sandbox.world();
    let key = world.conekta.webhook_keys.remove(&id)?;
    Ok(Json(KeyAnswer {
        active: false,
        deleted: Some(true),
        ..key.answer(None)
    }))
}

#[cfg(test)]
mod tests {
    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    use super::*;

    #[test]
    fn each_private_half_signs_for_its_public_half_and_for_no_other() {
        for (signer, pair) in Pair::all().into_iter().enumerate() {
            let signature = STANDARD.decode(pair.sign(b"{}")).unwrap();
            for (reader, other) in Pair::all().into_iter().enumerate() {
                let body: String = other
                    .public
                    .lines()
                    .filter(|l| !l.starts_with('-'))
                    .collect();
                // RFC 8017's key stands behind the 24 bytes that say "RSA, 2048 bits" (RFC 5280).
                let der = STANDARD.decode(body).unwrap();
                let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &der[24..]);
                assert_eq!(key.verify(b"{}", &signature).is_ok(), signer == reader);
                assert!(key.verify(b"{ }", &signature).is_err());
            }
        }
    }
}
