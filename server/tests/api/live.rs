//! What a browser is told of an order while it looks on.

use std::time::Duration;

use cobro_server::live::STREAMS_OF_A_SHOPPER;
use cobro_wire::{AttemptStatus, Order, OrderId, OrderStatus};
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE};
use reqwest::{Method, Response, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::shop::{PLAIN, RISKY, Shop, Shopper, status};

/// What the bank's page is sent by who has the code.
const CONFIRM: [(&str, &str); 2] = [("answer", "confirm"), ("challengeDataEntry", "1234")];
/// Longer than whatever is waited for takes.
const LIMIT: Duration = Duration::from_secs(20);

/// A stream that is open, and what came that was not read yet.
struct Stream {
    answer: Response,
    text: String,
}

impl Stream {
    async fn open(shopper: &Shopper, order: &OrderId) -> Self {
        let answer = ask(shopper, order).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[CONTENT_TYPE], "text/event-stream");
        assert_eq!(answer.headers()["x-accel-buffering"], "no");
        assert!(!answer.headers()[CACHE_CONTROL].is_empty());
        Stream {
            answer,
            text: String::new(),
        }
    }

    /// The next order that is told, or nothing at the stream's end.
    async fn next(&mut self) -> Option<Order> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data: "));
                let order = data.map(|data| serde_json::from_str(data).unwrap());
                self.text = rest.to_owned();
                if order.is_some() {
                    return order;
                }
                continue;
            }
            let chunk = tokio::time::timeout(LIMIT, self.answer.chunk());
            let chunk = chunk.await.expect("something comes in time").unwrap()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// Reads on until the order is paid.
    async fn until_paid(&mut self) -> Order {
        loop {
            let order = self.next().await.expect("it is paid before the end");
            if order.status == OrderStatus::Paid {
                return order;
            }
        }
    }
}

async fn ask(shopper: &Shopper, order: &OrderId) -> Response {
    let path = format!("/api/orders/{order}/events");
    shopper.send(Method::GET, &path, None::<&()>, "").await
}

#[tokio::test]
async fn an_order_that_is_paid_meanwhile_is_told_step_by_step() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let mut stream = Stream::open(&shopper, &order.id).await;
    assert_eq!(stream.next().await.unwrap(), order);
    shopper.pay_with_new(&order.id, PLAIN).await;
    let paid = stream.until_paid().await;
    assert!(matches!(status(&paid), AttemptStatus::Paid { .. }));
    assert_eq!(paid, shopper.read(&order.id).await);
}

#[tokio::test]
async fn what_the_servers_own_round_finds_out_is_told() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let order = shopper.pay_with_new(&order.id, RISKY).await;
    let mut stream = Stream::open(&shopper, &order.id).await;
    assert_eq!(stream.next().await.unwrap(), order);
    shopper.at_the_bank(&order, &CONFIRM).await;
    shop.wait(60);
    shop.app.payments.reconcile_round().await.unwrap();
    stream.until_paid().await;
}

#[tokio::test]
async fn what_another_server_of_the_database_does_is_told() {
    let shop = Shop::open().await;
    let other = shop.another_server().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let mut stream = Stream::open(&shopper, &order.id).await;
    stream.next().await.unwrap();
    shopper.at(&other).pay_with_new(&order.id, PLAIN).await;
    stream.until_paid().await;
}

#[tokio::test]
async fn an_order_that_nobody_pays_in_time_is_told_as_expired() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let mut stream = Stream::open(&shopper, &order.id).await;
    stream.next().await.unwrap();
    shop.wait(365 * 24 * 3600);
    shop.app.payments.reconcile_round().await.unwrap();
    assert_eq!(stream.next().await.unwrap().status, OrderStatus::Expired);
}

#[tokio::test]
async fn nobody_else_is_told_of_an_order() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let stranger = shop.stranger().await;
    assert_eq!(
        ask(&stranger, &order.id).await.status(),
        StatusCode::NOT_FOUND
    );
    let url = format!("{}/api/orders/{}/events", shop.url, order.id);
    let answer = reqwest::Client::new().get(url).header(COOKIE, "").send();
    assert_eq!(answer.await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_shopper_with_too_many_streams_is_told_to_give_up_until_one_is_closed() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let mut open = Vec::new();
    for _ in 0..STREAMS_OF_A_SHOPPER {
        open.push(Stream::open(&shopper, &order.id).await);
    }
    let full = async || ask(&shopper, &order.id).await.status() == StatusCode::NO_CONTENT;
    assert!(full().await);
    open.pop();
    let freed = async {
        while full().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LIMIT, freed).await.unwrap();
}

/// A stream used to be a request in flight like any other, which a server waits for when it stops.
#[tokio::test]
async fn a_server_that_stops_ends_its_streams_first() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let (stop, stopping) = oneshot::channel::<()>();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = shop.app.clone();
    let shutdown = app
        .live
        .clone()
        .end_after(async { stopping.await.unwrap() });
    let router = cobro_server::app(app);
    let served = tokio::spawn(cobro_server::serve::serve(listener, router, shutdown));
    let mut stream = Stream::open(&shopper.at_url(url), &order.id).await;
    stream.next().await.unwrap();
    stop.send(()).unwrap();
    assert!(stream.next().await.is_none());
    let served = tokio::time::timeout(LIMIT, served).await;
    served.expect("it stops in time").unwrap().unwrap();
}
