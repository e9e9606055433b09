//! Telling the merchant's own system what happened to orders, so that it can ship and book.
//!
//! [`event`] says, purely, what is news and how it reads; the store writes it down in the
//! transaction in which it happens.

pub mod event;
