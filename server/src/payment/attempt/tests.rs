//! Every state against every event, and what no sequence of events can do.

use cobro_wire::{AuthenticationFailure, Currency, DeclineReason};
use proptest::prelude::*;

use super::*;
use crate::gateway::{Challenge, Ending};

const NOW: Timestamp = 1_790_000_000;

fn payment() -> Payment {
    Payment {
        charge: "ch".into(),
        paid_at: NOW,
        authorization_code: Some("123456".into()),
        frictionless: false,
    }
}

fn refunded(whole: bool) -> State {
    State::Refunded {
        payment: payment(),
        refunded: Money::new(100, Currency::Mxn),
        whole,
    }
}

fn given_back(whole: bool) -> Answer {
    Answer::Ended(Ending::Refunded {
        payment: payment(),
        refunded: Money::new(100, Currency::Mxn),
        whole,
    })
}

fn decline() -> Decline {
    Decline {
        reason: DeclineReason::InsufficientFunds,
        code: None,
        message: None,
        authentication: None,
    }
}

fn challenge() -> Challenge {
    Challenge {
        url: "https://bank/1?source=embedded".into(),
        page_url: "https://bank/1".into(),
        reference: "ord_1".into(),
        expires_at: NOW + 600,
    }
}

fn states() -> Vec<(&'static str, State)> {
    let failure = AuthenticationFailure::Failed;
    vec![
        ("created", State::Created),
        ("charging", State::Charging),
        ("awaiting", State::AwaitingAuthentication),
        ("authenticated", State::Authenticated),
        ("pending", State::PendingPayment),
        ("unknown", State::OutcomeUnknown { since: NOW }),
        ("paid", State::Paid(payment())),
        ("declined", State::Declined(decline())),
        ("failed", State::AuthenticationFailed { failure }),
        ("expired", State::Expired),
        ("abandoned", State::Abandoned { message: None }),
        ("never", State::NeverArrived { since: NOW }),
        ("refunded", refunded(true)),
        ("returning", State::Returning { payment: payment() }),
        ("returned", State::Returned { payment: payment() }),
    ]
}

fn events() -> Vec<(&'static str, Event)> {
    let answered = |answer| Event::Answered(answer);
    vec![
        ("begin", Event::ChargeBegun),
        ("no-card", Event::CardRefused { message: None }),
        ("passed", Event::ChallengePassed),
        (
            "auth-failed",
            Event::AuthenticationFailed(AuthenticationFailure::Failed),
        ),
        ("stop", Event::Interrupted),
        ("paid", answered(Answer::Ended(Ending::Paid(payment())))),
        (
            "declined",
            answered(Answer::Ended(Ending::Declined(decline()))),
        ),
        ("expired", answered(Answer::Ended(Ending::Expired))),
        ("canceled", answered(Answer::Ended(Ending::Canceled))),
        (
            "challenge",
            answered(Answer::ChallengeRequired(challenge())),
        ),
        ("pending", answered(Answer::Pending)),
        ("refused", answered(Answer::Refused { message: None })),
        ("not-sent", answered(Answer::NotSent)),
        ("silence", answered(Answer::NoAnswer)),
        ("absent", answered(Answer::Absent)),
        ("lost", answered(Answer::ChallengeLost)),
        ("refund", answered(given_back(true))),
        ("part-refund", answered(given_back(false))),
        ("unwanted", Event::Unwanted(payment())),
    ]
}

/// Rows are events, columns are states; a cell names the state that follows and, after `!`, the
/// command. A dash is a refusal.
const TABLE: &str = "
              created          charging   awaiting               authenticated  pending    unknown
begin         charging!charge  -          -                      -              -          -
no-card       abandoned        -          -                      -              -          -
passed        -                -          authenticated!confirm  -              -          -
auth-failed   -                -          failed                 failed         failed     failed
stop          abandoned        unknown    awaiting               unknown        pending    unknown
paid          -                paid       paid                   paid           paid       paid
declined      -                declined   declined               declined       declined   declined
expired       -                expired    expired                expired        expired    expired
canceled      -                abandoned  abandoned              abandoned      abandoned  abandoned
challenge     -                awaiting   awaiting               awaiting       awaiting   awaiting
pending       -                pending    awaiting               awaiting       pending    pending
refused       -                abandoned  awaiting               abandoned      pending    abandoned
not-sent      -                abandoned  awaiting               awaiting       pending    abandoned
silence       -                unknown    awaiting               unknown        pending    unknown
absent        -                unknown    unknown                unknown        pending    unknown
lost          -                unknown    awaiting               unknown        pending    abandoned
refund        -                refunded   refunded               refunded       refunded   refunded
part-refund   -                refunded   refunded               refunded       refunded   refunded
unwanted      -                -          -                      -              -          -
";

/// The same for the states in which the order does not wait for the attempt any more. Of these,
/// `returned` refuses everything.
const ENDS: &str = "
              paid      refunded  declined   failed     expired    abandoned  never      returning
begin         -         -         -          -          -          -          -          -
no-card       -         -         -          -          -          -          -          -
passed        -         -         -          -          -          -          -          -
auth-failed   -         -         -          -          -          -          failed     -
stop          -         -         -          -          -          -          never      returning
paid          -         -         paid       paid       paid       paid       paid       returning
declined      -         -         -          -          -          -          declined   returning
expired       -         -         -          -          -          -          abandoned  returning
canceled      -         -         -          -          -          -          abandoned  returning
challenge     -         -         -          -          -          -          never      returning
pending       -         -         -          -          -          -          never      returning
refused       -         -         -          -          -          -          never      returning
not-sent      -         -         -          -          -          -          never      returning
silence       -         -         -          -          -          -          never      returning
absent        -         -         -          -          -          -          never      returning
lost          -         -         -          -          -          -          abandoned  returning
refund        refunded  refunded  refunded   refunded   refunded   refunded   refunded   returned
part-refund   refunded  refunded  refunded   refunded   refunded   refunded   refunded   returning
unwanted      -         -         returning  returning  returning  returning  returning  -
";

