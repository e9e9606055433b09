//! `cargo xtask chaos`: thousands of payments while everything goes wrong, and afterwards the
//! provider's own ledger beside our orders.
//!
//! Read in this order: [`plan`] (pure: all that is drawn from the seed), [`faults`] (what the
//! provider does wrong), [`scene`] (the processes, and how the server is killed), [`client`] and
//! [`shopper`] (who pays), [`operator`] (who decides), [`reckoning`] (pure: what was charged,
//! against what we say), [`report`].

pub(crate) mod client;
mod faults;
mod operator;
mod plan;
mod reckoning;
mod report;
mod scene;
mod shopper;

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::Value;

use crate::run::{self, Gateway, Stop};
use crate::say;
use crate::workspace::Workspace;
use client::{Sandbox, Store};
use plan::{Plan, Size};
use reckoning::{Charge, Order, Reckoning};
use scene::{Database, Scene};
use shopper::{Bought, get};

/// How often it is looked whether all orders have come to an end.
const PERIOD: Duration = Duration::from_secs(1);
/// How long an operator waits before they look: longer than a charge can still be on its way, and
/// than a server keeps what it had in hand when it was killed.
const OPERATOR_AFTER: Duration = Duration::from_secs(20);
/// What a small run follows from.
const SEED: u64 = 1;
/// How often a line of progress is written.
const PROGRESS_PERIOD: Duration = Duration::from_secs(15);

/// What a chaos run does.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Options {
    /// Orders that shoppers try to pay
    #[arg(long, default_value_t = 1000)]
    payments: usize,
    /// What everything that is drawn by lot follows from [default: another each time]
    #[arg(long)]
    seed: Option<u64>,
    /// How often the server is killed
    #[arg(long, default_value_t = 10)]
    kills: usize,
    /// Where the server remembers: sqlite, postgres, or the address of an empty database
    #[arg(long, value_name = "DATABASE", default_value = "sqlite")]
    database: Database,
    /// Provider that charges
    #[arg(long, value_enum, default_value_t = Gateway::Conekta)]
    gateway: Gateway,
    /// Shoppers at the same time
    #[arg(long, default_value_t = 32)]
    concurrency: usize,
    /// How long all may take to come to an end afterwards, in seconds
    #[arg(long, default_value_t = 400)]
    patience: u64,
    /// How long the server doubts that the provider knows of no order, in seconds
    #[arg(long, default_value_t = 120)]
    absence: u64,
    /// Start what was built the last time
    #[arg(long)]
    no_build: bool,
    /// Whether it says nothing before its end.
    #[arg(skip)]
    quiet: bool,
}

