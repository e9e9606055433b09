//! Where everything stands: the clock, the database, the servers' hands, the wire, the provider.

use cobro_server::payment::{attempt, authentication};
use cobro_wire::{AttemptId, Timestamp};

/// The moments between which time jumps, in seconds. In the second one an absence at the provider
/// is certain and what a stopped server had in hand is taken up, in the third the challenge and
/// the order have expired, in the fourth one nothing arrives any more.
pub(crate) const MOMENTS: [Timestamp; 5] = [0, 150, 800, 90_000, 180_000];
/// The last of the moments in which a request that nobody waits for may still arrive.
pub(crate) const LAST_ARRIVAL: u8 = 2;
/// When the order expires.
pub(crate) const ORDER_EXPIRES_AT: Timestamp = 500;
/// How long a challenge may take.
pub(crate) const CHALLENGE_TIMEOUT: Timestamp = 600;

/// Which attempt: its place among all that there may be.
pub(crate) type Id = u8;

/// One order with its attempts, and all that has to do with them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct World {
    /// Which of the [`MOMENTS`] it is.
    pub(crate) clock: u8,
    /// The database: a row for each attempt that was written down.
    pub(crate) rows: Vec<Option<Row>>,
    /// What the servers are doing, in no order.
    pub(crate) tasks: Vec<Task>,
    /// What the provider really has.
    pub(crate) deals: Vec<Deal>,
    /// Requests that are on their way to the provider while nobody waits for the answer any more.
    pub(crate) strays: Vec<Stray>,
    /// What may still go wrong.
    pub(crate) luck: Luck,
    /// Attempts of which a request arrived later than anybody has to reckon with.
    pub(crate) late: u8,
}

/// An attempt in the database, with the webhook events about it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Row {
    pub(crate) state: attempt::State,
    pub(crate) authentication: authentication::State,
    /// The provider's order, once it told.
    pub(crate) deal: Option<u8>,
    /// Whether time went by since it was written.
    pub(crate) aged: bool,
    /// Events that are on their way to us.
    pub(crate) sent: Events,
    /// Events that are kept.
    pub(crate) heard: Events,
    /// Events that are processed.
    pub(crate) done: Events,
}

/// Something that one server does for one attempt. It ends with its server.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Task {
    pub(crate) id: Id,
    pub(crate) step: Step,
    /// Whether nobody has written the attempt since this task read or wrote it. This is what the
    /// version of a row tells.
    pub(crate) fresh: bool,
    /// The webhook event that it is about.
    pub(crate) event: Option<Event>,
    /// The attempt as it was read. Only a server that does not compare versions needs it.
    pub(crate) seen: Option<Box<Row>>,
}

/// What a task does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Step {
    /// Writes the attempt down.
    Insert,
    /// Writes down that the charge is about to be sent.
    Begin,
    /// Writes down what somebody said of the challenge.
    Decide(Said),
    /// Asks the provider. It was written down then.
    Send(Call, u8),
    /// Waits for the answer; the request is on its way.
    Wait(Call),
    /// Writes the answer down.
    Settle(Call, Reply),
}

/// How a challenge ended, by whoever says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Said {
    Passed,
    Failed,
    Closed,
    Expired,
    /// Nobody said anything; time went by.
    Tick,
}

/// A request to the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Call {
    Charge,
    LookUp,
    Confirm,
    Withdraw,
    Refund,
    /// An operator's look into the provider's portal.
    Portal,
}

/// What the provider answers, with the deal that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Reply {
    Paid(u8),
    Refunded(u8),
    Declined(u8),
    /// Declined, since the bank did not recognise the shopper.
    Unproven(u8),
    Expired(u8),
    Canceled(Option<u8>),
    Challenge(u8),
    Pending(u8),
    Refused,
    NotSent,
    Silent,
    Absent,
    ChallengeLost,
}

/// An order at Conekta, or a charge at n1co.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Deal {
    pub(crate) id: Id,
    pub(crate) standing: Standing,
}

/// Where a deal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Standing {
    /// The bank's page waits for the shopper.
    Challenge,
    /// The shopper passed. Conekta may still have to be asked for the money; n1co has to be.
    Passed,
    /// The provider will say later.
    Pending,
    /// Money moved.
    Paid,
    Declined,
    /// Declined, since the bank did not recognise the shopper.
    Unproven,
    Expired,
    Canceled,
    /// Money went back.
    Refunded,
}

/// A request that nobody waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Stray {
    pub(crate) id: Id,
    pub(crate) call: Call,
    /// When it was sent.
    pub(crate) clock: u8,
}

/// A webhook event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Event {
    /// Conekta: money moved.
    Changed,
    Requires3ds,
    SuccessPayment,
    PaymentError,
    AuthSucceeded,
    AuthFailed,
    AuthExpired,
    SuccessReverse,
}

