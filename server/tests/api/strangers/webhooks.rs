//! Webhook events, signed and not.

use axum::body::Body;
use axum::http::HeaderValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cobro_server::gateway::n1co::NAME;
use cobro_wire::{AttemptId, Order};
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use sha2::Sha256;

use super::door::{Answer, Door, for_each};
use super::hostile::{Damage, bytes, damage};
use crate::shop::{attempt, challenge};

const PATH: &str = "/webhooks/n1co";
const SIGNATURE: &str = "X-H4B-Hmac-Sha256";

const TYPES: [&str; 12] = [
    "Created",
    "SuccessPayment",
    "PaymentError",
    "Cancelled",
    "Requires3ds",
    "ThreeDSecureAuthSucceeded",
    "ThreeDSecureAuthFailed",
    "ThreeDSecureAuthError",
    "ThreeDSecureAuthExpired",
    "SuccessReverse",
    "Finalized",
    "",
];

fn signature(body: &[u8]) -> String {
    let secret = cobro_sandbox::config::DEFAULT_WEBHOOK_SECRET;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

/// A store on n1co, and an attempt of it that waits for the bank's page.
struct Setting {
    door: Door,
    order: Order,
}

impl Setting {
    fn new() -> Self {
        let door = Door::on_n1co(&[]);
        let order = door.wait_for(async {
            let order = door.shopper.order().await;
            door.shopper
                .pay_with_new(&order.id, "4000000000001000")
                .await
        });
        challenge(&order);
        Setting { door, order }
    }

    fn attempt(&self) -> &AttemptId {
        &self.order.attempt.as_ref().unwrap().id
    }

    fn event(&self, kind: &str, attempt: &AttemptId) -> Value {
        let reference = &challenge(&self.order).reference;
        json!({
            "orderId": "100", "orderReference": attempt, "description": "d", "level": "info",
            "type": kind,
            "metadata": { "authenticationId": reference, "ChargeId": 7, "AuthorizationCode": "A1" },
        })
    }

    fn deliver(&self, body: Vec<u8>, signatures: &[HeaderValue]) -> Answer {
        let mut request = self.door.request("POST", PATH);
        for signature in signatures {
            request = request.header(SIGNATURE, signature);
        }
        self.door.send(request.body(Body::from(body)).unwrap())
    }

    fn deliver_signed(&self, body: Vec<u8>) -> Answer {
        let signature = HeaderValue::from_str(&signature(&body)).unwrap();
        self.deliver(body, &[signature])
    }

    /// It was refused as not genuine, and nobody remembers it.
    fn check_refused(
        &self,
        body: Vec<u8>,
        signatures: &[HeaderValue],
    ) -> Result<(), TestCaseError> {
        let before = self.door.contents();
        let answer = self.deliver(body, signatures);
        answer.check()?;
        prop_assert_eq!(answer.status.as_u16(), 401);
        prop_assert_eq!(self.door.contents(), before);
        Ok(())
    }

    fn version(&self) -> i64 {
        let found = self
            .door
            .wait_for(self.door.shop.app.store.attempt(self.attempt()));
        found.unwrap().unwrap().version
    }
}

fn kind() -> impl Strategy<Value = &'static str> {
    prop::sample::select(TYPES.to_vec())
}

#[test]
fn an_event_without_the_signature_of_its_bytes_is_never_taken() {
    let setting = Setting::new();
    let body = prop_oneof![
        bytes(),
        (kind(), damage()).prop_map(|(kind, damage): (_, Damage)| {
            damage.done_to(&setting.event(kind, setting.attempt()))
        }),
    ];
    let header = prop_oneof![
        any::<[u8; 32]>().prop_map(|mac| STANDARD.encode(mac).into_bytes()),
        any::<[u8; 32]>().prop_map(|mac| hex::encode(mac).into_bytes()),
        any::<Vec<u8>>(),
        any::<String>().prop_map(String::into_bytes),
        Just(signature(b"").into_bytes()),
    ];
    let headers = prop::collection::vec(header, 0..3);
    for_each(400, (body, headers), |(body, headers)| {
        let right = signature(&body);
        let values = headers.iter().filter(|value| **value != right.as_bytes());
        let values = values.filter_map(|value| HeaderValue::from_bytes(value).ok());
        setting.check_refused(body, &values.collect::<Vec<_>>())
    });
}

