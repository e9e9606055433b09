//! The sandbox on the network: its connections, and the time that each may take.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::serve::Listener;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tower::{ServiceExt, service_fn};

use crate::conekta::{self, let_time_pass};
use crate::n1co;
use crate::sandbox::Sandbox;

/// How often it is noticed that time ran out for an order which nobody looks at.
const TICK: Duration = Duration::from_secs(1);

/// Answers on `listener` until `shutdown` is done; requests that are under way are finished. A
/// connection on which no whole request head comes within [`Config::idle`](crate::Config::idle)
/// is closed.
///
/// # Errors
///
/// Never, as things are: a listener that fails is asked again.
pub async fn serve(
    listener: TcpListener,
    sandbox: Sandbox,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    serve_behind(listener, sandbox, |router| router, shutdown).await
}

/// The same, with something between the callers and the sandbox.
///
/// # Errors
///
/// Never, as things are: a listener that fails is asked again.
pub async fn serve_behind(
    mut listener: TcpListener,
    sandbox: Sandbox,
    gate: impl FnOnce(Router) -> Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    if sandbox.is_kept() {
        conekta::deliver_again(&sandbox);
        n1co::deliver_again(&sandbox);
    }
    let mut connections = Builder::new();
    connections
        .timer(TokioTimer::new())
        .header_read_timeout(sandbox.config().idle);
    let router = gate(sandbox.router());
    let open = GracefulShutdown::new();
    let accepting = async {
        loop {
            // Where there are no more descriptors, this waits for some.
            let (stream, caller) = Listener::accept(&mut listener).await;
            answer(&connections, &open, stream, caller, router.clone());
        }
    };
    tokio::select! {
        () = accepting => {}
        () = watch_the_clock(&sandbox) => {}
        () = shutdown => {}
    }
    // Whoever looks on would do so for ever.
    sandbox.log().close();
    drop(listener);
    open.shutdown().await;
    Ok(())
}

/// Answers on one connection, beside all others.
fn answer(
    connections: &Builder,
    open: &GracefulShutdown,
    stream: TcpStream,
    caller: SocketAddr,
    router: Router,
) {
    let service = service_fn(move |request: Request<_>| {
        let mut request = request.map(Body::new);
        // Who calls is known: the sandbox is steered from its own machine only.
        request.extensions_mut().insert(ConnectInfo(caller));
        router.clone().oneshot(request)
    });
    let service = TowerToHyperService::new(service);
    let connection = connections.serve_connection(TokioIo::new(stream), service);
    let connection = open.watch(connection);
    // What ends a connection is its caller's business.
    tokio::spawn(async move { drop(connection.await) });
}

/// Notices, for ever, for whom time ran out.
async fn watch_the_clock(sandbox: &Sandbox) {
    let mut ticks = tokio::time::interval(TICK);
    loop {
        ticks.tick().await;
        let_time_pass(sandbox, &mut sandbox.world().conekta);
        // Where it fails, the next call says so.
        let _ = sandbox.keep();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use serde_json::json;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;
    use tokio::time::timeout;

    use super::*;
    use crate::config::Config;

    const PATIENCE: Duration = Duration::from_secs(30);

    async fn connect(address: SocketAddr) -> TcpStream {
        TcpStream::connect(address).await.unwrap()
    }

    #[tokio::test]
    async fn shutdown_finishes_what_is_under_way_and_closes_what_is_idle() {
        let sandbox = Sandbox::new(Config::default()).unwrap();
        let slow = json!({
            "operation": "conekta.list_orders", "fault": { "latency": { "ms": 300 } },
            "when": { "next": 1 },
        });
        let slow = serde_json::from_value(slow).unwrap();
        sandbox.faults().add(slow).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(serve(listener, sandbox.clone(), async {
            drop(stopped.await);
        }));
        let (mut idle, mut busy) = (connect(address).await, connect(address).await);
        let request = "GET /conekta/orders HTTP/1.1\r\nHost: localhost\r\n\
                       Authorization: Bearer key_sandbox_private\r\n\r\n";
        busy.write_all(request.as_bytes()).await.unwrap();
        let is_under_way = || {
            sandbox
                .faults()
                .told()
                .rules
                .iter()
                .any(|rule| rule.met > 0)
        };
        while !is_under_way() {
            tokio::task::yield_now().await;
        }
        stop.send(()).unwrap();
        timeout(PATIENCE, served).await.unwrap().unwrap().unwrap();
        // All is there when `serve` returns, since the process ends then: nothing is waited for.
        let mut answer = [0; 12];
        busy.into_std().unwrap().read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200");
        let mut rest = String::new();
        let reading = idle.read_to_string(&mut rest);
        timeout(PATIENCE, reading).await.unwrap().unwrap();
        assert_eq!(rest, "");
        assert!(TcpStream::connect(address).await.is_err());
    }
}
