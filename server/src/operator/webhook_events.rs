//! `cobro-server webhook-events`: the webhook events that could not be processed.

use std::io::Write;

use anyhow::ensure;
use clap::Args;
use jiff::Timestamp;

use crate::config::Config;
use crate::host::Host;
use crate::state::open_store;
use crate::store::{ParkedEvent, Store};

/// How many are shown at a time.
const LIMIT: u32 = 100;

/// What is asked of the events.
#[derive(Debug, Clone, Default, Args)]
pub struct Request {
    /// Have a running server try this event again from the beginning; can be repeated
    #[arg(long, value_name = "ID", conflicts_with = "retry_all")]
    pub retry: Vec<String>,
    /// Have a running server try all of them again
    #[arg(long)]
    pub retry_all: bool,
}

/// Shows the events that were put aside, the latest first, or has them tried again.
///
/// # Errors
/// When the store fails, or there is no such event.
pub(super) async fn run(
    request: &Request,
    config: &Config,
    host: &Host,
    out: &mut (impl Write + Send),
) -> anyhow::Result<()> {
    let store = open_store(config, host).await?;
    let done = carry_out(request, config, &store, host, out).await;
    store.close().await;
    done
}

async fn carry_out(
    request: &Request,
    config: &Config,
    store: &Store,
    host: &Host,
    out: &mut (impl Write + Send),
) -> anyhow::Result<()> {
    let gateway = config.gateway.name();
    let parked = store.parked_webhook_events(gateway, LIMIT).await?;
    let ids: Vec<_> = if request.retry_all {
        parked.iter().map(|event| event.id.clone()).collect()
    } else {
        request.retry.clone()
    };
    if ids.is_empty() {
        return show(&parked, out);
    }
    for id in ids {
        let unparked = store.unpark_webhook_event(gateway, &id, host.now()).await?;
        ensure!(unparked, "no event {id} was put aside");
        writeln!(out, "{id} is tried again by the next server that looks")?;
    }
    Ok(())
}

fn show(parked: &[ParkedEvent], out: &mut impl Write) -> anyhow::Result<()> {
    if parked.is_empty() {
        writeln!(out, "no webhook event was put aside")?;
    }
    for event in parked {
        let moment = |seconds| {
            Timestamp::from_second(seconds)
                .map_or_else(|_| seconds.to_string(), |at| at.to_string())
        };
        writeln!(
            out,
            "{}  came {}  put aside {}  tries {}  attempt {}  {}",
            event.id,
            moment(event.received_at),
            moment(event.parked_at),
            event.tries,
            event.attempt_id.as_deref().unwrap_or("-"),
            event.failure.as_deref().unwrap_or("-"),
        )?;
    }
    Ok(())
}
