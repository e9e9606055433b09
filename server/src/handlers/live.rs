//! An order's news, as they happen.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderName, StatusCode};
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use cobro_wire::{Order, OrderId};

use super::session::Shopper;
use crate::extract::IdPath;
use crate::live::Place;
use crate::payment::PaymentError;
use crate::problem::ApiError;
use crate::state::App;
use crate::store::{Changes, Customer};

/// How often the database is asked for what another server wrote.
const LOOK: Duration = Duration::from_secs(2);
/// How often something is sent, so that nothing in between takes the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long a browser waits before it opens a stream again that ended.
const RETRY: Duration = Duration::from_secs(3);
/// Asks nginx not to hold the stream back.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// `GET /api/orders/{order}/events`
///
/// The order as it is, then again after each change, as server-sent events. Without a free place
/// the answer is 204, upon which an `EventSource` gives up for good.
pub async fn events(
    State(app): State<App>,
    Shopper(customer): Shopper,
    IdPath(order): IdPath<OrderId>,
) -> Result<Response, ApiError> {
    // Before the first look, so that nothing is missed after it.
    let changes = app.store.changes_of(&order);
    app.payments.known_order(&customer, &order).await?;
    let Some(place) = app.live.place(&customer.id) else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let news = News {
        app,
        customer,
        order,
        changes,
        place,
        told: None,
    };
    let stream = futures::stream::unfold(news, News::next);
    let stream = Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    Ok(([UNBUFFERED], stream).into_response())
}

/// What a stream tells of, and what it told.
struct News {
    app: App,
    customer: Customer,
    order: OrderId,
    changes: Changes,
    place: Place,
    /// The revision that was told last.
    told: Option<i64>,
}

impl News {
    /// The next event. The stream ends when the server stops, and when the store fails: the browser
    /// opens it again.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if self.told.is_some() {
                tokio::select! {
                    () = self.place.ended() => return None,
                    () = self.changes.next() => {}
                    () = tokio::time::sleep(LOOK) => {}
                }
            }
            match self.look().await {
                Ok(None) => {}
                Ok(Some(order)) => {
                    let event = Event::default().retry(RETRY).json_data(order).ok()?;
                    return Some((Ok(event), self));
                }
                Err(error) => {
                    tracing::warn!(order = %self.order, ?error, "a stream ends");
                    return None;
                }
            }
        }
    }

    /// The order, if something was written about it since it was told last.
    async fn look(&mut self) -> Result<Option<Order>, PaymentError> {
        let revision = self.app.store.revision_of(&self.order).await?;
        if revision == self.told {
            return Ok(None);
        }
        let payments = &self.app.payments;
        let order = payments.known_order(&self.customer, &self.order).await?;
        self.told = revision;
        Ok(Some(order))
    }
}
