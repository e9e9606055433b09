//! `cobro-sandbox`: the imitation providers on a port of this machine.

mod conekta_flags;
mod n1co_flags;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use cobro_sandbox::config::{
    Config, ConfigError, DEFAULT_CHALLENGE_SECONDS, DEFAULT_CONTROL_KEY, DEFAULT_IDLE_SECONDS,
    DEFAULT_PRIVATE_KEY, DEFAULT_PUBLIC_KEY, PublicUrl,
};
use cobro_sandbox::{Sandbox, serve};
use conekta_flags::ConektaFlags;
use n1co_flags::N1coFlags;
use tokio::net::TcpListener;

/// Imitation payment providers, for development and tests.
/// Everything is kept in memory, or in the file of --state.
#[derive(Parser)]
#[command(name = "cobro-sandbox")]
struct Arguments {
    /// Port to listen on; 0 picks a free one
    #[arg(long, default_value_t = 8081, env = "COBRO_SANDBOX_PORT")]
    port: u16,
    /// Address to listen on: one of this machine's own (loopback)
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Address under which browsers reach the sandbox [default: http://localhost:PORT]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// The merchant's private key
    #[arg(long, value_name = "KEY", default_value = DEFAULT_PRIVATE_KEY)]
    private_key: String,
    /// The merchant's public key
    #[arg(long, value_name = "KEY", default_value = DEFAULT_PUBLIC_KEY)]
    public_key: String,
    /// The key of whoever asks for faults, at /_sandbox
    #[arg(long, value_name = "KEY", default_value = DEFAULT_CONTROL_KEY)]
    control_key: String,
    /// How long a 3-D Secure challenge stays open
    #[arg(long, value_name = "SECONDS", default_value_t = DEFAULT_CHALLENGE_SECONDS)]
    challenge_seconds: i64,
    /// How long a connection may stay open without a whole request head
    #[arg(long, value_name = "SECONDS", default_value_t = DEFAULT_IDLE_SECONDS,
          value_parser = clap::value_parser!(u64).range(1..))]
    idle_seconds: u64,
    /// SQLite file that keeps everything across restarts [default: only in memory]
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Begin with the customers, cards and orders of docs/sandbox.md
    #[arg(long)]
    seed_data: bool,
    #[command(flatten)]
    conekta: ConektaFlags,
    #[command(flatten)]
    n1co: N1coFlags,
}

impl Arguments {
    fn config(self, port: u16) -> Result<Config, ConfigError> {
        let public_url = match &self.public_url {
            Some(text) => PublicUrl::parse(text)?,
            None => PublicUrl::local(port),
        };
        Ok(Config {
            private_key: self.private_key,
            public_key: self.public_key,
            control_key: self.control_key,
            public_url,
            challenge_seconds: self.challenge_seconds,
            idle: Duration::from_secs(self.idle_seconds),
            state: self.state,
            conekta: self.conekta.config(),
            n1co: self.n1co.config()?,
            ..Config::default()
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), String> {
    let arguments = Arguments::parse();
    if !arguments.host.is_loopback() {
        return Err(format!("{} is not a loopback address", arguments.host));
    }
    let address = SocketAddr::new(arguments.host, arguments.port);
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("{address} cannot be listened on: {error}"))?;
    let port = listener
        .local_addr()
        .map_err(|error| error.to_string())?
        .port();
    let seed_data = arguments.seed_data;
    let config = arguments.config(port).map_err(|error| error.to_string())?;
    let ready = format!(
        "cobro-sandbox ready on {}, n1co's challenges on {}",
        config.public_url.as_str(),
        config.n1co_challenge_url().as_str()
    );
    let sandbox = Sandbox::new(config).map_err(|error| error.to_string())?;
    if seed_data {
        sandbox.seed()?;
    }
    announce(&ready);
    serve(listener, sandbox, interrupted())
        .await
        .map_err(|error| error.to_string())
}

#[expect(
    clippy::print_stdout,
    reason = "whoever starts the sandbox waits for this line"
)]
fn announce(line: &str) {
    println!("{line}");
}

/// Done when the process is asked to stop: Ctrl-C, or SIGTERM from whoever started it.
async fn interrupted() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
