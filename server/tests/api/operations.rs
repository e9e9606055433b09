//! What an operator's machines ask, and how the server stops.

use std::sync::Arc;

use axum::{Router, routing};
use reqwest::StatusCode;
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc, oneshot};

use crate::shop::Shop;

async fn get(shop: &Shop, path: &str) -> (StatusCode, String) {
    let answer = reqwest::get(format!("{}{path}", shop.url)).await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

/// A built front end, as small as can be.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<title>t</title>").unwrap();
    folder
}

#[tokio::test]
async fn a_server_with_pages_and_a_database_is_ready() {
    let site = site();
    let shop = Shop::with(&["--site", site.path().to_str().unwrap()]).await;
    assert_eq!(get(&shop, "/healthz").await.0, StatusCode::OK);
    assert_eq!(
        get(&shop, "/readyz").await,
        (StatusCode::OK, "ready".to_owned())
    );
    assert_eq!(get(&shop, "/orders").await.0, StatusCode::OK);
    assert_eq!(get(&shop, "/nothing").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_server_without_pages_lives_and_says_what_is_missing() {
    let shop = Shop::with(&["--site", "/no/such/folder"]).await;
    assert_eq!(get(&shop, "/healthz").await.0, StatusCode::OK);
    let (status, text) = get(&shop, "/readyz").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(text.contains("not built"), "{text}");
    assert!(get(&shop, "/").await.1.contains("cargo xtask run"));
    assert_eq!(get(&shop, "/api/catalog").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_server_whose_database_is_gone_lives_and_is_not_ready() {
    let site = site();
    let shop = Shop::with(&["--site", site.path().to_str().unwrap()]).await;
    shop.app.store.close().await;
    assert_eq!(get(&shop, "/healthz").await.0, StatusCode::OK);
    assert_eq!(
        get(&shop, "/readyz").await.0,
        StatusCode::SERVICE_UNAVAILABLE
    );
    let (status, problem) = get(&shop, "/api/session").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(problem.contains("urn:cobro:problem:internal"), "{problem}");
    assert!(!problem.contains("pool"), "the cause is shown: {problem}");
}

#[tokio::test]
async fn a_request_in_flight_has_its_answer_before_the_server_stops() {
    let (stop, stopping) = oneshot::channel::<()>();
    let (arrive, mut arrived) = mpsc::channel::<()>(1);
    let release = Arc::new(Notify::new());
    let held = release.clone();
    let slow = async move || {
        arrive.send(()).await.unwrap();
        held.notified().await;
        "answered"
    };
    let router = Router::new().route("/", routing::get(slow));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = async move { stopping.await.unwrap() };
    let server = tokio::spawn(cobro_server::serve::serve(listener, router, shutdown));

    let request = tokio::spawn(reqwest::get(format!("http://{address}/")));
    arrived.recv().await.unwrap();
    stop.send(()).unwrap();
    release.notify_one();
    let answer = request.await.unwrap().unwrap();
    assert_eq!(answer.text().await.unwrap(), "answered");
    server.await.unwrap().unwrap();
}
