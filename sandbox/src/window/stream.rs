//! How a page is told: what is there when it comes, and then each thing as it happens.

use std::convert::Infallible;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::{Stream, stream};
use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::call::{Call, Line};
use super::log::News;
use crate::sandbox::Sandbox;

/// What a page begins with.
#[derive(Serialize)]
struct Beginning {
    /// The sandbox's present moment, in seconds since 1970.
    now: i64,
    calls: Vec<Line>,
}

/// Where a stream stands.
enum Turn {
    /// Everything is to be told.
    Begin(Receiver<News>),
    Follow(Receiver<News>),
}

/// `GET /_sandbox/stream`: server-sent events. `calls` has all that are kept, `call` one that came
/// or went on, `changed` says that something else is not as it was.
pub(super) async fn stream(
    State(sandbox): State<Sandbox>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let first = sandbox.log().follow().map(Turn::Begin);
    let events = stream::unfold((sandbox, first), async |(sandbox, turn)| {
        let (event, turn) = next(&sandbox, turn?).await?;
        Some((Ok(event), (sandbox, Some(turn))))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

async fn next(sandbox: &Sandbox, turn: Turn) -> Option<(Event, Turn)> {
    let mut news = match turn {
        Turn::Begin(news) => return Some((all(sandbox), Turn::Follow(news))),
        Turn::Follow(news) => news,
    };
    match news.recv().await {
        Ok(News::Call(line)) => Some((event("call", line.as_ref()), Turn::Follow(news))),
        Ok(News::Changed) => Some((event("changed", &()), Turn::Follow(news))),
        Err(RecvError::Lagged(_)) => {
            // The page was too slow: it is told everything anew, and goes on from here.
            let news = news.resubscribe();
            Some((all(sandbox), Turn::Follow(news)))
        }
        Err(RecvError::Closed) => None,
    }
}

fn all(sandbox: &Sandbox) -> Event {
    let beginning = Beginning {
        now: sandbox.now(),
        calls: sandbox.log().lines(),
    };
    event("calls", &beginning)
}

fn event(name: &str, data: &impl Serialize) -> Event {
    let json = serde_json::to_string(data).expect("what is told is plain data");
    Event::default().event(name).data(json)
}

/// `GET /_sandbox/calls`: every call that is kept, oldest first.
pub(super) async fn calls(State(sandbox): State<Sandbox>) -> Json<Vec<Line>> {
    Json(sandbox.log().lines())
}

/// `GET /_sandbox/calls/{call}`: a call in full.
pub(super) async fn call(
    State(sandbox): State<Sandbox>,
    Path(id): Path<u64>,
) -> Result<Json<Call>, StatusCode> {
    let call = sandbox.log().call(id);
    call.map(Json).ok_or(StatusCode::NOT_FOUND)
}

/// `DELETE /_sandbox/calls`: forgets them.
pub(super) async fn forget(State(sandbox): State<Sandbox>) -> StatusCode {
    sandbox.log().clear();
    StatusCode::NO_CONTENT
}
