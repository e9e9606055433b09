//! The shopper's saved cards.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use cobro_wire::{Card, PaymentSourceId, SaveCard, SetDefaultCard};

use super::session::{Language, Shopper};
use crate::extract::{IdPath, JsonBody};
use crate::gateway::NewCard;
use crate::problem::ApiError;
use crate::state::App;

/// `GET /api/cards`
pub async fn list(
    State(app): State<App>,
    Shopper(customer): Shopper,
    Language(locale): Language,
) -> Result<Json<Vec<Card>>, ApiError> {
    Ok(Json(app.payments.cards(&customer, locale).await?))
}

/// `POST /api/cards`
pub async fn save(
    State(app): State<App>,
    Shopper(customer): Shopper,
    Language(locale): Language,
    JsonBody(body): JsonBody<SaveCard>,
) -> Result<(StatusCode, Json<Card>), ApiError> {
    let payments = app.payments.clone();
    // To its end, or nobody would know of a card that the provider has.
    let saving = async move {
        let card = NewCard {
            token: &body.token_id,
            description: body.description.as_ref(),
        };
        payments.save_card(&customer, card, locale).await
    };
    let saved = app.payments.run_to_end(saving).await;
    let (_, card) = saved.map_err(ApiError::internal)??;
    Ok((StatusCode::CREATED, Json(card)))
}

/// `PUT /api/cards/default`
pub async fn set_default(
    State(app): State<App>,
    Shopper(customer): Shopper,
    Language(locale): Language,
    JsonBody(body): JsonBody<SetDefaultCard>,
) -> Result<Json<Vec<Card>>, ApiError> {
    let card = &body.payment_source_id;
    Ok(Json(
        app.payments
            .set_default_card(&customer, card, locale)
            .await?,
    ))
}

/// `DELETE /api/cards/{payment_source}`
pub async fn remove(
    State(app): State<App>,
    Shopper(customer): Shopper,
    Language(locale): Language,
    IdPath(card): IdPath<PaymentSourceId>,
) -> Result<Json<Vec<Card>>, ApiError> {
    Ok(Json(
        app.payments.remove_card(&customer, &card, locale).await?,
    ))
}
