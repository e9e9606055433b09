//! Every state with every event, and what must hold however they come.

use cobro_wire::{
    Attempt, AttemptId, AttemptStatus, AuthenticationFailure, AuthenticationReport, Challenge,
    ChallengeEnd, Currency, DeclineReason, Money, Order, OrderId, OrderStatus, Problem,
    ProblemCode, Receipt,
};
use proptest::prelude::*;

use super::attempt::{Kept, Stage};
use super::*;

fn id(number: u8) -> AttemptId {
    AttemptId::from_random([number; 16])
}

fn challenge() -> Challenge {
    Challenge {
        url: "https://bank.example/1?source=embedded".into(),
        page_url: "https://bank.example/1".into(),
        reference: "ord_1".into(),
        expires_at: 1_790_000_600,
    }
}

fn order(status: OrderStatus, attempt: Option<(u8, AttemptStatus)>) -> Order {
    Order {
        id: OrderId::from_random([0; 16]),
        status,
        created_at: 1_790_000_000,
        lines: Vec::new(),
        total: Money::new(20015, Currency::Mxn),
        receipt_token: None,
        contact: None,
        attempt: attempt.map(|(number, status)| Attempt {
            id: id(number),
            card: None,
            installments: None,
            status,
        }),
    }
}

fn declined() -> AttemptStatus {
    AttemptStatus::Declined {
        reason: DeclineReason::InsufficientFunds,
        message: None,
    }
}

fn paid() -> AttemptStatus {
    AttemptStatus::Paid {
        receipt: Receipt {
            paid_at: 1_790_000_001,
            authorization_code: None,
            provider_reference: "ord_1".into(),
        },
    }
}

fn request(number: u8) -> Request {
    let with = cobro_wire::PayWith::Default { cvc: None };
    Request(cobro_wire::PayRequest {
        attempt_id: id(number),
        with,
        billing: None,
        installments: None,
    })
}

fn checking(since: Since) -> State {
    State::Checking(Looking {
        attempt: id(1),
        looks: 0,
        since,
    })
}

fn states() -> Vec<State> {
    vec![
        State::Ready {
            last: Last::Nothing,
        },
        State::Tokenizing {
            attempt: id(1),
            save: true,
            billing: None,
            installments: None,
        },
        State::Paying {
            request: request(1),
            resends: 0,
        },
        State::Challenge {
            attempt: id(1),
            challenge: challenge(),
        },
        State::ChallengeLeft {
            attempt: id(1),
            challenge: challenge(),
        },
        checking(Since::Sent {
            request: request(1),
            resends: 0,
        }),
        checking(Since::Resumed),
        checking(Since::Challenged(ChallengeEnd::Passed.into())),
        checking(Since::Challenged(ChallengeEnd::Closed.into())),
        State::Pending { attempt: id(1) },
        State::Paid,
        State::Closed {
            status: OrderStatus::Expired,
        },
    ]
}

fn answered(number: u8, status: OrderStatus, attempt: Option<(u8, AttemptStatus)>) -> Event {
    Event::Answered {
        attempt: id(number),
        order: Box::new(order(status, attempt)),
    }
}

fn refused(number: u8, code: ProblemCode) -> Event {
    let problem = Problem {
        kind: String::new(),
        title: String::new(),
        status: 409,
        detail: String::new(),
        code,
        buyer_message: None,
        errors: Vec::new(),
    };
    Event::Refused {
        attempt: id(number),
        problem: Box::new(problem),
    }
}

/// Every event about attempt `number`, and the two that are about none.
fn events(number: u8) -> Vec<Event> {
    let open = |attempt| answered(number, OrderStatus::Open, attempt);
    let with = |status| open(Some((number, status)));
    vec![
        Event::Pay {
            attempt: id(2),
            card: Chosen::New { save: false },
            billing: None,
            installments: None,
        },
        Event::Pay {
            attempt: id(2),
            card: Chosen::Saved {
                payment_source_id: "src_1".parse().unwrap(),
                cvc: None,
            },
            billing: None,
            installments: None,
        },
        Event::Online,
        Event::Tokenized {
            attempt: id(number),
            token: "tok_1".parse().unwrap(),
        },
        Event::TokenFailed {
            attempt: id(number),
            message: None,
        },
        open(None),
        with(AttemptStatus::Processing),
        with(AttemptStatus::OutcomeUnknown),
        with(AttemptStatus::AwaitingAuthentication {
            challenge: challenge(),
        }),
        with(AttemptStatus::PendingPayment),
        with(declined()),
        with(AttemptStatus::AuthenticationFailed {
            failure: AuthenticationFailure::Refused,
        }),
        with(AttemptStatus::Abandoned { message: None }),
        answered(number, OrderStatus::Paid, Some((number, paid()))),
        answered(number, OrderStatus::Expired, None),
        refused(number, ProblemCode::CardRefused),
        refused(number, ProblemCode::AttemptLive),
        refused(number, ProblemCode::NoChallenge),
        refused(number, ProblemCode::Internal),
        Event::NoAnswer {
            attempt: id(number),
        },
        Event::ChallengeEnded {
            attempt: id(number),
            report: ChallengeEnd::Failed.into(),
        },
        Event::ChallengeReopened {
            attempt: id(number),
        },
    ]
}

