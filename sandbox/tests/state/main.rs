//! What a sandbox begins with, and what it keeps when its process ends.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops where it is"
)]

mod calls;
mod events;
mod keep;
#[path = "../shared/process.rs"]
mod process;
mod seed;
