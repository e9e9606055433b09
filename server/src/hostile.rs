//! Bodies that are wrong, for the tests of what reads them. The tests of the API do the same
//! damage.

#[path = "../tests/api/strangers/hostile.rs"]
#[expect(dead_code, reason = "the tests of the API use more of it")]
mod damaged;

use serde_json::Value;

pub(crate) use self::damaged::{bytes, damage};

/// All that a body says, read by something that expects nothing of it; nothing where not all of it
/// can be read, such as a number that is too large.
pub(crate) fn said(body: &[u8]) -> Option<Value> {
    serde_json::from_str(&String::from_utf8_lossy(body)).ok()
}
