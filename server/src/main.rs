//! Starts the server: settings, log, database, listener; then answers until told to stop.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use cobro_server::config::{Config, LogConfig, LogFormat, Sources};
use cobro_server::host::Host;
use cobro_server::operator::operate;
use cobro_server::serve::{serve, told_to_stop};
use cobro_server::state::App;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// Beyond a call's own limit, how long payments in hand may take to end once no request is left.
const FINISH_MARGIN: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where even this cannot be written, the exit code still tells.
            let _ = writeln!(io::stderr(), "cobro-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    let sources = Sources::collect(std::env::args_os(), |name| std::env::var(name).ok());
    let sources = sources.unwrap_or_else(|error| error.exit());
    let config = Config::load(&sources)?;
    start_log(&config.log)?;
    if let Some(operation) = sources.operation() {
        return operate(operation.clone(), &config, Host::real()).await;
    }

    let address = (config.http.host, config.http.port);
    let public_url = config.http.public_url.clone();
    let finish_limit = config.call_timeout() + FINISH_MARGIN;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {}:{}", address.0, address.1))?;
    let app = App::open(config, Host::real()).await?;
    if !app.site.is_built() {
        tracing::warn!(folder = %app.config.http.site.display(), "the front end is not built");
    }
    let reconciling = tokio::spawn(app.payments.clone().reconcile_for_ever());
    let living = tokio::spawn(app.payments.clone().renew_lease_for_ever());
    let stop = CancellationToken::new();
    let telling = app.outgoing.clone();
    let telling = telling.map(|outgoing| tokio::spawn(outgoing.deliver_for_ever(stop.clone())));
    writeln!(io::stdout(), "cobro-server is ready at {public_url}")?;

    let stopping = app.live.clone().end_after(told_to_stop());
    serve(listener, cobro_server::app(app.clone()), stopping).await?;

    reconciling.abort();
    if tokio::time::timeout(finish_limit, app.payments.finish())
        .await
        .is_err()
    {
        tracing::warn!("payments were still in hand: the next start looks them up");
    }
    stop.cancel();
    if let Some(telling) = telling {
        // What is on its way has a time limit of its own.
        telling.await?;
    }
    living.abort();
    if let Err(error) = app.payments.end_lease().await {
        tracing::warn!(?error, "the lease is not ended; it runs out by itself");
    }
    app.store.close().await;
    Ok(())
}

/// The log goes to standard error; standard output says when the server is ready.
fn start_log(config: &LogConfig) -> anyhow::Result<()> {
    let lines = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_new(&config.filter)?)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    match config.format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}
