//! What a browser may do on our pages: the Content-Security-Policy and its companions.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY_REPORT_ONLY};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::inline;
use crate::config::Config;

/// Headers of every page and file, computed once.
#[derive(Debug)]
pub(super) struct PageHeaders(Vec<(HeaderName, HeaderValue)>);

impl PageHeaders {
    pub(super) fn new(config: &Config, html: &str) -> Self {
        let policy_name = match config.csp.report_only {
            true => CONTENT_SECURITY_POLICY_REPORT_ONLY,
            false => CONTENT_SECURITY_POLICY,
        };
        let headers = [
            (policy_name, content_security_policy(config, html)),
            (
                HeaderName::from_static("permissions-policy"),
                permissions_policy(config),
            ),
            // A bank's page that opens in a tab of its own keeps its way back to the checkout.
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                "same-origin-allow-popups".to_owned(),
            ),
        ];
        // Every part is ASCII: origins are, and so are hashes.
        let valid = headers
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.parse().ok()?)));
        Self(valid.collect())
    }

    /// Puts them on an answer.
    pub(super) async fn add(
        State(headers): State<Arc<Self>>,
        request: Request,
        next: Next,
    ) -> Response {
        let mut response = next.run(request).await;
        response.headers_mut().extend(headers.0.iter().cloned());
        response
    }
}

/// Nothing is allowed but our own files, the inline elements of the document itself, and the
/// provider where its component and the bank's page need it.
fn content_security_policy(config: &Config, html: &str) -> String {
    let component = config.conekta.component_origin();
    let mut frames = vec![component.clone()];
    for origin in &config.checkout.challenge_origins {
        if !frames.contains(origin) {
            frames.push(origin.clone());
        }
    }
    let scripts = inline::hashes(html, "script").join(" ");
    let styles = inline::hashes(html, "style").join(" ");
    let mut directives = vec![
        "default-src 'none'".to_owned(),
        format!("script-src 'self' 'wasm-unsafe-eval' {component} {scripts}"),
        format!("style-src 'self' {component} {styles}"),
        format!("frame-src {}", frames.join(" ")),
        format!("connect-src 'self' {component}"),
        "img-src 'self' data:".to_owned(),
        "font-src 'self'".to_owned(),
        "manifest-src 'self'".to_owned(),
        "object-src 'none'".to_owned(),
        "base-uri 'none'".to_owned(),
        "form-action 'self'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
    ];
    if let Some(uri) = &config.csp.report_uri {
        directives.push(format!("report-uri {uri}"));
    }
    let directives: Vec<&str> = directives
        .iter()
        .map(|directive| directive.trim_end())
        .collect();
    directives.join("; ")
}

/// Nothing but paying and passkeys, and those for the provider's frames only.
fn permissions_policy(config: &Config) -> String {
    let mut allowed = format!("self \"{}\"", config.conekta.component_origin());
    for origin in &config.checkout.challenge_origins {
        if !allowed.contains(&format!("\"{origin}\"")) {
            allowed.push_str(&format!(" \"{origin}\""));
        }
    }
    format!(
        "payment=({allowed}), publickey-credentials-get=({allowed}), \
         camera=(), microphone=(), geolocation=(), usb=(), display-capture=()"
    )
}
