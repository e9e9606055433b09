//! The numbers that a provider's sandbox knows, by what becomes of them.

/// A card's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestCard(pub &'static str);

impl TestCard {
    /// The end of its number.
    #[must_use]
    pub fn last4(self) -> &'static str {
        self.0.get(12..).unwrap_or_default()
    }

    /// Its number as the form writes it: in groups of four.
    #[must_use]
    pub fn in_groups(self) -> String {
        let groups: Vec<_> = (0..16)
            .step_by(4)
            .filter_map(|start| self.0.get(start..start + 4))
            .collect();
        groups.join(" ")
    }
}

/// One card for each thing that can become of a payment.
#[derive(Debug, Clone, Copy)]
pub struct TestCards {
    /// Paid.
    pub plain: TestCard,
    /// Paid, of another brand.
    pub other: TestCard,
    /// Declined.
    pub declined: TestCard,
    /// Declined for want of money.
    pub poor: TestCard,
    /// Authenticated without a question, and paid.
    pub frictionless: TestCard,
    /// Asked for the one-time code, and paid.
    pub challenged: TestCard,
    /// Declined, after the one-time code where the bank always asks for it.
    pub challenged_in_vain: TestCard,
}

impl TestCards {
    /// Those of Conekta's documentation.
    pub const CONEKTA: Self = Self {
        plain: TestCard("4242424242424242"),
        other: TestCard("5555555555554444"),
        declined: TestCard("4000000000000002"),
        poor: TestCard("4000000000000127"),
        frictionless: TestCard("4000000000002701"),
        challenged: TestCard("4000000000001091"),
        challenged_in_vain: TestCard("4000000000000002"),
    };

    /// Those that n1co's integrators list. What others approve is declined there.
    pub const N1CO: Self = Self {
        plain: TestCard("4000056655665556"),
        other: TestCard("4012888888881881"),
        declined: TestCard("4242424242424242"),
        poor: TestCard("4000000000000127"),
        frictionless: TestCard("4000000000002701"),
        challenged: TestCard("4000000000001000"),
        challenged_in_vain: TestCard("4000000000001018"),
    };
}
