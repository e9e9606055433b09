//! The model: what can happen to a world, and what follows. Whatever the server decides is decided
//! by the server's own functions.

use std::collections::HashSet;
use std::sync::Mutex;

use cobro_server::gateway::{Answer, Ending};
use cobro_server::payment::decide::{self, Due, Hint, Word};
use cobro_server::payment::{LateMoney, attempt, authentication, order, taken_in};
use cobro_wire::{ChallengeEnd, OrderStatus, Timestamp};

use super::provider::{self, Provider, Turn, Verdict};
use super::world::{
    Call, Event, Events, Id, LAST_ARRIVAL, Luck, MOMENTS, ORDER_EXPIRES_AT, Reply, Row, Said, Step,
    Stray, Task, World,
};

/// A checkout with all that may happen to it.
pub(crate) struct Checkout {
    pub(crate) provider: Provider,
    pub(crate) bounds: Bounds,
    /// What becomes of money that comes after the order expired.
    pub(crate) rule: LateMoney,
    /// A mistake to be found.
    pub(crate) mistake: Option<Mistake>,
    /// Worlds that are known to come to a good end.
    pub(crate) ending: Mutex<HashSet<u64>>,
}

/// How far the model goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Attempts of the order.
    pub(crate) attempts: u8,
    /// Things that servers do at once.
    pub(crate) tasks: usize,
    /// How often things go wrong.
    pub(crate) luck: Luck,
    /// Whether a request may arrive later than anybody has to reckon with.
    pub(crate) late: bool,
    /// Whether a server may sleep between two steps.
    pub(crate) sleepy: bool,
}

/// A mistake that somebody might make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// A write does not compare the version that it read.
    NoCompareAndSet,
    /// An unknown charge is sent again, not looked up.
    SendAgain,
    /// No answer is taken for a decline.
    SilenceIsDecline,
    /// "No such order" is believed as soon as it is said.
    AbsenceAtOnce,
    /// A charge is sent however long the server slept over it.
    SendLate,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    /// The shopper pays; the same attempt may be sent twice, and another one from another tab.
    Pay(Id),
    /// A task takes its next step.
    Step(usize),
    /// The card could not be saved.
    NoCard(usize),
    /// A request arrives and is answered.
    Arrive(usize, Verdict),
    /// A request arrives, and the answer is lost.
    LoseAnswer(usize, Verdict),
    /// A request is lost.
    LoseRequest(usize),
    /// No connection could be made.
    NotSent(usize),
    /// The server waits no longer, and the request is still on its way.
    GiveUp(usize),
    /// A request that nobody waits for arrives, or never does.
    Stray(usize, Option<Verdict>),
    /// A deal goes on at the provider.
    Turn(u8, Turn),
    /// A browser says how the challenge ended.
    Report(Id, Said),
    /// The server asks on its own, or since a page was loaded again.
    Ask(Id),
    /// A webhook event is delivered.
    Deliver(Id, Event),
    /// A webhook event is lost for good.
    LoseEvent(Id, Event),
    /// A webhook event is processed.
    Process(Id, Event),
    /// An operator says what the portal shows.
    Operator(Id),
    /// What a stopped server had in hand is taken up, by a round or by a server that starts.
    TakeUp(Id, bool),
    /// A server stops in the middle of this.
    Crash(usize),
    /// All servers stop.
    CrashAll,
    /// Time goes by.
    Tick,
}

impl Checkout {
    pub(crate) fn new(provider: Provider, bounds: Bounds) -> Self {
        Checkout {
            provider,
            bounds,
            rule: LateMoney::Honour,
            mistake: None,
            ending: Mutex::default(),
        }
    }

    pub(crate) fn with(self, mistake: Mistake) -> Self {
        Checkout {
            mistake: Some(mistake),
            ..self
        }
    }

