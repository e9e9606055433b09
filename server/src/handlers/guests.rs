//! An order's link for another device: making it, and coming by it.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use cobro_wire::{Order, OrderId, OrderLink};

use super::session::{self, Shopper};
use crate::extract::{IdPath, JsonBody};
use crate::problem::ApiError;
use crate::state::App;

/// `POST /api/orders/{order}/link`
pub async fn link(
    State(app): State<App>,
    Shopper(customer): Shopper,
    IdPath(order): IdPath<OrderId>,
    headers: HeaderMap,
) -> Result<Json<OrderLink>, ApiError> {
    let token = session::link_token(&app, &headers, &order).ok_or(ApiError::NoSession)?;
    app.payments.link(&customer, &order, &token).await?;
    Ok(Json(OrderLink { token }))
}

/// `POST /api/orders/{order}/guests`
pub async fn enter(
    State(app): State<App>,
    Shopper(customer): Shopper,
    IdPath(order): IdPath<OrderId>,
    JsonBody(link): JsonBody<OrderLink>,
) -> Result<Json<Order>, ApiError> {
    Ok(Json(
        app.payments.enter(&customer, &order, &link.token).await?,
    ))
}
