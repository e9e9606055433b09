//! The shopper's session: a random cookie, of which only a digest is kept.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use cobro_wire::{Contact, LinkToken, Locale, OrderId, Session};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::contact;
use crate::extract::JsonBody;
use crate::problem::ApiError;
use crate::state::App;
use crate::store::{Customer, CustomerId};

const COOKIE_NAME: &str = "cobro_session";
/// Its name over TLS: a browser takes it from this host only, so that no sibling of the store's
/// host can put a session of its own under a shopper.
const SECURE_COOKIE_NAME: &str = "__Host-cobro_session";
/// A year: a shopper comes back for their saved cards without an account.
const COOKIE_MAX_AGE_S: u32 = 365 * 24 * 60 * 60;
/// Bytes of randomness in a cookie.
const COOKIE_BYTES: usize = 32;

/// The customer behind the request's session; without one the answer is 401.
pub struct Shopper(pub Customer);

impl FromRequestParts<App> for Shopper {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        match find(app, &parts.headers).await? {
            Some(customer) => Ok(Shopper(customer)),
            None => Err(ApiError::NoSession),
        }
    }
}

/// The shopper's language: the request's, else the store's.
pub struct Language(pub Locale);

impl FromRequestParts<App> for Language {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let header = parts
            .headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        let locale = header
            .and_then(Locale::among)
            .unwrap_or(app.config.checkout.default_locale);
        Ok(Language(locale))
    }
}

/// `GET /api/session`
pub async fn get(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<(Option<[(HeaderName, String); 1]>, Json<Session>), ApiError> {
    if let Some(customer) = find(&app, &headers).await? {
        return Ok((
            None,
            Json(Session {
                contact: customer.contact,
            }),
        ));
    }
    let token = hex::encode(app.host.random::<COOKIE_BYTES>());
    let customer = CustomerId::from_random(app.host.random());
    app.store
        .open_session(&digest(&token), &customer, app.host.now())
        .await?;
    let secure = if app.config.http.secure() {
        "; Secure"
    } else {
        ""
    };
    let name = cookie_name(&app);
    let cookie = format!(
        "{name}={token}; Path=/; Max-Age={COOKIE_MAX_AGE_S}; HttpOnly; SameSite=Lax{secure}"
    );
    Ok((
        Some([(SET_COOKIE, cookie)]),
        Json(Session { contact: None }),
    ))
}

/// `PUT /api/session/contact`
pub async fn put_contact(
    State(app): State<App>,
    Shopper(customer): Shopper,
    Language(locale): Language,
    JsonBody(contact): JsonBody<Contact>,
) -> Result<Json<Session>, ApiError> {
    let contact = contact::checked(contact).map_err(ApiError::invalid_fields)?;
    app.payments
        .set_contact(&customer.id, &contact, locale)
        .await?;
    Ok(Json(Session {
        contact: Some(contact),
    }))
}

async fn find(app: &App, headers: &HeaderMap) -> Result<Option<Customer>, ApiError> {
    match cookie(headers, cookie_name(app)) {
        Some(token) => Ok(app.store.customer_of_session(&digest(token)).await?),
        None => Ok(None),
    }
}

/// The token of a session's link to an order. It follows from the cookie, which it does not tell:
/// asked for again, the link is the same, and nothing that opens an order is kept.
pub fn link_token(app: &App, headers: &HeaderMap, order: &OrderId) -> Option<LinkToken> {
    let cookie = cookie(headers, cookie_name(app))?;
    let mut mac = Hmac::<Sha256>::new_from_slice(cookie.as_bytes()).ok()?;
    mac.update(b"link to ");
    mac.update(order.as_str().as_bytes());
    let digest = mac.finalize().into_bytes();
    let (half, _) = digest.split_first_chunk()?;
    Some(LinkToken::from_random(*half))
}

fn cookie_name(app: &App) -> &'static str {
    if app.config.http.secure() {
        SECURE_COOKIE_NAME
    } else {
        COOKIE_NAME
    }
}

fn cookie<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let cookies = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == wanted).then_some(value))
}

fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}
