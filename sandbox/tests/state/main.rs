//! What a sandbox begins with, and what it keeps when its process ends.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops where it is"
)]

mod keep;
mod process;
mod seed;
