//! A receipt, for whoever was given its address.

use cobro_wire::{Order, OrderStatus, ReceiptToken};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::shop::{EMPTY, PLAIN, Shop, attempts};

async fn open(shop: &Shop, token: &str) -> (StatusCode, String) {
    let url = format!("{}/api/receipts/{token}", shop.url);
    let answer = reqwest::get(url).await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

#[tokio::test]
async fn a_receipt_is_read_without_a_session_and_names_nobody() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let paid = shopper.pay_with_new(&order.id, PLAIN).await;
    let token = paid.receipt_token.clone().unwrap();
    let (status, text) = open(&shop, token.as_str()).await;
    assert_eq!(status, StatusCode::OK);
    for personal in ["ana@example.com", "5512345678", "Ana Luz"] {
        assert!(!text.contains(personal), "{text}");
    }
    let shared: Order = serde_json::from_str(&text).unwrap();
    let expected = Order {
        contact: None,
        ..paid
    };
    assert_eq!(shared, expected);
}

#[tokio::test]
async fn an_order_without_a_payment_has_no_receipt() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    assert_eq!(order.receipt_token, None);
    let declined = shopper.pay_with_new(&order.id, EMPTY).await;
    assert_eq!(declined.status, OrderStatus::Open);
    assert_eq!(declined.receipt_token, None);
    let kept = shop.app.store.order(&order.id).await.unwrap().unwrap();
    let token = kept.receipt_token.unwrap();
    assert_eq!(open(&shop, token.as_str()).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_token_opens_its_own_receipt_and_nothing_else() {
    let shop = Shop::open().await;
    let shopper = shop.shopper().await;
    let order = shopper.order().await;
    let paid = shopper.pay_with_new(&order.id, PLAIN).await;
    let token = paid.receipt_token.unwrap();
    let other = ReceiptToken::from_random([7; 16]);
    for wrong in [other.as_str(), order.id.as_str(), "rc_", "'", "%00"] {
        assert_eq!(open(&shop, wrong).await.0, StatusCode::NOT_FOUND, "{wrong}");
    }
    let stranger = shop.stranger().await;
    for path in [format!("/api/orders/{token}"), attempts(&order.id)] {
        let answer = stranger.send(Method::GET, &path, None::<&Value>, "").await;
        assert!(answer.status().is_client_error(), "{path}");
    }
    let post = reqwest::Client::new().post(format!("{}/api/receipts/{token}", shop.url));
    let status = post.send().await.unwrap().status();
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
}
