//! What a browser gets from the built front end.

use std::path::Path;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt;
use tempfile::TempDir;
use tower::ServiceExt;

use super::*;
use crate::config::Sources;

const DOCUMENT: &str = "<!doctype html><script>a()</script><title>t</title>";
const WASM: &str = "/cobro-1a2b3c4d5e6f708_bg.wasm";

fn config(site: &Path, flags: &[&str]) -> Config {
    let site = format!("--site={}", site.display());
    let flags = ["cobro-server", &site]
        .into_iter()
        .chain(flags.iter().copied());
    Config::load(&Sources::collect(flags, |_| None).unwrap()).unwrap()
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write =
        |name: &str, content: &str| std::fs::write(folder.path().join(name), content).unwrap();
    write("index.html", DOCUMENT);
    write("index.html.br", "br");
    write("index.html.gz", "gz");
    write(WASM.trim_start_matches('/'), "wasm");
    write("cobro-1a2b3c4d5e6f708_bg.wasm.br", "br");
    write("vasija.svg", "<svg/>");
    folder
}

async fn send(request: Request<Body>) -> Response {
    let folder = folder();
    let site = Site::open(&config(folder.path(), &[]));
    assert!(site.is_built());
    let response = site.router().oneshot(request).await.unwrap();
    // The body is read while the folder is still there.
    let (parts, body) = response.into_parts();
    Response::from_parts(parts, Body::from(body.collect().await.unwrap().to_bytes()))
}

async fn get_path(path: &str) -> Response {
    send(Request::get(path).body(Body::empty()).unwrap()).await
}

