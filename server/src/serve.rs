//! Serves a router until told to stop, and lets the requests in flight end.

use std::future::Future;
use std::io;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// How long requests in flight may take to end: longer than a call to the provider ever does, so
/// that its answer is written down.
const DRAIN_LIMIT: Duration = Duration::from_secs(125);

/// Answers requests until `shutdown` is done. Then takes no new ones, and returns when the last
/// has its answer, or after two minutes.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // An answer is one small write: waiting for more to send along would only delay it.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            warn!(%error, "cannot set TCP_NODELAY");
        }
    });
    let stopping = CancellationToken::new();
    let stopped = stopping.clone();
    let signal = async move {
        shutdown.await;
        info!("stopping");
        stopping.cancel();
    };
    let limit = async {
        stopped.cancelled().await;
        tokio::time::sleep(DRAIN_LIMIT).await;
    };
    tokio::select! {
        served = axum::serve(listener, router).with_graceful_shutdown(signal) => served,
        () = limit => {
            warn!("requests were still in flight at the end");
            Ok(())
        }
    }
}

/// Waits for Ctrl-C, or for SIGTERM where there is such a thing.
pub async fn told_to_stop() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            warn!(%error, "cannot listen for Ctrl-C");
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(error) => {
            warn!(%error, "cannot listen for SIGTERM");
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}
