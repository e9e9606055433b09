//! The operator of a run: looks up in the provider's ledger what the server cannot ask about, and
//! tells it, by the server's own commands.

use anyhow::Result;

use super::reckoning::Charge;
use super::scene::Scene;

/// What is written into the history of what was decided.
const NOTE: &str = "chaos run: looked up in the ledger";

/// Decides every attempt of which nobody knows what became of it. Answers with how many.
pub(super) fn decide(scene: &Scene, charges: &[Charge]) -> Result<usize> {
    let mut decided = 0;
    for line in scene.operate(&["unsettled"])?.lines() {
        let mut words = line.split(' ');
        let (Some(attempt), Some("outcome_unknown")) = (words.next(), words.next()) else {
            continue;
        };
        let charge = charges.iter().find(|charge| charge.reference == attempt);
        let mut arguments = vec!["decide", attempt];
        match charge {
            Some(charge) => {
                arguments.extend(["paid", "--order", &charge.order, "--charge", &charge.id]);
            }
            None => arguments.push("not-charged"),
        }
        arguments.extend(["--note", NOTE]);
        // One that was settled in the meantime needs no decision, and takes none.
        decided += usize::from(scene.operate(&arguments).is_ok());
    }
    Ok(decided)
}
