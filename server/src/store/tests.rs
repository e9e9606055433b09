//! What the database itself guarantees.

#[path = "../../tests/api/database.rs"]
mod database;
mod outbox;
mod several_servers;

use cobro_wire::{Actor, AttemptId, Contact, Currency, Locale, Money, OrderId, OrderLine};
use database::TestDatabase;

use super::*;
use crate::config::{Config, DatabaseConfig, Sources};
use crate::gateway::{GatewayOrder, Payment};
use crate::payment::attempt;

const NOW: i64 = 1_790_000_000;

/// The settings of a server on a database.
fn settings(url: &str, flags: &[&str]) -> DatabaseConfig {
    let flags = [&["cobro-server", "--database", url], flags].concat();
    let sources = Sources::collect(flags, |_| None).unwrap();
    Config::load(&sources).unwrap().database
}

/// The store as one of several servers opens it.
async fn open(database: &TestDatabase, server: u8) -> Store {
    let server = ServerId::from_random([server; 16]);
    let store = Store::open(&settings(&database.url(), &[]), server).await;
    store.unwrap()
}

async fn store() -> (Store, TestDatabase) {
    let database = TestDatabase::create().await;
    (open(&database, 1).await, database)
}

fn payment() -> Payment {
    Payment {
        charge: "ch".into(),
        paid_at: NOW,
        authorization_code: None,
        frictionless: false,
    }
}

async fn order(store: &Store) -> OrderRecord {
    let customer = CustomerId::from_random([1; 16]);
    store.open_session("digest", &customer, NOW).await.unwrap();
    let unit_price = Money::new(20015, Currency::Mxn);
    let order = OrderRecord {
        id: OrderId::from_random([2; 16]),
        customer,
        lines: vec![OrderLine {
            product_id: "vasija".parse().unwrap(),
            name: "Vasija de Cerámica".into(),
            quantity: 2,
            unit_price,
            total: unit_price.times(2).unwrap(),
        }],
        total: unit_price.times(2).unwrap(),
        contact: None,
        created_at: NOW,
        expires_at: NOW + 60,
        receipt_token: None,
    };
    store.insert_order(&order).await.unwrap();
    order
}

async fn insert(store: &Store, order: &OrderRecord, id: &AttemptId) -> Insertion {
    let contact = Contact {
        name: "Ana Luz".into(),
        email: "ana@example.com".into(),
        phone: "+525512345678".into(),
    };
    let new = NewAttempt {
        id,
        order: &order.id,
        guest: None,
        contact: &contact,
        fingerprint: "f",
        billing: None,
        card: None,
        installments: None,
        locale: Locale::En,
    };
    store.insert_attempt(new, NOW).await.unwrap()
}

/// The server, now.
const MARK: Mark<'static> = Mark {
    by: Actor::Server,
    note: None,
    at: NOW,
};

async fn write(store: &Store, changed: AttemptRecord) -> AttemptRecord {
    match store.update_attempt(changed, MARK).await.unwrap() {
        Written::Done(written) => *written,
        refused => panic!("{refused:?}"),
    }
}

async fn inserted(store: &Store, order: &OrderRecord, id: &AttemptId) -> AttemptRecord {
    match insert(store, order, id).await {
        Insertion::Done(attempt) => *attempt,
        Insertion::Held => panic!("the order is held"),
    }
}

#[tokio::test]
async fn an_order_is_read_back_as_it_was_written() {
    let (store, _database) = store().await;
    let written = order(&store).await;
    let read = store.order(&written.id).await.unwrap().unwrap();
    assert_eq!(read.lines, written.lines);
    assert_eq!(read.total, written.total);
    assert_eq!(read.customer, written.customer);
}

