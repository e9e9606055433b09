//! What the browser needs to know first.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use cobro_wire::{Component, PublicConfig};

use crate::state::App;

/// `GET /api/config`
pub async fn get(State(app): State<App>) -> Json<PublicConfig> {
    let conekta = &app.config.conekta;
    let checkout = &app.config.checkout;
    Json(PublicConfig {
        component: Component {
            script_url: conekta.script_url.to_string(),
            host: conekta.component_host(),
            public_key: conekta.public_key.clone(),
        },
        default_locale: checkout.default_locale,
        challenge_origins: checkout.challenge_origins.clone(),
        challenge_timeout_ms: millis(checkout.challenge_timeout),
        billing: app.payments.traits().billing,
        cvc_for_saved_cards: checkout.cvc_for_saved_cards,
        installments: checkout.installments.clone(),
        sandbox: app.config.is_sandbox(),
    })
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
