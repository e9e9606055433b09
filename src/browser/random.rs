//! Random bytes for the ids that the browser makes.

use cobro_wire::AttemptId;
use cobro_wire::id::RANDOM_BYTES;

use super::window;

/// A name for one intended effect: sent again, a request under the same key has the same answer.
#[must_use]
pub fn idempotency_key() -> String {
    AttemptId::from_random(bytes()).to_string()
}

/// Bytes that nobody can guess, for [`cobro_wire::AttemptId::from_random`].
#[must_use]
pub fn bytes() -> [u8; RANDOM_BYTES] {
    let mut bytes = [0; RANDOM_BYTES];
    window()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).map(drop))
        .expect("every browser that runs WebAssembly draws random bytes");
    bytes
}
