//! Server and sandbox in this process, each on a free port.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use cobro_sandbox::config::{DEFAULT_WEBHOOK_SECRET, DEVELOPMENT_WEBHOOK_KEYS};
use cobro_sandbox::{PublicUrl, Sandbox};
use cobro_server::config::{Config, Sources};
use cobro_server::host::Host;
use cobro_server::state::App;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::Options;
use super::bank::wants_its_cookie;
use super::proxy::{Proxy, pass};
use crate::gateway::Gateway;

/// Where the built front end is, unless `COBRO_SITE` says otherwise.
const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/site");

/// Both services. Dropping them stops them.
pub(super) struct Services {
    sandbox: Sandbox,
    sandbox_url: String,
    store_url: String,
    proxy: Proxy,
    _running: Running,
}

impl Services {
    /// Starts both.
    pub(super) async fn start(gateway: Gateway, options: &Options, folder: &Path) -> Result<Self> {
        let mut running = Running::default();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let proxy = Proxy::default();
        let (sandbox, provider) = start_sandbox(options, port, &running).await?;
        let mut config = flags(folder, &provider, port)?;
        config.extend(["--gateway", gateway.name].map(str::to_owned));
        config.extend(options.server_flags.iter().copied().map(str::to_owned));
        let config = Config::load(&Sources::collect(config, |_| None)?)?;
        let store_url = start_server(listener, config, &proxy, &mut running).await?;
        Ok(Self {
            sandbox,
            sandbox_url: provider,
            store_url,
            proxy,
            _running: running,
        })
    }

    /// The provider.
    pub(super) fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// The address of its own page.
    pub(super) fn sandbox_url(&self) -> &str {
        &self.sandbox_url
    }

    /// What stands between the shopper and the store.
    pub(super) fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    /// The address that shoppers open.
    pub(super) fn store_url(&self) -> &str {
        &self.store_url
    }
}

/// What goes on until it is dropped: then tasks are gone, and servers let their connections end.
#[derive(Default)]
struct Running {
    tasks: JoinSet<()>,
    end: watch::Sender<()>,
}

impl Running {
    /// Waits for the end.
    fn end(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut end = self.end.subscribe();
        async move { while end.changed().await.is_ok() {} }
    }
}

/// The providers, which send their webhooks to the store.
async fn start_sandbox(
    options: &Options,
    store_port: u16,
    running: &Running,
) -> Result<(Sandbox, String)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let public_url = PublicUrl::local(listener.local_addr()?.port());
    let provider = public_url.as_str().to_owned();
    let sandbox = Sandbox::new(cobro_sandbox::Config {
        public_url,
        challenge_seconds: options.challenge_seconds,
        conekta: cobro_sandbox::config::Conekta {
            webhook_url: Some(format!("http://localhost:{store_port}/webhooks/conekta")),
            ..cobro_sandbox::config::Conekta::default()
        },
        n1co: cobro_sandbox::config::N1co {
            webhook: Some(cobro_sandbox::config::Webhook {
                url: format!("http://localhost:{store_port}/webhooks/n1co"),
                secret: DEFAULT_WEBHOOK_SECRET.to_owned(),
            }),
            ..cobro_sandbox::config::N1co::default()
        },
        ..cobro_sandbox::Config::default()
    })?;
    let wants_cookie = options.bank_wants_cookie;
    let gate = move |router: Router| match wants_cookie {
        true => router.layer(from_fn(wants_its_cookie)),
        false => router,
    };
    let served = cobro_sandbox::serve_behind(listener, sandbox.clone(), gate, running.end());
    tokio::spawn(async move { served.await.expect("a bound listener accepts") });
    Ok((sandbox, provider))
}

async fn start_server(
    listener: TcpListener,
    config: Config,
    proxy: &Proxy,
    running: &mut Running,
) -> Result<String> {
    let store_url = format!("http://localhost:{}", config.http.port);
    let app = App::open(config, Host::real()).await?;
    ensure!(
        app.site.is_built(),
        "there is no front end in {}: `cargo xtask test --only e2e` builds it",
        app.config.http.site.display()
    );
    let reconciling = app.payments.clone().reconcile_for_ever();
    running.tasks.spawn(reconciling);
    let end = app.live.clone().end_after(running.end());
    let router = cobro_server::app(app).layer(from_fn_with_state(proxy.clone(), pass));
    let served = cobro_server::serve::serve(listener, router, end);
    tokio::spawn(async move { served.await.expect("a bound listener accepts") });
    Ok(store_url)
}

/// The settings, by the way that every operator gives them.
fn flags(folder: &Path, provider: &str, port: u16) -> Result<Vec<String>> {
    let site = std::env::var_os("COBRO_SITE").map_or_else(|| PathBuf::from(SITE), PathBuf::from);
    let database = folder.join("cobro.db");
    let mut flags = vec!["cobro-server".to_owned()];
    let mut flag = |name: &str, value: String| flags.extend([format!("--{name}"), value]);
    flag("port", port.to_string());
    flag("public-url", format!("http://localhost:{port}"));
    flag(
        "site",
        site.to_str().context("COBRO_SITE is not text")?.to_owned(),
    );
    flag("database", format!("sqlite:{}", database.display()));
    flag("conekta-api-url", format!("{provider}/conekta"));
    let script = "conekta/v1.0/js/conekta-checkout.min.js";
    flag("conekta-script-url", format!("{provider}/{script}"));
    let [webhook_key, ..] = DEVELOPMENT_WEBHOOK_KEYS;
    flags.push(format!("--conekta-webhook-public-key={webhook_key}"));
    let mut flag = |name: &str, value: String| flags.extend([format!("--{name}"), value]);
    flag("n1co-api-url", format!("{provider}/n1co"));
    flag("n1co-webhook-secret", DEFAULT_WEBHOOK_SECRET.to_owned());
    // n1co's page is on the same port under the machine's other name.
    let other = provider.replace("localhost", "127.0.0.1");
    flag("checkout-challenge-origins", format!("{provider},{other}"));
    Ok(flags)
}