/// Builds both services, and runs them against each other.
pub(crate) fn chaos(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    if !options.no_build {
        run::build(workspace)?;
    }
    let seed = options
        .seed
        .unwrap_or_else(|| fastrand::u64(0..1_000_000_000));
    say::line(report::opening(options, seed));
    let run = play(workspace, options, seed, &Stop::listen()?)?;
    say::line(report::closing(&run));
    Ok(if run.is_clean() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A small run on each provider, side by side: what `cargo xtask test` has time for.
pub(crate) fn small(workspace: &Workspace) -> Result<()> {
    run::build(workspace)?;
    let all = [Gateway::Conekta, Gateway::N1co].map(small_on);
    let stops = [Stop::listen()?, Stop::listen()?];
    let runs: Vec<_> = scope(|scope| {
        let started: Vec<_> = all
            .iter()
            .zip(stops)
            .map(|(options, stop)| scope.spawn(move || play(workspace, options, SEED, &stop)))
            .collect();
        started.into_iter().map(|run| run.join()).collect()
    });
    let mut failed = 0;
    for (options, run) in all.iter().zip(runs) {
        let Ok(run) = run else {
            bail!("a run broke down");
        };
        let run = run?;
        say::line(report::in_short(options, &run));
        if !run.is_clean() {
            failed += 1;
            say::line(report::opening(options, SEED));
            say::line(report::closing(&run));
        }
    }
    if failed > 0 {
        bail!("{failed} of {} chaos runs did not end well", all.len());
    }
    Ok(())
}

fn small_on(gateway: Gateway) -> Options {
    Options {
        payments: 60,
        seed: Some(SEED),
        kills: 3,
        database: Database::Sqlite,
        gateway,
        concurrency: 12,
        patience: 120,
        // As little as the server takes: the run would wait for nothing else.
        absence: 10,
        no_build: true,
        quiet: true,
    }
}

/// What came of a run.
struct Run {
    /// Orders that were to be paid, and those that were placed.
    payments: usize,
    bought: usize,
    kills: usize,
    /// The sandbox's account of its faults.
    faults: Value,
    /// Webhook events that were sent again afterwards.
    resent: u64,
    /// Attempts that an operator decided.
    decided: usize,
    bought_in: Duration,
    settled_in: Duration,
    reckoning: Reckoning,
}

impl Run {
    /// Whether nothing was charged twice, lost or left unknown, among orders that were paid mostly:
    /// where they are not, nothing was shown.
    fn is_clean(&self) -> bool {
        let paid = self.reckoning.ends.get("paid").copied().unwrap_or_default();
        self.reckoning.is_clean() && self.bought == self.payments && paid * 2 >= self.bought
    }
}

/// One run.
fn play(workspace: &Workspace, options: &Options, seed: u64, stop: &Stop) -> Result<Run> {
    let plan = Plan::draw(Size {
        seed,
        payments: options.payments,
        kills: options.kills,
    });
    let scene = Scene::open(workspace, options)?;
    let sandbox = Sandbox::new(scene.sandbox_url());
    sandbox.have(&faults::rules(options.gateway, seed))?;

    let begun = Instant::now();
    let bought = buy(&plan, options, &scene, stop)?;
    let bought_in = begun.elapsed();
    let faults = sandbox.faults()?;
    sandbox.be_well()?;
    let resent = sandbox.resend()?;

    let settling = Instant::now();
    let patience = Duration::from_secs(options.patience);
    let decided = settle(&bought, options, &scene, stop)?;
    let reckoning = loop {
        let reckoning = reckon(&bought, &scene, &sandbox)?;
        // Money that nobody has a use for may be on its way back.
        if reckoning.is_clean() || settling.elapsed() > patience {
            break reckoning;
        }
        look(&scene, stop)?;
        sleep(PERIOD);
    };
    Ok(Run {
        payments: options.payments,
        bought: bought.iter().map(|shopper| shopper.orders.len()).sum(),
        kills: scene.kills(),
        faults,
        resent,
        decided,
        bought_in,
        settled_in: settling.elapsed(),
        reckoning,
    })
}

/// Has every shopper buy, while the server is killed now and then.
fn buy(plan: &Plan, options: &Options, scene: &Scene, stop: &Stop) -> Result<Vec<Bought>> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let all = Mutex::new(Vec::new());
    let store = Store::new(scene.store_url());
    let sandbox = Sandbox::new(scene.sandbox_url());
    let begun = Instant::now();
    let gone = AtomicUsize::new(0);
    scope(|scope| {
        let workers = options.concurrency.clamp(1, plan.shoppers.len().max(1));
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(shopper) = plan.shoppers.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let world = shopper::World {
                        store: &store,
                        sandbox: &sandbox,
                        gateway: options.gateway,
                        done: &done,
                    };
                    let bought = shopper::shop(&world, shopper);
                    if let Ok(mut all) = all.lock() {
                        all.push(bought);
                    }
                }
                gone.fetch_add(1, Ordering::Relaxed);
            });
        }
        let mut kills = plan.kills.iter().peekable();
        let mut told = Instant::now();
        let mut result = Ok(());
        while gone.load(Ordering::Relaxed) < workers && result.is_ok() {
            sleep(Duration::from_millis(5));
            let count = done.load(Ordering::Relaxed);
            if !options.quiet && told.elapsed() > PROGRESS_PERIOD {
                told = Instant::now();
                report::progress(count, options.payments, scene.kills(), begun.elapsed());
            }
            if let Some(kill) = kills.next_if(|kill| count >= kill.after) {
                sleep(kill.pause);
                result = scene.kill_and_start_again();
            } else {
                result = look(scene, stop);
            }
        }
        if result.is_err() {
            // Whoever is still shopping finds nobody: they go home.
            next.store(usize::MAX / 2, Ordering::Relaxed);
            store.give_up();
        }
        result
    })?;
    match all.into_inner() {
        Ok(all) => Ok(all),
        Err(_) => bail!("a shopper broke down"),
    }
}

/// Waits until no order is under way any more, or patience is over, without asking for one by name:
/// the server comes to an end by itself. Where the provider cannot be asked, an operator decides
/// what is left after a while; the answer is of how many.
fn settle(bought: &[Bought], options: &Options, scene: &Scene, stop: &Stop) -> Result<usize> {
    let sandbox = Sandbox::new(scene.sandbox_url());
    let mut decided = 0;
    let store = Store::new(scene.store_url());
    let begun = Instant::now();
    let mut told = Instant::now();
    let mut waiting: Vec<&Bought> = bought.iter().collect();
    loop {
        let mut still = Vec::new();
        for shopper in waiting {
            if orders(shopper, &store)?.iter().any(Order::is_under_way) {
                still.push(shopper);
            }
        }
        waiting = still;
        if waiting.is_empty() || begun.elapsed().as_secs() > options.patience {
            return Ok(decided);
        }
        if options.gateway == Gateway::N1co && begun.elapsed() > OPERATOR_AFTER {
            decided += operator::decide(scene, &Charge::all(&sandbox.ledger()?))?;
        }
        look(scene, stop)?;
        sleep(PERIOD);
        if !options.quiet && told.elapsed() > PROGRESS_PERIOD {
            told = Instant::now();
            report::settling(waiting.len(), begun.elapsed());
        }
    }
}

/// A shopper's orders, as our API tells them.
fn orders(shopper: &Bought, store: &Store) -> Result<Vec<Order>> {
    let list = store.insist(&get("/api/orders", &shopper.cookie))?.body;
    let placed = shopper.orders.iter();
    Ok(placed.map(|placed| Order::read(placed, &list)).collect())
}

/// Compares every order with the sandbox's ledger.
fn reckon(bought: &[Bought], scene: &Scene, sandbox: &Sandbox) -> Result<Reckoning> {
    let store = Store::new(scene.store_url());
    let mut all = Vec::new();
    for shopper in bought {
        all.extend(orders(shopper, &store)?);
    }
    Ok(Reckoning::draw_up(&all, &Charge::all(&sandbox.ledger()?)))
}

/// Fails where a process died by itself, or somebody asks us to stop.
fn look(scene: &Scene, stop: &Stop) -> Result<()> {
    if stop.is_told() {
        bail!("stopped");
    }
    scene.look()
}
