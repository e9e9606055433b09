//! The window's side of HTTP: the page, the stream that keeps it up to date, and who is refused.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops where it is"
)]

mod guard;
mod live;
mod page;
mod support;