    /// Everything that can happen to a world.
    pub(crate) fn possible(&self, world: &World) -> Vec<Action> {
        let mut actions = Vec::new();
        let may_begin = world.tasks.len() < self.bounds.tasks;
        for index in 0..world.tasks.len() {
            self.possible_to_task(world, index, &mut actions);
        }
        for (index, stray) in world.strays.iter().enumerate() {
            actions.push(Action::Stray(index, None));
            for verdict in self.provider.verdicts(world, stray.id, stray.call) {
                actions.push(Action::Stray(index, Some(verdict)));
            }
        }
        for (number, deal) in (0..).zip(&world.deals) {
            for turn in self.provider.turns(deal.standing) {
                actions.push(Action::Turn(number, *turn));
            }
        }
        for id in 0..self.bounds.attempts {
            if may_begin && self.may_pay(world, id) {
                actions.push(Action::Pay(id));
            }
        }
        for (id, row) in world.attempts() {
            self.possible_to_row(world, id, row, may_begin, &mut actions);
        }
        if world.luck.crashes > 0 && world.tasks.len() > 1 {
            actions.push(Action::CrashAll);
        }
        if world.luck.ticks > 0 && self.may_tick(world) {
            actions.push(Action::Tick);
        }
        actions
    }

    fn possible_to_task(&self, world: &World, index: usize, actions: &mut Vec<Action>) {
        let task = &world.tasks[index];
        let lucky = world.luck.losses > 0;
        match task.step {
            Step::Wait(call) => {
                for verdict in self.provider.verdicts(world, task.id, call) {
                    actions.push(Action::Arrive(index, verdict));
                    if lucky {
                        actions.push(Action::LoseAnswer(index, verdict));
                    }
                }
                if lucky {
                    actions.push(Action::LoseRequest(index));
                    actions.push(Action::GiveUp(index));
                    actions.push(Action::NotSent(index));
                }
            }
            Step::Begin => {
                actions.push(Action::Step(index));
                actions.push(Action::NoCard(index));
            }
            // Of two tabs the first one is called the first.
            Step::Insert if task.id > 0 && world.row(task.id - 1).is_none() => {}
            Step::Insert | Step::Decide(_) | Step::Send(..) | Step::Settle(..) => {
                actions.push(Action::Step(index));
            }
        }
        if world.luck.crashes > 0 {
            actions.push(Action::Crash(index));
        }
    }

    fn possible_to_row(
        &self,
        world: &World,
        id: Id,
        row: &Row,
        may_begin: bool,
        actions: &mut Vec<Action>,
    ) {
        if may_begin && row.state.duty().is_some() {
            actions.push(Action::Ask(id));
        }
        if may_begin && world.luck.words > 0 && self.may_report(row) {
            actions.push(Action::Report(id, Said::Passed));
            actions.push(Action::Report(id, Said::Closed));
        }
        for event in row.sent.iter() {
            actions.push(Action::Deliver(id, event));
            if world.luck.losses > 0 {
                actions.push(Action::LoseEvent(id, event));
            }
        }
        if may_begin && world.luck.operators > 0 && self.is_for_an_operator(world, id) {
            actions.push(Action::Operator(id));
        }
        for event in row.heard.iter().filter(|event| !row.done.has(*event)) {
            // An event about what is in a server's hands waits; and what is owed to an attempt
            // anyway asks the same of the provider as most events do.
            let is_needed = event.ends_challenge() || row.state.duty().is_none();
            if may_begin && is_needed && !row.state.is_in_hand() {
                actions.push(Action::Process(id, event));
            }
        }
        if row.state.is_in_hand() {
            if row.aged {
                actions.push(Action::TakeUp(id, false));
            }
            if world.luck.starts > 0 {
                actions.push(Action::TakeUp(id, true));
            }
        }
    }

    /// What the server checks before it writes an attempt down.
    fn may_pay(&self, world: &World, id: Id) -> bool {
        let is_asked = |id: Id| {
            let inserting = |task: &Task| task.id == id && task.step == Step::Insert;
            world.row(id).is_some() || world.tasks.iter().any(inserting)
        };
        let states: Vec<_> = world.attempts().map(|(_, row)| &row.state).collect();
        let is_live = states.iter().any(|state| state.is_live());
        let status = order::status_of(&states, ORDER_EXPIRES_AT, world.now());
        // An attempt that is known is answered, and one that is numbered higher is no other.
        let is_next = id == 0 || is_asked(id - 1);
        world.row(id).is_none() && is_next && !is_live && status == OrderStatus::Open
    }