#[test]
fn nothing_less_or_more_than_the_signature_is_the_signature() {
    let setting = Setting::new();
    let event = setting.event("ThreeDSecureAuthSucceeded", setting.attempt());
    let body = event.to_string().into_bytes();
    let right = signature(&body);
    let mac = STANDARD.decode(&right).unwrap();
    let cut = (0..mac.len()).map(|length| STANDARD.encode(&mac[..length]));
    let others = [
        STANDARD.encode([&mac[..], b"a"].concat()),
        STANDARD.encode([&mac[..], &mac[..]].concat()),
        hex::encode(&mac),
        right.to_lowercase(),
        right.trim_end_matches('=').to_owned(),
        format!("{right}="),
        format!(" {right}"),
        format!("sha256={right}"),
        format!("{right},{right}"),
    ];
    for wrong in cut.chain(others) {
        let value = HeaderValue::from_str(&wrong).unwrap();
        setting.check_refused(body.clone(), &[value]).unwrap();
    }
    assert_eq!(setting.deliver_signed(body).status.as_u16(), 200);
}

#[test]
fn an_event_of_which_one_byte_changed_on_the_way_is_refused() {
    let setting = Setting::new();
    let change = (kind(), any::<Index>(), 1_u8.., any::<bool>());
    for_each(400, change, |(kind, place, flip, in_the_signature)| {
        let event = setting.event(kind, setting.attempt());
        let mut body = event.to_string().into_bytes();
        let mut signature = signature(&body).into_bytes();
        let changed = if in_the_signature {
            &mut signature
        } else {
            &mut body
        };
        let place = place.index(changed.len());
        changed[place] ^= flip;
        let Ok(signature) = HeaderValue::from_bytes(&signature) else {
            return Ok(());
        };
        setting.check_refused(body, &[signature])
    });
}

#[test]
fn a_damaged_event_that_is_signed_is_taken_or_refused_and_moves_no_money() {
    let setting = Setting::new();
    for_each(400, (kind(), damage()), |(kind, damage)| {
        let event = setting.event(kind, setting.attempt());
        let before = setting.door.contents();
        let answer = setting.deliver_signed(damage.done_to(&event));
        answer.check()?;
        if answer.status.is_client_error() {
            prop_assert_eq!(setting.door.contents(), before, "{}", answer.text());
        } else {
            prop_assert!(answer.status.is_success());
        }
        prop_assert!(setting.door.shop.taken().is_empty());
        Ok(())
    });
}

#[test]
fn an_event_about_another_attempt_changes_nothing_of_this_one() {
    let setting = Setting::new();
    let before = setting.version();
    for_each(200, (kind(), damage()), |(kind, damage)| {
        let body = damage.done_to(&setting.event(kind, &attempt()));
        setting.deliver_signed(body).check()?;
        prop_assert_eq!(setting.version(), before);
        Ok(())
    });
    let own = setting.event("ThreeDSecureAuthFailed", setting.attempt());
    setting.deliver_signed(own.to_string().into_bytes());
    assert_ne!(setting.version(), before, "its own event changes it");
}

#[test]
fn an_event_that_is_delivered_again_is_kept_once() {
    let setting = Setting::new();
    for_each(60, (kind(), 1_usize..4), |(kind, times)| {
        let id = attempt();
        let body = setting.event(kind, &id).to_string().into_bytes();
        for _ in 0..times {
            let answer = setting.deliver_signed(body.clone());
            prop_assert_eq!(answer.status.as_u16(), 200);
        }
        let kept = setting.door.shop.app.store.webhook_bodies(NAME, &id);
        prop_assert_eq!(setting.door.wait_for(kept).unwrap().len(), 1);
        Ok(())
    });
}
