//! What every request passes on its way in and out.

mod headers;
mod panic;
mod same_origin;
#[cfg(test)]
mod tests;
mod trace;

use axum::Router;
use axum::middleware::from_fn;
use tower::ServiceBuilder;

use crate::config::Config;

/// Puts the stack around the whole router. From the outermost to the innermost:
///
/// 1. the span and the request id, so that whatever happens inside is logged under them;
/// 2. the headers that every answer carries, refusals and faults included;
/// 3. a panic becomes a 500;
/// 4. a change that another site asks for is refused.
///
/// No time limit is among them: giving up on a handler that charges a card would lose the answer.
/// The provider's own limits end it.
pub fn wrap(router: Router, config: &Config) -> Router {
    router.layer(
        ServiceBuilder::new()
            .layer(from_fn(trace::trace))
            .layer(from_fn(headers::add))
            .layer(panic::layer())
            .layer(same_origin::layer(&config.http.public_url)),
    )
}