impl Row {
    /// Forgets what makes no difference any more.
    fn forget(&mut self) {
        // Only what is in a server's hands is ever looked at for its age.
        self.aged = self.aged && self.state.is_in_hand();
        // Once an attempt has ended, only money that moved is news.
        if !self.state.is_live() {
            for events in [&mut self.sent, &mut self.heard, &mut self.done] {
                *events = events.about_money();
            }
        }
    }
}

impl Event {
    pub(crate) const ALL: [Event; 8] = [
        Event::Changed,
        Event::Requires3ds,
        Event::SuccessPayment,
        Event::PaymentError,
        Event::AuthSucceeded,
        Event::AuthFailed,
        Event::AuthExpired,
        Event::SuccessReverse,
    ];

    pub(crate) fn ends_challenge(self) -> bool {
        match self {
            Event::AuthSucceeded | Event::AuthFailed | Event::AuthExpired => true,
            Event::Changed
            | Event::Requires3ds
            | Event::SuccessPayment
            | Event::PaymentError
            | Event::SuccessReverse => false,
        }
    }
}

/// A set of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Events(u8);

impl Events {
    fn bit(event: Event) -> u8 {
        Event::ALL
            .iter()
            .zip(0..)
            .find_map(|(known, place)| (*known == event).then_some(1 << place))
            .unwrap()
    }

    pub(crate) fn has(self, event: Event) -> bool {
        self.0 & Self::bit(event) != 0
    }

    pub(crate) fn add(&mut self, event: Event) {
        self.0 |= Self::bit(event);
    }

    pub(crate) fn remove(&mut self, event: Event) {
        self.0 &= !Self::bit(event);
    }

    /// Those of them that say that money moved.
    fn about_money(self) -> Self {
        let mut kept = Events::default();
        for event in [Event::Changed, Event::SuccessPayment, Event::SuccessReverse] {
            if self.has(event) {
                kept.add(event);
            }
        }
        kept
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Event> {
        Event::ALL.into_iter().filter(move |event| self.has(*event))
    }
}

/// How often what may still happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Luck {
    /// Requests and answers that are lost, or take too long.
    pub(crate) losses: u8,
    /// Servers that stop.
    pub(crate) crashes: u8,
    /// Servers that start.
    pub(crate) starts: u8,
    /// What browsers say of a challenge, true or not.
    pub(crate) words: u8,
    /// What an operator says of an attempt, after a look into the provider's portal.
    pub(crate) operators: u8,
    /// Jumps of the clock.
    pub(crate) ticks: u8,
}

impl World {
    pub(crate) fn new(attempts: u8, luck: Luck) -> Self {
        World {
            clock: 0,
            rows: vec![None; usize::from(attempts)],
            tasks: Vec::new(),
            deals: Vec::new(),
            strays: Vec::new(),
            luck,
            late: 0,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        MOMENTS[usize::from(self.clock)]
    }

    pub(crate) fn row(&self, id: Id) -> Option<&Row> {
        self.rows[usize::from(id)].as_ref()
    }

    pub(crate) fn row_mut(&mut self, id: Id) -> Option<&mut Row> {
        self.rows[usize::from(id)].as_mut()
    }

    /// Every attempt that was written down.
    pub(crate) fn attempts(&self) -> impl Iterator<Item = (Id, &Row)> {
        let numbered = (0..).zip(&self.rows);
        numbered.filter_map(|(id, row)| Some((id, row.as_ref()?)))
    }

    /// The deals of an attempt, and their numbers.
    pub(crate) fn deals_of(&self, id: Id) -> impl DoubleEndedIterator<Item = (u8, Deal)> + Clone {
        let count = u8::try_from(self.deals.len()).unwrap();
        let numbered = (0..count).zip(self.deals.iter().copied());
        numbered.filter(move |(_, deal)| deal.id == id)
    }

    /// Whether an attempt beside this one is live or paid: the index that the database keeps.
    pub(crate) fn is_held_beside(&self, id: Id) -> bool {
        self.attempts()
            .any(|(other, row)| other != id && row.state.holds_order())
    }

    pub(crate) fn is_late(&self, id: Id) -> bool {
        self.late & (1 << id) != 0
    }

    /// Two worlds that differ in the order of what is in no order are one.
    pub(crate) fn sort(&mut self) {
        self.rows.iter_mut().flatten().for_each(Row::forget);
        self.tasks
            .sort_by_key(|task| (task.id, task.step, task.fresh, task.event));
        self.strays.sort_unstable();
    }
}

/// An attempt's id, which is the provider's reference.
pub(crate) fn reference(id: Id) -> AttemptId {
    AttemptId::from_random([id; 16])
}
