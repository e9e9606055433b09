//! What can be set of the imitation of Conekta.

use std::time::Duration;

use super::{ConfigError, PublicUrl};

/// How long is waited before a webhook event is sent again, unless set. Each further pause is twice
/// as long: Conekta does not publish its own schedule.
pub const DEFAULT_WEBHOOK_RETRY_MS: u64 = 500;
/// How often a webhook event is sent at most, unless set.
pub const DEFAULT_WEBHOOK_TRIES: u32 = 10;

/// The public keys that webhooks may be signed for, in PEM. They and their private halves are in
/// the source for everybody to read, so they prove nothing outside a development machine. The
/// sandbox gives them out one after another.
pub const DEVELOPMENT_WEBHOOK_KEYS: [&str; 4] = [
    include_str!("../../assets/conekta/webhook_keys/1.pem"),
    include_str!("../../assets/conekta/webhook_keys/2.pem"),
    include_str!("../../assets/conekta/webhook_keys/3.pem"),
    include_str!("../../assets/conekta/webhook_keys/4.pem"),
];

/// Everything about Conekta's webhooks.
#[derive(Debug, Clone)]
pub struct Conekta {
    /// Where webhooks go from the start, if anywhere: an address of plain http. They are signed for
    /// the first of [`DEVELOPMENT_WEBHOOK_KEYS`].
    pub webhook_url: Option<String>,
    /// Whether `GET /orders?search=` finds an order by its references and metadata, which Conekta
    /// does not say of its own.
    pub search_finds_references: bool,
    /// Whether webhooks may go to this machine, which the real Conekta refuses.
    pub loopback_webhooks: bool,
    /// How long is waited before an event that was not taken is sent again. Each further pause is
    /// twice as long.
    pub webhook_retry: Duration,
    /// How often an event is sent at most.
    pub webhook_tries: u32,
}

impl Default for Conekta {
    fn default() -> Self {
        Self {
            webhook_url: None,
            search_finds_references: true,
            loopback_webhooks: true,
            webhook_retry: Duration::from_millis(DEFAULT_WEBHOOK_RETRY_MS),
            webhook_tries: DEFAULT_WEBHOOK_TRIES,
        }
    }
}

impl Conekta {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let Some(url) = &self.webhook_url else {
            return Ok(());
        };
        PublicUrl::parse(url)?;
        if url.starts_with("http://") {
            Ok(())
        } else {
            Err(ConfigError::Webhook(url.clone()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn webhooks_go_to_plain_http_and_never_to_a_real_provider() {
        let check = |url: &str| {
            let settings = Conekta {
                webhook_url: Some(url.into()),
                ..Conekta::default()
            };
            settings.check()
        };
        assert_eq!(check("http://localhost:1/webhooks/conekta"), Ok(()));
        assert!(check("https://localhost/webhooks/conekta").is_err());
        assert!(check("http://api.conekta.io/webhooks").is_err());
        assert_eq!(Conekta::default().check(), Ok(()));
    }
}