fn name(state: &State) -> &'static str {
    match state {
        State::Ready { last } => match last {
            Last::Nothing => "ready",
            Last::CardNotRead { .. } => "not_read",
            Last::NotSent => "not_sent",
            Last::Refused { .. } => "refused",
            Last::Declined { .. } => "declined",
            Last::AuthenticationFailed { .. } => "failed",
            Last::Abandoned { .. } => "abandoned",
            Last::Returned => "returned",
        },
        State::Tokenizing { .. } => "tokenizing",
        State::Paying { .. } => "paying",
        State::Challenge { .. } => "challenge",
        State::ChallengeLeft { .. } => "left",
        State::Checking(looking) => match looking.since {
            Since::Sent { .. } => "sent?",
            Since::Resumed => "resumed?",
            Since::Challenged(AuthenticationReport {
                end: ChallengeEnd::Closed,
                ..
            }) => "closed?",
            Since::Challenged(_) => "challenged?",
        },
        State::Pending { .. } => "pending",
        State::Paid => "paid",
        State::Closed { .. } => "closed",
    }
}

/// `state+commands`, a letter a command: Keep, Forget, Tokenize, Pay, rEport, Read, fOcus.
fn shown(before: &State, (after, commands): &Step) -> String {
    let letter = |command: &Command| match command {
        Command::Keep(_) => 'K',
        Command::Forget => 'F',
        Command::Tokenize => 'T',
        Command::Pay(_) => 'P',
        Command::Report { .. } => 'E',
        Command::Read { .. } => 'R',
        Command::FocusNotice => 'O',
    };
    let letters: String = commands.iter().map(letter).collect();
    match (before == after, letters.as_str()) {
        (true, "") => ".".into(),
        (true, letters) => format!("same+{letters}"),
        (false, letters) => format!("{}+{letters}", name(after)),
    }
}

/// One row a state, in the order of [`states`]; one column an event, in the order of [`events`]:
/// pay with a new card, with a saved one, online, tokenized, token failed; answers: no attempt,
/// processing, unknown, awaiting, pending, declined, authentication failed, abandoned, paid,
/// expired; refused: card, attempt live, no challenge, internal; no answer, challenge ended,
/// reopened.
const TABLE: &str = "
ready tokenizing+KT paying+KP . . . . . . . . . . . . . . . . . . . .
tokenizing . . . paying+KP not_read+FO . . . . . . . . . . . . . . . . .
paying . . . . . paying+P sent?+R sent?+R challenge+R pending+R declined+FO failed+FO abandoned+FO paid+F closed+F refused+FO resumed?+R resumed?+R sent?+R sent?+R . .
challenge . . same+R . . same+R same+R same+R same+R pending+R declined+FO failed+FO abandoned+FO paid+F closed+F same+R same+R same+R same+R same+R challenged?+E .
left . . same+R . . same+R same+R same+R same+R pending+R declined+FO failed+FO abandoned+FO paid+F closed+F same+R same+R same+R same+R same+R challenged?+E challenge+R
sent? . . same+R . . paying+P sent?+R sent?+R challenge+R pending+R declined+FO failed+FO abandoned+FO paid+F closed+F sent?+R sent?+R resumed?+R sent?+R sent?+R . .
resumed? . . same+R . . resumed?+R resumed?+R resumed?+R challenge+R pending+R declined+FO failed+FO abandoned+FO paid+F closed+F resumed?+R resumed?+R resumed?+R resumed?+R resumed?+R . .
challenged? . . same+R . . challenged?+E resumed?+R resumed?+R challenged?+E pending+R declined+FO failed+FO abandoned+FO paid+F closed+F challenged?+E challenged?+E resumed?+R challenged?+E challenged?+E . .
closed? . . same+R . . closed?+E resumed?+R resumed?+R left+R pending+R declined+FO failed+FO abandoned+FO paid+F closed+F closed?+E closed?+E resumed?+R closed?+E closed?+E . .
pending . . same+R . . resumed?+R resumed?+R resumed?+R challenge+R same+R declined+FO failed+FO abandoned+FO paid+F closed+F same+R same+R same+R same+R same+R . .
paid . . . . . . . . . . . . . . . . . . . . . .
closed . . . . . . . . . . . . . . . . . . . . . .";

