//! Telling the merchant's own system what happened to orders, so that it can ship and book.
//!
//! [`event`] says, purely, what is news and how it reads; the store writes it down in the
//! transaction in which it happens. [`Outgoing`] sends what is written down, signed after Standard
//! Webhooks 1.0, until the receiver takes it or [`schedule`] gives up. No payment waits for any of
//! this.

mod delivery;
pub mod event;
pub mod schedule;

pub use delivery::Outgoing;
