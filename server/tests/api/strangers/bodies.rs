//! The bodies of the API's calls.

use std::cell::RefCell;

use cobro_wire::{Order, PayWith, PaymentSourceId};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::door::{Answer, Door, for_each};
use super::hostile::{Damage, bytes, damage};
use crate::shop::{PLAIN, Shop, attempt, challenge, status};

/// A card of n1co's that the bank wants to authenticate.
const ASKING: &str = "4000000000001000";
/// No answer may repeat it: it stands where a security code might.
const SECRET: &str = "98765432109";

/// A call that takes a body, and how to get at one that is right.
#[derive(Debug, Clone, Copy)]
enum Call {
    Contact,
    NewOrder,
    Pay,
    PayWithCode,
    Report,
    SaveCard,
    DefaultCard,
}

const CALLS: [Call; 7] = [
    Call::Contact,
    Call::NewOrder,
    Call::Pay,
    Call::PayWithCode,
    Call::Report,
    Call::SaveCard,
    Call::DefaultCard,
];

/// A store that has something for each call to be about, and gets it anew once a call took it.
struct Setting {
    door: Door,
    open: RefCell<Order>,
    awaiting: RefCell<Order>,
    card: PaymentSourceId,
    billing: bool,
}

impl Setting {
    fn new(door: Door, plain: &str) -> Self {
        let card = door.wait_for(door.shopper.save_card(plain)).id;
        let open = RefCell::new(door.order());
        let awaiting = RefCell::new(awaiting(&door));
        let billing = door.shop.app.payments.traits().billing;
        Setting {
            door,
            open,
            awaiting,
            card,
            billing,
        }
    }

    fn right(&self, call: Call) -> (&'static str, String, Value) {
        let order = format!("/api/orders/{}", self.open.borrow().id);
        let pay = |with: Value| {
            let mut body = json!({ "attempt_id": attempt(), "with": with });
            if self.billing {
                body["billing"] = json!({ "country": "US", "state": "NY", "postal_code": "10001" });
            }
            ("POST", format!("{order}/attempts"), body)
        };
        match call {
            Call::Contact => {
                let body = json!({ "name": "Ana Luz", "email": "ana@example.com", "phone": "+525512345678" });
                ("PUT", "/api/session/contact".into(), body)
            }
            Call::NewOrder => {
                let line =
                    |product, quantity| json!({ "product_id": product, "quantity": quantity });
                let body = json!({ "lines": [line("taza", 2), line("vasija", 1)] });
                ("POST", "/api/orders".into(), body)
            }
            Call::Pay => pay(json!({ "type": "token", "token_id": "tok_unknown", "save": false })),
            Call::PayWithCode => pay(
                json!({ "type": "payment_source", "payment_source_id": self.card, "cvc": SECRET }),
            ),
            Call::Report => {
                let order = self.awaiting.borrow();
                let id = &order.attempt.as_ref().unwrap().id;
                let path = format!("/api/orders/{}/attempts/{id}/authentication", order.id);
                let reference = &challenge(&order).reference;
                let claim = json!({ "reference": reference, "order": id, "amount": "11.5" });
                ("POST", path, json!({ "end": "closed", "claim": claim }))
            }
            Call::SaveCard => {
                let description = json!({ "brand": "visa", "last4": "4242",
                    "expiry": { "month": 11, "year": 2036 } });
                let body = json!({ "token_id": "tok_unknown", "description": description });
                ("POST", "/api/cards".into(), body)
            }
            Call::DefaultCard => {
                let body = json!({ "payment_source_id": self.card });
                ("PUT", "/api/cards/default".into(), body)
            }
        }
    }

    /// Sends a body. What is refused has left nothing behind, and the refusal does not repeat what
    /// may be a secret.
    fn send(
        &self,
        call: Call,
        path: &str,
        method: &str,
        body: Vec<u8>,
    ) -> Result<(), TestCaseError> {
        let before = self.door.contents();
        let answer = self.door.send_json(method, path, body);
        answer.check()?;
        if answer.status.is_client_error() {
            prop_assert_eq!(self.door.contents(), before, "{}", answer.text());
            let body = answer.json();
            let said = [&body["detail"], &body["errors"]].map(Value::to_string);
            prop_assert!(!said.concat().contains(SECRET), "{}", answer.text());
        } else {
            self.renew(call, &answer);
        }
        Ok(())
    }

