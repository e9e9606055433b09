//! What a sandbox begins with, and what it keeps when its process ends.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on stops where it is"
)]

mod process;
mod seed;
