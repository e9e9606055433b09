//! What several servers may do at once, and what one of them only.

use cobro_wire::PaymentSourceId;
use futures::future::{join_all, try_join_all};

use super::*;
use crate::gateway::GatewayCustomer;

async fn two_servers() -> ([Store; 2], TestDatabase) {
    let (first, database) = store().await;
    let second = open(&database, 2).await;
    ([first, second], database)
}

/// One of two servers after the other.
fn in_turn(servers: &[Store; 2]) -> impl Iterator<Item = &Store> {
    servers.iter().cycle()
}

#[tokio::test]
async fn servers_that_start_together_make_the_schema_once() {
    let database = TestDatabase::create().await;
    // A file has one server; PostgreSQL is what several start on.
    let count = if database.is_shared() { 6 } else { 1 };
    let opened = join_all((0..count).map(|server| open(&database, server))).await;
    for store in opened {
        store.ping().await.unwrap();
        assert_eq!(store.gateway("conekta").await.unwrap(), "conekta");
    }
}

#[tokio::test]
async fn of_several_attempts_at_once_one_holds_the_order_and_each_has_its_number() {
    let (servers, _database) = two_servers().await;
    let order = order(&servers[0]).await;
    for round in 1..=8 {
        let ids = [0, 1, 2, 3, 4, 5].map(|n| AttemptId::from_random([16 * round + n; 16]));
        let inserting = ids.iter().zip(in_turn(&servers));
        let inserting = inserting.map(|(id, store)| insert(store, &order, id));
        let inserted = join_all(inserting).await;
        let mut done = inserted
            .into_iter()
            .filter_map(|insertion| match insertion {
                Insertion::Done(attempt) => Some(*attempt),
                Insertion::Held => None,
            });
        let winner = done.next().unwrap();
        assert!(done.next().is_none(), "two attempts hold one order");

        // The next round's attempts come while this one is being given up.
        let ended = AttemptRecord {
            state: attempt::State::Abandoned { message: None },
            ..winner
        };
        let early = AttemptId::from_random([16 * round + 6; 16]);
        let (ended, early) = tokio::join!(
            write(&servers[1], ended),
            insert(&servers[0], &order, &early)
        );
        assert!(!ended.state.holds_order());
        if let Insertion::Done(early) = early {
            let state = attempt::State::Abandoned { message: None };
            let ended = AttemptRecord { state, ..*early };
            write(&servers[0], ended).await;
        }
    }
    let sql = "SELECT number FROM attempts ORDER BY number";
    let numbers: Vec<i64> = sqlx::query_scalar(sql)
        .fetch_all(&servers[0].pool)
        .await
        .unwrap();
    let expected: Vec<i64> = (1..).take(numbers.len()).collect();
    assert_eq!(numbers, expected);
}

#[tokio::test]
async fn of_several_servers_that_write_one_version_one_is_taken() {
    let (servers, _database) = two_servers().await;
    let order = order(&servers[0]).await;
    let read = inserted(&servers[0], &order, &AttemptId::from_random([3; 16])).await;
    let charging = AttemptRecord {
        state: attempt::State::Charging,
        ..read
    };
    let writes = in_turn(&servers).take(8);
    let writes = writes.map(|store| store.update_attempt(charging.clone(), MARK));
    let written = try_join_all(writes).await.unwrap();
    let done = |written: &&Written| matches!(written, Written::Done(_));
    assert_eq!(written.iter().filter(done).count(), 1);
}

#[tokio::test]
async fn of_several_servers_that_want_to_ask_one_may() {
    let (servers, _database) = two_servers().await;
    let order = order(&servers[0]).await;
    let id = AttemptId::from_random([3; 16]);
    inserted(&servers[0], &order, &id).await;
    let asks = in_turn(&servers).take(8);
    let asks = asks.map(|store| store.claim_ask(&id, NOW, NOW + 2));
    let granted = try_join_all(asks).await.unwrap();
    assert_eq!(granted.iter().filter(|granted| **granted).count(), 1);
}

#[tokio::test]
async fn a_webhook_event_is_claimed_by_one_until_it_is_processed() {
    let (servers, _database) = two_servers().await;
    let [first, second] = &servers;
    for store in &servers {
        store.renew_lease(NOW + 15).await.unwrap();
        let inserted = store.insert_webhook_event("n1co", "evt", None, b"{}", NOW);
        inserted.await.unwrap();
    }
    let claim = async |store: &Store, now| {
        let claim = store.claim_webhook_event("n1co", "evt", now, now + 60);
        claim.await.map(|tries| tries.is_some())
    };
    let claims = in_turn(&servers).take(8).map(|store| claim(store, NOW));
    let granted = try_join_all(claims).await.unwrap();
    assert_eq!(granted.iter().filter(|granted| **granted).count(), 1);

    let claimer = granted.iter().position(|granted| *granted).unwrap();
    let (claimer, other) = match claimer % 2 {
        0 => (first, second),
        _ => (second, first),
    };
    let give_back = async |store: &Store| {
        let waits = store.webhook_event_waits("n1co", "evt", 1, NOW + 16, None);
        waits.await.unwrap();
    };
    // Its lease ran out: to the other one it is gone, to itself it is not.
    assert!(!claim(other, NOW + 14).await.unwrap());
    assert!(!claim(claimer, NOW + 15).await.unwrap());
    assert!(claim(other, NOW + 15).await.unwrap());
    // Only one's own claim can be given back.
    other.renew_lease(NOW + 60).await.unwrap();
    give_back(claimer).await;
    assert!(!claim(claimer, NOW + 16).await.unwrap());
    give_back(other).await;
    assert!(!claim(claimer, NOW + 15).await.unwrap(), "it is not due");
    assert!(claim(claimer, NOW + 16).await.unwrap());
    // A claim ends by itself, should its task break down.
    assert!(claim(other, NOW + 76).await.unwrap());
    let processed = other.webhook_event_processed("n1co", "evt", NOW + 76);
    processed.await.unwrap();
    assert!(!claim(claimer, NOW + 1000).await.unwrap());
    let due = other.due_webhook_events("n1co", NOW + 1000, 9).await;
    assert!(due.unwrap().is_empty());
}