#[tokio::test]
async fn a_second_attempt_waits_until_the_first_has_ended() {
    let (store, _database) = store().await;
    let order = order(&store).await;
    let ids = [
        AttemptId::from_random([3; 16]),
        AttemptId::from_random([4; 16]),
    ];
    let first = inserted(&store, &order, &ids[0]).await;
    assert!(matches!(
        insert(&store, &order, &ids[1]).await,
        Insertion::Held
    ));

    let ended = AttemptRecord {
        state: attempt::State::Abandoned { message: None },
        ..first
    };
    write(&store, ended).await;
    inserted(&store, &order, &ids[1]).await;
    assert_eq!(store.attempts_of(&order.id).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_paid_order_takes_no_further_attempt_whatever_the_code_believes() {
    let (store, _database) = store().await;
    let order = order(&store).await;
    let first = inserted(&store, &order, &AttemptId::from_random([3; 16])).await;
    let paid = AttemptRecord {
        state: attempt::State::Paid(payment()),
        ..first
    };
    write(&store, paid).await;
    let second = insert(&store, &order, &AttemptId::from_random([4; 16])).await;
    assert!(matches!(second, Insertion::Held));
}

#[tokio::test]
async fn an_ended_attempt_cannot_take_an_order_that_another_one_holds() {
    let (store, _database) = store().await;
    let order = order(&store).await;
    let first = inserted(&store, &order, &AttemptId::from_random([3; 16])).await;
    let ended = AttemptRecord {
        state: attempt::State::Expired,
        ..first
    };
    let ended = write(&store, ended).await;
    inserted(&store, &order, &AttemptId::from_random([4; 16])).await;
    let late = AttemptRecord {
        state: attempt::State::Paid(payment()),
        ..ended
    };
    let written = store.update_attempt(late.clone(), MARK).await.unwrap();
    assert!(matches!(written, Written::Held), "{written:?}");
    let kept = store.attempt(&late.id).await.unwrap().unwrap();
    assert_eq!(kept.state, attempt::State::Expired);
}

#[tokio::test]
async fn each_write_adds_a_step_to_the_orders_history_and_a_refused_one_does_not() {
    let (store, _database) = store().await;
    let order = order(&store).await;
    let read = inserted(&store, &order, &AttemptId::from_random([3; 16])).await;
    let charging = AttemptRecord {
        state: attempt::State::Charging,
        ..read.clone()
    };
    let charging = write(&store, charging).await;
    store.update_attempt(read, MARK).await.unwrap();
    let paid = AttemptRecord {
        state: attempt::State::Paid(payment()),
        gateway_order: Some(GatewayOrder("ord_1".into())),
        ..charging
    };
    write(&store, paid).await;
    let steps = store.history_of(&order.id).await.unwrap();
    let told: Vec<_> = steps
        .iter()
        .map(|step| (step.by, step.status.as_str(), step.attempt.is_some()))
        .collect();
    assert_eq!(
        told,
        [
            (Actor::Shopper, "open", false),
            (Actor::Shopper, "created", true),
            (Actor::Server, "charging", true),
            (Actor::Server, "paid", true),
        ]
    );
    let paid = steps.last().unwrap();
    assert_eq!(paid.provider_order.as_deref(), Some("ord_1"));
    assert_eq!(paid.provider_charge.as_deref(), Some("ch"));
}

#[tokio::test]
async fn a_write_that_read_an_older_version_is_not_taken() {
    let (store, _database) = store().await;
    let order = order(&store).await;
    let read = inserted(&store, &order, &AttemptId::from_random([3; 16])).await;
    let charging = AttemptRecord {
        state: attempt::State::Charging,
        ..read.clone()
    };
    write(&store, charging).await;
    let late = AttemptRecord {
        state: attempt::State::Abandoned { message: None },
        ..read
    };
    let written = store.update_attempt(late.clone(), MARK).await.unwrap();
    assert!(matches!(written, Written::Stale), "{written:?}");
    let kept = store.attempt(&late.id).await.unwrap().unwrap();
    assert_eq!(kept.state, attempt::State::Charging);
}

#[tokio::test]
async fn of_many_who_want_to_ask_one_may() {
    let (store, _database) = store().await;
    let order = order(&store).await;
    let id = AttemptId::from_random([3; 16]);
    inserted(&store, &order, &id).await;
    let asks = (0..8).map(|_| store.claim_ask(&id, NOW, NOW + 2));
    let granted = futures::future::try_join_all(asks).await.unwrap();
    assert_eq!(granted.iter().filter(|granted| **granted).count(), 1);
    assert!(store.claim_ask(&id, NOW + 2, NOW + 4).await.unwrap());
}

#[tokio::test]
async fn a_database_belongs_to_the_first_gateway_that_used_it() {
    let (store, _database) = store().await;
    assert_eq!(store.gateway("conekta").await.unwrap(), "conekta");
    assert_eq!(store.gateway("n1co").await.unwrap(), "conekta");
}

#[tokio::test]
async fn a_database_opened_again_keeps_what_was_in_it() {
    let (store, database) = store().await;
    let written = order(&store).await;
    store.close().await;
    let again = open(&database, 2).await;
    assert!(again.order(&written.id).await.unwrap().is_some());
    assert!(again.customer_of_session("digest").await.unwrap().is_some());
}

#[tokio::test]
async fn each_connection_has_the_limits_that_were_set() {
    let database = TestDatabase::create().await;
    let flags = [
        "--database-lock-timeout-ms=1500",
        "--database-statement-timeout-ms=2500",
        "--database-idle-timeout-ms=3500",
    ];
    let server = ServerId::from_random([1; 16]);
    let store = Store::open(&settings(&database.url(), &flags), server).await;
    let pool = store.unwrap().pool;
    let read = async |sql| -> String { sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap() };
    if database.is_shared() {
        assert_eq!(read("SHOW lock_timeout").await, "1500ms");
        assert_eq!(read("SHOW statement_timeout").await, "2500ms");
        let idle = read("SHOW idle_in_transaction_session_timeout").await;
        assert_eq!(idle, "3500ms");
        assert_eq!(read("SHOW transaction_isolation").await, "read committed");
        assert_eq!(read("SHOW synchronous_commit").await, "on");
    } else {
        let busy = "SELECT CAST(timeout AS TEXT) FROM pragma_busy_timeout";
        assert_eq!(read(busy).await, "1500");
        let journal = "SELECT journal_mode FROM pragma_journal_mode";
        assert_eq!(read(journal).await, "wal");
    }
}

#[tokio::test]
async fn a_database_out_of_reach_is_refused_without_its_password() {
    let nowhere = settings("postgres://ana:hunter2@127.0.0.1:1/cobro", &[]);
    let refused = Store::open(&nowhere, ServerId::from_random([1; 16])).await;
    let error = refused.err().unwrap();
    let shown = format!("{error:?} {error} {nowhere:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}