    fn may_report(&self, row: &Row) -> bool {
        row.state == attempt::State::AwaitingAuthentication
            && row.authentication != authentication::State::NotRequired
    }

    /// Whether an operator's word would be taken.
    pub(crate) fn is_for_an_operator(&self, world: &World, id: Id) -> bool {
        let word = match self.provider.portal(world, id) {
            Reply::Absent => Word::NotMoved,
            _ => Word::Moved,
        };
        let answers = self.provider.answers_look_ups();
        let certain_after = attempt::ABSENCE_IS_CERTAIN_AFTER;
        world.row(id).is_some_and(|row| {
            decide::takes_word(&row.state, word, answers, certain_after, world.now()).is_ok()
        })
    }

    /// Time jumps when no call is under way, since none takes as long. What nobody waits for has
    /// arrived by then or never will, unless late arrivals are what is looked at; and nothing is
    /// half done, unless servers sleep.
    fn may_tick(&self, world: &World) -> bool {
        let next = world.clock + 1;
        let sleeps = |task: &Task| match task.step {
            Step::Wait(_) => false,
            Step::Insert | Step::Begin | Step::Decide(_) | Step::Send(..) | Step::Settle(..) => {
                self.bounds.sleepy
            }
        };
        let may_wait = self.bounds.late && next <= LAST_ARRIVAL;
        usize::from(next) < MOMENTS.len()
            && world.tasks.iter().all(sleeps)
            && (may_wait || world.strays.is_empty())
    }

    /// The world after something happened; nothing where that changes nothing.
    pub(crate) fn after(&self, world: &World, action: Action) -> Option<World> {
        let mut next = world.clone();
        self.happen(&mut next, action);
        next.sort();
        (next != *world).then_some(next)
    }

    fn happen(&self, world: &mut World, action: Action) {
        match action {
            Action::Pay(id) => self.start(world, id, Step::Insert, None),
            Action::Step(index) => self.step(world, index),
            Action::NoCard(index) => self.no_card(world, index),
            Action::Arrive(index, verdict) => {
                let (id, call) = waiting(world, index);
                let reply = self.provider.take(world, id, call, verdict);
                self.answer(world, index, call, reply);
            }
            Action::LoseAnswer(index, verdict) => {
                let (id, call) = waiting(world, index);
                self.provider.take(world, id, call, verdict);
                world.luck.losses -= 1;
                self.answer(world, index, call, Reply::Silent);
            }
            Action::LoseRequest(index) => {
                world.luck.losses -= 1;
                let (_, call) = waiting(world, index);
                self.answer(world, index, call, Reply::Silent);
            }
            Action::NotSent(index) => {
                world.luck.losses -= 1;
                let (_, call) = waiting(world, index);
                // That a question did not leave says nothing of the charge.
                let reply = match (self.provider, call) {
                    (_, Call::Charge) | (Provider::N1co, Call::Confirm) => Reply::NotSent,
                    (_, _) => Reply::Silent,
                };
                self.answer(world, index, call, reply);
            }
            Action::GiveUp(index) => {
                world.luck.losses -= 1;
                let (id, call) = waiting(world, index);
                stray(world, id, call);
                self.answer(world, index, call, Reply::Silent);
            }
            Action::Stray(index, verdict) => {
                let stray = world.strays.remove(index);
                if let Some(verdict) = verdict {
                    if stray.clock < world.clock {
                        world.late |= 1 << stray.id;
                    }
                    self.provider.take(world, stray.id, stray.call, verdict);
                }
            }
            Action::Turn(deal, turn) => self.provider.turn(world, deal, turn),
            Action::Report(id, said) => {
                world.luck.words -= 1;
                self.start(world, id, Step::Decide(said), None);
            }
            Action::Ask(id) => self.ask(world, id, None),
            Action::Deliver(id, event) => {
                let row = world.row_mut(id).unwrap();
                row.sent.remove(event);
                row.heard.add(event);
            }
            Action::LoseEvent(id, event) => {
                world.luck.losses -= 1;
                world.row_mut(id).unwrap().sent.remove(event);
            }
            Action::Operator(id) => {
                world.luck.operators = world.luck.operators.saturating_sub(1);
                let reply = self.provider.portal(world, id);
                self.start(world, id, Step::Settle(Call::Portal, reply), None);
            }
            Action::Process(id, event) => self.process(world, id, event),
            Action::TakeUp(id, is_start) => {
                if is_start {
                    world.luck.starts -= 1;
                }
                let state = &world.row(id).unwrap().state;
                let next = attempt::next(state, attempt::Event::Interrupted, world.now());
                if let Ok(next) = next {
                    write(world, id, None, |row| row.state = next.state);
                }
            }
            Action::Crash(index) => {
                world.luck.crashes -= 1;
                world.luck.starts += 1;
                die(world, index);
            }
            Action::CrashAll => {
                world.luck.crashes -= 1;
                world.luck.starts += 1;
                while !world.tasks.is_empty() {
                    die(world, 0);
                }
            }
            Action::Tick => {
                world.luck.ticks = world.luck.ticks.saturating_sub(1);
                self.tick(world);
            }
        }
    }

