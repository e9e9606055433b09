//! What an operator does from the command line, beside a server that runs or without one. The
//! database is opened as a guest: nothing that a server has in its hands is taken up.

mod events;
mod webhook_events;
mod webhook_key;

use std::io::{self, Write};

use clap::{Args, Subcommand, ValueEnum};
use cobro_wire::AttemptId;

use crate::config::Config;
use crate::host::Host;
use crate::payment::{Decision, PaymentError};
use crate::state::{open_store, payments};
use crate::store::Unsettled;

pub use events::Events;

/// What to do in place of serving.
#[derive(Debug, Clone, Subcommand)]
pub enum Operation {
    /// List the attempts of which nobody knows whether money moved, and refunds on their way
    Unsettled,
    /// Say what became of an attempt that the provider cannot be asked about
    Decide(Decide),
    /// Make a key that Conekta signs webhooks with, and store its public half
    WebhookKey(webhook_key::Request),
    /// List the webhook events that could not be processed and were put aside
    WebhookEvents(webhook_events::Request),
    /// List the events that your own system did not take, or send them again
    #[command(subcommand)]
    Events(Events),
}

/// What became of an attempt.
#[derive(Debug, Clone, Args)]
pub struct Decide {
    /// The attempt: at_…
    attempt: AttemptId,
    /// What became of it, as the provider's portal shows it
    #[arg(value_enum)]
    became: Became,
    /// The provider's id of the order
    #[arg(long, required_if_eq("became", "paid"))]
    order: Option<String>,
    /// The provider's id of the charge; the order's where it has none
    #[arg(long)]
    charge: Option<String>,
    /// Who says so, and why: it is kept in the order's history
    #[arg(long)]
    note: String,
}

/// What can have become of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Became {
    /// Money moved
    Paid,
    /// No money moved, as far as the portal shows
    NotCharged,
    /// Money moved, and was given back
    Returned,
}

impl Decide {
    fn decision(&self) -> Decision {
        let order = self.order.clone();
        let charge = self.charge.clone().or_else(|| order.clone());
        match self.became {
            Became::Paid => Decision::Paid { order, charge },
            Became::NotCharged => Decision::NotCharged,
            Became::Returned => Decision::Returned { order, charge },
        }
    }
}

/// Does it, and says on standard output what came of it.
///
/// # Errors
/// When the database cannot be opened, or what is asked for cannot be done: the text says why.
pub async fn operate(operation: Operation, config: &Config, host: Host) -> anyhow::Result<()> {
    let mut out = io::stdout();
    match operation {
        Operation::Events(events) => {
            let store = open_store(config, &host).await?;
            events.carry_out(&store, host.now(), &mut out).await?;
            store.close().await;
        }
        Operation::Unsettled => {
            let store = open_store(config, &host).await?;
            for attempt in store.unsettled_attempts(host.now()).await? {
                let Unsettled {
                    attempt,
                    status,
                    order,
                    amount_minor,
                    currency,
                    since,
                } = attempt;
                writeln!(
                    out,
                    "{attempt} {status} since={since} order={order} {currency} {amount_minor}"
                )?;
            }
            store.close().await;
        }
        Operation::Decide(decide) => {
            let (store, payments) = payments(config, &host).await?;
            let decision = decide.decision();
            match payments
                .decide(&decide.attempt, decision, &decide.note)
                .await
            {
                Ok(status) => writeln!(out, "{} is {status}", decide.attempt)?,
                Err(PaymentError::NotFound(_)) => anyhow::bail!("there is no such attempt"),
                Err(error) => return Err(error.into()),
            }
            store.close().await;
        }
        Operation::WebhookKey(request) => {
            webhook_key::run(&request, config, host, &mut out).await?;
        }
        Operation::WebhookEvents(request) => {
            webhook_events::run(&request, config, &host, &mut out).await?;
        }
    }
    Ok(())
}
