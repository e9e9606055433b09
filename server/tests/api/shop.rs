//! A store with its provider, and a shopper's browser to drive it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use cobro_sandbox::Sandbox;
use cobro_server::config::{Config, Sources};
use cobro_server::host::Host;
use cobro_server::state::App;
use cobro_wire::{
    AttemptId, AttemptStatus, AuthenticationReport, BillingAddress, Card, ChallengeEnd, Order,
    OrderId, PayRequest, PayWith, Problem, TokenId,
};
use reqwest::header::{ACCEPT_LANGUAGE, COOKIE, SET_COOKIE};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::database::TestDatabase;

/// The header that names one intended effect.
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// A card that is charged without more ado.
pub(crate) const PLAIN: &str = "4242424242424242";
/// Another one.
pub(crate) const OTHER: &str = "5555555555554444";
/// A card that the bank wants to authenticate.
pub(crate) const RISKY: &str = "4000000000001091";
/// A card without money.
pub(crate) const EMPTY: &str = "4000000000000127";

/// The store, the provider behind it, and the clock of both. All of it ends with the test.
pub(crate) struct Shop {
    pub(crate) url: String,
    pub(crate) sandbox_url: String,
    pub(crate) sandbox: Sandbox,
    pub(crate) app: App,
    pub(crate) database: TestDatabase,
    clock: Arc<AtomicI64>,
    haste: Arc<AtomicI64>,
    host: Host,
}

