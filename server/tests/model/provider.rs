//! The two providers: what they do with a request, what they and the bank do on their own, and how
//! it is told.

use cobro_server::gateway::n1co::webhook;
use cobro_server::gateway::{
    Answer, Challenge, Decline, Ending, Expected, GatewayOrder, Known, News, Outcome, Payment,
};
use cobro_wire::{AuthenticationFailure, Currency, DeclineReason, Money};
use serde_json::json;

use super::world::{CHALLENGE_TIMEOUT, Call, Deal, Event, Id, Reply, Standing, World, reference};

/// Which provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Provider {
    /// One order for a charge; it can be looked up, captured, canceled and refunded.
    Conekta,
    /// A charge, and one more after a challenge; nothing can be looked up.
    N1co,
}

/// What the provider makes of a charge, which nobody can foresee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Verdict {
    Pay,
    Decline,
    Challenge,
    /// Conekta: it will say later.
    Wait,
    /// The request is refused, and nothing is done.
    Refuse,
}

/// What a deal comes to without a request of ours: the bank, the shopper at the bank, the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Turn {
    /// The shopper passes; Conekta's page then finishes the charge by itself, or waits to be asked.
    Pass,
    Fail,
    Pay,
    Decline,
    Lapse,
}

pub(crate) fn total() -> Money {
    Money::new(100, Currency::Usd)
}

impl Provider {
    /// What is known without a request that does anything; nothing where one has to be sent. That
    /// a question is lost makes no difference that its answer coming late does not make.
    pub(crate) fn known(self, world: &World, id: Id, call: Call) -> Option<Reply> {
        match (self, call) {
            (Provider::N1co, Call::LookUp | Call::Withdraw) => Some(heard_of(world, id, call)),
            (Provider::Conekta, Call::LookUp) => Some(seen(world, id)),
            (_, Call::Portal) => Some(self.portal(world, id)),
            (_, Call::Charge | Call::Confirm | Call::Withdraw | Call::Refund) => None,
        }
    }

    /// What may become of a request: more than one thing where money is asked for.
    pub(crate) fn verdicts(self, world: &World, id: Id, call: Call) -> Vec<Verdict> {
        use Verdict::{Challenge, Decline, Pay, Refuse, Wait};
        match (self, call) {
            (Provider::Conekta, Call::Charge) => vec![Pay, Decline, Challenge, Wait, Refuse],
            (Provider::N1co, Call::Charge) => vec![Pay, Decline, Challenge, Refuse],
            (Provider::N1co, Call::Confirm) if has(world, id, Standing::Passed) => {
                vec![Pay, Decline]
            }
            (_, _) => vec![Decline],
        }
    }

    /// Carries a request out.
    pub(crate) fn take(self, world: &mut World, id: Id, call: Call, verdict: Verdict) -> Reply {
        match self {
            Provider::Conekta => conekta(world, id, call, verdict),
            Provider::N1co => n1co(world, id, call, verdict),
        }
    }

    /// Whether it can be asked what became of a charge.
    pub(crate) fn answers_look_ups(self) -> bool {
        self == Provider::Conekta
    }

    /// What the provider's portal shows an operator.
    pub(crate) fn portal(self, world: &World, id: Id) -> Reply {
        let moved = world
            .deals_of(id)
            .find_map(|(number, deal)| match deal.standing {
                Standing::Paid => Some(Reply::Paid(number)),
                Standing::Refunded => Some(Reply::Refunded(number)),
                _ => None,
            });
        moved.unwrap_or(Reply::Absent)
    }

    /// What may become of a deal on its own.
    pub(crate) fn turns(self, standing: Standing) -> &'static [Turn] {
        match (self, standing) {
            (_, Standing::Challenge) => &[Turn::Pass, Turn::Fail, Turn::Lapse],
            (Provider::Conekta, Standing::Passed | Standing::Pending) => {
                &[Turn::Pay, Turn::Decline, Turn::Lapse]
            }
            (_, _) => &[],
        }
    }

    /// Turns a deal.
    pub(crate) fn turn(self, world: &mut World, deal: u8, turn: Turn) {
        let deal = usize::from(deal);
        let id = world.deals[deal].id;
        world.deals[deal].standing = match turn {
            Turn::Pass => Standing::Passed,
            Turn::Pay => Standing::Paid,
            Turn::Decline => Standing::Declined,
            Turn::Fail => Standing::Unproven,
            Turn::Lapse => Standing::Expired,
        };
        let event = match (self, turn) {
            (Provider::Conekta, Turn::Pay) => Event::Changed,
            // Of anything else the rounds hear as well.
            (Provider::Conekta, _) => return,
            (Provider::N1co, Turn::Fail) => Event::AuthFailed,
            (Provider::N1co, Turn::Lapse) => Event::AuthExpired,
            (Provider::N1co, _) => Event::AuthSucceeded,
        };
        announce(world, id, event);
    }

    /// Where a deal may still become a charge with no request of ours, or is one.
    pub(crate) fn is_open(self, standing: Standing) -> bool {
        match standing {
            Standing::Paid => true,
            Standing::Challenge | Standing::Passed | Standing::Pending => self == Provider::Conekta,
            Standing::Declined
            | Standing::Unproven
            | Standing::Expired
            | Standing::Canceled
            | Standing::Refunded => false,
        }
    }
}

