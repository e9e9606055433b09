//! Texts with something filled in.

use super::Words;

impl Words {
    /// The pay button's text: `Pagar $200.15`.
    #[must_use]
    pub fn pay(&self, amount: &str) -> String {
        fill(self.pay, amount)
    }

    /// What to say when the provider's form does not load from its host.
    #[must_use]
    pub fn form_blocked(&self, host: &str) -> String {
        fill(self.form_blocked, host)
    }
}

/// Puts a value where a text has its `%`.
#[must_use]
pub fn fill(text: &str, value: &str) -> String {
    match text.split_once('%') {
        Some((before, after)) => [before, value, after].concat(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_takes_the_place_of_the_mark() {
        assert_eq!(fill("Pagar %", "$200.15"), "Pagar $200.15");
        assert_eq!(fill("¡Listo!", "$200.15"), "¡Listo!");
    }
}
