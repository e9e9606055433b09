//! What every call of Conekta's API has in common: key, version, language, headers.

use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequestParts, OriginalUri, RawPathParams, Request, State};
use axum::http::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, AUTHORIZATION, CACHE_CONTROL, HeaderName,
    HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::error::Fault;
use crate::language::Language;
use crate::sandbox::Sandbox;

const CONEKTA_MEDIA_TYPE: HeaderName = HeaderName::from_static("conekta-media-type");

/// A version of the API that is spoken: its number, and what answers in it say they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version {
    number: &'static str,
    media_type: &'static str,
}

impl Version {
    /// The oldest one: some things are spelled in another way in it.
    pub(crate) const FIRST: Self = Self {
        number: "2.0.0",
        media_type: "conekta-v2.0.0; format=application/json",
    };
    const NEWEST: Self = Self {
        number: "2.3.0",
        media_type: "conekta-v2.3.0; format=application/json",
    };
    /// Every one, newest first.
    const ALL: [Self; 4] = [
        Self::NEWEST,
        Self {
            number: "2.2.0",
            media_type: "conekta-v2.2.0; format=application/json",
        },
        Self {
            number: "2.1.0",
            media_type: "conekta-v2.1.0; format=application/json",
        },
        Self::FIRST,
    ];

    /// It is in `Accept: application/vnd.conekta-v2.3.0+json`; without one, the newest counts.
    fn asked(headers: &HeaderMap) -> Result<Self, Fault> {
        let accept = headers
            .get(ACCEPT)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let Some((_, rest)) = accept.split_once("application/vnd.conekta-v") else {
            return Ok(Self::NEWEST);
        };
        let number = rest.split_once('+').map_or(rest, |(number, _)| number);
        let mut known = Self::ALL.into_iter();
        known
            .find(|version| version.number == number)
            .ok_or_else(|| Fault::unsupported_version(number))
    }
}

impl<S: Sync> FromRequestParts<S> for Version {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        Self::asked(&parts.headers)
    }
}

/// Picks version and language, and renders a fault that comes back.
pub(crate) async fn negotiate(
    State(sandbox): State<Sandbox>,
    request: Request,
    next: Next,
) -> Response {
    let language = Language::of(request.headers());
    let (version, response) = match Version::asked(request.headers()) {
        Ok(version) => (version, next.run(request).await),
        Err(fault) => (Version::NEWEST, fault.into_response()),
    };
    let mut response = match response.extensions().get::<Fault>() {
        Some(fault) => fault.render(language, sandbox.config().random.hex24()),
        None => response,
    };
    let headers = response.headers_mut();
    let media_type = HeaderValue::from_static(version.media_type);
    headers.insert(CONEKTA_MEDIA_TYPE, media_type);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Lets every page call, as Conekta does: its own form makes tokens from the merchant's page.
pub(crate) async fn share_with_every_origin(request: Request, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        StatusCode::OK.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("POST, GET, PUT, OPTIONS"),
    );
    headers.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "Accept, Accept-Language, Authorization, Content-Type, Conekta-Client-User-Agent, \
             X-Child-Company-Id, X-Conekta-Client-User-Agent",
        ),
    );
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("1728000"));
    response
}

/// Lets only the merchant's server through.
pub(crate) async fn require_private_key(
    State(sandbox): State<Sandbox>,
    request: Request,
    next: Next,
) -> Response {
    let config = sandbox.config();
    require(&[&config.private_key], request, next).await
}

/// Lets the merchant's server and page through.
pub(crate) async fn require_any_key(
    State(sandbox): State<Sandbox>,
    request: Request,
    next: Next,
) -> Response {
    let config = sandbox.config();
    require(&[&config.private_key, &config.public_key], request, next).await
}

async fn require(keys: &[&str], request: Request<Body>, next: Next) -> Response {
    match key(request.headers()) {
        None => Fault::missing_key().into_response(),
        Some(key) if keys.contains(&key.as_str()) => next.run(request).await,
        Some(_) => Fault::unrecognized_key().into_response(),
    }
}

/// The key, as Bearer or as the user of Basic (RFC 7617); schemes are compared without case.
fn key(headers: &HeaderMap) -> Option<String> {
    let (scheme, credentials) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let credentials = credentials.trim();
    let key = match scheme.to_ascii_lowercase().as_str() {
        "bearer" => credentials.to_owned(),
        "basic" => {
            let decoded = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
            decoded.split_once(':')?.0.to_owned()
        }
        _ => return None,
    };
    (!key.is_empty()).then_some(key)
}

/// Lets only ids through that are text: an escape of bytes that are none names nothing.
pub(crate) async fn require_text(
    ids: Result<RawPathParams, RawPathParamsRejection>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    match ids {
        Err(RawPathParamsRejection::InvalidUtf8InPathParam(_)) => {
            Fault::unknown_route(method.as_str(), uri.path()).into_response()
        }
        _ => next.run(request).await,
    }
}

/// Answers what is not there.
pub(crate) async fn unknown_route(method: Method, OriginalUri(uri): OriginalUri) -> Fault {
    Fault::unknown_route(method.as_str(), uri.path())
}

/// Answers whatever is asked of antifraud's white list: this account has none.
pub(crate) async fn no_white_list() -> Fault {
    Fault::no_white_list()
}

/// What Conekta answers where it failed, to a request with these headers.
pub(crate) fn general_failure(headers: &HeaderMap, sandbox: &Sandbox) -> Response {
    let log_id = sandbox.config().random.hex24();
    Fault::general_failure().render(Language::of(headers), log_id)
}
