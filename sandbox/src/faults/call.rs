//! The middleware in front of the providers: a call is served, or goes wrong as it was asked for.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{Extensions, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use futures::{StreamExt, stream};
use tokio::time::sleep;

use super::operation::Operation;
use super::plan::{CallFate, End};
use crate::conekta;
use crate::sandbox::Sandbox;
use crate::window::CallId;

/// Largest body of a call that goes wrong: more than any provider takes.
const MAX_BODY_BYTES: usize = 1024 * 1024;
/// How long the first half of an answer has to leave before the connection ends.
const TIME_TO_LEAVE: Duration = Duration::from_millis(20);

/// Serves a call of a provider, with what is to go wrong for it.
pub(crate) async fn strike(
    State(sandbox): State<Sandbox>,
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let operation = route.and_then(|route| Operation::of_route(request.method(), route.as_str()));
    let fate = operation.map(|operation| sandbox.faults().of_call(operation));
    let Some(fate) = fate.filter(|fate| !fate.is_well()) else {
        return next.run(request).await;
    };
    if let Some(CallId(id)) = request.extensions().get() {
        sandbox.log().struck(*id, fate.words());
    }
    let is_conekta = operation.is_some_and(|operation| operation.name().starts_with("conekta."));
    let words = is_conekta.then(|| conekta::general_failure(request.headers(), &sandbox));
    // All of it was received, so it takes its course even if the caller does not wait for the end.
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let request = Request::from_parts(parts, Body::from(body));
    let served = tokio::spawn(carry_out(fate, request, words, next)).await;
    served.unwrap_or_else(|_| nothing())
}

/// `words` are those of the provider for a 500, where it has some: other errors come from what
/// stands in front of it.
async fn carry_out(
    fate: CallFate,
    request: Request,
    words: Option<Response>,
    next: Next,
) -> Response {
    sleep(fate.latency).await;
    let error = |status: StatusCode| match words {
        Some(words) if words.status() == status => words,
        _ => status.into_response(),
    };
    match fate.end {
        None => next.run(request).await,
        Some(End::ErrorBeforeEffect(status)) => error(status),
        Some(End::DropBeforeEffect) => nothing(),
        Some(End::ErrorAfterEffect(status)) => {
            next.run(request).await;
            error(status)
        }
        Some(End::DropAfterEffect) => {
            next.run(request).await;
            nothing()
        }
        Some(End::CutBody) => half(next.run(request).await).await,
        Some(End::Garble) => {
            let status = next.run(request).await.status();
            (status, Html("<!doctype html><title>Bad gateway</title>")).into_response()
        }
        Some(End::LateAnswer(pause)) => {
            let answer = next.run(request).await;
            sleep(pause).await;
            answer
        }
    }
}

/// No answer: a body that fails before any of it is sent ends the connection, and the head that
/// was to be sent along with it never leaves.
fn nothing() -> Response {
    let mut response = Response::new(Body::from_stream(stream::once(async { broken() })));
    response.extensions_mut().insert(NoAnswer);
    response
}

/// Marks what never leaves.
#[derive(Debug, Clone, Copy)]
struct NoAnswer;

/// Whether the connection ends without an answer, by the answer's extensions.
pub(crate) fn is_no_answer(extensions: &Extensions) -> bool {
    extensions.get::<NoAnswer>().is_some()
}

fn broken() -> Result<Bytes, std::io::Error> {
    Err(std::io::Error::other("cut on request"))
}

/// The head, half of the body, and no more.
async fn half(answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return nothing();
    };
    parts
        .headers
        .insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    let first = body.slice(..body.len() / 2);
    let rest = stream::once(async {
        sleep(TIME_TO_LEAVE).await;
        broken()
    });
    let body = stream::iter([Ok(first)]).chain(rest);
    Response::from_parts(parts, Body::from_stream(body))
}
