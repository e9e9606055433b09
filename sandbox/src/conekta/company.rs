//! Child companies: a holding says by `X-Child-Company-Id` on whose behalf it calls, and each has
//! customers and orders of its own. Conekta keeps their operations apart
//! (developers.conekta.com/reference/authentication-child-companies); here any id is a company.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::Fault;

const HEADER: &str = "x-child-company-id";
/// Most characters of an id.
const MOST_CHARACTERS: usize = 64;

tokio::task_local! {
    /// On whose behalf the call at hand is made; nothing for the holding itself.
    static COMPANY: Option<String>;
}

/// Notes on whose behalf a call is made, for as long as it is answered.
pub(super) async fn note(request: Request, next: Next) -> Response {
    let company = match request.headers().get(HEADER).map(|value| value.to_str()) {
        None => None,
        Some(Ok(id)) if is_id(id) => Some(id.to_owned()),
        Some(_) => {
            let reason = "letters and digits of a company's id are expected";
            return Fault::invalid("X-Child-Company-Id", reason).into_response();
        }
    };
    COMPANY.scope(company, next.run(request)).await
}

fn is_id(text: &str) -> bool {
    (1..=MOST_CHARACTERS).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// The company on whose behalf the call at hand is made.
pub(super) fn asking() -> Option<String> {
    COMPANY.try_with(Clone::clone).unwrap_or_default()
}

/// Whether what belongs to a company can be seen by the call at hand.
pub(super) fn sees(company: Option<&str>) -> bool {
    let asked = COMPANY.try_with(|asked| asked.as_deref() == company);
    asked.unwrap_or(company.is_none())
}
