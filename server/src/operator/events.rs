//! The events that the merchant's own system did not take: what they are, and once more.

use std::io::Write;

use clap::Subcommand;
use cobro_wire::Timestamp;

use crate::store::{Store, UndeliveredEvent};

/// What to do about events.
#[derive(Debug, Clone, Subcommand)]
pub enum Events {
    /// List the events that are not delivered, oldest first
    List {
        /// Only those that were given up
        #[arg(long)]
        dead: bool,
    },
    /// Send events that were given up again, with all their tries before them
    Retry {
        /// The events: ev_…
        #[arg(required_unless_present = "all_dead")]
        ids: Vec<String>,
        /// All that were given up
        #[arg(long, conflicts_with = "ids")]
        all_dead: bool,
    },
}

impl Events {
    /// Does it, and says what came of it.
    pub(super) async fn carry_out(
        &self,
        store: &Store,
        now: Timestamp,
        out: &mut impl Write,
    ) -> anyhow::Result<()> {
        match self {
            Events::List { dead } => {
                for event in store.undelivered_events(*dead).await? {
                    writeln!(out, "{}", line(&event))?;
                }
            }
            Events::Retry { all_dead: true, .. } => {
                let count = store.retry_given_up(None, now).await?;
                writeln!(out, "{count} events are due")?;
            }
            Events::Retry { ids, .. } => {
                for id in ids {
                    let count = store.retry_given_up(Some(id), now).await?;
                    anyhow::ensure!(count == 1, "{id} is not among those that were given up");
                    writeln!(out, "{id} is due")?;
                }
            }
        }
        Ok(())
    }
}

fn line(event: &UndeliveredEvent) -> String {
    let UndeliveredEvent {
        id,
        kind,
        created_at,
        tries,
        due_at,
        failure,
    } = event;
    let next = due_at.map_or("dead".to_owned(), |due_at| format!("due={due_at}"));
    let failure = failure.as_deref().unwrap_or("not sent yet");
    format!("{id} {kind} since={created_at} tries={tries} {next} {failure}")
}