#[tokio::test]
async fn what_a_server_has_in_hand_is_its_own_until_its_lease_runs_out() {
    let (servers, _database) = two_servers().await;
    let [first, second] = &servers;
    first.enter_server(NOW, NOW + 15).await.unwrap();
    let order = order(first).await;
    let id = AttemptId::from_random([3; 16]);
    inserted(first, &order, &id).await;
    let left = async |store: &Store, now| {
        let attempts = store.attempts_left_in_hand(NOW - 60, now).await.unwrap();
        attempts.len()
    };
    assert_eq!(left(second, NOW + 14).await, 0);
    assert_eq!(left(second, NOW + 15).await, 1);
    assert_eq!(left(first, NOW + 15).await, 0);
    first.renew_lease(NOW + 30).await.unwrap();
    assert_eq!(left(second, NOW + 15).await, 0);
    first.end_lease().await.unwrap();
    assert_eq!(left(second, NOW).await, 1);
}

#[tokio::test]
async fn a_key_whose_answer_was_never_written_is_granted_anew() {
    let (servers, _database) = two_servers().await;
    let [first, second] = &servers;
    first.enter_server(NOW, NOW + 10_000).await.unwrap();
    let request = KeyedRequest {
        customer: order(first).await.customer,
        key: "key".to_owned(),
        fingerprint: "order".to_owned(),
    };
    let granted = KeyClaim::Granted {
        seed: "one".to_owned(),
    };
    let claim = async |store: &Store, seed, now| store.claim_key(&request, seed, now).await;
    assert_eq!(claim(first, "one", NOW).await.unwrap(), granted);
    for (later, expected) in [(899, KeyClaim::Running), (900, granted)] {
        let claimed = claim(second, "other", NOW + later).await.unwrap();
        assert_eq!(claimed, expected, "after {later} s");
    }
}

#[tokio::test]
async fn a_server_that_starts_on_a_file_is_the_only_one() {
    let (servers, database) = two_servers().await;
    let [first, second] = &servers;
    first.enter_server(NOW, NOW + 15).await.unwrap();
    let order = order(first).await;
    inserted(first, &order, &AttemptId::from_random([3; 16])).await;
    second.enter_server(NOW, NOW + 15).await.unwrap();
    let left = second.attempts_left_in_hand(NOW - 60, NOW).await.unwrap();
    assert_eq!(left.len(), usize::from(!database.is_shared()));
}

#[tokio::test]
async fn however_cards_come_and_go_one_of_them_is_the_default() {
    let (servers, _database) = two_servers().await;
    let store = &servers[0];
    let customer = CustomerId::from_random([1; 16]);
    store.open_session("digest", &customer, NOW).await.unwrap();
    let known = GatewayCustomer("n1_ana".into());
    store
        .set_gateway_customer(&customer, None, &known)
        .await
        .unwrap();
    let cards: [PaymentSourceId; 6] =
        ["a", "b", "c", "d", "e", "f"].map(|name| format!("card_{name}").parse().unwrap());
    let is_right = async |count: usize| {
        let kept = store.kept_cards(&known).await.unwrap();
        let defaults = kept.iter().filter(|card| card.default).count();
        assert_eq!((kept.len(), defaults), (count, count.min(1)));
    };

    let keeping = cards.iter().zip(in_turn(&servers));
    let keeping = keeping.map(|(card, store)| store.keep_card(&known, card, None, NOW));
    try_join_all(keeping).await.unwrap();
    is_right(6).await;

    let choosing = cards.iter().zip(in_turn(&servers));
    let choosing = choosing.map(|(card, store)| store.set_default_kept_card(&known, card));
    try_join_all(choosing).await.unwrap();
    is_right(6).await;

    for pair in cards.chunks(2) {
        let forgetting = pair.iter().zip(&servers);
        let forgetting = forgetting.map(|(card, store)| store.forget_card(&known, card));
        try_join_all(forgetting).await.unwrap();
        is_right(store.kept_cards(&known).await.unwrap().len()).await;
    }
    is_right(0).await;
}
