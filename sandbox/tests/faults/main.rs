//! Faults on demand, as whoever asks for them and whoever meets them sees both: over real sockets.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops where it is"
)]

mod aftermath;
mod calls;
mod control;
mod support;
mod webhooks;