fn has(world: &World, id: Id, standing: Standing) -> bool {
    world
        .deals_of(id)
        .any(|(_, deal)| deal.standing == standing)
}

fn announce(world: &mut World, id: Id, event: Event) {
    if let Some(row) = world.row_mut(id) {
        row.sent.add(event);
        // Each change of Conekta's is an event of its own.
        if event == Event::Changed {
            row.done.remove(event);
        }
    }
}

fn open(world: &mut World, id: Id, standing: Standing) -> u8 {
    world.deals.push(Deal { id, standing });
    u8::try_from(world.deals.len() - 1).unwrap()
}

fn conekta(world: &mut World, id: Id, call: Call, verdict: Verdict) -> Reply {
    if call == Call::Charge {
        let standing = match verdict {
            Verdict::Pay => Standing::Paid,
            Verdict::Decline => Standing::Declined,
            Verdict::Challenge => Standing::Challenge,
            Verdict::Wait => Standing::Pending,
            Verdict::Refuse => return Reply::Refused,
        };
        let deal = open(world, id, standing);
        if standing == Standing::Paid {
            announce(world, id, Event::Changed);
        }
        return told(deal, standing);
    }
    // By the order's own id where we have it; by a search for the reference, where money tells.
    let Some(number) = found(world, id) else {
        return Reply::Absent;
    };
    let deal = &mut world.deals[usize::from(number)];
    let next = match (call, deal.standing) {
        // An order whose challenge is not passed is not captured.
        (Call::Confirm, Standing::Passed) => Standing::Paid,
        (Call::Withdraw, Standing::Challenge | Standing::Passed | Standing::Pending) => {
            Standing::Canceled
        }
        (Call::Refund, Standing::Paid) => Standing::Refunded,
        (_, same) => same,
    };
    if next != deal.standing {
        deal.standing = next;
        if matches!(next, Standing::Paid | Standing::Refunded) {
            announce(world, id, Event::Changed);
        }
    }
    told(number, next)
}

fn seen(world: &World, id: Id) -> Reply {
    match found(world, id) {
        Some(number) => told(number, world.deals[usize::from(number)].standing),
        None => Reply::Absent,
    }
}

fn found(world: &World, id: Id) -> Option<u8> {
    let known = world.row(id).and_then(|row| row.deal);
    let paid = |(_, deal): &(u8, Deal)| deal.standing == Standing::Paid;
    let searched = || {
        let last = world.deals_of(id).next_back();
        let found = world.deals_of(id).find(paid).or(last);
        found.map(|(number, _)| number)
    };
    known.or_else(searched)
}

fn n1co(world: &mut World, id: Id, call: Call, verdict: Verdict) -> Reply {
    match call {
        Call::Charge | Call::Confirm => {
            let challenged = world.deals_of(id).find_map(|(number, deal)| {
                let is_open = matches!(deal.standing, Standing::Challenge);
                is_open.then_some(number)
            });
            // The challenge is not over: it is asked for once more.
            if let (Call::Confirm, Some(deal)) = (call, challenged) {
                return Reply::Challenge(deal);
            }
            let (standing, event) = match verdict {
                Verdict::Pay => (Standing::Paid, Event::SuccessPayment),
                Verdict::Challenge => (Standing::Challenge, Event::Requires3ds),
                Verdict::Decline | Verdict::Wait => (Standing::Declined, Event::PaymentError),
                Verdict::Refuse => return Reply::Refused,
            };
            let deal = open(world, id, standing);
            announce(world, id, event);
            told(deal, standing)
        }
        Call::Refund => {
            let known = world.row(id).and_then(|row| row.deal);
            match known.map(|number| (number, world.deals[usize::from(number)])) {
                Some((number, deal)) if deal.standing == Standing::Paid => {
                    world.deals[usize::from(number)].standing = Standing::Refunded;
                    announce(world, id, Event::SuccessReverse);
                    Reply::Refunded(number)
                }
                _ => Reply::Refused,
            }
        }
        Call::LookUp | Call::Withdraw | Call::Portal => Reply::Silent,
    }
}

/// A deal in an answer.
fn told(deal: u8, standing: Standing) -> Reply {
    match standing {
        Standing::Challenge => Reply::Challenge(deal),
        Standing::Passed | Standing::Pending => Reply::Pending(deal),
        Standing::Paid => Reply::Paid(deal),
        Standing::Declined => Reply::Declined(deal),
        Standing::Unproven => Reply::Unproven(deal),
        Standing::Expired => Reply::Expired(deal),
        Standing::Canceled => Reply::Canceled(Some(deal)),
        Standing::Refunded => Reply::Refunded(deal),
    }
}

