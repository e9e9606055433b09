//! The server's API as a browser calls it, against the sandbox, over real sockets.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops where it is"
)]

mod bad_input;
mod cards;
mod database;
mod events;
mod guests;
mod idempotency;
mod installments;
mod late;
mod live;
mod n1co;
mod operations;
mod paying;
mod receipts;
mod registration;
mod servers;
mod sessions;
mod shop;
mod silence;
mod strangers;
mod webhooks;
