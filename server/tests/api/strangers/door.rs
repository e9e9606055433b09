//! A store whose requests come in without a socket, so that many fit into a second, and whose
//! database is watched: whether anything else is kept than before, whoever wrote it.

use std::sync::Mutex;

use axum::Router;
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Request, StatusCode, header};
use cobro_wire::{Order, Problem};
use http_body_util::BodyExt;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use sqlx::{AnyConnection, Connection};
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::shop::{Shop, Shopper};

/// All rows of all tables, as PostgreSQL and SQLite give them.
const POSTGRES_ROWS: &str = "
    SELECT string_agg(query_to_xml(format('SELECT * FROM %I', tablename), true, true, '')::text,
        '' ORDER BY tablename)
    FROM pg_tables WHERE schemaname = 'public'";
const SQLITE_TABLES: &str = "
    SELECT t.name, group_concat('quote(\"' || c.name || '\")', '||')
    FROM sqlite_master t, pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' GROUP BY t.name ORDER BY t.name";

/// Tries `check` on values of `strategy`: as many as told, or as `PROPTEST_CASES` says.
pub(crate) fn for_each<S: Strategy>(
    cases: u32,
    strategy: S,
    check: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let mut config = Config::with_source_file(file!());
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    config.failure_persistence = None;
    if let Err(failure) = TestRunner::new(config).run(&strategy, check) {
        panic!("{failure}");
    }
}

/// A store, a shopper of it, and the way in.
pub(crate) struct Door {
    runtime: Runtime,
    pub(crate) shop: Shop,
    pub(crate) shopper: Shopper,
    router: Router,
    watch: Mutex<AnyConnection>,
}

/// What comes back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    kind: String,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Whatever was sent, the fault is never ours, and a refusal is a whole problem.
    pub(crate) fn check(&self) -> Result<(), TestCaseError> {
        prop_assert!(!self.status.is_server_error(), "{self:?}: {}", self.text());
        if self.status.is_client_error() {
            prop_assert_eq!(&self.kind, "application/problem+json", "{}", self.text());
            let problem: Problem = serde_json::from_slice(&self.body).unwrap();
            prop_assert_eq!(problem.status, self.status.as_u16());
        }
        Ok(())
    }
}

impl Door {
    pub(crate) fn open(shop: impl Future<Output = Shop>) -> Self {
        let runtime = Runtime::new().unwrap();
        let (shop, shopper, watch) = runtime.block_on(async {
            let shop = shop.await;
            let shopper = shop.shopper().await;
            let watch = AnyConnection::connect(&shop.database.url()).await.unwrap();
            (shop, shopper, Mutex::new(watch))
        });
        let router = cobro_server::app(shop.app.clone());
        Door {
            runtime,
            shop,
            shopper,
            router,
            watch,
        }
    }

    /// A store on n1co, without the webhooks of its own sandbox: nothing comes in but what is sent.
    pub(crate) fn on_n1co(flags: &[&str]) -> Self {
        let secret = cobro_sandbox::config::DEFAULT_WEBHOOK_SECRET;
        let n1co = ["--gateway", "n1co", "--n1co-webhook-secret", secret];
        let flags = [&n1co, flags].concat();
        Self::open(async { Shop::build(&flags, |_, _| {}).await })
    }

    /// Does something that takes its time.
    pub(crate) fn wait_for<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// A request of the shopper's.
    pub(crate) fn request(&self, method: &str, path: &str) -> Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &self.shopper.cookie)
            .header(header::HOST, "localhost:8080")
            .header(crate::shop::IDEMPOTENCY_KEY, crate::shop::key())
    }

    /// Sends it, and waits until all that it set in motion has ended.
    pub(crate) fn send(&self, request: Request<Body>) -> Answer {
        self.wait_for(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let kind = parts.headers.get(header::CONTENT_TYPE);
            let kind = kind.map_or("", |kind| kind.to_str().unwrap()).to_owned();
            let body = body.collect().await.unwrap().to_bytes().to_vec();
            self.shop.app.payments.finish().await;
            Answer {
                status: parts.status,
                kind,
                body,
            }
        })
    }

    pub(crate) fn send_json(&self, method: &str, path: &str, body: Vec<u8>) -> Answer {
        let request = self.request(method, path);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body)).unwrap())
    }

    /// All that is kept.
    pub(crate) fn contents(&self) -> String {
        let mut watch = self.watch.lock().unwrap();
        if self.shop.database.is_shared() {
            let rows = sqlx::query_scalar(POSTGRES_ROWS);
            return self.wait_for(rows.fetch_one(&mut *watch)).unwrap();
        }
        let tables: Vec<(String, String)> = self
            .wait_for(sqlx::query_as(SQLITE_TABLES).fetch_all(&mut *watch))
            .unwrap();
        let mut contents = String::new();
        for (table, columns) in tables {
            let sql = format!("SELECT COALESCE(group_concat({columns}, x'0a'), '') FROM {table}");
            let rows = sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(sql));
            contents += &table;
            contents += &self.wait_for(rows.fetch_one(&mut *watch)).unwrap();
        }
        contents
    }

    pub(crate) fn order(&self) -> Order {
        self.wait_for(self.shopper.order())
    }
}