    pub(crate) fn tick(&self, world: &mut World) {
        world.clock += 1;
        for row in world.rows.iter_mut().flatten() {
            row.aged = true;
        }
    }

    fn start(&self, world: &mut World, id: Id, step: Step, event: Option<Event>) {
        let is_careless = self.mistake == Some(Mistake::NoCompareAndSet);
        let seen = world.row(id).filter(|_| is_careless);
        world.tasks.push(Task {
            id,
            step,
            fresh: true,
            event,
            seen: seen.cloned().map(Box::new),
        });
    }

    /// Does what is due of an attempt.
    fn ask(&self, world: &mut World, id: Id, event: Option<Event>) {
        let row = world.row(id).unwrap();
        let answers = self.provider.answers_look_ups();
        let call = match decide::due(&row.state, &row.authentication, answers, world.now()) {
            Due::Authenticate => {
                return self.start(world, id, Step::Decide(Said::Tick), event);
            }
            Due::LookUp => Call::LookUp,
            Due::Withdraw => Call::Withdraw,
            Due::Refund(_) => Call::Refund,
        };
        let is_unknown = matches!(row.state, attempt::State::OutcomeUnknown { .. });
        let call = match self.mistake {
            Some(Mistake::SendAgain) if is_unknown => Call::Charge,
            _ => call,
        };
        let step = self.sent(world, id, call);
        let is_same = |task: &Task| task.id == id && task.step == step;
        if !world.tasks.iter().any(is_same) {
            self.start(world, id, step, event);
        }
    }

    /// The step after a request is sent.
    fn sent(&self, world: &World, id: Id, call: Call) -> Step {
        match self.provider.known(world, id, call) {
            Some(reply) => Step::Settle(call, reply),
            None => Step::Wait(call),
        }
    }

    /// Whether a request that was written down then is still sent.
    pub(crate) fn is_sent(&self, world: &World, clock: u8) -> bool {
        let written_at = MOMENTS[usize::from(clock)];
        let is_careless = self.mistake == Some(Mistake::SendLate);
        is_careless || decide::may_be_sent(written_at, world.now())
    }

    fn answer(&self, world: &mut World, index: usize, call: Call, reply: Reply) {
        let id = world.tasks[index].id;
        // A refund at n1co that was not done, as far as we know: the events tell.
        let is_refund = self.provider == Provider::N1co && call == Call::Refund;
        let reply = match reply {
            Reply::Refunded(deal) => Reply::Refunded(deal),
            _ if is_refund => provider::heard_of(world, id, Call::LookUp),
            reply => reply,
        };
        world.tasks[index].step = Step::Settle(call, reply);
    }