/// The reply in the gateway's words.
pub(crate) fn outcome(world: &World, id: Id, reply: Reply) -> Outcome {
    let payment = |deal: u8| Payment {
        charge: deal.to_string(),
        paid_at: 0,
        authorization_code: None,
        frictionless: false,
    };
    let decline = |authentication| Decline {
        reason: DeclineReason::Declined,
        code: None,
        message: None,
        authentication,
    };
    let (answer, deal) = match reply {
        Reply::Paid(deal) => (Answer::Ended(Ending::Paid(payment(deal))), Some(deal)),
        Reply::Refunded(deal) => {
            let ending = Ending::Refunded {
                payment: payment(deal),
                refunded: total(),
                whole: true,
            };
            (Answer::Ended(ending), Some(deal))
        }
        Reply::Declined(deal) => (Answer::Ended(Ending::Declined(decline(None))), Some(deal)),
        Reply::Unproven(deal) => {
            let failed = Some(AuthenticationFailure::Failed);
            (Answer::Ended(Ending::Declined(decline(failed))), Some(deal))
        }
        Reply::Expired(deal) => (Answer::Ended(Ending::Expired), Some(deal)),
        Reply::Canceled(deal) => (Answer::Ended(Ending::Canceled), deal),
        Reply::Challenge(deal) => (Answer::ChallengeRequired(challenge(world, id)), Some(deal)),
        Reply::Pending(deal) => (Answer::Pending, Some(deal)),
        Reply::Refused => (Answer::Refused { message: None }, None),
        Reply::NotSent => (Answer::NotSent, None),
        Reply::Silent => (Answer::NoAnswer, None),
        Reply::Absent => (Answer::Absent, None),
        Reply::ChallengeLost => (Answer::ChallengeLost, None),
    };
    Outcome {
        answer,
        order: deal.map(|deal| GatewayOrder(deal.to_string())),
        card: None,
    }
}

fn challenge(world: &World, id: Id) -> Challenge {
    Challenge {
        url: "b".into(),
        page_url: "b".into(),
        reference: id.to_string(),
        expires_at: world.now() + CHALLENGE_TIMEOUT,
    }
}

/// What n1co's events say, by the server's own reading of them.
pub(crate) fn heard_of(world: &World, id: Id, call: Call) -> Reply {
    let Some(row) = world.row(id) else {
        return Reply::Silent;
    };
    let bodies: Vec<_> = row
        .heard
        .iter()
        .map(|event| body(world, id, event))
        .collect();
    let order = row.deal.map(|deal| GatewayOrder(deal.to_string()));
    let known = Known {
        since: 0,
        order: order.as_ref(),
        challenge: row.authentication.challenge(),
    };
    let attempt = reference(id);
    let expected = Expected {
        attempt: &attempt,
        total: total(),
        installments: None,
        challenge_expires_at: 0,
        challenge_origins: &[],
    };
    let seen = webhook::verdict(&bodies, known, expected, world.now());
    let seen = match call {
        Call::Withdraw => webhook::withdrawn(seen),
        _ => seen,
    };
    let deal = seen.order.map(|order| order.0.parse().unwrap());
    match (seen.answer, deal) {
        (Answer::Ended(Ending::Paid(_)), Some(deal)) => Reply::Paid(deal),
        (Answer::Ended(Ending::Refunded { .. }), Some(deal)) => Reply::Refunded(deal),
        (Answer::Ended(Ending::Declined(_)), _) => Reply::Declined(row.deal.unwrap_or_default()),
        (Answer::Ended(Ending::Canceled), deal) => Reply::Canceled(deal),
        (Answer::NoAnswer, _) => Reply::Silent,
        (Answer::ChallengeLost, _) => Reply::ChallengeLost,
        (other, _) => panic!("events say {other:?}"),
    }
}

/// The body of an event of n1co's.
fn body(world: &World, id: Id, event: Event) -> String {
    let kind = match event {
        Event::Changed => panic!("n1co has no such event"),
        Event::Requires3ds => "Requires3ds",
        Event::SuccessPayment => "SuccessPayment",
        Event::PaymentError => "PaymentError",
        Event::AuthSucceeded => "ThreeDSecureAuthSucceeded",
        Event::AuthFailed => "ThreeDSecureAuthFailed",
        Event::AuthExpired => "ThreeDSecureAuthExpired",
        Event::SuccessReverse => "SuccessReverse",
    };
    let moved = |deal: &Deal| matches!(deal.standing, Standing::Paid | Standing::Refunded);
    let deal = world.deals_of(id).find(|(_, deal)| moved(deal));
    let metadata = match event {
        Event::Requires3ds | Event::AuthSucceeded | Event::AuthFailed | Event::AuthExpired => {
            json!({ "authenticationId": id.to_string() })
        }
        _ => json!({}),
    };
    json!({
        "orderId": deal.map_or(0, |(number, _)| number),
        "orderReference": reference(id),
        "type": kind,
        "metadata": metadata,
    })
    .to_string()
}

/// The news of an event, by the server's own reading of it.
pub(crate) fn news(world: &World, id: Id, event: Event) -> News {
    match event {
        Event::Changed => News::Ask,
        event => {
            webhook::read(body(world, id, event).as_bytes())
                .unwrap()
                .news
        }
    }
}
