//! The imitation of n1co, over its router: requests in, answers out, and the ledger beside.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and so do its helpers"
)]

mod access;
mod bad_input;
mod cards;
mod challenge;
mod refunds;
mod seed;
mod support;
mod webhooks;
