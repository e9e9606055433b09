//! The middleware that notes each call of a provider, outside of what makes it go wrong: it sees
//! what the caller sees.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{MatchedPath, OriginalUri, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, response};
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};

use super::call::{Call, Line, Message, Overheard, secrets};
use super::redact;
use crate::faults::{Operation, is_no_answer};
use crate::sandbox::Sandbox;

/// The number of a call, among its request's extensions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CallId(pub(crate) u64);

/// Files that pages of the imitation load by the dozen.
const FILES: &str = "/conekta/v1.0/";

type Shared = Arc<Mutex<Overheard>>;

/// Notes a call, and what becomes of it.
pub(crate) async fn record(
    State(sandbox): State<Sandbox>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    if request.method() == Method::OPTIONS || uri.path().starts_with(FILES) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let mut recording = Recording::begin(sandbox, &parts, uri.to_string());
    parts.extensions.insert(CallId(recording.id));
    let body = overhear(body, &recording.asked, None);
    let answer = next.run(Request::from_parts(parts, body)).await;
    let (parts, body) = answer.into_parts();
    recording.head = Some(head(&parts));
    let answered = Arc::clone(&recording.answered);
    // The call is over when the last of its answer has left, or was given up.
    Response::from_parts(parts, overhear(body, &answered, Some(recording)))
}

/// Status and headers of an answer; nothing where the connection ends without one.
fn head(parts: &response::Parts) -> (Option<u16>, HeaderMap) {
    if is_no_answer(&parts.extensions) {
        (None, HeaderMap::new())
    } else {
        (Some(parts.status.as_u16()), parts.headers.clone())
    }
}

/// The same body, of the same announced length; what of it goes by is kept.
struct Overhearing {
    body: Body,
    kept: Shared,
    _until_the_end: Option<Recording>,
}

fn overhear(body: Body, kept: &Shared, until_the_end: Option<Recording>) -> Body {
    Body::new(Overhearing {
        body,
        kept: Arc::clone(kept),
        _until_the_end: until_the_end,
    })
}

impl HttpBody for Overhearing {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            let mut kept = this.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.add(data);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A call that is under way; it is noted as ended when this is dropped.
struct Recording {
    sandbox: Sandbox,
    id: u64,
    began: Instant,
    headers: HeaderMap,
    asked: Shared,
    answered: Shared,
    /// Nothing if the caller leaves before there is an answer.
    head: Option<(Option<u16>, HeaderMap)>,
}

impl Recording {
    fn begin(sandbox: Sandbox, parts: &Parts, path: String) -> Self {
        let route = parts.extensions.get::<MatchedPath>();
        let operation = route.and_then(|route| Operation::of_route(&parts.method, route.as_str()));
        let since_1970 = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let id = sandbox.log().begin(Call {
            line: Line {
                at_ms: u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX),
                method: parts.method.to_string(),
                path: redact::text(&path, &secrets(sandbox.config())),
                operation: operation.map(Operation::name),
                ..Line::default()
            },
            ..Call::default()
        });
        Self {
            sandbox,
            id,
            began: Instant::now(),
            headers: parts.headers.clone(),
            asked: Shared::default(),
            answered: Shared::default(),
            head: None,
        }
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let config = self.sandbox.config();
        let message = |headers: &HeaderMap, body: &Shared| {
            let body = body.lock().unwrap_or_else(PoisonError::into_inner);
            Message::new(headers, &body, config)
        };
        let request = message(&self.headers, &self.asked);
        let head = self.head.take();
        let left = head.is_none();
        let (status, headers) = head.unwrap_or_default();
        let answer = status.map(|_| message(&headers, &self.answered));
        let took = self.began.elapsed().as_millis();
        self.sandbox.log().change(self.id, |call| {
            call.line.status = status;
            call.line.left = left;
            call.line.took_ms = Some(u64::try_from(took).unwrap_or(u64::MAX));
            call.request = request;
            call.answer = answer;
            call.conclude();
        });
    }
}
