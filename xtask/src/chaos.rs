//! `cargo xtask chaos`: thousands of payments while everything goes wrong, and afterwards the
//! provider's own ledger beside our orders.
//!
//! Read in this order: [`plan`] (pure: all that is drawn from the seed), [`faults`] (what the
//! provider does wrong), [`scene`] (the processes, and how the server is killed), [`client`] and
//! [`shopper`] (who pays), [`reckoning`] (pure: what was charged against what we say), [`report`].

mod client;
mod faults;
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

use crate::run::{self, Gateway, Stop};
use crate::say;
use crate::step::time;
use crate::workspace::Workspace;
use client::{Sandbox, Store};
use plan::{Plan, Size};
use reckoning::{Charge, Order, Reckoning};
use scene::Scene;
use shopper::{Bought, get};

/// How often it is looked whether all orders have come to an end.
const PERIOD: Duration = Duration::from_secs(1);
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
    /// Where the server remembers: sqlite
    #[arg(long, value_enum, default_value_t = scene::Database::Sqlite)]
    database: scene::Database,
    /// Provider that charges
    #[arg(long, value_enum, default_value_t = Gateway::Conekta)]
    gateway: Gateway,
    /// Shoppers at the same time
    #[arg(long, default_value_t = 32)]
    concurrency: usize,
    /// How long all may take to come to an end afterwards, in seconds
    #[arg(long, default_value_t = 400)]
    patience: u64,
    /// Start what was built the last time
    #[arg(long)]
    no_build: bool,
}

/// Builds both services, and runs them against each other.
pub(crate) fn chaos(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    if !options.no_build {
        run::build(workspace)?;
    }
    let reckoning = play(workspace, options, &Stop::listen()?)?;
    Ok(if reckoning.is_clean() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// One run, told as it goes.
fn play(workspace: &Workspace, options: &Options, stop: &Stop) -> Result<Reckoning> {
    let seed = options
        .seed
        .unwrap_or_else(|| fastrand::u64(0..1_000_000_000));
    let plan = Plan::draw(Size {
        seed,
        payments: options.payments,
        kills: options.kills,
    });
    report::opening(options, &plan);
    let scene = Scene::open(workspace, options.gateway, options.database)?;
    let sandbox = Sandbox::new(scene.sandbox_url());
    sandbox.have(&faults::rules(options.gateway, seed))?;

    let begun = Instant::now();
    let bought = buy(&plan, options, &scene, stop)?;
    let bought_in = begun.elapsed();
    let counts = sandbox.faults()?;
    sandbox.be_well()?;
    let resent = sandbox.resend()?;

    let settling = Instant::now();
    let patience = Duration::from_secs(options.patience);
    let orders = settle(&bought, &scene, patience, stop)?;
    let settled_in = settling.elapsed();
    let charges = Charge::all(&sandbox.ledger()?);
    let reckoning = Reckoning::draw_up(&orders, &charges);
    report::closing(&report::Run {
        bought: bought.iter().map(|shopper| shopper.orders.len()).sum(),
        kills: scene.kills(),
        counts: &counts,
        resent,
        bought_in,
        settled_in,
        reckoning: &reckoning,
    });
    Ok(reckoning)
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
            if told.elapsed() > PROGRESS_PERIOD {
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

/// Waits until no order is under way any more, without asking for one by name: the server comes to
/// an end by itself. Answers with the orders as they stand then, or when patience is over.
fn settle(bought: &[Bought], scene: &Scene, patience: Duration, stop: &Stop) -> Result<Vec<Order>> {
    let store = Store::new(scene.store_url());
    let begun = Instant::now();
    let mut told = Instant::now();
    let mut settled = Vec::new();
    let mut waiting: Vec<&Bought> = bought.iter().collect();
    while !waiting.is_empty() {
        let mut still = Vec::new();
        for shopper in waiting {
            let list = store.insist(&get("/api/orders", &shopper.cookie))?.body;
            let orders = shopper
                .orders
                .iter()
                .map(|placed| Order::read(placed, &list));
            let orders: Vec<_> = orders.collect();
            if orders.iter().any(Order::is_under_way) && begun.elapsed() < patience {
                still.push(shopper);
            } else {
                settled.extend(orders);
            }
        }
        waiting = still;
        if !waiting.is_empty() {
            look(scene, stop)?;
            sleep(PERIOD);
            if told.elapsed() > PROGRESS_PERIOD {
                told = Instant::now();
                let (count, elapsed) = (waiting.len(), time(begun.elapsed()));
                say::line(format_args!(
                    "  …  {count} shoppers wait for an order to end · {elapsed}"
                ));
            }
        }
    }
    Ok(settled)
}

/// Fails where a process died by itself, or somebody asks us to stop.
fn look(scene: &Scene, stop: &Stop) -> Result<()> {
    if stop.is_told() {
        bail!("stopped");
    }
    scene.look()
}
