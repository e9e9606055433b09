//! What becomes of a paid order without the merchant's doing: antifraud looks at it again, or the
//! card holder has the bank take the money back. The real ones come by themselves; here somebody
//! asks for them at `/_sandbox`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Order, PaymentStatus};
use crate::conekta::charge::{Charge, ChargeStatus};
use crate::conekta::event::{announce, tell};
use crate::ledger::{Ledger, Movement};
use crate::random::Random;
use crate::sandbox::Sandbox;

/// How long the merchant has for its evidence, in seconds: three days, as in the specification's
/// example.
const EVIDENCE_SECONDS: i64 = 3 * 86_400;

/// What may happen to a paid order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Aftermath {
    /// Antifraud looks at it.
    UnderFraudReview,
    /// Antifraud found nothing.
    ReviewPassed,
    /// Antifraud holds it for a fraud.
    Fraudulent,
    /// The card holder had the bank take the money back.
    ChargedBack,
    /// The bank returns it.
    ChargebackWon,
    /// The bank keeps it.
    ChargebackLost,
}

/// A chargeback (schemas/chargebacks/chargeback_response.yml of Conekta's specification).
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Chargeback {
    id: String,
    object: String,
    status: ChargebackStatus,
    reason: String,
    note: Option<String>,
    followup_status: Option<String>,
    response_from_client: Option<String>,
    files: [(); 0],
    charge_id: String,
    created_at: i64,
    evidence_due_by: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ChargebackStatus {
    ActionRequired,
    Won,
    Lost,
}

impl Chargeback {
    fn new(charge_id: &str, random: &Random, now: i64) -> Self {
        Self {
            id: random.id("chbk_"),
            object: "chargeback".into(),
            status: ChargebackStatus::ActionRequired,
            reason: "unrecognized".into(),
            note: None,
            followup_status: None,
            response_from_client: None,
            files: [],
            charge_id: charge_id.into(),
            created_at: now,
            evidence_due_by: now.saturating_add(EVIDENCE_SECONDS),
        }
    }

    /// Nobody decides twice.
    fn is_open(&self) -> bool {
        self.status == ChargebackStatus::ActionRequired
    }
}

/// Why it cannot happen.
pub(crate) enum Impossible {
    /// There is no such order.
    Unknown,
    /// It stands where this does not happen.
    Standing(&'static str),
}

/// Has it happen to an order, and tells of it. Answers with where the order stands then.
pub(crate) fn befall(
    sandbox: &Sandbox,
    id: &str,
    what: Aftermath,
) -> Result<&'static str, Impossible> {
    let mut world = sandbox.world();
    let world = &mut *world;
    let book = &mut world.conekta;
    let order = book.orders.get_mut(id).ok_or(Impossible::Unknown)?;
    let now = sandbox.now();
    if !order.befall(what, &sandbox.config().random, &mut world.ledger, now) {
        return Err(Impossible::Standing(order.status_word()));
    }
    let status = order.status_word();
    if let Some(kind) = what.event() {
        let all = order.charges.iter();
        let all = all.filter_map(|charge| charge.chargeback.clone());
        for chargeback in all.collect::<Vec<_>>() {
            announce(sandbox, book, kind, &chargeback);
        }
    }
    tell(sandbox, book, id);
    Ok(status)
}

impl Aftermath {
    /// What is told of a chargeback.
    fn event(self) -> Option<&'static str> {
        match self {
            Self::UnderFraudReview | Self::ReviewPassed | Self::Fraudulent => None,
            Self::ChargedBack => Some("charge.chargeback.created"),
            Self::ChargebackWon => Some("charge.chargeback.won"),
            Self::ChargebackLost => Some("charge.chargeback.lost"),
        }
    }
}

impl Order {
    /// Whether it happened: not to every order it can.
    fn befall(&mut self, what: Aftermath, random: &Random, ledger: &mut Ledger, now: i64) -> bool {
        use PaymentStatus::{ChargedBack, Fraudulent, Paid, PartiallyRefunded, UnderFraudReview};
        let is_open = self.charges.iter().any(Charge::has_open_chargeback);
        let mut charges = self.charges.clone();
        let taken = charges.iter_mut().filter(|charge| charge.is_taken());
        match (what, self.status) {
            (Aftermath::UnderFraudReview, Some(Paid)) => {
                taken.for_each(|charge| charge.status = ChargeStatus::UnderFraudReview);
                self.status = Some(UnderFraudReview);
            }
            (Aftermath::ReviewPassed, Some(UnderFraudReview)) => {
                taken.for_each(Charge::follow_refunds);
                self.status = Some(Paid);
            }
            (Aftermath::Fraudulent, Some(Paid | UnderFraudReview)) => {
                taken.for_each(|charge| charge.status = ChargeStatus::Fraudulent);
                self.status = Some(Fraudulent);
            }
            (Aftermath::ChargedBack, Some(Paid | PartiallyRefunded | Fraudulent)) => {
                for charge in taken.filter(|charge| charge.left() > 0) {
                    charge.status = ChargeStatus::ChargedBack;
                    charge.chargeback = Some(Chargeback::new(&charge.id, random, now));
                    ledger.record(self.entry(charge, Movement::ChargedBack, charge.left(), now));
                }
                self.status = Some(ChargedBack);
            }
            (Aftermath::ChargebackWon, Some(ChargedBack)) if is_open => {
                for charge in taken.filter(|charge| charge.has_open_chargeback()) {
                    charge.follow_refunds();
                    charge.end_chargeback(ChargebackStatus::Won);
                    let won = Movement::ChargebackWon;
                    ledger.record(self.entry(charge, won, charge.left(), now));
                }
                self.status = Some(self.standing());
            }
            (Aftermath::ChargebackLost, Some(ChargedBack)) if is_open => {
                taken.for_each(|charge| charge.end_chargeback(ChargebackStatus::Lost));
            }
            _ => return false,
        }
        self.charges = charges;
        self.updated_at = now;
        true
    }
}

impl Charge {
    fn has_open_chargeback(&self) -> bool {
        self.chargeback.as_ref().is_some_and(Chargeback::is_open)
    }

    fn end_chargeback(&mut self, how: ChargebackStatus) {
        if let Some(chargeback) = &mut self.chargeback {
            chargeback.status = how;
        }
    }
}
