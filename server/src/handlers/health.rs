//! Whether the server lives, and whether it can work.

use axum::extract::State;
use axum::http::StatusCode;

use crate::state::App;

/// `GET /healthz`: the process answers.
pub async fn healthz() -> &'static str {
    "ok"
}

/// `GET /readyz`: the database answers, and there are pages to show.
pub async fn readyz(State(app): State<App>) -> (StatusCode, &'static str) {
    if !app.site.is_built() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            "the front end is not built: see / for what to do",
        );
    }
    match app.store.ping().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::error!(?error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer",
            )
        }
    }
}
