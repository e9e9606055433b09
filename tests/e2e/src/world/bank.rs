//! A bank whose page needs a cookie, which a browser does not take from a frame of another site.

use axum::extract::Request;
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

/// Where the bank's page is on n1co, under the machine's other name. Conekta's is on the store's own
/// site, where the cookie is taken.
const PAGES: &str = "/n1co/authentication/";
/// What it sets and wants to see again. Without `SameSite`, it is for the site itself.
const SEEN: &str = "seen=1";
/// What its address ends with once it was set.
const SET: &str = "cookie=set";

/// Sets the cookie, and shows nothing to whoever does not bring it.
pub(super) async fn wants_its_cookie(request: Request, next: Next) -> Response {
    let uri = request.uri();
    if request.method() != Method::GET || !uri.path().starts_with(PAGES) {
        return next.run(request).await;
    }
    let cookies = request.headers().get(COOKIE);
    if cookies.is_some_and(|cookies| cookies.as_bytes() == SEEN.as_bytes()) {
        return next.run(request).await;
    }
    let query = uri.query().unwrap_or_default();
    if query.ends_with(SET) {
        return Html("").into_response();
    }
    let address = format!("{}?{query}&{SET}", uri.path());
    let headers = [(LOCATION, address), (SET_COOKIE, SEEN.to_owned())];
    (StatusCode::SEE_OTHER, headers).into_response()
}
