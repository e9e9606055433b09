//! What an answer means, and what to do about it: in plain words, for developers. Pure.

mod table;

use serde::Serialize;
use serde_json::Value;

use super::call::Line;

/// What a developer is told of an answer that is no plain success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Explanation {
    /// Whether it is an error, rather than a step that needs something more.
    is_error: bool,
    title: String,
    /// What it means.
    meaning: String,
    /// What to do.
    action: String,
    /// The provider's own words for the developer.
    said: Option<String>,
}

/// Explains a call; nothing where there is nothing to explain.
pub(super) fn explain(line: &Line, answered: &Value) -> Option<Explanation> {
    if let Some(fault) = line.faults.iter().find_map(|fault| of_fault(fault)) {
        return Some(fault);
    }
    if line.left {
        return Some(plain(
            "The caller left before the answer",
            "The connection was closed on the caller's side. Whatever the call does may have \
             happened all the same: look at the ledger.",
            "Treat the outcome as unknown: look the order up by its reference before anything is \
             sent again. If it happens often, the caller's time-out is too short.",
        ));
    }
    let said = ["/details/0/debug_message", "/error/message"];
    let said = said
        .iter()
        .find_map(|place| answered.pointer(place)?.as_str());
    if line.status == Some(402) && line.about.outcome.as_deref() == Some("partially_paid") {
        return Some(plain(
            "A part of the order was declined",
            "The other charges of the order stand, and their money has moved: the order is \
             partially_paid. Each charge in data says what became of it.",
            "Have the shopper pay what is left: PUT /orders/{id} with charges that add up to it. \
             Or give back what was taken.",
        ));
    }
    let code = line.about.code.as_deref();
    let row = match code {
        Some(code) => table::of_code(code).or_else(|| table::of_status(line.status?)),
        None => match line.about.outcome.as_deref() {
            Some(outcome) if line.status == Some(200) => return of_outcome(outcome),
            _ => table::of_status(line.status?),
        },
    };
    let (title, meaning, action) = row?;
    Some(Explanation {
        said: said.map(str::to_owned),
        ..plain(title, meaning, action)
    })
}

fn plain(title: &str, meaning: &str, action: &str) -> Explanation {
    Explanation {
        is_error: true,
        title: title.to_owned(),
        meaning: meaning.to_owned(),
        action: action.to_owned(),
        said: None,
    }
}

/// Steps on the way to a charge.
fn of_outcome(outcome: &str) -> Option<Explanation> {
    let (meaning, action) = match outcome {
        "pending_payment" => (
            "No money has moved yet: the bank wants to ask the card holder (3-D Secure).",
            "Show next_action.redirect_to_url.url to the shopper, in a frame with \
             ?source=embedded or by a redirect, then read the order. The one-time code of this \
             bank is 1234.",
        ),
        "AUTHENTICATION_REQUIRED" => (
            "No money has moved yet: the bank wants to ask the card holder (3-D Secure).",
            "Show authentication.url in a frame, wait for its message, and send the same charge \
             once more with authenticationId. The one-time code of this bank is 1234.",
        ),
        _ => return None,
    };
    Some(Explanation {
        is_error: false,
        ..plain("The card holder is asked first", meaning, action)
    })
}

/// What was asked for at `/_sandbox/faults`.
fn of_fault(fault: &str) -> Option<Explanation> {
    let name = fault.split(' ').next().unwrap_or_default();
    let (meaning, action) = match name {
        "error_before_effect" => (
            "The provider answered with an error and did nothing.",
            "The caller cannot know that. It should look the order up by its reference, find \
             nothing, and only then try again.",
        ),
        "error_after_effect" => (
            "The provider carried the call out, and answered with an error all the same.",
            "A caller that tries again charges twice. It should look the order up by its \
             reference first.",
        ),
        "drop_before_effect" => (
            "The connection ended without a byte, and nothing was done.",
            "Silence is not a decline: the caller should look the order up, find nothing, and \
             only then try again.",
        ),
        "drop_after_effect" => (
            "The provider carried the call out; the answer was lost on the way.",
            "Silence is not a decline: a caller that tries again charges twice. It should look \
             the order up by its reference first.",
        ),
        "cut_body" => (
            "The provider carried the call out; the connection ended in the middle of the answer.",
            "An answer that cannot be read in full is no answer: the outcome is unknown until \
             the order is looked up.",
        ),
        "garble" => (
            "The provider carried the call out; something on the way answered with a page.",
            "An answer that is not the provider's JSON is no answer, whatever its status: look \
             the order up.",
        ),
        "late_answer" => (
            "The provider carried the call out at once, and took its time to say so.",
            "A caller whose time-out is shorter does not know the outcome: it should look the \
             order up, and neither decline nor try again.",
        ),
        _ => return None,
    };
    Some(plain(
        &format!("A fault that you asked for: {name}"),
        meaning,
        action,
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::call::About;
    use super::*;

    fn title(status: u16, code: &str, outcome: &str) -> Option<String> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let line = Line {
            status: Some(status),
            about: About {
                code: some(code),
                outcome: some(outcome),
                ..About::default()
            },
            ..Line::default()
        };
        explain(&line, &json!({})).map(|explanation| explanation.title)
    }

    #[test]
    fn each_answer_that_is_no_success_is_explained() {
        let conekta = |code: &str| title(422, &format!("conekta.errors.{code}"), "").unwrap();
        let funds = conekta("processing.bank_bindings.insufficient_funds");
        assert_eq!(funds, "Not enough money on the card");
        let missing = conekta("parameter_validation.line_items.missing");
        assert_eq!(missing, "A parameter is missing");
        let unknown = conekta("parameter_validation.something.new");
        assert_eq!(unknown, "A parameter is not valid");
        let unheard_of = conekta("brand.new");
        assert_eq!(unheard_of, "The request was understood and refused");
        let declined = title(200, "CARD_DECLINED", "FAILED").unwrap();
        assert_eq!(declined, "The bank said no");
        let asked = title(200, "", "AUTHENTICATION_REQUIRED").unwrap();
        assert_eq!(asked, "The card holder is asked first");
        let part = title(402, "processing.bank_bindings.declined", "partially_paid").unwrap();
        assert_eq!(part, "A part of the order was declined");
        assert!(title(503, "", "").is_some());
        assert_eq!(title(200, "", "paid"), None);
        assert_eq!(title(200, "", ""), None);
    }

    #[test]
    fn a_fault_that_was_asked_for_says_so_before_all_else() {
        let line = Line {
            status: Some(200),
            faults: vec!["latency 200 ms".into(), "garble".into()],
            ..Line::default()
        };
        let explanation = explain(&line, &json!({})).unwrap();
        assert_eq!(explanation.title, "A fault that you asked for: garble");
    }
}
