//! What is told is what was written, no more and no less, in one sequence for each order.

use futures::future::{join_all, try_join_all};

use super::*;

fn telling(store: Store) -> Store {
    store.telling("conekta")
}

/// The events of all orders: their ids, and their types.
async fn told(store: &Store) -> Vec<(String, String)> {
    let events = store.undelivered_events(false).await.unwrap();
    let events = events.into_iter();
    events.map(|event| (event.id, event.kind)).collect()
}

fn in_state(attempt: &AttemptRecord, state: attempt::State) -> AttemptRecord {
    AttemptRecord {
        state,
        ..attempt.clone()
    }
}

#[tokio::test]
async fn a_refused_write_tells_nothing_and_leaves_no_gap() {
    let (store, _database) = store().await;
    let store = telling(store);
    let order = order(&store).await;
    let read = inserted(&store, &order, &AttemptId::from_random([3; 16])).await;
    let ended = write(&store, in_state(&read, attempt::State::Expired)).await;
    let stale = store.update_attempt(in_state(&read, attempt::State::Paid(payment())), MARK);
    assert!(matches!(stale.await.unwrap(), Written::Stale));
    let other = inserted(&store, &order, &AttemptId::from_random([4; 16])).await;
    let held = store.update_attempt(in_state(&ended, attempt::State::Paid(payment())), MARK);
    assert!(matches!(held.await.unwrap(), Written::Held));
    write(&store, in_state(&other, attempt::State::Paid(payment()))).await;
    let hex = "02".repeat(16);
    let expected = [("1", "attempt.failed"), ("2", "order.paid")];
    let expected = expected.map(|(place, kind)| (format!("ev_{hex}_{place}"), kind.to_owned()));
    assert_eq!(told(&store).await, expected);
}

#[tokio::test]
async fn a_write_that_changes_nothing_of_the_state_is_no_news() {
    let (store, _database) = store().await;
    let store = telling(store);
    let order = order(&store).await;
    let read = inserted(&store, &order, &AttemptId::from_random([3; 16])).await;
    let paid = write(&store, in_state(&read, attempt::State::Paid(payment()))).await;
    let known = AttemptRecord {
        gateway_order: Some(GatewayOrder("ord_1".into())),
        ..paid
    };
    write(&store, known.clone()).await;
    let again = store.attempt(&known.id).await.unwrap().unwrap();
    write(&store, again).await;
    assert_eq!(told(&store).await.len(), 1);
}

#[tokio::test]
async fn what_happens_to_an_order_on_two_servers_at_once_is_told_in_one_sequence() {
    let (first, database) = store().await;
    let second = open(&database, 2).await;
    let servers = [telling(first), telling(second)];
    let order = order(&servers[0]).await;
    let mut ended = Vec::new();
    for n in 0..6 {
        let id = AttemptId::from_random([16 + n; 16]);
        let read = inserted(&servers[0], &order, &id).await;
        ended.push(write(&servers[0], in_state(&read, attempt::State::Expired)).await);
    }
    // All money goes back at once, while another attempt begins and fails.
    let payment = payment();
    let returned = attempt::State::Returned { payment };
    let returning = ended.iter().zip(servers.iter().cycle());
    let returning = returning.map(|(attempt, store)| {
        let returned = in_state(attempt, returned.clone());
        async move { write(store, returned).await }
    });
    let another = async {
        let id = AttemptId::from_random([9; 16]);
        let read = inserted(&servers[1], &order, &id).await;
        write(&servers[1], in_state(&read, attempt::State::Expired)).await;
    };
    let closing = join_all(
        servers
            .iter()
            .map(|store| store.close_order(&order.id, NOW + 60)),
    );
    let (_, (), closed) = tokio::join!(join_all(returning), another, closing);
    let closed = closed
        .into_iter()
        .filter(|closed| *closed.as_ref().unwrap());
    let closed = closed.count();
    let mut places: Vec<i64> = told(&servers[0])
        .await
        .iter()
        .map(|(id, _)| id.rsplit('_').next().unwrap().parse().unwrap())
        .collect();
    places.sort_unstable();
    let expected: Vec<_> = (1..).take(13 + closed).collect();
    assert_eq!(places, expected);
    assert!(closed <= 1, "the order expired twice");
}

#[tokio::test]
async fn an_event_is_claimed_by_one_until_it_is_delivered() {
    let (first, database) = store().await;
    let second = open(&database, 2).await;
    let servers = [telling(first), telling(second)];
    for store in &servers {
        store.renew_lease(NOW + 15).await.unwrap();
    }
    let order = order(&servers[0]).await;
    let read = inserted(&servers[0], &order, &AttemptId::from_random([3; 16])).await;
    write(
        &servers[0],
        in_state(&read, attempt::State::Paid(payment())),
    )
    .await;
    let due = servers[0].due_outgoing_events(NOW, 9).await.unwrap();
    let id = due[0].id.as_str();

    let claim = async |store: &Store, now| store.claim_outgoing_event(id, now, now + 60).await;
    let claims = servers
        .iter()
        .cycle()
        .take(8)
        .map(|store| claim(store, NOW));
    let granted = try_join_all(claims).await.unwrap();
    assert_eq!(granted.iter().filter(|granted| **granted).count(), 1);
    let claimer = granted.iter().position(|granted| *granted).unwrap() % 2;
    let (claimer, other) = (&servers[claimer], &servers[1 - claimer]);
    assert!(other.due_outgoing_events(NOW, 9).await.unwrap().is_empty());

    // Its lease runs out, and another one takes the event: what the first says of it no longer
    // counts, unless it is that it was delivered.
    assert!(!claim(other, NOW + 14).await.unwrap());
    assert!(claim(other, NOW + 15).await.unwrap());
    let failed = claimer.outgoing_event_failed(id, "slow", None, NOW + 16);
    failed.await.unwrap();
    assert!(other.undelivered_events(true).await.unwrap().is_empty());
    claimer
        .outgoing_event_delivered(id, NOW + 17)
        .await
        .unwrap();
    let failed = other.outgoing_event_failed(id, "slow", Some(NOW + 20), NOW + 18);
    failed.await.unwrap();
    assert!(told(other).await.is_empty());
    assert!(!claim(other, NOW + 1000).await.unwrap());
}
