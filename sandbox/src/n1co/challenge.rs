//! The challenge page, on an origin of its own: the sandbox's port under another name.
//!
//! It always tells its parent how it went and leads nowhere by itself. It needs no cookies: all
//! that it is about is in its address.

use axum::extract::{Form, OriginalUri, Path, Query, State};
use axum::http::header::{HOST, REFRESH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

use super::CURRENCY;
use super::authentication::{Authentication, Event, Refusal, Stage};
use super::dollars::Dollars;
use super::webhook::{Notice, tell};
use crate::config::MessageFormat;
use crate::issuer::{
    Choice, Message, ONE_TIME_CODE, Outcome, Purchase, Screen, WRONG_CODES_ALLOWED, page,
};
use crate::language::Language;
use crate::page::framed;
use crate::sandbox::{Sandbox, World};

const CHOICES: [Choice; 4] = [
    Choice::Fail,
    Choice::Error,
    Choice::Expire,
    Choice::StayPending,
];

/// What the address says beside the authentication.
#[derive(Deserialize)]
pub(crate) struct Parameters {
    lang: Option<String>,
    format: Option<Format>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    Object,
    String,
}

/// What the card holder sends.
#[derive(Deserialize)]
pub(crate) struct Answer {
    #[serde(default, rename = "challengeDataEntry")]
    challenge_data_entry: String,
    answer: Button,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Button {
    Confirm,
    Refuse,
    Fail,
    Error,
    Expire,
    Pending,
}

/// What the page's parent is told.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Told<'a> {
    message_type: &'static str,
    status: &'static str,
    authentication_id: &'a str,
    order_id: &'a str,
    order_amount: Dollars,
}

impl Parameters {
    /// The address's language, else the charge's, else the browser's.
    fn language(&self, charge: Option<Language>, headers: &HeaderMap) -> Language {
        let asked = self.lang.as_deref().and_then(Language::from_tag);
        asked.or(charge).unwrap_or_else(|| Language::of(headers))
    }

    fn format(&self, set: MessageFormat) -> MessageFormat {
        match self.format {
            None => set,
            Some(Format::Object) => MessageFormat::Object,
            Some(Format::String) => MessageFormat::Text,
        }
    }
}

impl Answer {
    fn event(&self) -> Event {
        match self.answer {
            Button::Confirm if self.challenge_data_entry.trim() == ONE_TIME_CODE => {
                Event::RightCode
            }
            Button::Confirm => Event::WrongCode,
            Button::Refuse => Event::Refuse,
            Button::Fail => Event::Fail,
            Button::Error => Event::Break,
            Button::Expire => Event::Expire,
            Button::Pending => Event::Announce,
        }
    }
}

/// Where browsers find the page of an authentication.
pub(super) fn url_of(id: &str, sandbox: &Sandbox) -> String {
    let base = sandbox.config().n1co_challenge_url();
    format!("{}/n1co/authentication/{id}", base.as_str())
}

/// Lets time pass for an authentication.
pub(super) fn settle(sandbox: &Sandbox, world: &mut World, id: &str) {
    let now = sandbox.now();
    let authentication = world.n1co.authentications.get_mut(id);
    if authentication.is_some_and(|authentication| authentication.settle(now)) {
        announce(sandbox, world, id);
    }
}

/// Sends the webhook event of a challenge's end, where it has ended.
fn announce(sandbox: &Sandbox, world: &mut World, id: &str) {
    let Some(authentication) = world.n1co.authentications.get(id) else {
        return;
    };
    let (stage, order_id) = (authentication.stage, authentication.order_id.clone());
    let notice = world
        .n1co
        .order(&order_id)
        .and_then(|order| Notice::authenticated(order, id, stage));
    if let Some(notice) = notice {
        tell(sandbox, &mut world.n1co, notice);
    }
}

/// `GET /authentication/{id}`
pub(crate) async fn show(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Response {
    let mut world = sandbox.world();
    settle(&sandbox, &mut world, &id);
    let known = world.n1co.authentications.get(&id);
    let Some(authentication) = known.filter(|_| is_its_own_origin(&sandbox, &headers)) else {
        return unknown(parameters.language(None, &headers));
    };
    let language = parameters.language(authentication.language, &headers);
    let format = parameters.format(sandbox.config().n1co.message_format);
    authentication.page(&id, language, format, sandbox.now())
}

/// `POST /authentication/{id}`
pub(crate) async fn answer(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Query(parameters): Query<Parameters>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Form(answer): Form<Answer>,
) -> Response {
    let mut world = sandbox.world();
    settle(&sandbox, &mut world, &id);
    let known = world.n1co.authentications.get_mut(&id);
    let Some(authentication) = known.filter(|_| is_its_own_origin(&sandbox, &headers)) else {
        return unknown(parameters.language(None, &headers));
    };
    let lifetime = sandbox.config().challenge_seconds;
    if authentication.happen(answer.event(), sandbox.now(), lifetime) {
        announce(&sandbox, &mut world, &id);
    }
    let here = uri.path_and_query().map_or("/", |path| path.as_str());
    Redirect::to(here).into_response()
}

/// Whether the page is asked for where it belongs, and not on the API's origin.
fn is_its_own_origin(sandbox: &Sandbox, headers: &HeaderMap) -> bool {
    let config = sandbox.config();
    let challenge_url = config.n1co_challenge_url();
    let (api, pages) = (config.public_url.authority(), challenge_url.authority());
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    api == pages || host != Some(api)
}

fn unknown(language: Language) -> Response {
    let html = page(language, None, &Screen::Unknown);
    framed(StatusCode::NOT_FOUND, html, "'none'", "'none'")
}

impl Authentication {
    fn page(&self, id: &str, language: Language, format: MessageFormat, now: i64) -> Response {
        let purchase = Purchase {
            amount: self.subject.amount.cents(),
            currency: CURRENCY.into(),
            last4: self.last4,
        };
        let seconds_left = self.expires_at.saturating_sub(now).max(0);
        let screen = self.screen(self.message(id, format), seconds_left);
        let html = page(language, Some(&purchase), &screen);
        let mut response = framed(StatusCode::OK, html, "'none'", "'self'");
        if let Screen::Ask { .. } = screen {
            // Time runs out in front of the card holder, with scripts and without.
            let headers = response.headers_mut();
            headers.insert(REFRESH, HeaderValue::from(seconds_left));
        }
        response
    }

    fn screen(&self, message: Option<Message>, seconds_left: i64) -> Screen {
        let outcome = match self.stage {
            Stage::Open { wrong_codes, .. } => {
                let left = WRONG_CODES_ALLOWED.saturating_sub(wrong_codes);
                return Screen::Ask {
                    attempts_left: (wrong_codes > 0).then_some(left),
                    seconds_left,
                    choices: &CHOICES,
                    message,
                };
            }
            Stage::Passed => Outcome::Confirmed,
            Stage::Failed(Refusal::Bank) => Outcome::Failed,
            Stage::Failed(Refusal::CardHolder) => Outcome::Refused,
            Stage::Broken => Outcome::Broken,
            Stage::Expired => Outcome::Expired,
        };
        Screen::Over {
            outcome,
            message,
            return_url: None,
        }
    }

    /// n1co does not know the merchant's origin: every parent may read it.
    fn message(&self, id: &str, format: MessageFormat) -> Option<Message> {
        let (message_type, status) = self.stage.told()?;
        let told = Told {
            message_type,
            status,
            authentication_id: id,
            order_id: &self.order_id,
            order_amount: self.subject.amount,
        };
        let json = serde_json::to_string(&told).ok()?;
        let json = match format {
            MessageFormat::Object => json,
            MessageFormat::Text => serde_json::to_string(&json).ok()?,
        };
        Some(Message {
            json,
            target_origin: "*".into(),
        })
    }
}
