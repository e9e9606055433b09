//! What an operator does from the command line, with the real program.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on stops where it is"
)]

use std::process::{Command, Output};

use tempfile::TempDir;

fn server(folder: &TempDir, arguments: &[&str]) -> Output {
    let database = format!("sqlite:{}", folder.path().join("cobro.db").display());
    Command::new(env!("CARGO_BIN_EXE_cobro-server"))
        .args(arguments)
        .args(["--gateway", "n1co", "--database", &database])
        .output()
        .unwrap()
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_store_in_which_all_is_settled_lists_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let output = server(&folder, &["unsettled"]);
    assert!(output.status.success(), "{}", said(&output.stderr));
    assert_eq!(said(&output.stdout), "");
}

#[test]
fn what_was_told_in_vain_is_listed_and_retried_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let output = server(&folder, &["events", "list"]);
    assert!(output.status.success(), "{}", said(&output.stderr));
    assert_eq!(said(&output.stdout), "");
    let output = server(&folder, &["events", "retry", "--all-dead"]);
    assert_eq!(said(&output.stdout), "0 events are due\n");
    let output = server(&folder, &["events", "retry", "ev_1"]);
    assert!(!output.status.success());
    assert!(said(&output.stderr).contains("ev_1 is not among those"));
    let output = server(&folder, &["events", "retry"]);
    assert!(!output.status.success());
}

#[test]
fn a_decision_on_an_unknown_attempt_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let attempt = "at_00000000000000000000000000000000";
    let output = server(
        &folder,
        &["decide", attempt, "not-charged", "--note", "Ana: portal"],
    );
    assert!(!output.status.success());
    let said = said(&output.stderr);
    assert!(said.contains("there is no such attempt"), "{said}");
}

#[test]
fn a_decision_needs_a_reason_and_a_paid_one_the_providers_order() {
    let folder = tempfile::tempdir().unwrap();
    let attempt = "at_00000000000000000000000000000000";
    for (arguments, missing) in [
        (vec!["decide", attempt, "not-charged"], "--note"),
        (vec!["decide", attempt, "paid", "--note", "x"], "--order"),
    ] {
        let output = server(&folder, &arguments);
        let said = said(&output.stderr);
        assert!(!output.status.success() && said.contains(missing), "{said}");
    }
}

#[test]
fn a_database_that_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("nowhere");
    let output = Command::new(env!("CARGO_BIN_EXE_cobro-server"))
        .arg("unsettled")
        .arg(format!("--database=sqlite:{}/cobro.db", missing.display()))
        .output()
        .unwrap();
    let said = said(&output.stderr);
    let place = missing.join("cobro.db").display().to_string();
    assert!(!output.status.success() && said.contains(&place), "{said}");
}
