//! Randomness, and the ids that are made of it.

use std::sync::Arc;

/// Letters of Conekta's ids.
const ID_LETTERS: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Where randomness comes from: the system, or a test.
#[derive(Clone)]
pub struct Random(Arc<dyn Fn() -> [u8; 32] + Send + Sync>);

impl Random {
    /// The system's randomness.
    #[must_use]
    pub fn system() -> Self {
        Self::new(|| {
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes).expect("every system that this builds for has randomness");
            bytes
        })
    }

    /// Randomness from a function of the caller's.
    #[must_use]
    pub fn new(draw: impl Fn() -> [u8; 32] + Send + Sync + 'static) -> Self {
        Self(Arc::new(draw))
    }

    /// An id as Conekta makes them: the prefix and 17 letters and digits.
    #[must_use]
    pub fn id(&self, prefix: &str) -> String {
        let letter = |byte: u8| ID_LETTERS.iter().cycle().nth(byte.into()).copied();
        let letters = (self.0)()
            .into_iter()
            .take(17)
            .filter_map(letter)
            .map(char::from);
        prefix.chars().chain(letters).collect()
    }

    /// 24 hexadecimal digits: ids of charges and logs.
    #[must_use]
    pub fn hex24(&self) -> String {
        hex::encode((self.0)().get(..12).unwrap_or_default())
    }

    /// 64 hexadecimal digits: what nobody guesses.
    #[must_use]
    pub fn hex64(&self) -> String {
        hex::encode((self.0)())
    }

    /// Some digits, 32 at most: the bank's authorization code.
    #[must_use]
    pub fn digits(&self, count: usize) -> String {
        (self.0)()
            .iter()
            .take(count)
            .map(|byte| char::from(b'0' + byte % 10))
            .collect()
    }

    /// A random UUID (RFC 9562, version 4).
    #[must_use]
    pub fn uuid(&self) -> String {
        let mut bytes = [0; 16];
        bytes
            .iter_mut()
            .zip((self.0)())
            .for_each(|(to, from)| *to = from);
        let number = u128::from_be_bytes(bytes);
        let number = number & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
        let digits = format!("{number:032x}");
        let mut text = String::with_capacity(36);
        for (place, digit) in digits.chars().enumerate() {
            if matches!(place, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            text.push(digit);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_id_has_its_form() {
        let random = Random::new(|| [0xff; 32]);
        assert_eq!(random.id("cus_").len(), 21);
        assert_eq!(random.hex24(), "f".repeat(24));
        assert_eq!(random.uuid(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(random.digits(6), "555555");
    }

    #[test]
    fn the_system_never_gives_the_same_id_twice() {
        let random = Random::system();
        assert_ne!(random.id("ord_"), random.id("ord_"));
    }
}
