//! Pages and files for browsers, each with a policy that allows its own files and no more.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";

/// A JavaScript file. Any page may load it, with `crossorigin` or without.
pub(crate) fn javascript(text: &'static str) -> Response {
    file(JAVASCRIPT, text)
}

/// A style sheet.
pub(crate) fn css(text: &'static str) -> Response {
    file(CSS, text)
}

fn file(content_type: &'static str, text: &'static str) -> Response {
    // The address never changes while the file may: it is asked for anew each time.
    let headers: [(HeaderName, &str); 4] = [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, "no-cache"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text).into_response()
}

/// A page that any other page may show in a frame. `connect` and `form_action` are the sources
/// that its policy adds for calls and for forms (and what those redirect to).
pub(crate) fn framed(
    status: StatusCode,
    html: String,
    connect: &str,
    form_action: &str,
) -> Response {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src {connect}; img-src data:; \
         form-action {form_action}; base-uri 'none'; frame-ancestors *"
    );
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, policy.as_str()),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, html).into_response()
}

/// `GET /issuer/challenge.js`
pub(crate) async fn challenge_script() -> Response {
    javascript(include_str!("../assets/issuer/challenge.js"))
}

/// `GET /issuer/challenge.css`
pub(crate) async fn challenge_style() -> Response {
    css(include_str!("../assets/issuer/challenge.css"))
}

/// `GET /issuer/answer.css`
pub(crate) async fn answer_style() -> Response {
    css(include_str!("../assets/issuer/answer.css"))
}

/// A text, safe inside an element and inside a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn a_text_cannot_leave_its_attribute_or_element() {
        assert_eq!(escape("\"><b>'&"), "&quot;&gt;&lt;b&gt;&#39;&amp;");
    }
}
