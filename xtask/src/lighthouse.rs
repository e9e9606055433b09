//! `cargo xtask lighthouse`: what Lighthouse says of the store's pages, on its mobile preset.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::chaos::client::{Call, Reply, Sandbox, Store};
use crate::run::service::free_port;
use crate::run::{self, Gateway, Setup};
use crate::step::Step;
use crate::tool::{Tools, browser, lighthouse};
use crate::workspace::Workspace;
use crate::{say, site};

/// The pages that anybody can open, by a name for their report.
const PAGES: [(&str, &str); 3] = [("store", "/"), ("orders", "/orders"), ("cards", "/cards")];
/// A page about one order is left out of search engines, as it should be: only the rest of what
/// they look for is scored there.
const CRAWLED: &str = "is-crawlable";
/// A card that the sandbox takes.
const CARD: &str = "4242424242424242";

/// The least score of each category, in hundredths. Performance is measured, and differs from run
/// to run and from machine to machine.
const LEAST: [(&str, u32); 4] = [
    ("performance", 95),
    ("accessibility", 100),
    ("best-practices", 100),
    ("seo", 100),
];

/// Has each page looked at on a store of its own, and fails where a score is too low. The reports
/// are kept under `target/lighthouse`.
pub(crate) fn lighthouse(workspace: &Workspace) -> Result<ExitCode> {
    browser::ensure(workspace)?;
    site::build(workspace, &Tools::ensure(workspace)?)?;
    run::build(workspace)?;
    let folder = workspace.target.join("lighthouse");
    fs::create_dir_all(&folder)?;
    let data = tempfile::tempdir()?;
    let port = free_port()?;
    let setup = Setup {
        port,
        public_port: port,
        sandbox_port: free_port()?,
        database: format!("sqlite:{}", data.path().join("cobro.db").display()).into(),
        sandbox_state: data.path().join("sandbox.db"),
        gateway: Gateway::Conekta,
    };
    let services = run::start(workspace, &setup)?;
    let mut too_low = Vec::new();
    let store = Store::new(format!("http://localhost:{port}"));
    let sandbox = Sandbox::new(format!("http://localhost:{}", setup.sandbox_port));
    let anybodys = PAGES.map(|(name, path)| Page::of_anybody(name, path));
    let checkouts = [contact_step(&store)?, saved_card(&store, &sandbox)?];
    for page in anybodys.into_iter().chain(checkouts) {
        let name = page.name;
        let report = folder.join(name);
        let mut command = lighthouse::command(workspace)?;
        let address = format!("http://localhost:{port}{}", page.path);
        ask(&mut command, &address, &report)?;
        if let Some(cookie) = page.cookie {
            let headers = json!({ "Cookie": cookie }).to_string();
            command.args(["--extra-headers", &headers, "--skip-audits", CRAWLED]);
        }
        Step::new(name).run(workspace, command)?;
        too_low.extend(scores(name, &report.with_extension("report.json"))?);
    }
    drop(services);
    say::line(format_args!("\nthe reports are in {}", folder.display()));
    if too_low.is_empty() {
        Ok(ExitCode::SUCCESS)
    } else {
        bail!("too low: {}", too_low.join(", "))
    }
}

/// A page to be looked at.
struct Page {
    name: &'static str,
    path: String,
    /// The session of the shopper whose page it is.
    cookie: Option<String>,
}

impl Page {
    fn of_anybody(name: &'static str, path: &str) -> Self {
        let path = path.to_owned();
        let cookie = None;
        Self { name, path, cookie }
    }
}

/// The checkout of somebody who has never been here.
fn contact_step(store: &Store) -> Result<Page> {
    let cookie = session(store)?;
    checkout("contact", store, cookie)
}

/// The checkout of somebody who kept a card.
fn saved_card(store: &Store, sandbox: &Sandbox) -> Result<Page> {
    let cookie = session(store)?;
    let contact =
        json!({ "name": "Ana Luz", "email": "ana@example.com", "phone": "+525512345678" });
    send(store, "PUT", "/api/session/contact", &cookie, contact)?;
    let token = json!({ "token_id": sandbox.token(CARD)? });
    send(store, "POST", "/api/cards", &cookie, token)?;
    checkout("card", store, cookie)
}

fn session(store: &Store) -> Result<String> {
    let reply = send(store, "GET", "/api/session", "", Value::Null)?;
    reply.cookie.context("a session has a cookie")
}

/// The page on which a new order is paid.
fn checkout(name: &'static str, store: &Store, cookie: String) -> Result<Page> {
    let lines = json!({ "lines": [{ "product_id": "vasija", "quantity": 1 }] });
    let order = send(store, "POST", "/api/orders", &cookie, lines)?;
    let id = order.body.get("id").and_then(Value::as_str);
    let path = format!("/checkout/{}", id.context("an order has an id")?);
    let cookie = Some(cookie);
    Ok(Page { name, path, cookie })
}

fn send(
    store: &Store,
    method: &'static str,
    path: &str,
    cookie: &str,
    body: Value,
) -> Result<Reply> {
    let reply = store.insist(&Call {
        method,
        path: path.to_owned(),
        cookie: cookie.to_owned(),
        idempotency_key: (method == "POST").then(|| format!("{:032x}", fastrand::u128(..))),
        body: Some(body).filter(|body| !body.is_null()),
    })?;
    if !reply.is_ok() {
        bail!(
            "{method} {path} was answered {}: {}",
            reply.status,
            reply.body
        );
    }
    Ok(reply)
}

fn ask(command: &mut Command, address: &str, report: &Path) -> Result<()> {
    let chromium = browser::program().context("chromium is not on the search path")?;
    command.arg(address).arg("--quiet");
    command.args(["--output", "json", "--output", "html", "--output-path"]);
    command.arg(report);
    // Chromium's own walls need rights that root gives away.
    command.arg("--chrome-flags=--headless=new --no-sandbox");
    command.env("CHROME_PATH", chromium);
    Ok(())
}

/// Prints the scores in a report; answers with those that are too low.
fn scores(name: &str, report: &Path) -> Result<Vec<String>> {
    let text = fs::read(report).with_context(|| format!("cannot read {}", report.display()))?;
    let report: Value = serde_json::from_slice(&text)?;
    let mut too_low = Vec::new();
    let mut line = format!("    {name:<8}");
    for (category, least) in LEAST {
        let score = score(&report, category)
            .with_context(|| format!("the report on {name} has no score for {category}"))?;
        line.push_str(&format!("  {category} {score}"));
        if score < f64::from(least) {
            too_low.push(format!("{category} of {name} {score}, least {least}"));
        }
    }
    say::line(line);
    Ok(too_low)
}

/// A category's score in hundredths.
fn score(report: &Value, category: &str) -> Option<f64> {
    let score = report.pointer(&format!("/categories/{category}/score"))?;
    let score = score.as_f64()?;
    Some((score * 100.0).round())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn score_below_the_least_is_named_and_a_missing_one_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let report = folder.path().join("r.json");
        let all = |performance: f64| {
            let whole = serde_json::json!({ "score": 1 });
            serde_json::json!({ "categories": {
                "performance": { "score": performance },
                "accessibility": whole, "best-practices": whole, "seo": whole,
            } })
        };
        fs::write(&report, all(0.95).to_string()).unwrap();
        assert!(scores("store", &report).unwrap().is_empty());
        fs::write(&report, all(0.94).to_string()).unwrap();
        let named = ["performance of store 94, least 95"];
        assert_eq!(scores("store", &report).unwrap(), named);
        fs::write(&report, "{}").unwrap();
        assert!(scores("store", &report).is_err());
    }
}