async fn text(response: Response) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn every_page_answers_the_document() {
    for path in [
        "/",
        "/checkout/or_1",
        "/checkout/return?order=or_1",
        "/orders",
        "/orders/1",
        "/cards",
    ] {
        let response = get_path(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(response.headers()["content-type"], "text/html", "{path}");
        assert_eq!(response.headers()["cache-control"], "no-cache", "{path}");
        assert_eq!(text(response).await, DOCUMENT, "{path}");
    }
}

#[tokio::test]
async fn a_page_about_an_order_is_left_out_of_search_engines() {
    let robots = async |path| get_path(path).await.headers().get("x-robots-tag").cloned();
    for path in ["/checkout/or_1", "/orders/or_1", "/receipts/rc_1"] {
        assert_eq!(robots(path).await.unwrap(), "noindex", "{path}");
    }
    for path in ["/", "/orders", "/cards", "/vasija.svg", WASM] {
        assert_eq!(robots(path).await, None, "{path}");
    }
}

/// The page that says that there is nothing is the document's own, as for every wrong id.
#[tokio::test]
async fn an_id_that_is_no_text_is_answered_by_the_page() {
    for path in [
        "/orders/%ff",
        "/checkout/%ff",
        "/receipts/%ff",
        "/orders/%00",
    ] {
        let response = get_path(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(text(response).await, DOCUMENT, "{path}");
    }
}

#[tokio::test]
async fn any_other_address_answers_the_document_with_404() {
    for path in [
        "/nothing",
        "/checkout",
        "/checkout/a/b",
        "/cards/",
        "/x-1a2b3c4d5e6f7081.js",
        "/..%2fCargo.toml",
    ] {
        let response = get_path(path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(response.headers()["cache-control"], "no-cache", "{path}");
        assert_eq!(text(response).await, DOCUMENT, "{path}");
    }
}

#[tokio::test]
async fn an_address_that_was_not_found_is_never_unchanged() {
    let request = Request::get("/nothing")
        .header("if-none-match", "*")
        .header("range", "bytes=0-1");
    let response = send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(!response.headers().contains_key("etag"));
    assert_eq!(text(response).await, DOCUMENT);
}

#[tokio::test]
async fn a_page_takes_no_other_method() {
    for path in ["/", "/vasija.svg", "/nothing"] {
        let response = send(Request::post(path).body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
}

#[tokio::test]
async fn a_hashed_file_is_kept_for_ever_and_another_asked_for_again() {
    let response = get_path(WASM).await;
    assert_eq!(response.headers()["content-type"], "application/wasm");
    assert_eq!(
        response.headers()["cache-control"],
        "public, max-age=31536000, immutable"
    );
    let response = get_path("/vasija.svg").await;
    assert_eq!(response.headers()["content-type"], "image/svg+xml");
    assert_eq!(response.headers()["cache-control"], "no-cache");
    assert!(response.headers().contains_key("etag"));
}

#[tokio::test]
async fn a_file_that_did_not_change_is_not_sent_again() {
    let folder = folder();
    let router = Site::open(&config(folder.path(), &[])).router();
    let request = Request::get("/vasija.svg").body(Body::empty()).unwrap();
    let first = router.clone().oneshot(request).await.unwrap();
    let again = Request::get("/vasija.svg").header("if-none-match", &first.headers()["etag"]);
    let second = router
        .oneshot(again.body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(second.headers()["cache-control"], "no-cache");
}

#[tokio::test]
async fn the_smallest_form_that_a_browser_takes_is_sent() {
    for (path, accepted, encoding) in [
        ("/", "gzip, deflate, br, zstd", Some("br")),
        ("/", "gzip", Some("gzip")),
        ("/", "br;q=0, gzip", Some("gzip")),
        ("/", "identity", None),
        ("/nothing", "br", Some("br")),
        (WASM, "br, gzip", Some("br")),
        (WASM, "gzip", None),
    ] {
        let request = Request::get(path).header("accept-encoding", accepted);
        let response = send(request.body(Body::empty()).unwrap()).await;
        let got = response
            .headers()
            .get("content-encoding")
            .map(|value| value.to_str().unwrap());
        assert_eq!(got, encoding, "{path} {accepted}");
        assert_eq!(
            response.headers()["vary"],
            "accept-encoding",
            "{path} {accepted}"
        );
    }
}

#[tokio::test]
async fn a_page_allows_its_own_files_and_the_provider_and_nothing_else() {
    let response = get_path("/").await;
    assert_eq!(
        response.headers()["content-security-policy"],
        "default-src 'none'; \
         script-src 'self' 'wasm-unsafe-eval' http://localhost:8081 \
         'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='; \
         style-src 'self' http://localhost:8081; \
         frame-src http://localhost:8081 http://127.0.0.1:8081; \
         connect-src 'self' http://localhost:8081; \
         img-src 'self' data:; font-src 'self'; manifest-src 'self'; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    assert_eq!(
        response.headers()["cross-origin-opener-policy"],
        "same-origin-allow-popups"
    );
    assert_eq!(
        response.headers()["permissions-policy"],
        "payment=(self \"http://localhost:8081\" \"http://127.0.0.1:8081\"), \
         publickey-credentials-get=(self \"http://localhost:8081\" \"http://127.0.0.1:8081\"), \
         camera=(), microphone=(), geolocation=(), usb=(), display-capture=()"
    );
}

#[tokio::test]
async fn a_real_store_allows_the_component_and_the_banks_page_by_their_origins() {
    let folder = folder();
    let config = config(
        folder.path(),
        &[
            "--conekta-api-url=https://api.conekta.io",
            "--conekta-script-url=https://pay.conekta.com/v1.0/js/conekta-checkout.min.js",
            "--conekta-private-key=key_1",
            "--conekta-public-key=key_2",
            "--checkout-challenge-origins=https://3ds-pay.conekta.com,https://pay.conekta.com",
            "--csp-report-only=true",
            "--csp-report-uri=https://reports.example/csp",
        ],
    );
    let request = Request::get("/").body(Body::empty()).unwrap();
    let response = Site::open(&config).router().oneshot(request).await.unwrap();
    assert!(!response.headers().contains_key("content-security-policy"));
    let policy = response.headers()["content-security-policy-report-only"]
        .to_str()
        .unwrap();
    for directive in [
        "script-src 'self' 'wasm-unsafe-eval' https://pay.conekta.com 'sha256-",
        "frame-src https://pay.conekta.com https://3ds-pay.conekta.com;",
        "style-src 'self' https://pay.conekta.com;",
        "report-uri https://reports.example/csp",
    ] {
        assert!(policy.contains(directive), "{directive}: {policy}");
    }
}

#[tokio::test]
async fn without_a_build_the_store_says_what_to_do() {
    let empty = tempfile::tempdir().unwrap();
    let site = Site::open(&config(empty.path(), &[]));
    assert!(!site.is_built());
    let request = Request::get("/").body(Body::empty()).unwrap();
    let response = site.router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    let page = text(response).await;
    assert!(page.contains("cargo xtask run") && page.contains(&*empty.path().to_string_lossy()));
}

#[test]
fn a_hash_in_a_name_is_told_from_a_word() {
    for hashed in [
        "/cobro-0123456789abcdef.js",
        "/a/base-123456789abc.css",
        WASM,
    ] {
        assert!(is_hashed(hashed), "{hashed}");
    }
    for plain in [
        "/index.html",
        "/plato-hondo.svg",
        "/cobro-0123456789abcdef",
        "/a-0123456789abcdef/b.js",
        "/x-0123456789abcdef0.js",
    ] {
        assert!(!is_hashed(plain), "{plain}");
    }
}