#[test]
fn every_state_takes_every_event_as_the_table_says() {
    let mut lines = String::new();
    for state in states() {
        lines.push('\n');
        lines.push_str(name(&state));
        for event in events(1) {
            lines.push(' ');
            lines.push_str(&shown(&state, &next(state.clone(), event)));
        }
    }
    for (line, expected) in lines.lines().zip(TABLE.lines()) {
        assert_eq!(line, expected);
    }
    assert_eq!(lines, TABLE);
}

#[test]
fn an_event_of_another_attempt_changes_nothing_in_any_state() {
    for state in states() {
        for event in events(9).into_iter().skip(3) {
            let step = next(state.clone(), event.clone());
            assert_eq!(step, (state.clone(), Vec::new()), "{event:?}");
        }
    }
}

#[test]
fn the_attempt_is_kept_before_anything_is_asked_or_sent() {
    for event in events(1).into_iter().take(2) {
        let (_, commands) = next(
            State::Ready {
                last: Last::Nothing,
            },
            event,
        );
        assert!(
            matches!(commands.first(), Some(Command::Keep(_))),
            "{commands:?}"
        );
    }
}

#[test]
fn a_request_that_never_arrives_is_sent_again_a_few_times_under_the_same_id() {
    let mut state = State::Paying {
        request: request(1),
        resends: 0,
    };
    let mut sent = Vec::new();
    for _ in 0..=RESENDS {
        state = next(state, Event::NoAnswer { attempt: id(1) }).0;
        let (after, commands) = next(state, answered(1, OrderStatus::Open, None));
        sent.extend(
            commands
                .into_iter()
                .filter(|command| matches!(command, Command::Pay(_))),
        );
        state = after;
    }
    assert_eq!(
        state,
        State::Ready {
            last: Last::NotSent
        }
    );
    assert_eq!(sent, vec![Command::Pay(request(1)); 3]);
}

#[test]
fn an_attempt_of_another_tab_is_followed_rather_than_doubled() {
    let state = checking(Since::Sent {
        request: request(1),
        resends: 0,
    });
    let other = answered(1, OrderStatus::Open, Some((7, AttemptStatus::Processing)));
    let (state, commands) = next(state, other);
    assert_eq!(state.attempt(), Some(&id(7)));
    assert_eq!(
        commands,
        vec![Command::Read {
            attempt: id(7),
            after_ms: 1_000
        }]
    );
}

#[test]
fn the_decline_of_an_older_attempt_is_not_taken_for_ours() {
    let state = checking(Since::Sent {
        request: request(2),
        resends: 0,
    });
    let State::Checking(looking) = state else {
        unreachable!()
    };
    let state = State::Checking(Looking {
        attempt: id(2),
        ..looking
    });
    let (state, commands) = next(state, answered(2, OrderStatus::Open, Some((1, declined()))));
    assert_eq!(name(&state), "paying");
    assert_eq!(commands, vec![Command::Pay(request(2))]);
}

#[test]
fn a_page_loaded_again_goes_on_where_the_attempt_was() {
    let kept = |stage| {
        Some(Kept {
            attempt: id(1),
            stage,
        })
    };
    let check = |order: Order, kept, expected| {
        let (state, _) = start(&order, kept);
        assert_eq!(name(&state), expected, "{order:?}");
    };
    let open = |attempt| order(OrderStatus::Open, attempt);
    let awaiting = AttemptStatus::AwaitingAuthentication {
        challenge: challenge(),
    };
    check(open(None), None, "ready");
    check(open(None), kept(Stage::Tokenizing), "ready");
    check(open(None), kept(Stage::Sent), "resumed?");
    check(
        open(Some((1, AttemptStatus::Processing))),
        kept(Stage::Sent),
        "resumed?",
    );
    check(
        open(Some((1, awaiting.clone()))),
        kept(Stage::Sent),
        "challenge",
    );
    check(open(Some((3, awaiting))), None, "challenge");
    check(open(Some((3, declined()))), kept(Stage::Sent), "resumed?");
    check(open(Some((3, declined()))), None, "declined");
    check(
        order(OrderStatus::Paid, Some((1, paid()))),
        kept(Stage::Sent),
        "paid",
    );
    check(order(OrderStatus::Expired, None), None, "closed");
}

#[test]
fn after_a_reload_an_attempt_the_server_never_saw_is_given_up_without_sending_anything() {
    let kept = Kept {
        attempt: id(1),
        stage: Stage::Sent,
    };
    let (mut state, _) = start(&order(OrderStatus::Open, None), Some(kept));
    let mut looks = 0;
    while matches!(state, State::Checking(_)) {
        let (after, commands) = next(state, answered(1, OrderStatus::Open, None));
        assert!(
            !commands
                .iter()
                .any(|command| matches!(command, Command::Pay(_)))
        );
        state = after;
        looks += 1;
    }
    assert_eq!(
        (state, looks),
        (
            State::Ready {
                last: Last::NotSent
            },
            RESUME_LOOKS
        )
    );
}

