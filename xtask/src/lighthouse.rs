//! `cargo xtask lighthouse`: what Lighthouse says of the store's pages, on its mobile preset.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::run::service::free_port;
use crate::run::{self, Gateway, Setup};
use crate::step::Step;
use crate::tool::{Tools, browser, lighthouse};
use crate::workspace::Workspace;
use crate::{say, site};

/// The pages that anybody can open, by a name for their report.
const PAGES: [(&str, &str); 3] = [("store", "/"), ("orders", "/orders"), ("cards", "/cards")];

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
    for (name, path) in PAGES {
        let report = folder.join(name);
        let address = format!("http://localhost:{port}{path}");
        let mut command = lighthouse::command(workspace)?;
        ask(&mut command, &address, &report)?;
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