fn name(state: &State) -> &'static str {
    let same = |known: &State| std::mem::discriminant(known) == std::mem::discriminant(state);
    states()
        .into_iter()
        .find(|(_, known)| same(known))
        .map_or("?", |(name, _)| name)
}

fn cell(state: &State, event: Event, now: Timestamp) -> String {
    match next(state, event, now) {
        Err(_) => "-".into(),
        Ok(Next {
            state,
            command: None,
        }) => name(&state).into(),
        Ok(Next {
            state,
            command: Some(command),
        }) => {
            let command = match command {
                Command::Charge => "charge",
                Command::Confirm => "confirm",
            };
            format!("{}!{command}", name(&state))
        }
    }
}

#[test]
fn every_state_meets_every_event_as_the_tables_say() {
    let read = |table: &'static str| -> Vec<Vec<&str>> {
        let lines = table.lines().filter(|line| !line.is_empty());
        lines
            .map(|line| line.split_whitespace().collect())
            .collect()
    };
    let (live, ends) = (read(TABLE), read(ENDS));
    for (row, (event_name, event)) in events().into_iter().enumerate() {
        for (state_name, state) in states() {
            let expected = [&live, &ends].into_iter().find_map(|table| {
                assert_eq!(table[row + 1][0], event_name, "a row for each event");
                let column = table[0].iter().position(|column| *column == state_name)?;
                Some(table[row + 1][column + 1])
            });
            let actual = cell(&state, event.clone(), NOW);
            assert_eq!(
                actual,
                expected.unwrap_or("-"),
                "{state_name} meets {event_name}"
            );
        }
    }
}

#[test]
fn a_charge_that_never_arrived_is_reckoned_with_for_a_day() {
    let never = State::NeverArrived { since: NOW };
    let absent = || Event::Answered(Answer::Absent);
    let day = NOW + LATE_ARRIVAL_ENDS_AFTER;
    assert_eq!(cell(&never, absent(), day - 1), "never");
    assert_eq!(cell(&never, absent(), day), "abandoned");
}

/// The provider takes a passed challenge and says "pending", and then lets it lapse. That used to be
/// refused as out of place, and the order waited for the attempt for ever.
#[test]
fn a_payment_that_pends_after_its_challenge_can_end_by_the_challenge() {
    let failure = AuthenticationFailure::Expired;
    let lapsed = next(
        &State::PendingPayment,
        Event::AuthenticationFailed(failure),
        NOW,
    )
    .unwrap();
    assert_eq!(lapsed.state, State::AuthenticationFailed { failure });
}

#[test]
fn an_absence_is_believed_once_the_charge_cannot_be_under_way_any_more() {
    let unknown = State::OutcomeUnknown { since: NOW };
    let absent = || Event::Answered(Answer::Absent);
    assert_eq!(
        cell(&unknown, absent(), NOW + ABSENCE_IS_CERTAIN_AFTER - 1),
        "unknown"
    );
    assert_eq!(
        cell(&unknown, absent(), NOW + ABSENCE_IS_CERTAIN_AFTER),
        "never"
    );
}

#[test]
fn an_outcome_that_stays_unknown_keeps_the_moment_it_became_so() {
    let unknown = State::OutcomeUnknown { since: NOW };
    let later = next(&unknown, Event::Answered(Answer::NoAnswer), NOW + 60).unwrap();
    assert_eq!(later.state, unknown);
}

#[test]
fn a_paid_attempt_and_an_ended_one_refuse_in_their_own_words() {
    let again = |state| next(&state, Event::ChargeBegun, NOW).unwrap_err();
    assert_eq!(again(State::Paid(payment())), Refusal::AlreadyPaid);
    assert_eq!(again(State::Declined(decline())), Refusal::AlreadyEnded);
    assert_eq!(again(State::Charging), Refusal::AlreadyCharging);
}

#[test]
fn every_state_survives_being_written_down() {
    for (name, state) in states() {
        let json = serde_json::to_string(&state).unwrap();
        assert_eq!(
            serde_json::from_str::<State>(&json).unwrap(),
            state,
            "{name}"
        );
    }
}

proptest! {
    #[test]
    fn no_sequence_of_events_charges_twice_or_makes_paid_out_of_nothing(
        picks in prop::collection::vec((0..18_usize, 0..200_i64), 0..40),
    ) {
        let events = events();
        let mut state = State::Created;
        let mut charges = 0;
        let mut now = NOW;
        for (pick, seconds) in picks {
            now += seconds;
            let event = events[pick].1.clone();
            let says_moved = matches!(
                event,
                Event::Unwanted(_)
                    | Event::Answered(Answer::Ended(Ending::Paid(_) | Ending::Refunded { .. }))
            );
            if let Ok(moved) = next(&state, event, now) {
                if moved.command == Some(Command::Charge) {
                    charges += 1;
                }
                if state.payment().is_some() {
                    prop_assert!(moved.state.payment().is_some(), "money is not forgotten");
                } else if moved.state.payment().is_some() {
                    prop_assert!(says_moved, "paid only by the provider's word");
                }
                prop_assert!(!moved.state.is_live() || state.is_live(), "an end stays one");
                state = moved.state;
            }
        }
        prop_assert!(charges <= 1);
    }
}
