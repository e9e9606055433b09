//! The challenge at the end of a `next_action`, on the sandbox's own origin.
//!
//! In a frame (`?source=embedded`) the page answers its parent by `postMessage`, on its own it goes
//! to the order's `return_url`. It needs no cookies: all it is about is in its address.

use axum::extract::{Form, Path, Query, State};
use axum::http::header::REFRESH;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

use super::event::tell;
use super::order::{Order, PaymentStatus, PendingCharge};
use super::three_ds::{Challenge, End, Event};
use crate::issuer::{
    Choice, Message, ONE_TIME_CODE, Outcome, Purchase, Screen, WRONG_CODES_ALLOWED, page,
};
use crate::language::Language;
use crate::page::framed;
use crate::sandbox::Sandbox;

/// What the address says beside the challenge.
#[derive(Deserialize)]
pub(crate) struct Parameters {
    source: Option<String>,
    lang: Option<String>,
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
    Expire,
}

/// What the page's parent is told.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    order_id: &'a str,
    payment_status: &'static str,
}

impl Parameters {
    fn embedded(&self) -> bool {
        self.source.as_deref() == Some("embedded")
    }

    /// The address's language, else the order's, else the browser's.
    fn language(&self, order: Option<Language>, headers: &HeaderMap) -> Language {
        let asked = self.lang.as_deref().and_then(Language::from_tag);
        asked.or(order).unwrap_or_else(|| Language::of(headers))
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
            Button::Expire => Event::Expire,
        }
    }
}

/// `GET /3ds/{challenge}`
pub(crate) async fn show(
    State(sandbox): State<Sandbox>,
    Path(challenge): Path<String>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Response {
    let now = sandbox.now();
    let mut world = sandbox.world();
    let Some(order) = world.conekta.challenged(&challenge) else {
        return unknown(parameters.language(None, &headers));
    };
    order.settle(now);
    let language = parameters.language(order.language, &headers);
    let page = order.challenge_page(language, parameters.embedded(), now);
    let id = order.id.clone();
    tell(&sandbox, &mut world.conekta, &id);
    page
}

/// `POST /3ds/{challenge}`
pub(crate) async fn answer(
    State(sandbox): State<Sandbox>,
    Path(challenge): Path<String>,
    Query(parameters): Query<Parameters>,
    uri: axum::extract::OriginalUri,
    headers: HeaderMap,
    Form(answer): Form<Answer>,
) -> Response {
    let mut world = sandbox.world();
    let world = &mut *world;
    let Some(order) = world.conekta.challenged(&challenge) else {
        return unknown(parameters.language(None, &headers));
    };
    let random = &sandbox.config().random;
    order.answer_challenge(answer.event(), random, &mut world.ledger, sandbox.now());
    let back = order
        .way_back()
        .filter(|_| !parameters.embedded() && order.challenge_is_over());
    let id = order.id.clone();
    tell(&sandbox, &mut world.conekta, &id);
    let here = |uri: &Uri| {
        uri.path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned()
    };
    Redirect::to(&back.unwrap_or_else(|| here(&uri.0))).into_response()
}

fn unknown(language: Language) -> Response {
    framed(
        StatusCode::NOT_FOUND,
        page(language, None, &Screen::Unknown),
        "'none'",
        "'none'",
    )
}

impl super::Book {
    fn challenged(&mut self, challenge: &str) -> Option<&mut Order> {
        let order = self.challenges.get(challenge)?;
        let order = self.orders.get_mut(order)?;
        // A later charge of the same order has a challenge of its own.
        let is_it = |pending: &PendingCharge| pending.challenge_id == challenge;
        order.pending.as_ref().is_some_and(is_it).then_some(order)
    }
}

impl Order {
    fn challenge_is_over(&self) -> bool {
        matches!(
            self.pending.as_ref().map(|p| p.challenge),
            Some(Challenge::Over(_))
        )
    }

    fn payment_status(&self) -> &'static str {
        self.status.map_or("pending_payment", PaymentStatus::as_str)
    }

    /// The `return_url` with what Conekta adds; the merchant's own parameters survive.
    fn way_back(&self) -> Option<String> {
        let mut url = self.return_url.clone()?;
        url.query_pairs_mut()
            .append_pair("payment_status", self.payment_status())
            .append_pair("order_id", &self.id);
        Some(url.into())
    }

    /// The merchant's origin, as far as it is known.
    fn merchant_origin(&self) -> Option<String> {
        self.return_url
            .as_ref()
            .map(|url| url.origin().ascii_serialization())
    }

    fn challenge_page(&self, language: Language, embedded: bool, now: i64) -> Response {
        let Some(pending) = &self.pending else {
            return unknown(language);
        };
        let purchase = Purchase {
            amount: self.amount,
            currency: self.currency.clone(),
            last4: pending.plan.card.test_card.last4(),
        };
        let seconds_left = pending.expires_at.saturating_sub(now);
        let screen = match pending.challenge {
            Challenge::Open { wrong_codes } => Screen::Ask {
                attempts_left: (wrong_codes > 0)
                    .then(|| WRONG_CODES_ALLOWED.saturating_sub(wrong_codes)),
                seconds_left,
                choices: &[Choice::Fail, Choice::Expire],
                message: None,
            },
            Challenge::Over(end) => self.over(end, embedded),
        };
        let html = page(language, Some(&purchase), &screen);
        // A form's policy governs the addresses that its answer redirects to as well.
        let origin = self.merchant_origin().unwrap_or_default();
        let mut response = framed(
            StatusCode::OK,
            html,
            "'none'",
            format!("'self' {origin}").trim_end(),
        );
        if let Screen::Ask { .. } = screen {
            // Time runs out in front of the card holder, with scripts and without.
            response
                .headers_mut()
                .insert(REFRESH, refresh_after(seconds_left));
        }
        response
    }

    fn over(&self, end: End, embedded: bool) -> Screen {
        let (error, outcome) = match end {
            End::Passed if self.status == Some(PaymentStatus::Declined) => {
                (None, Outcome::Declined)
            }
            End::Passed | End::Left => (None, Outcome::Confirmed),
            End::Failed => (Some("authentication_failed"), Outcome::Failed),
            End::Refused => (Some("authentication_refused"), Outcome::Refused),
            End::Expired => (Some("authentication_expired"), Outcome::Expired),
        };
        let told = Told {
            error,
            order_id: &self.id,
            payment_status: self.payment_status(),
        };
        let json = embedded
            .then(|| serde_json::to_string(&told).ok())
            .flatten();
        let target_origin = self.merchant_origin().unwrap_or_else(|| "*".into());
        Screen::Over {
            outcome,
            message: json.map(|json| Message {
                json,
                target_origin,
            }),
            return_url: self.way_back().filter(|_| !embedded),
        }
    }
}

fn refresh_after(seconds: i64) -> HeaderValue {
    HeaderValue::from(seconds.max(0))
}
