//! The buttons for tests on the bank's page: what a card holder cannot choose.

use crate::language::Language;

/// What a test may have happen to a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The bank does not recognize the card holder.
    Fail,
    /// The processor of the charge has an error.
    Error,
    /// Time runs out.
    Expire,
    /// Nothing is decided yet, and the parent is told so.
    StayPending,
}

impl Choice {
    /// The button: its id is what the form's `answer` says.
    pub(super) fn button(self, language: Language) -> String {
        let (id, label) = match self {
            Self::Fail => ("fail", language.pick("Hacer que falle", "Make it fail")),
            Self::Error => ("error", language.pick("Causar un error", "Cause an error")),
            Self::Expire => ("expire", language.pick("Dejar que venza", "Let it expire")),
            Self::StayPending => ("pending", language.pick("Dejar pendiente", "Stay pending")),
        };
        format!(
            r#"<button class="small" id="{id}" name="answer" value="{id}" formnovalidate>{label}</button>
"#
        )
    }
}
