//! Every state against every event.

use super::*;

const NOW: Timestamp = 1_790_000_000;

fn challenge(url: &str) -> Challenge {
    Challenge {
        url: url.into(),
        page_url: url.into(),
        reference: "ord_1".into(),
        expires_at: NOW + 600,
    }
}

fn open() -> State {
    State::ChallengeOpen {
        challenge: challenge("https://bank/1"),
    }
}

fn reported(end: ChallengeEnd) -> State {
    State::Reported {
        challenge: challenge("https://bank/1"),
        end,
    }
}

fn states() -> Vec<(&'static str, State)> {
    vec![
        ("not-required", State::NotRequired),
        ("open", open()),
        ("said-passed", reported(ChallengeEnd::Passed)),
        ("said-failed", reported(ChallengeEnd::Failed)),
        ("said-error", reported(ChallengeEnd::Error)),
        ("said-expired", reported(ChallengeEnd::Expired)),
        ("said-closed", reported(ChallengeEnd::Closed)),
        ("timed-out", reported(ChallengeEnd::TimedOut)),
        ("frictionless", State::Frictionless),
        ("passed", State::Passed),
        ("failed", State::Failed),
        ("refused", State::Refused),
        ("error", State::Error),
        ("expired", State::Expired),
    ]
}

fn events() -> Vec<(&'static str, Event)> {
    vec![
        (
            "challenge",
            Event::ChallengeRequired(challenge("https://bank/1")),
        ),
        (
            "another",
            Event::ChallengeRequired(challenge("https://bank/2")),
        ),
        ("frictionless", Event::Frictionless),
        ("passed", Event::Reported(ChallengeEnd::Passed)),
        ("failed", Event::Reported(ChallengeEnd::Failed)),
        ("error", Event::Reported(ChallengeEnd::Error)),
        ("expired", Event::Reported(ChallengeEnd::Expired)),
        ("closed", Event::Reported(ChallengeEnd::Closed)),
        ("timed-out", Event::Reported(ChallengeEnd::TimedOut)),
        ("tick", Event::Tick),
        ("charged", Event::Decided(Decision::Charged)),
        ("declined", Event::Decided(Decision::Declined)),
        ("lapsed", Event::Decided(Decision::Lapsed)),
        (
            "unproven",
            Event::Decided(Decision::NotAuthenticated(AuthenticationFailure::Failed)),
        ),
        ("still-open", Event::StillOpen),
    ]
}

/// Rows are events, columns are states; `?` asks the provider to confirm, `!` to withdraw. A dash
/// is a refusal. `=` stays.
const TABLE: &str = "
              not-required  open           said-passed    said-failed    said-error     said-expired   said-closed    timed-out      frictionless  passed  failed  refused  error  expired
challenge     open          =              open           =              =              =              =              =              -             -       -       -        -      -
another       open          open           open           open           open           open           open           open           -             -       -       -        -      -
frictionless  frictionless  frictionless   frictionless   frictionless   frictionless   frictionless   frictionless   frictionless   -             -       -       -        -      -
passed        -             said-passed?   said-passed?   -              -              -              -              -              -             -       -       -        -      -
failed        -             said-failed!   said-failed!   said-failed!   said-failed!   said-failed!   said-failed!   said-failed!   -             -       -       -        -      -
error         -             said-error!    said-error!    said-error!    said-error!    said-error!    said-error!    said-error!    -             -       -       -        -      -
expired       -             said-expired!  said-expired!  said-expired!  said-expired!  said-expired!  said-expired!  said-expired!  -             -       -       -        -      -
closed        -             said-closed!   said-closed!   said-closed!   said-closed!   said-closed!   said-closed!   said-closed!   -             -       -       -        -      -
timed-out     -             timed-out!     timed-out!     timed-out!     timed-out!     timed-out!     timed-out!     timed-out!     -             -       -       -        -      -
tick          =             =              said-passed?   said-failed!   said-error!    said-expired!  said-closed!   timed-out!     =             =       =       =        =      =
charged       =             passed         passed         passed         passed         passed         passed         passed         =             =       =       =        =      =
declined      =             passed         passed         failed         error          expired        refused        expired        =             =       =       =        =      =
lapsed        =             expired        expired        failed         error          expired        refused        expired        =             =       =       =        =      =
unproven      =             failed         failed         failed         failed         failed         failed         failed         =             =       =       =        =      =
still-open    -             =              open           =              =              =              =              =              -             -       -       -        -      -
";

fn name(state: &State) -> &'static str {
    let same = |known: &State| match (known, state) {
        (State::Reported { end: known, .. }, State::Reported { end, .. }) => known == end,
        _ => std::mem::discriminant(known) == std::mem::discriminant(state),
    };
    states()
        .into_iter()
        .find(|(_, known)| same(known))
        .map_or("?", |(name, _)| name)
}

fn cell(state: &State, event: Event) -> String {
    match next(state, event, NOW) {
        Err(Refusal) => "-".into(),
        Ok(Next {
            state: same,
            command: None,
        }) if same == *state => "=".into(),
        Ok(Next { state, command }) => {
            let mark = match command {
                None => "",
                Some(Command::Confirm) => "?",
                Some(Command::Withdraw) => "!",
            };
            format!("{}{mark}", name(&state))
        }
    }
}

#[test]
fn every_state_meets_every_event_as_the_table_says() {
    let mut lines = TABLE.lines().filter(|line| !line.is_empty());
    let columns: Vec<_> = lines.next().unwrap().split_whitespace().collect();
    let rows: Vec<Vec<_>> = lines
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        columns,
        states().iter().map(|(name, _)| *name).collect::<Vec<_>>()
    );
    assert_eq!(
        rows.len(),
        events().len(),
        "the table has a row for each event"
    );
    for (row, (event_name, event)) in rows.iter().zip(events()) {
        assert_eq!(row[0], event_name);
        for ((state_name, state), expected) in states().iter().zip(&row[1..]) {
            assert_eq!(
                cell(state, event.clone()),
                *expected,
                "{state_name} meets {event_name}"
            );
        }
    }
}

#[test]
fn a_challenge_that_nobody_answers_in_time_is_withdrawn() {
    let in_time = next(&open(), Event::Tick, NOW + 599).unwrap();
    assert_eq!(
        in_time,
        Next {
            state: open(),
            command: None
        }
    );
    let late = next(&open(), Event::Tick, NOW + 600).unwrap();
    assert_eq!(late.state, reported(ChallengeEnd::TimedOut));
    assert_eq!(late.command, Some(Command::Withdraw));
}

#[test]
fn a_challenge_asked_for_again_keeps_its_time_limit() {
    let mut again = challenge("https://bank/1");
    again.expires_at = NOW + 9999;
    let state = next(&open(), Event::ChallengeRequired(again), NOW + 1)
        .unwrap()
        .state;
    assert_eq!(state, open());
}