#[test]
fn neither_codes_nor_tokens_appear_in_what_is_shown_for_debugging() {
    let card = Chosen::Saved {
        payment_source_id: "src_1".parse().unwrap(),
        cvc: Some("987".into()),
    };
    let step = next(
        State::Ready {
            last: Last::Nothing,
        },
        Event::Pay {
            attempt: id(1),
            card: card.clone(),
            billing: None,
            installments: None,
        },
    );
    assert!(!format!("{card:?} {step:?}").contains("987"));
}

/// Whether a state tells the shopper that no money moved.
fn says_not_charged(state: &State) -> bool {
    matches!(
        name(state),
        "declined" | "failed" | "abandoned" | "not_sent" | "refused"
    )
}

fn money_may_have_moved(state: &State) -> bool {
    match state {
        State::Paying { .. }
        | State::Challenge { .. }
        | State::ChallengeLeft { .. }
        | State::Checking(_)
        | State::Pending { .. } => true,
        State::Ready { .. } | State::Tokenizing { .. } | State::Paid | State::Closed { .. } => {
            false
        }
    }
}

fn is_the_servers_word(event: &Event) -> bool {
    matches!(event, Event::Answered { .. } | Event::Refused { .. })
}

proptest! {
    #[test]
    fn however_events_come_nothing_is_doubled_and_nothing_is_said_without_the_server(
        steps in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..4), 0..60),
    ) {
        let mut state = State::Ready { last: Last::Nothing };
        let mut fresh = 10_u8;
        let mut unseen_since_sent: Vec<AttemptId> = Vec::new();
        let mut sent: Vec<AttemptId> = Vec::new();
        for (choice, number) in steps {
            let number = state.attempt().filter(|_| number > 1).map_or(number, |_| fresh);
            let mut event = choice.get(&events(number)).clone();
            if let Event::Pay { attempt, .. } = &mut event {
                fresh += 1;
                *attempt = id(fresh);
            }
            let before = state.clone();
            let (after, commands) = next(state, event.clone());
            if let Event::Answered { attempt, order } = &event && order.attempt.is_none() {
                unseen_since_sent.push(attempt.clone());
            }
            for command in &commands {
                if let Command::Pay(request) = command {
                    let attempt = &request.0.attempt_id;
                    prop_assert!(
                        !sent.contains(attempt) || unseen_since_sent.contains(attempt),
                        "sent twice without the server's word that it never saw it"
                    );
                    sent.push(attempt.clone());
                    unseen_since_sent.retain(|other| other != attempt);
                }
            }
            if money_may_have_moved(&before) && !is_the_servers_word(&event) {
                prop_assert!(money_may_have_moved(&after), "{before:?} {event:?} {after:?}");
                prop_assert!(!says_not_charged(&after));
            }
            if matches!(before, State::Paid | State::Closed { .. }) {
                prop_assert_eq!(&after, &before);
            }
            state = after;
        }
    }
}

#[test]
fn what_the_server_tells_by_itself_is_news_of_the_attempt_under_way_only() {
    let told = |status| order(OrderStatus::Open, Some((1, status)));
    let of_another = order(OrderStatus::Open, Some((2, AttemptStatus::Processing)));
    let unknown = order(OrderStatus::Open, None);
    let waits = checking(Since::Resumed);
    assert_eq!(waits.news(&told(declined())), Some(&id(1)));
    assert_eq!(waits.news(&told(AttemptStatus::Processing)), Some(&id(1)));
    assert_eq!(waits.news(&unknown), None);
    assert_eq!(waits.news(&of_another), None);
    let expired = order(OrderStatus::Expired, None);
    assert_eq!(waits.news(&expired), Some(&id(1)));
    let ready = State::Ready {
        last: Last::Nothing,
    };
    assert_eq!(ready.news(&told(declined())), None);
}

/// The first news of a stream used to bring a challenge back that had just been closed.
#[test]
fn a_challenge_whose_end_is_being_reported_is_no_news() {
    let awaiting = AttemptStatus::AwaitingAuthentication {
        challenge: challenge(),
    };
    let told = order(OrderStatus::Open, Some((1, awaiting)));
    let report = AuthenticationReport {
        end: ChallengeEnd::Closed,
        claim: None,
    };
    assert_eq!(checking(Since::Challenged(report)).news(&told), None);
    assert_eq!(checking(Since::Resumed).news(&told), Some(&id(1)));
}
