//! Charges: made, failed, or put off until the card holder is asked.

mod answer;
mod request;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;

pub(super) use self::answer::ChargeAnswer;
pub(super) use self::request::ChargeRequest;
use self::request::Wanted;
use super::CURRENCY;
use super::authentication::{Authentication, Stage};
use super::book::{Charge, Order};
use super::challenge::{settle, url_of};
use super::failure::Failure;
use super::fault::Fault;
use super::payload::Payload;
use super::test_card::Behaviour;
use super::webhook::{Notice, tell};
use crate::language::Language;
use crate::ledger::{LedgerEntry, Movement};
use crate::sandbox::{Sandbox, World};

/// What becomes of a charge.
enum Verdict {
    Charge,
    Ask,
    Fail(Failure),
}

/// `POST /Charges`
pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    headers: HeaderMap,
    Payload(body): Payload<ChargeRequest>,
) -> Result<Json<ChargeAnswer>, Fault> {
    let mut world = sandbox.world();
    let locations = &sandbox.config().n1co.locations;
    let language = Language::asked(&headers);
    let wanted = body.check(locations, |id| world.card(id), language)?;
    let verdict = wanted.judge(&sandbox, &mut world);
    let (order, is_new) = world.n1co.open_order(&wanted.subject);
    let order = order.clone();
    if is_new {
        tell(&sandbox, &mut world.n1co, Notice::created(&order));
    }
    Ok(Json(match verdict {
        Verdict::Charge => wanted.charge(&order, &sandbox, &mut world),
        Verdict::Ask => wanted.ask(&order, &sandbox, &mut world),
        Verdict::Fail(failure) => {
            tell(&sandbox, &mut world.n1co, Notice::failed(&order, failure));
            ChargeAnswer::failed(&order, failure, sandbox.now())
        }
    }))
}

impl Wanted {
    /// Decides, and spends the authentication that is brought.
    fn judge(&self, sandbox: &Sandbox, world: &mut World) -> Verdict {
        let behaviour = self.card.test_card.behaviour;
        let Some(id) = &self.authentication_id else {
            return match behaviour {
                Behaviour::Approves => Verdict::Charge,
                Behaviour::Declines(decline) => Verdict::Fail(Failure::Declined(decline)),
                Behaviour::Asks(_) => Verdict::Ask,
                Behaviour::Unsupported => Verdict::Fail(Failure::AuthenticationUnsupported),
            };
        };
        settle(sandbox, world, id);
        let spent = match world.n1co.authentications.get_mut(id) {
            None => Err(Failure::AuthenticationUnknown),
            Some(authentication) => authentication.spend(&self.subject, sandbox.now()),
        };
        match (spent, behaviour) {
            (Err(failure), _) => Verdict::Fail(failure),
            (Ok(()), Behaviour::Approves | Behaviour::Asks(None)) => Verdict::Charge,
            (Ok(()), Behaviour::Declines(decline) | Behaviour::Asks(Some(decline))) => {
                Verdict::Fail(Failure::Declined(decline))
            }
            (Ok(()), Behaviour::Unsupported) => Verdict::Fail(Failure::AuthenticationUnsupported),
        }
    }

    /// Takes the money.
    fn charge(&self, order: &Order, sandbox: &Sandbox, world: &mut World) -> ChargeAnswer {
        let (random, now) = (&sandbox.config().random, sandbox.now());
        let (charge_id, authorization_code) = (random.uuid(), random.digits(5));
        let last4 = self.card.test_card.last4();
        world.ledger.record(LedgerEntry {
            at: now,
            movement: Movement::Charged,
            amount: order.amount.cents(),
            currency: CURRENCY.into(),
            order_id: order.id.clone(),
            charge_id: charge_id.clone(),
            reference_id: Some(order.reference.clone()),
            last4: last4.into(),
        });
        let email = self.buyer_email.as_deref();
        let notice = Notice::charged(order, &charge_id, &authorization_code, email, now);
        tell(sandbox, &mut world.n1co, notice);
        if let Some(card) = world.n1co.cards.get_mut(&self.subject.card_id) {
            card.charged = true;
        }
        if let Some(order) = world.n1co.order(&order.id) {
            order.charge = Some(Charge {
                id: charge_id,
                last4,
                refunded: false,
            });
        }
        ChargeAnswer::succeeded(order, authorization_code, now)
    }

    /// Puts the challenge to the card holder.
    fn ask(&self, order: &Order, sandbox: &Sandbox, world: &mut World) -> ChargeAnswer {
        let (config, now) = (sandbox.config(), sandbox.now());
        let id = config.random.uuid();
        let authentication = Authentication {
            subject: self.subject.clone(),
            order_id: order.id.clone(),
            last4: self.card.test_card.last4(),
            language: self.language,
            stage: Stage::NEW,
            expires_at: now.saturating_add(config.challenge_seconds),
            used: false,
        };
        let known = &mut world.n1co.authentications;
        known.insert(id.clone(), authentication);
        tell(sandbox, &mut world.n1co, Notice::asked(order, &id));
        let url = url_of(&id, sandbox);
        ChargeAnswer::asks(order, id, url, now)
    }
}
