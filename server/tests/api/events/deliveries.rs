//! How it is told: until the receiver takes it, and beside everything else.

use std::collections::HashSet;

use futures::future::join;
use tokio_util::sync::CancellationToken;

use super::*;

/// Lets so many seconds go by, and sends what is due then.
async fn deliver_after(shop: &Shop, seconds: i64) {
    shop.wait(seconds);
    deliver(&shop.app).await;
}

/// What the program says to an operator.
fn operate(shop: &Shop, arguments: &[&str]) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_cobro-server"))
        .args(["--database", &shop.database.url(), "events"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn a_receiver_that_was_away_gets_the_event_when_it_is_back() {
    let receiver = Receiver::away();
    let shop = shop_that_tells(&receiver, &[]).await;
    paid(&shop).await;
    deliver(&shop.app).await;
    let why = Some("no connection".to_owned());
    assert_eq!(
        undelivered(&shop.app, false).await,
        [("order.paid".to_owned(), why)]
    );
    receiver.come_back();
    deliver_after(&shop, 4).await;
    assert!(receiver.letters().is_empty(), "sent before its time");
    deliver_after(&shop, 2).await;
    assert_eq!(receiver.told(), told(&[("order.paid", 1)]));
}

#[tokio::test]
async fn an_event_that_was_refused_comes_again_as_the_same_event_signed_anew() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &[]).await;
    paid(&shop).await;
    receiver.will(&[Way::Answer(500, &[])]);
    deliver(&shop.app).await;
    deliver_after(&shop, 6).await;
    deliver_after(&shop, 400).await;
    let letters = receiver.letters();
    let [first, second] = &letters[..] else {
        panic!("{letters:?}");
    };
    assert_eq!(first.id(), second.id());
    assert_eq!(first.bytes, second.bytes);
    assert_eq!(first.timestamp() + 6, second.timestamp());
    assert!(undelivered(&shop.app, false).await.is_empty());
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &[]).await;
    paid(&shop).await;
    receiver.will(&[Way::Answer(307, &[("location", "/events")])]);
    deliver(&shop.app).await;
    assert_eq!(receiver.letters().len(), 1);
    let why = Some("the receiver answered 307".to_owned());
    assert_eq!(
        undelivered(&shop.app, false).await,
        [("order.paid".to_owned(), why)]
    );
}

#[tokio::test]
async fn a_receiver_that_asks_for_time_has_it() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &[]).await;
    paid(&shop).await;
    receiver.will(&[Way::Answer(429, &[("retry-after", "60")])]);
    deliver(&shop.app).await;
    deliver_after(&shop, 59).await;
    assert_eq!(receiver.letters().len(), 1);
    deliver_after(&shop, 9).await;
    assert_eq!(receiver.letters().len(), 2);
}

#[tokio::test]
async fn a_receiver_that_says_nothing_holds_up_neither_payments_nor_other_events() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &["--events-timeout-ms", "1000"]).await;
    let (_, first) = paid(&shop).await;
    receiver.will(&[Way::Silence]);
    let app = shop.app.clone();
    let silent = tokio::spawn(async move { deliver(&app).await });
    receiver.hears().await;
    let (_, second) = paid(&shop).await;
    deliver(&shop.app).await;
    let letters = receiver.letters();
    let orders: Vec<_> = letters
        .iter()
        .map(|letter| {
            letter.body()["data"]["order"]["id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(orders, [first.id.as_str(), second.id.as_str()]);
    silent.await.unwrap();
    let why = Some("no answer within 1 s".to_owned());
    assert_eq!(
        undelivered(&shop.app, false).await,
        [("order.paid".to_owned(), why)]
    );
}

#[tokio::test]
async fn newer_news_of_an_order_do_not_wait_for_older_that_failed() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &[]).await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    shopper.pay_with_new(&order.id, crate::shop::EMPTY).await;
    shopper.pay_with_new(&order.id, PLAIN).await;
    receiver.will(&[Way::Answer(500, &[])]);
    deliver(&shop.app).await;
    deliver_after(&shop, 6).await;
    let expected = [
        ("attempt.failed", 1),
        ("order.paid", 2),
        ("attempt.failed", 1),
    ];
    assert_eq!(receiver.told(), told(&expected));
}

#[tokio::test]
async fn what_happened_before_a_crash_is_told_by_the_next_server() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &[]).await;
    paid(&shop).await;
    let next = shop.another_server().await;
    deliver(&next.app).await;
    assert_eq!(receiver.told(), told(&[("order.paid", 1)]));
    deliver(&shop.app).await;
    assert_eq!(receiver.letters().len(), 1);
}

