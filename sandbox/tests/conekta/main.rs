//! The imitation of Conekta, over its router: requests in, answers out, and the ledger beside.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and so do its helpers"
)]

mod challenge;
mod charges;
mod companies;
mod component;
mod customers;
mod error_table;
mod error_words;
mod errors;
mod lists;
mod orders;
mod parts;
mod refunds;
mod required;
mod seed;
mod support;
mod tokens;
mod webhooks;