    fn renew(&self, call: Call, answer: &Answer) {
        assert!(answer.status.is_success(), "{answer:?}");
        match call {
            Call::Pay | Call::PayWithCode => *self.open.borrow_mut() = self.door.order(),
            Call::Report => *self.awaiting.borrow_mut() = awaiting(&self.door),
            Call::Contact | Call::NewOrder | Call::SaveCard | Call::DefaultCard => {}
        }
    }

    fn damaged(&self, call: Call, damage: &Damage) -> Result<(), TestCaseError> {
        let (method, path, right) = self.right(call);
        self.send(call, &path, method, damage.done_to(&right))
    }
}

/// An order whose attempt waits for the bank's page.
fn awaiting(door: &Door) -> Order {
    door.wait_for(async {
        let order = door.shopper.order().await;
        let card = match door.shop.app.payments.traits().name {
            "n1co" => ASKING,
            _ => crate::shop::RISKY,
        };
        let order = door.shopper.pay_with_new(&order.id, card).await;
        challenge(&order);
        order
    })
}

#[test]
fn a_damaged_body_is_taken_or_refused_and_a_refused_one_leaves_nothing() {
    let call = || prop::sample::select(CALLS.to_vec());
    let conekta = Setting::new(Door::open(Shop::open()), PLAIN);
    for_each(600, (call(), damage()), |(call, damage)| {
        conekta.damaged(call, &damage)
    });
    let n1co = Setting::new(Door::on_n1co(&[]), "4000056655665556");
    for_each(600, (call(), damage()), |(call, damage)| {
        n1co.damaged(call, &damage)
    });
}

#[test]
fn bytes_of_any_kind_are_refused_and_leave_nothing() {
    let setting = Setting::new(Door::open(Shop::open()), PLAIN);
    let call = prop::sample::select(CALLS.to_vec());
    for_each(300, (call, bytes()), |(call, bytes)| {
        let (method, path, _) = setting.right(call);
        setting.send(call, &path, method, bytes)
    });
}

/// A shopper may have typed a security code, or a card's number, into the wrong field.
#[test]
fn no_refusal_repeats_a_value_that_it_is_about() {
    let setting = Setting::new(Door::on_n1co(&[]), "4000056655665556");
    let values = [
        format!("\"{SECRET}\""),
        format!("\"{SECRET} \\n, expected `{SECRET}`, expected {SECRET}\""),
        format!("\"`{SECRET}` at line {SECRET}\""),
        format!("\"missing field `{SECRET}`\""),
        format!("[\"{SECRET}\",{SECRET}]"),
        format!("{{\"type\":\"{SECRET}\"}}"),
        format!("{{\"type\":\"token\",\"token_id\":{SECRET},\"save\":\"{SECRET}\"}}"),
        SECRET.to_owned(),
        format!("-{SECRET}"),
        format!("{SECRET}.5"),
    ];
    let call = prop::sample::select(CALLS.to_vec());
    let value = prop::sample::select(values.to_vec());
    for_each(
        300,
        (call, any::<Index>(), value),
        |(call, place, value)| setting.damaged(call, &Damage::instead(place, &value)),
    );
}

/// The bodies that the others are made of are right: otherwise nothing would be told by a refusal.
#[test]
fn a_right_body_is_taken() {
    let door = Door::on_n1co(&["--checkout-cvc-for-saved-cards", "true"]);
    let setting = Setting::new(door, "4000056655665556");
    for call in CALLS {
        let (method, path, mut right) = setting.right(call);
        if let Some(code) = right.pointer_mut("/with/cvc") {
            *code = json!("123");
        }
        let body = right.to_string().into_bytes();
        let answer = setting.door.send_json(method, &path, body);
        assert!(answer.status.is_success(), "{call:?}: {}", answer.text());
        setting.renew(call, &answer);
    }
    let paid = setting.door.wait_for(async {
        let order = setting.door.shopper.order().await;
        let with = PayWith::Default { cvc: None };
        setting.door.shopper.pay(&order.id, with).await
    });
    assert!(status(&paid).is_live());
}