    fn process(&self, world: &mut World, id: Id, event: Event) {
        let news = provider::news(world, id, event);
        let row = world.row(id).unwrap();
        let hint = decide::heard(&news, &row.state, &row.authentication);
        let is_open = self.may_report(row);
        world.row_mut(id).unwrap().done.add(event);
        match hint {
            Some(Hint::Ask) => self.ask(world, id, Some(event)),
            Some(Hint::Report(end)) if is_open => {
                let said = match end {
                    ChallengeEnd::Passed => Said::Passed,
                    ChallengeEnd::Expired => Said::Expired,
                    _ => Said::Failed,
                };
                self.start(world, id, Step::Decide(said), Some(event));
            }
            Some(Hint::Report(_)) | None => {}
        }
    }

    fn no_card(&self, world: &mut World, index: usize) {
        let task = world.tasks.remove(index);
        let row = self.read(world, &task);
        let event = attempt::Event::CardRefused { message: None };
        if let Some(row) = row
            && let Ok(next) = attempt::next(&row.state, event, world.now())
        {
            write(world, task.id, None, |row| row.state = next.state);
        }
    }

    /// The attempt as the task has read it, where its write would go through.
    fn read(&self, world: &World, task: &Task) -> Option<Row> {
        match &task.seen {
            Some(seen) => Some(Row::clone(seen)),
            None => world.row(task.id).filter(|_| task.fresh).cloned(),
        }
    }

    fn step(&self, world: &mut World, index: usize) {
        let task = world.tasks[index].clone();
        match task.step {
            Step::Insert => self.insert(world, index, task.id),
            Step::Begin => self.begin(world, index, &task),
            Step::Decide(said) => self.decide(world, index, &task, said),
            Step::Send(call, clock) => {
                let may_be_sent = self.is_sent(world, clock);
                world.tasks[index].step = match self.provider {
                    _ if may_be_sent => self.sent(world, task.id, call),
                    // The bank's page may have finished the charge without us.
                    Provider::Conekta if call == Call::Confirm => Step::Settle(call, Reply::Silent),
                    Provider::Conekta | Provider::N1co => Step::Settle(call, Reply::NotSent),
                };
            }
            // An operator's word is about the attempt as it was shown to them.
            Step::Settle(Call::Portal, _) if !task.fresh => drop(world.tasks.remove(index)),
            Step::Settle(_, reply) => {
                self.settle(world, &task, reply);
                if reply == Reply::Silent
                    && let (Some(event), Some(row)) = (task.event, world.row_mut(task.id))
                    && event == Event::Changed
                {
                    // The provider did not say: the event waits, and is tried again.
                    row.done.remove(event);
                }
                world.tasks.remove(index);
            }
            Step::Wait(_) => {}
        }
    }

    fn insert(&self, world: &mut World, index: usize, id: Id) {
        if world.row(id).is_some() || world.is_held_beside(id) {
            world.tasks.remove(index);
            return;
        }
        world.rows[usize::from(id)] = Some(Row {
            state: attempt::State::Created,
            authentication: authentication::State::NotRequired,
            deal: None,
            aged: false,
            sent: Events::default(),
            heard: Events::default(),
            done: Events::default(),
        });
        world.tasks.remove(index);
        self.start(world, id, Step::Begin, None);
    }

    fn begin(&self, world: &mut World, index: usize, task: &Task) {
        let next = self.read(world, task).and_then(|row| {
            attempt::next(&row.state, attempt::Event::ChargeBegun, world.now()).ok()
        });
        match next {
            Some(next) if next.command == Some(attempt::Command::Charge) => {
                self.go_on(world, index, Call::Charge, |row| row.state = next.state);
            }
            _ => drop(world.tasks.remove(index)),
        }
    }

    fn decide(&self, world: &mut World, index: usize, task: &Task, said: Said) {
        use authentication::Event;
        let event = match said {
            Said::Passed => Event::Reported(ChallengeEnd::Passed),
            Said::Failed => Event::Reported(ChallengeEnd::Failed),
            Said::Closed => Event::Reported(ChallengeEnd::Closed),
            Said::Expired => Event::Reported(ChallengeEnd::Expired),
            Said::Tick => Event::Tick,
        };
        let step = self.read(world, task).and_then(|row| {
            decide::authenticated(&row.state, &row.authentication, event, world.now())
        });
        let Some(step) = step else {
            world.tasks.remove(index);
            return;
        };
        let call = match step.command {
            Some(authentication::Command::Confirm) => Call::Confirm,
            Some(authentication::Command::Withdraw) => Call::Withdraw,
            None => {
                world.tasks.remove(index);
                return;
            }
        };
        self.go_on(world, index, call, |row| {
            row.state = step.state;
            row.authentication = step.authentication;
        });
    }

