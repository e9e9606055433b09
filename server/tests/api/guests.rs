//! An order on another device, for whoever was given its link.

use cobro_wire::{
    ChallengeEnd, Contact, Order, OrderLink, OrderList, OrderStatus, PayWith, Problem, ProblemCode,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::n1co::{ASKING as ASKING_N1CO, CONFIRM, PLAIN as PLAIN_N1CO, is_paid, read_until};
use crate::shop::{EMPTY, PLAIN, RISKY, Shop, Shopper, attempts, challenge, pay_request};

async fn link(shopper: &Shopper, order: &Order) -> OrderLink {
    let path = format!("/api/orders/{}/link", order.id);
    shopper.ok(Method::POST, &path, None::<&Value>).await
}

async fn enter(guest: &Shopper, order: &Order, link: &OrderLink) -> Order {
    let path = format!("/api/orders/{}/guests", order.id);
    guest.ok(Method::POST, &path, Some(link)).await
}

async fn turned_away(guest: &Shopper, order: &Order, link: &Value) -> Problem {
    let path = format!("/api/orders/{}/guests", order.id);
    guest.problem(Method::POST, &path, Some(link)).await
}

fn somebody(name: &str) -> Contact {
    Contact {
        name: name.into(),
        email: "luis@example.com".into(),
        phone: "+525587654321".into(),
    }
}

/// Somebody else, who says who they are.
async fn another(shop: &Shop) -> Shopper {
    let guest = shop.stranger().await;
    let contact = somebody("Luis Sol");
    let _: Value = guest
        .ok(Method::PUT, "/api/session/contact", Some(&contact))
        .await;
    guest
}

#[tokio::test]
async fn a_link_opens_one_order_and_nothing_else_of_whose_it_is() {
    let shop = Shop::open().await;
    let (shopper, guest) = (shop.shopper().await, shop.stranger().await);
    shopper.save_card(PLAIN).await;
    let (order, other) = (shopper.order().await, shopper.order().await);
    let declined = shopper.pay_with_new(&order.id, EMPTY).await;
    assert!(declined.contact.is_some());

    let path = format!("/api/orders/{}", order.id);
    let unknown = guest.problem(Method::GET, &path, None::<&Value>).await;
    assert_eq!(unknown.code, ProblemCode::NotFound);
    let link = link(&shopper, &order).await;
    let seen = enter(&guest, &order, &link).await;
    let expected = Order {
        contact: None,
        ..declined
    };
    assert_eq!(seen, expected);
    assert_eq!(guest.read(&order.id).await, expected);

    let text = serde_json::to_string(&seen).unwrap();
    assert!(!text.contains("Ana Luz"), "{text}");
    let cards: Vec<Value> = guest.ok(Method::GET, "/api/cards", None::<&Value>).await;
    assert!(cards.is_empty());
    let orders: OrderList = guest.ok(Method::GET, "/api/orders", None::<&Value>).await;
    assert!(orders.orders.is_empty());
    let path = format!("/api/orders/{}", other.id);
    let unknown = guest.problem(Method::GET, &path, None::<&Value>).await;
    assert_eq!(unknown.code, ProblemCode::NotFound);
}

#[tokio::test]
async fn a_link_is_the_same_each_time_and_its_token_is_kept_nowhere() {
    let shop = Shop::open().await;
    let (shopper, stranger) = (shop.shopper().await, shop.stranger().await);
    let (order, other) = (shopper.order().await, shopper.order().await);
    let made = link(&shopper, &order).await;
    assert_eq!(link(&shopper, &order).await, made);
    assert_ne!(link(&shopper, &other).await, made);

    for wrong in [
        json!({ "token": format!("ol_{}", "0".repeat(32)) }),
        json!(link(&shopper, &other).await),
    ] {
        let refused = turned_away(&stranger, &order, &wrong).await;
        assert_eq!(refused.code, ProblemCode::NotFound);
    }
    let path = format!("/api/orders/{}/link", order.id);
    let refused = stranger.problem(Method::POST, &path, None::<&Value>).await;
    assert_eq!(refused.code, ProblemCode::NotFound);
    let store = &shop.app.store;
    let is_kept = store.is_link_to(&order.id, made.token.as_str()).await;
    assert!(!is_kept.unwrap());
}

#[tokio::test]
async fn a_guest_pays_with_their_own_card_and_neither_is_told_of_the_other() {
    let shop = Shop::open().await;
    let (shopper, guest) = (shop.shopper().await, another(&shop).await);
    shopper.save_card(PLAIN).await;
    let card = guest.save_card(PLAIN).await;
    let order = shopper.order().await;
    enter(&guest, &order, &link(&shopper, &order).await).await;
    let theirs: Vec<cobro_wire::Card> = shopper.ok(Method::GET, "/api/cards", None::<&()>).await;
    let with = PayWith::PaymentSource {
        payment_source_id: theirs[0].id.clone(),
        cvc: None,
    };
    let stolen = guest
        .problem(Method::POST, &attempts(&order.id), Some(&pay_request(with)))
        .await;
    assert_eq!(stolen.code, ProblemCode::NotFound);

    let with = PayWith::PaymentSource {
        payment_source_id: card.id,
        cvc: None,
    };
    let paid = guest.pay(&order.id, with).await;
    assert_eq!(paid.status, OrderStatus::Paid);
    assert_eq!(paid.contact, Some(somebody("Luis Sol")));
    let seen = shopper.read(&order.id).await;
    assert_eq!((seen.status, seen.contact), (OrderStatus::Paid, None));
    assert_eq!(shop.taken(), [20015]);
}

/// Both devices send at the same moment.
async fn charged_once_of_two(shop: &Shop, card: &str) {
    let (shopper, guest) = (shop.shopper().await, another(shop).await);
    for _ in 0..5 {
        let taken = shop.taken().len();
        let order = shopper.order().await;
        enter(&guest, &order, &link(&shopper, &order).await).await;
        let path = attempts(&order.id);
        let (one, other) = tokio::join!(shopper.token(card), guest.token(card));
        let request = |shopper: &Shopper, token_id| cobro_wire::PayRequest {
            billing: shopper.billing.clone(),
            ..pay_request(PayWith::Token {
                token_id,
                save: false,
            })
        };
        let (one, other) = (request(&shopper, one), request(&guest, other));
        let (one, other) = tokio::join!(
            shopper.call(Method::POST, &path, Some(&one)),
            guest.call(Method::POST, &path, Some(&other)),
        );
        let refused = [&one, &other]
            .into_iter()
            .filter(|(status, _)| !status.is_success());
        for (_, body) in refused.clone() {
            let problem: Problem = serde_json::from_slice(body).unwrap();
            let code = problem.code;
            let expected = [ProblemCode::AttemptLive, ProblemCode::OrderClosed];
            assert!(expected.contains(&code), "{code:?}");
        }
        assert_eq!(refused.count(), 1);
        assert_eq!(shop.taken().len(), taken + 1);
        for device in [&shopper, &guest] {
            assert_eq!(device.read(&order.id).await.status, OrderStatus::Paid);
        }
    }
}

#[tokio::test]
async fn two_devices_that_pay_at_once_are_charged_once() {
    charged_once_of_two(&Shop::open().await, PLAIN).await;
}

#[tokio::test]
async fn two_devices_that_pay_at_once_are_charged_once_by_n1co() {
    charged_once_of_two(&Shop::on_n1co(&[]).await, PLAIN_N1CO).await;
}

/// The challenge of one device is passed on the other: a guest's by whose order it is, whose own
/// by a guest.
async fn challenged_here_and_passed_there(shop: &Shop, card: &str) {
    for is_guest in [false, true] {
        let taken = shop.taken().len();
        let (shopper, guest) = (shop.shopper().await, another(shop).await);
        let order = shopper.order().await;
        enter(&guest, &order, &link(&shopper, &order).await).await;
        let (payer, other) = match is_guest {
            true => (&guest, &shopper),
            false => (&shopper, &guest),
        };
        let token_id = payer.token(card).await;
        let save = true;
        let with = PayWith::Token { token_id, save };
        let waiting = payer.pay(&order.id, with).await;
        let seen = other.read(&order.id).await;
        assert_eq!(challenge(&seen), challenge(&waiting));
        other.at_the_bank(&seen, &CONFIRM).await;
        other.report(&seen, ChallengeEnd::Passed).await;
        // The webhook may be at it: then its answer is on the way.
        let paid = read_until(shop, other, &order, is_paid).await;
        assert_eq!(paid.contact, None);
        let paid = read_until(shop, payer, &order, is_paid).await;
        assert!(paid.contact.is_some());
        assert_eq!(shop.taken().len(), taken + 1);
    }
}

#[tokio::test]
async fn a_challenge_is_passed_on_the_other_device() {
    challenged_here_and_passed_there(&Shop::open().await, RISKY).await;
}

#[tokio::test]
async fn a_challenge_of_n1co_is_passed_on_the_other_device() {
    challenged_here_and_passed_there(&Shop::on_n1co(&[]).await, ASKING_N1CO).await;
}

#[tokio::test]
async fn a_link_to_a_paid_order_leads_to_its_receipt_and_lets_nobody_in() {
    let shop = Shop::open().await;
    let (shopper, late) = (shop.shopper().await, shop.stranger().await);
    let order = shopper.order().await;
    let link = link(&shopper, &order).await;
    let paid = shopper.pay_with_new(&order.id, PLAIN).await;
    let seen = enter(&late, &order, &link).await;
    assert_eq!(seen.receipt_token, paid.receipt_token);
    assert_eq!(seen.contact, None);
    let path = format!("/api/orders/{}", order.id);
    let unknown = late.problem(Method::GET, &path, None::<&Value>).await;
    assert_eq!(unknown.code, ProblemCode::NotFound);
    let own = enter(&shopper, &order, &link).await;
    assert_eq!(own.contact, paid.contact);
}
