//! What is on sale.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use cobro_wire::Catalog;

use crate::state::App;

/// `GET /api/catalog`
pub async fn get(State(app): State<App>) -> Json<Arc<Catalog>> {
    Json(app.catalog)
}