#[tokio::test]
async fn what_a_server_was_sending_when_it_died_is_sent_by_another_one() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &[]).await;
    paid(&shop).await;
    receiver.will(&[Way::Silence]);
    let app = shop.app.clone();
    let dying = tokio::spawn(async move { deliver(&app).await });
    receiver.hears().await;
    dying.abort();
    let other = shop.another_server().await;
    deliver(&other.app).await;
    // On a file the other one is the only one now; on PostgreSQL the first may live.
    let sent = if shop.database.is_shared() { 1 } else { 2 };
    assert_eq!(receiver.letters().len(), sent);
    shop.wait(20);
    deliver(&other.app).await;
    let expected = [("order.paid", 1), ("order.paid", 1)];
    assert_eq!(receiver.told(), told(&expected));
}

#[tokio::test]
async fn two_servers_of_one_database_tell_each_event_once() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &[]).await;
    let other = shop.another_server().await;
    // On a file, the other one has taken the first for gone.
    let until = shop.app.host.now() + 15;
    shop.app.store.renew_lease(until).await.unwrap();
    let shopper = shop.shopper().await;
    for _ in 0..12 {
        let order = shopper.order().await;
        shopper.pay_with_new(&order.id, crate::shop::EMPTY).await;
        shopper.pay_with_new(&order.id, PLAIN).await;
    }
    join(deliver(&shop.app), deliver(&other.app)).await;
    join(deliver(&shop.app), deliver(&other.app)).await;
    let letters = receiver.letters();
    let ids: HashSet<_> = letters
        .iter()
        .map(|letter| letter.id().to_owned())
        .collect();
    assert_eq!((letters.len(), ids.len()), (24, 24));
    for (place, letter) in letters.iter().enumerate() {
        let order = &letter.body()["data"]["order"]["id"];
        let of_order = letters[..place].iter();
        let of_order = of_order.filter(|earlier| earlier.body()["data"]["order"]["id"] == *order);
        assert!(
            of_order
                .map(receiver::Letter::sequence)
                .all(|earlier| earlier < letter.sequence())
        );
    }
}

#[tokio::test]
async fn an_event_that_is_never_taken_is_given_up_after_three_days_and_can_be_sent_again() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &[]).await;
    paid(&shop).await;
    receiver.will(&vec![Way::Answer(500, &[]); 10]);
    let begun = shop.app.host.now();
    while undelivered(&shop.app, true).await.is_empty() {
        deliver(&shop.app).await;
        shop.wait(600);
    }
    let days = (shop.app.host.now() - begun) / 86_400;
    assert_eq!((receiver.letters().len(), days), (10, 3));
    let why = Some("the receiver answered 500".to_owned());
    assert_eq!(
        undelivered(&shop.app, true).await,
        [("order.paid".to_owned(), why)]
    );
    deliver_after(&shop, 999_999).await;
    assert_eq!(receiver.letters().len(), 10);

    let id = receiver.letters()[0].id().to_owned();
    let listed = operate(&shop, &["list", "--dead"]);
    let line = format!("{id} order.paid since={begun} tries=10 dead the receiver answered 500\n");
    assert_eq!(listed, line);
    assert_eq!(operate(&shop, &["retry", &id]), format!("{id} is due\n"));
    // The operator's clock is the machine's, and ahead of the test's.
    shop.wait(i64::from(u32::MAX));
    deliver(&shop.app).await;
    assert_eq!(receiver.letters()[10].id(), id);
    assert_eq!(operate(&shop, &["list"]), "");
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_told_each_event_once() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &[]).await;
    paid(&shop).await;
    receiver.will(&[Way::Answer(410, &[])]);
    deliver(&shop.app).await;
    let why = Some("the receiver answered 410".to_owned());
    assert_eq!(
        undelivered(&shop.app, true).await,
        [("order.paid".to_owned(), why)]
    );
}

#[tokio::test]
async fn a_secret_is_replaced_without_a_gap() {
    const NEW: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    let receiver = Receiver::open();
    let both = format!("{NEW},{SECRET}");
    let shop = Shop::with(&["--events-url", &receiver.url, "--events-secret", &both]).await;
    paid(&shop).await;
    deliver(&shop.app).await;
    let letters = receiver.letters();
    assert!(letters[0].is_signed_by(SECRET) && letters[0].is_signed_by(NEW));
    assert!(!letters[0].is_signed_by("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
}

#[tokio::test]
async fn a_server_that_stops_lets_what_is_on_its_way_arrive() {
    let receiver = Receiver::open();
    let shop = shop_that_tells(&receiver, &["--events-timeout-ms", "1000"]).await;
    paid(&shop).await;
    receiver.will(&[Way::Silence]);
    let stop = CancellationToken::new();
    let outgoing = shop.app.outgoing.clone().unwrap();
    let delivering = tokio::spawn(outgoing.deliver_for_ever(stop.clone()));
    receiver.hears().await;
    stop.cancel();
    delivering.await.unwrap();
    let why = Some("no answer within 1 s".to_owned());
    assert_eq!(
        undelivered(&shop.app, false).await,
        [("order.paid".to_owned(), why)]
    );
}