    /// Writes, and goes on with a request to the provider.
    fn go_on(&self, world: &mut World, index: usize, call: Call, change: impl FnOnce(&mut Row)) {
        let id = world.tasks[index].id;
        write(world, id, Some(index), change);
        world.tasks[index].step = match call {
            // Where money is asked for, the server may stop between the write and the request.
            Call::Charge | Call::Confirm => Step::Send(call, world.clock),
            Call::LookUp | Call::Withdraw | Call::Refund | Call::Portal => {
                self.sent(world, id, call)
            }
        };
        if world.tasks[index].seen.is_some() {
            world.tasks[index].seen = world.row(id).cloned().map(Box::new);
        }
    }

    /// Takes an answer in, as the server does: again where somebody else wrote meanwhile, and as
    /// money to be returned where another attempt holds the order.
    fn settle(&self, world: &mut World, task: &Task, reply: Reply) {
        let outcome = provider::outcome(world, task.id, reply);
        let answer = match (self.mistake, outcome.answer) {
            (Some(Mistake::SilenceIsDecline), Answer::NoAnswer) => Answer::Ended(Ending::Canceled),
            (_, answer) => answer,
        };
        let now = self.now_for(world, &answer);
        let mut late = decide::late_money(ORDER_EXPIRES_AT, self.rule, world.now());
        let Some(row) = task
            .seen
            .as_deref()
            .cloned()
            .or_else(|| world.row(task.id).cloned())
        else {
            return;
        };
        for _ in 0..2 {
            let taken = taken_in(&row.state, &row.authentication, &answer, late, now);
            let Ok((state, authentication)) = taken else {
                return;
            };
            if state.holds_order() && world.is_held_beside(task.id) {
                late = LateMoney::Return;
                continue;
            }
            let order = outcome.order.as_ref();
            let deal = order.map(|order| order.0.parse().unwrap());
            let changed = Row {
                state,
                authentication,
                deal: deal.or(row.deal),
                ..row
            };
            if changed != row {
                write(world, task.id, None, |row| {
                    row.state = changed.state;
                    row.authentication = changed.authentication;
                    row.deal = changed.deal;
                });
            }
            return;
        }
    }

    fn now_for(&self, world: &World, answer: &Answer) -> Timestamp {
        match (self.mistake, answer) {
            (Some(Mistake::AbsenceAtOnce), Answer::Absent) => {
                world.now() + attempt::ABSENCE_IS_CERTAIN_AFTER
            }
            (_, _) => world.now(),
        }
    }
}

/// Writes an attempt. Whoever else has read it has read something old now.
fn write(world: &mut World, id: Id, by: Option<usize>, change: impl FnOnce(&mut Row)) {
    for (index, task) in world.tasks.iter_mut().enumerate() {
        if task.id == id {
            task.fresh = by == Some(index);
        }
    }
    if let Some(row) = world.row_mut(id) {
        row.aged = false;
        change(row);
    }
}

fn waiting(world: &World, index: usize) -> (Id, Call) {
    let task = &world.tasks[index];
    match task.step {
        Step::Wait(call) => (task.id, call),
        _ => panic!("nothing is on its way"),
    }
}

/// A request goes on alone, if it does anything.
fn stray(world: &mut World, id: Id, call: Call) {
    if call != Call::LookUp {
        let clock = world.clock;
        world.strays.push(Stray { id, call, clock });
    }
}

/// A task ends with its server; its request may be on its way, and its event waits again.
fn die(world: &mut World, index: usize) {
    let task = world.tasks.remove(index);
    if let Step::Wait(call) = task.step {
        stray(world, task.id, call);
    }
    if let (Some(event), Some(row)) = (task.event, world.row_mut(task.id)) {
        row.done.remove(event);
    }
}
