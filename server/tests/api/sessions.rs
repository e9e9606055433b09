//! The cookie that stands for a shopper.

use cobro_wire::Session;
use reqwest::Method;
use reqwest::header::SET_COOKIE;

use crate::shop::Shop;

async fn set_cookie(shop: &Shop) -> String {
    let answer = reqwest::get(format!("{}/api/session", shop.url)).await;
    let headers = answer.unwrap().headers().clone();
    headers[SET_COOKIE].to_str().unwrap().to_owned()
}

/// It used to be given under one name and looked for under another: a store on https:// knew no
/// shopper for longer than one request.
#[tokio::test]
async fn a_session_that_was_given_is_known_again_over_tls_too() {
    for flags in [&[][..], &["--public-url", "https://tienda.example"]] {
        let shop = Shop::with(flags).await;
        let shopper = shop.shopper().await;
        let session: Session = shopper.ok(Method::GET, "/api/session", None::<&()>).await;
        let contact = session.contact.unwrap();
        assert_eq!(contact.name, "Ana Luz", "{flags:?}");
    }
}

#[tokio::test]
async fn over_tls_the_cookie_is_this_hosts_alone() {
    let shop = Shop::with(&["--public-url", "https://tienda.example"]).await;
    let cookie = set_cookie(&shop).await;
    assert!(cookie.starts_with("__Host-cobro_session="), "{cookie}");
    assert!(cookie.contains("; Path=/;") && cookie.ends_with("; Secure"));
    let plain = set_cookie(&Shop::open().await).await;
    assert!(plain.starts_with("cobro_session="), "{plain}");
    assert!(plain.contains("HttpOnly; SameSite=Lax") && !plain.contains("Secure"));
}
