//! The hosted card component: the script for the merchant's page, and the form in the frame.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::error::Fault;
use super::test_card::numbers;
use crate::page::{css, framed, javascript};

/// `GET /v1.0/js/conekta-checkout.min.js`
pub(crate) async fn script() -> Response {
    javascript(include_str!("../../assets/conekta/conekta-checkout.js"))
}

/// `GET /v1.0/component`: the form. It knows the test cards, so that a real card's number is
/// refused before it leaves the browser.
pub(crate) async fn frame() -> Response {
    let html = include_str!("../../assets/conekta/component.html");
    let html = html.replace("{test_cards}", &numbers().join(" "));
    framed(StatusCode::OK, html, "'self'", "'none'")
}

/// `GET /v1.0/{file}`: what the form is made of.
pub(crate) async fn file(Path(file): Path<String>) -> Result<Response, Fault> {
    match file.as_str() {
        "component.js" => Ok(javascript(include_str!(
            "../../assets/conekta/component.js"
        ))),
        "rules.js" => Ok(javascript(include_str!("../../assets/conekta/rules.js"))),
        "look.js" => Ok(javascript(include_str!("../../assets/conekta/look.js"))),
        "words.js" => Ok(javascript(include_str!("../../assets/conekta/words.js"))),
        "theme.css" => Ok(css(include_str!("../../assets/conekta/theme.css"))),
        "component.css" => Ok(css(include_str!("../../assets/conekta/component.css"))),
        _ => Err(Fault::not_found("File", &file)),
    }
}
