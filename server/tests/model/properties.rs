//! What must hold in every world, and how a world comes to its end when nothing goes wrong any more.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use cobro_server::gateway::GatewayOrder;
use cobro_server::payment::{attempt, order};
use stateright::{Model, Property};

use super::checkout::{Action, Checkout};
use super::provider::{Provider, Turn, Verdict};
use super::world::{Call, Id, Luck, MOMENTS, Standing, Step, World};

pub(crate) const CHARGED_ONCE: &str = "an order is charged once";
pub(crate) const ONE_AT_A_TIME: &str = "one attempt at a time can be charged";
pub(crate) const PAID: &str = "paid means charged";
pub(crate) const NOT_CHARGED: &str = "not charged means not charged";
pub(crate) const ENDS_WELL: &str = "every order comes to a good end";
pub(crate) const SOMETIMES_PAID: &str = "an order is paid";
pub(crate) const SOMETIMES_RETURNED: &str = "money goes back";

/// Steps after which a world that has not ended never will.
const PATIENCE: usize = 400;

impl Model for Checkout {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        vec![World::new(self.bounds.attempts, self.bounds.luck)]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        actions.extend(self.possible(world));
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        self.after(world, action)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(CHARGED_ONCE, |model, world| {
                charged(world) <= 1 || model.is_excused(world)
            }),
            Property::always(ONE_AT_A_TIME, |model, world| {
                chargeable(model, world) <= 1 || model.is_excused(world)
            }),
            Property::always(PAID, |_, world: &World| paid_means_charged(world)),
            Property::always(NOT_CHARGED, |_, world| not_charged_means_not_charged(world)),
            Property::always(ENDS_WELL, |model, world| model.ends_well(world).is_ok()),
            Property::sometimes(SOMETIMES_PAID, |_, world: &World| {
                world
                    .attempts()
                    .any(|(_, row)| matches!(row.state, attempt::State::Paid(_)))
            }),
            Property::sometimes(SOMETIMES_RETURNED, |_, world: &World| {
                world
                    .attempts()
                    .any(|(_, row)| matches!(row.state, attempt::State::Returned { .. }))
            }),
        ]
    }
}

fn stands(world: &World, id: Id) -> bool {
    world
        .deals_of(id)
        .any(|(_, deal)| deal.standing == Standing::Paid)
}

fn charged(world: &World) -> usize {
    world
        .deals
        .iter()
        .filter(|deal| deal.standing == Standing::Paid)
        .count()
}

/// Attempts that are charged, or may be without anything more that we send.
fn chargeable(model: &Checkout, world: &World) -> usize {
    let charges = |call: Call| match (model.provider, call) {
        (_, Call::Charge) | (Provider::N1co, Call::Confirm) => true,
        (_, _) => false,
    };
    let is_chargeable = |id: &Id| {
        world
            .deals_of(*id)
            .any(|(_, deal)| model.provider.is_open(deal.standing))
            || world
                .strays
                .iter()
                .any(|stray| stray.id == *id && charges(stray.call))
            || world.tasks.iter().any(|task| {
                task.id == *id
                    && match task.step {
                        Step::Wait(call) => charges(call),
                        Step::Send(call, clock) => charges(call) && model.is_sent(world, clock),
                        Step::Insert | Step::Begin | Step::Decide(_) | Step::Settle(..) => false,
                    }
            })
    };
    (0..model.bounds.attempts).filter(is_chargeable).count()
}

fn paid_means_charged(world: &World) -> bool {
    world.attempts().all(|(id, row)| match row.state {
        attempt::State::Paid(_) => stands(world, id),
        attempt::State::Returned { .. } | attempt::State::Refunded { .. } => !stands(world, id),
        _ => true,
    })
}

/// What a shopper is told, by the server's own words.
fn not_charged_means_not_charged(world: &World) -> bool {
    world.attempts().all(|(id, row)| {
        let deal = row.deal.map(|deal| GatewayOrder(deal.to_string()));
        let told = order::told(&row.state, &row.authentication, deal.as_ref());
        let says_not_charged = row.state.has_ended_without() && !told.is_live();
        !says_not_charged || !stands(world, id) || world.is_late(id)
    })
}

