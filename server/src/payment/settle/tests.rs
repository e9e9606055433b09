//! What an answer makes of both machines together.

use cobro_wire::ChallengeEnd;

use super::*;
use crate::gateway::Challenge;

const NOW: Timestamp = 1_790_000_000;

fn challenge() -> Challenge {
    Challenge {
        url: "https://bank/1".into(),
        page_url: "https://bank/1".into(),
        reference: "b1a2".into(),
        expires_at: NOW + 600,
    }
}

fn take(
    both: (attempt::State, authentication::State),
    answer: &Answer,
) -> Result<(attempt::State, authentication::State), attempt::Refusal> {
    taken_in(&both.0, &both.1, answer, LateMoney::Honour, NOW)
}

/// A server starts while another one is charging, hears that a challenge was asked for, and gives
/// the attempt up since it has no page to show. Meanwhile the other one got the page, the shopper
/// passed and the second charge was sent: "not charged" was written over it.
#[test]
fn a_challenge_that_was_thought_lost_and_came_takes_nothing_back() {
    let (lost, challenge) = (Answer::ChallengeLost, challenge());
    let unknown = attempt::State::OutcomeUnknown { since: NOW };
    let never_seen = (unknown.clone(), authentication::State::NotRequired);
    let (given_up, _) = take(never_seen, &lost).unwrap();
    assert_eq!(given_up, attempt::State::Abandoned { message: None });

    let end = ChallengeEnd::Passed;
    let open = authentication::State::ChallengeOpen {
        challenge: challenge.clone(),
    };
    let reported = authentication::State::Reported { challenge, end };
    for both in [
        (attempt::State::AwaitingAuthentication, open),
        (attempt::State::Authenticated, reported.clone()),
        (unknown, reported),
    ] {
        let taken = take(both.clone(), &lost);
        assert_eq!(taken, Err(attempt::Refusal::OutOfPlace), "{both:?}");
    }
}

/// See the test of the same in the table of the attempt machine.
#[test]
fn a_payment_that_pends_after_its_challenge_ends_when_the_provider_lets_it_lapse() {
    let challenge = challenge();
    let open = authentication::State::ChallengeOpen { challenge };
    let pending = (attempt::State::PendingPayment, open);
    let (state, authentication) = take(pending, &Answer::Ended(Ending::Expired)).unwrap();
    assert!(!state.is_live(), "{state:?}");
    assert_eq!(authentication, authentication::State::Expired);
}
