//! What an operator sets up at Conekta, once: webhook keys, and where webhooks go.

use cobro_wire::Locale;
use reqwest::Method;

use super::Conekta;
use super::shapes::{ConektaWebhook, ConektaWebhookKey, List, NewWebhook, NewWebhookKey};
use crate::gateway::GatewayError;

/// An operator reads English.
const LOCALE: Locale = Locale::En;

impl Conekta {
    /// Makes a key that events are signed with: its id, and its public half in PEM, which is shown
    /// here and never again.
    ///
    /// # Errors
    /// When Conekta refuses, or cannot be asked.
    pub async fn create_webhook_key(&self) -> Result<(String, Option<String>), GatewayError> {
        let body = NewWebhookKey { active: true };
        let key: ConektaWebhookKey = self
            .client
            .send(Method::POST, "webhook_keys", Some(&body), LOCALE)
            .await?;
        Ok((key.id, key.public_key))
    }

    /// Deletes a key: from now on, nothing is signed with it.
    ///
    /// # Errors
    /// When Conekta knows no such key, refuses, or cannot be asked.
    pub async fn delete_webhook_key(&self, id: &str) -> Result<(), GatewayError> {
        let path = format!("webhook_keys/{id}");
        let _: serde_json::Value = self
            .client
            .send::<(), _>(Method::DELETE, &path, None, LOCALE)
            .await?;
        Ok(())
    }

    /// Whether events are sent to an address.
    ///
    /// # Errors
    /// When Conekta refuses, or cannot be asked.
    pub async fn has_webhook(&self, url: &str) -> Result<bool, GatewayError> {
        let query = [("url", url)];
        let list: List<ConektaWebhook> = self.client.get("webhooks", &query, LOCALE).await?;
        Ok(list.data.iter().any(|webhook| webhook.url == url))
    }

    /// Has all events sent to an address.
    ///
    /// # Errors
    /// When Conekta refuses, or cannot be asked.
    pub async fn register_webhook(&self, url: &str) -> Result<(), GatewayError> {
        let body = NewWebhook {
            url,
            synchronous: false,
        };
        let _: ConektaWebhook = self
            .client
            .send(Method::POST, "webhooks", Some(&body), LOCALE)
            .await?;
        Ok(())
    }
}