impl Checkout {
    /// Whether a charge may stand beside another for a while: one arrived later than anybody has to
    /// reckon with.
    fn is_excused(&self, world: &World) -> bool {
        self.bounds.late
            && (world.late != 0 || world.strays.iter().any(|stray| stray.clock < world.clock))
    }

    /// Lets everything happen that must happen, and nothing go wrong any more: whether the world
    /// comes to an end at which every charge is known.
    pub(crate) fn ends_well(&self, world: &World) -> Result<(), String> {
        let mut world = world.clone();
        world.luck = Luck::default();
        let mut path = HashSet::new();
        for _ in 0..PATIENCE {
            let print = fingerprint(&world);
            if self.ending.lock().unwrap().contains(&print) {
                self.ending.lock().unwrap().extend(path);
                return Ok(());
            }
            path.insert(print);
            match self.fair(&world) {
                Some(next) => world = next,
                None => {
                    let end = self.is_good_end(&world);
                    if end.is_ok() {
                        self.ending.lock().unwrap().extend(path);
                    }
                    return end;
                }
            }
        }
        Err(format!("never ends: {world:?}"))
    }

    /// The next thing that must happen.
    fn fair(&self, world: &World) -> Option<World> {
        let mut must: Vec<Action> = Vec::new();
        for (index, task) in world.tasks.iter().enumerate() {
            must.push(match task.step {
                Step::Wait(call) => {
                    Action::Arrive(index, self.provider.verdicts(world, task.id, call)[0])
                }
                _ => Action::Step(index),
            });
        }
        for (index, stray) in world.strays.iter().enumerate() {
            let verdict = self.provider.verdicts(world, stray.id, stray.call)[0];
            must.push(Action::Stray(index, Some(verdict)));
        }
        for (id, row) in world.attempts() {
            must.extend(row.sent.iter().map(|event| Action::Deliver(id, event)));
            let waiting = row.heard.iter().filter(|event| !row.done.has(*event));
            must.extend(waiting.map(|event| Action::Process(id, event)));
        }
        if let Some(next) = must
            .into_iter()
            .find_map(|action| self.after(world, action))
        {
            return Some(next);
        }
        // Asking changes nothing by itself: what counts is what comes of it.
        for (id, row) in world.attempts() {
            if row.state.duty().is_some() {
                let asked = self.asked(world, id);
                if asked != *world {
                    return Some(asked);
                }
            }
            if row.state.is_in_hand() && row.aged {
                return self.after(world, Action::TakeUp(id, false));
            }
        }
        if usize::from(world.clock) + 1 < MOMENTS.len() {
            return self.after(world, Action::Tick);
        }
        // An operator looks after what no provider tells.
        for (id, _) in world.attempts() {
            if self.is_for_an_operator(world, id) {
                return self.after(world, Action::Operator(id));
            }
        }
        // The provider does not leave anything undecided for ever.
        let undecided = (0..).zip(&world.deals).find(|(_, deal)| {
            self.provider == Provider::Conekta
                && self.provider.turns(deal.standing).contains(&Turn::Lapse)
        });
        undecided.and_then(|(number, _)| self.after(world, Action::Turn(number, Turn::Lapse)))
    }

    fn asked(&self, world: &World, id: Id) -> World {
        let mut world = self
            .after(world, Action::Ask(id))
            .unwrap_or_else(|| world.clone());
        while let Some(task) = world.tasks.first() {
            let action = match task.step {
                Step::Wait(_) => Action::Arrive(0, Verdict::Decline),
                _ => Action::Step(0),
            };
            let Some(next) = self.after(&world, action) else {
                break;
            };
            world = next;
        }
        world
    }

    fn is_good_end(&self, world: &World) -> Result<(), String> {
        let complain = |what: &str| Err(format!("{what}: {world:?}"));
        if charged(world) > 1 {
            return complain("charged twice in the end");
        }
        for (id, row) in world.attempts() {
            let is_paid = matches!(row.state, attempt::State::Paid(_));
            if is_paid != stands(world, id) {
                return complain("a charge is not known in the end");
            }
            if row.state.is_live() {
                return complain("an attempt never ends");
            }
            if matches!(row.state, attempt::State::Returning { .. }) {
                return complain("money never goes back");
            }
        }
        Ok(())
    }
}

fn fingerprint(world: &World) -> u64 {
    let mut hasher = DefaultHasher::new();
    world.hash(&mut hasher);
    hasher.finish()
}
