//! The attempt that is kept in the browser, so that a reload goes on with it.
//!
//! It is written before anything leaves the page. It holds no card, no token and no code: the id is
//! enough to ask the server what became of it.

use cobro_wire::{AttemptId, OrderId};

/// How far an attempt had come when it was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The component was making a token: our server had not heard of it.
    Tokenizing,
    /// The request to pay was about to leave: money may have moved.
    Sent,
}

/// An attempt as the browser keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Which one.
    pub attempt: AttemptId,
    /// How far it had come.
    pub stage: Stage,
}

impl Kept {
    /// Where it is kept: one place for each order.
    #[must_use]
    pub fn key(order: &OrderId) -> String {
        ["cobro.attempt.", order.as_str()].concat()
    }

    /// The text to keep.
    #[must_use]
    pub fn to_text(&self) -> String {
        let stage = match self.stage {
            Stage::Tokenizing => "tokenizing ",
            Stage::Sent => "sent ",
        };
        [stage, self.attempt.as_str()].concat()
    }

    /// Reads what was kept. Text that is not ours is as good as none.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let (stage, attempt) = text.split_once(' ')?;
        let stage = match stage {
            "tokenizing" => Stage::Tokenizing,
            "sent" => Stage::Sent,
            _ => return None,
        };
        Some(Self {
            attempt: attempt.parse().ok()?,
            stage,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_read_back() {
        for stage in [Stage::Tokenizing, Stage::Sent] {
            let kept = Kept {
                attempt: AttemptId::from_random([9; 16]),
                stage,
            };
            assert_eq!(Kept::from_text(&kept.to_text()), Some(kept));
        }
    }

    #[test]
    fn text_that_is_not_ours_is_as_good_as_none() {
        for text in [
            "",
            "sent",
            "sent ",
            "sent or_1",
            "paid at_00000000000000000000000000000000",
        ] {
            assert_eq!(Kept::from_text(text), None, "{text:?}");
        }
    }
}
