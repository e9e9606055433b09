//! Every answer of a sandbox that listens is held to its OpenAPI document, and both to the field
//! tables of the providers, which are written down here a second time on purpose: types shared
//! with the sandbox would share its misreadings.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and so do its helpers"
)]

mod caller;
mod conekta;
mod document;
mod examples;
mod failures;
mod fields;
mod n1co;
mod table;
mod tables;
