//! The only place that writes to the terminal.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a tool for the terminal"
)]

use std::fmt::Display;
use std::io::{IsTerminal, Write, stdout};

/// Writes a line.
pub(crate) fn line(text: impl Display) {
    println!("{text}");
}

/// Writes a line over the last [`passing`] one, if there is a terminal; else nothing.
pub(crate) fn passing(text: &str) {
    print!("\r\x1b[2K{text}");
    flush();
}

/// Removes the last [`passing`] line.
pub(crate) fn clear() {
    print!("\r\x1b[2K");
    flush();
}

/// Writes what went wrong, and why.
pub(crate) fn error(error: &anyhow::Error) {
    eprintln!("\nerror: {error:#}");
}

/// Whether a person watches.
pub(crate) fn to_terminal() -> bool {
    stdout().is_terminal()
}

fn flush() {
    // A terminal that is gone shows nothing, flushed or not.
    let _ = stdout().flush();
}