/// Another server of a store.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) app: App,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self::with(&[]).await
    }

    /// A store with more flags, where the provider's API may be put elsewhere by `--conekta-api-url`.
    pub(crate) async fn with(flags: &[&str]) -> Self {
        Self::build(flags, |_, _| {}).await
    }

    /// A store on n1co, which sends its webhooks to it.
    pub(crate) async fn on_n1co(flags: &[&str]) -> Self {
        let secret = cobro_sandbox::config::DEFAULT_WEBHOOK_SECRET;
        let n1co = ["--gateway", "n1co", "--n1co-webhook-secret", secret];
        let flags: Vec<_> = n1co.iter().chain(flags).copied().collect();
        Self::build(&flags, |config, url| {
            config.n1co.webhook = Some(cobro_sandbox::config::Webhook {
                url: format!("{url}/webhooks/n1co"),
                secret: secret.to_owned(),
            });
        })
        .await
    }

    /// A store that Conekta sends its webhooks to, or that would take them if they did not go to
    /// `elsewhere`.
    pub(crate) async fn with_webhooks(flags: &[&str], elsewhere: Option<&str>) -> Self {
        let key = crate::webhooks::accepting(0);
        let flags: Vec<_> = [key.as_str()]
            .into_iter()
            .chain(flags.iter().copied())
            .collect();
        Self::build(&flags, |config, url| {
            let own = format!("{url}/webhooks/conekta");
            config.conekta.webhook_url = Some(elsewhere.map_or(own, str::to_owned));
        })
        .await
    }

    /// A store with more flags; the sandbox is told of the store's address.
    pub(crate) async fn build(
        flags: &[&str],
        tell: impl FnOnce(&mut cobro_sandbox::Config, &str),
    ) -> Self {
        let clock = Arc::new(AtomicI64::new(1_790_000_000));
        let haste = Arc::new(AtomicI64::new(0));
        let time = |clock: &Arc<AtomicI64>| {
            let (clock, haste) = (clock.clone(), haste.clone());
            move || clock.fetch_add(haste.load(Ordering::SeqCst), Ordering::SeqCst)
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sandbox_port = listener.local_addr().unwrap().port();
        let store = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", store.local_addr().unwrap());
        let mut config = cobro_sandbox::Config {
            public_url: cobro_sandbox::PublicUrl::local(sandbox_port),
            clock: Arc::new(time(&clock)),
            ..cobro_sandbox::Config::default()
        };
        tell(&mut config, &url);
        let sandbox = Sandbox::new(config).unwrap();
        tokio::spawn(cobro_sandbox::serve(
            listener,
            sandbox.clone(),
            std::future::pending(),
        ));

        let test_database = TestDatabase::create().await;
        let database = test_database.url();
        let sandbox_url = format!("http://localhost:{sandbox_port}");
        let api_url = format!("{sandbox_url}/conekta");
        let script_url = format!("{api_url}/v1.0/js/conekta-checkout.min.js");
        let n1co_url = format!("{sandbox_url}/n1co");
        let origins = format!("{sandbox_url},http://127.0.0.1:{sandbox_port}");
        let mut arguments = vec![
            "cobro-server",
            "--database",
            &database,
            "--conekta-script-url",
            &script_url,
            "--checkout-challenge-origins",
            &origins,
        ];
        for (flag, address) in [
            ("--conekta-api-url", &api_url),
            ("--n1co-api-url", &n1co_url),
        ] {
            if !flags.contains(&flag) {
                arguments.extend([flag, address]);
            }
        }
        arguments.extend(flags);
        let sources = Sources::collect(arguments, |_| None).unwrap();
        let config = Config::load(&sources).unwrap();
        let host = Host::real().with_clock(time(&clock));
        let app = App::open(config, host.clone()).await.unwrap();
        serve(&app, store);
        Shop {
            url,
            sandbox_url,
            sandbox,
            app,
            database: test_database,
            clock,
            haste,
            host,
        }
    }

    /// Starts another server on the same database, before the same provider.
    pub(crate) async fn another_server(&self) -> Server {
        let config = (*self.app.config).clone();
        let app = App::open(config, self.host.clone()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        serve(&app, listener);
        Server { url, app }
    }

    /// What the clock shows, in seconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    /// Lets time go by between whatever is done, whenever somebody looks at the clock.
    pub(crate) fn hurry(&self, seconds: i64) {
        self.haste.store(seconds, Ordering::SeqCst);
    }

    /// Lets time go by, for the store and the provider.
    pub(crate) fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// A shopper with a session who said who they are.
    pub(crate) async fn shopper(&self) -> Shopper {
        let shopper = self.stranger().await;
        let contact =
            json!({ "name": "Ana Luz", "email": "ana@example.com", "phone": "+525512345678" });
        let _: Value = shopper
            .ok(Method::PUT, "/api/session/contact", Some(&contact))
            .await;
        shopper
    }

    /// A shopper with a session who said nothing yet.
    pub(crate) async fn stranger(&self) -> Shopper {
        let http = reqwest::Client::new();
        let answer = http
            .get(format!("{}/api/session", self.url))
            .send()
            .await
            .unwrap();
        let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
        Shopper {
            url: self.url.clone(),
            sandbox_url: self.sandbox_url.clone(),
            cookie: cookie.split(';').next().unwrap().to_owned(),
            http,
            billing: self.app.payments.traits().billing.then(billing),
        }
    }

    /// Has all customers deleted at Conekta, as its panel lets a merchant do.
    pub(crate) async fn forget_customers(&self) {
        let http = reqwest::Client::new();
        let call = |method, path: &str| {
            http.request(method, format!("{}/conekta/{path}", self.sandbox_url))
                .header("accept", "application/vnd.conekta-v2.3.0+json")
                .bearer_auth("key_sandbox_private")
        };
        let list = call(Method::GET, "customers").send().await.unwrap();
        let list: Value = list.json().await.unwrap();
        for customer in list["data"].as_array().unwrap() {
            let path = format!("customers/{}", customer["id"].as_str().unwrap());
            let deleted = call(Method::DELETE, &path).send().await.unwrap();
            assert_eq!(deleted.status(), StatusCode::OK);
        }
    }

    /// Amounts that the provider really took.
    pub(crate) fn taken(&self) -> Vec<i64> {
        self.sandbox
            .ledger()
            .taken()
            .map(|entry| entry.amount)
            .collect()
    }
}

fn serve(app: &App, listener: TcpListener) {
    let router = cobro_server::app(app.clone());
    tokio::spawn(cobro_server::serve::serve(
        listener,
        router,
        std::future::pending(),
    ));
}

/// A shopper's browser.
#[derive(Clone)]
pub(crate) struct Shopper {
    url: String,
    sandbox_url: String,
    pub(crate) cookie: String,
    http: reqwest::Client,
    pub(crate) billing: Option<BillingAddress>,
}

impl Shopper {
    /// The same browser, when its requests come to another server.
    pub(crate) fn at(&self, server: &Server) -> Shopper {
        Shopper {
            url: server.url.clone(),
            ..self.clone()
        }
    }

    /// The same browser, at another address.
    pub(crate) fn at_url(&self, url: String) -> Shopper {
        Shopper {
            url,
            ..self.clone()
        }
    }

    /// A call in Spanish, with whatever comes of it.
    pub(crate) async fn call<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> (StatusCode, Vec<u8>) {
        let answer = self.send(method, path, body, &key()).await;
        (answer.status(), answer.bytes().await.unwrap().to_vec())
    }

    /// A call in Spanish under an idempotency key.
    pub(crate) async fn send<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
        key: &str,
    ) -> Response {
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.url))
            .header(COOKIE, &self.cookie)
            .header(ACCEPT_LANGUAGE, "es")
            .header(IDEMPOTENCY_KEY, key);
        if let Some(body) = body {
            request = request.json(body);
        }
        request.send().await.unwrap()
    }

    /// A call without one of the headers that a browser sends.
    pub(crate) async fn without_header(&self, path: &str, body: &Value, header: &str) -> Response {
        let request = self
            .http
            .post(format!("{}{path}", self.url))
            .header(COOKIE, &self.cookie)
            .header(IDEMPOTENCY_KEY, key())
            .json(body);
        let mut request = request.build().unwrap();
        request.headers_mut().remove(header).unwrap();
        self.http.execute(request).await.unwrap()
    }

    pub(crate) async fn ok<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> T {
        let (status, body) = self.call(method, path, body).await;
        let text = String::from_utf8_lossy(&body);
        assert!(status.is_success(), "{path} answered {status}: {text}");
        serde_json::from_slice(&body).unwrap()
    }

    pub(crate) async fn problem(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Problem {
        let (status, body) = self.call(method, path, body).await;
        let text = String::from_utf8_lossy(&body);
        assert!(
            status.is_client_error() || status.is_server_error(),
            "{path}: {text}"
        );
        serde_json::from_slice(&body).unwrap()
    }

    /// An order of one vase.
    pub(crate) async fn order(&self) -> Order {
        self.order_of(1).await
    }

    /// An order of so many vases.
    pub(crate) async fn order_of(&self, quantity: u32) -> Order {
        let body = json!({ "lines": [{ "product_id": "vasija", "quantity": quantity }] });
        self.ok(Method::POST, "/api/orders", Some(&body)).await
    }

    pub(crate) async fn read(&self, order: &OrderId) -> Order {
        self.ok(Method::GET, &format!("/api/orders/{order}"), None::<&()>)
            .await
    }

    /// A token for a card number, as the component makes it.
    pub(crate) async fn token(&self, number: &str) -> TokenId {
        let body = json!({ "card": {
            "number": number, "name": "Ana Luz", "exp_month": "11", "exp_year": "36", "cvc": "123",
        } });
        let answer = self
            .http
            .post(format!("{}/conekta/tokens", self.sandbox_url))
            .header("accept", "application/vnd.conekta-v2.3.0+json")
            .bearer_auth("key_sandbox_public")
            .json(&body)
            .send()
            .await
            .unwrap();
        let token: Value = answer.json().await.unwrap();
        token["id"].as_str().unwrap().parse().unwrap()
    }

    pub(crate) async fn save_card(&self, number: &str) -> Card {
        let body = json!({ "token_id": self.token(number).await });
        self.ok(Method::POST, "/api/cards", Some(&body)).await
    }

    pub(crate) async fn pay(&self, order: &OrderId, with: PayWith) -> Order {
        let request = PayRequest {
            billing: self.billing.clone(),
            ..pay_request(with)
        };
        self.ok(Method::POST, &attempts(order), Some(&request))
            .await
    }

    pub(crate) async fn pay_with_new(&self, order: &OrderId, number: &str) -> Order {
        let token_id = self.token(number).await;
        self.pay(
            order,
            PayWith::Token {
                token_id,
                save: false,
            },
        )
        .await
    }

    /// Does on the bank's page what the shopper does there.
    pub(crate) async fn at_the_bank(&self, order: &Order, form: &[(&str, &str)]) {
        let challenge = challenge(order);
        let page = self
            .http
            .post(&challenge.url)
            .form(form)
            .send()
            .await
            .unwrap();
        let status = page.status();
        assert!(
            status.is_success() || status.is_redirection(),
            "the bank answered {status}"
        );
    }

    pub(crate) async fn report(&self, order: &Order, end: ChallengeEnd) -> Order {
        let attempt = &order.attempt.as_ref().unwrap().id;
        let path = format!("{}/{attempt}/authentication", attempts(&order.id));
        self.ok(
            Method::POST,
            &path,
            Some(&AuthenticationReport { end, claim: None }),
        )
        .await
    }
}

/// A request to pay under a new attempt.
pub(crate) fn pay_request(with: PayWith) -> PayRequest {
    PayRequest {
        attempt_id: attempt(),
        with,
        billing: None,
        installments: None,
    }
}

/// Where the bills of a card go.
pub(crate) fn billing() -> BillingAddress {
    BillingAddress {
        country: "SV".into(),
        state: None,
        postal_code: None,
    }
}

/// A key that stands for nothing yet.
pub(crate) fn key() -> String {
    hex::encode(Host::real().random::<16>())
}

pub(crate) fn attempt() -> AttemptId {
    AttemptId::from_random(Host::real().random())
}

pub(crate) fn attempts(order: &OrderId) -> String {
    format!("/api/orders/{order}/attempts")
}

pub(crate) fn status(order: &Order) -> &AttemptStatus {
    &order.attempt.as_ref().unwrap().status
}

pub(crate) fn challenge(order: &Order) -> &cobro_wire::Challenge {
    match status(order) {
        AttemptStatus::AwaitingAuthentication { challenge } => challenge,
        other => panic!("no challenge is open: {other:?}"),
    }
}
