//! What strangers send: nothing of it brings the server down, is taken for what it is not, or
//! leaves a trace once it is refused.
//!
//! Each test tries a few hundred bodies or requests in some seconds; `PROPTEST_CASES=100000` in the
//! environment tries more. What was found has a test of its own in `found`.

mod bodies;
mod door;
mod found;
mod hostile;
mod requests;
mod webhooks;
