//! The flags about Conekta's webhooks.

use std::time::Duration;

use clap::{ArgAction, Args};
use cobro_sandbox::config::{Conekta, DEFAULT_WEBHOOK_RETRY_MS, DEFAULT_WEBHOOK_TRIES};

/// What can be said about Conekta's webhooks.
#[derive(Args)]
pub(crate) struct ConektaFlags {
    /// Where Conekta's webhooks go from the start: an address of plain http [default: nowhere];
    /// sandbox/assets/conekta/webhook_keys/1.pem verifies them
    #[arg(long, value_name = "URL")]
    conekta_webhook_url: Option<String>,
    /// Whether webhooks may be created for this machine, which the real Conekta refuses
    #[arg(long, value_name = "BOOL", default_value_t = true, action = ArgAction::Set)]
    conekta_loopback_webhooks: bool,
    /// How long until a webhook event that was not taken is sent again; each further pause is twice
    /// as long
    #[arg(long, value_name = "MS", default_value_t = DEFAULT_WEBHOOK_RETRY_MS)]
    conekta_webhook_retry_ms: u64,
    /// How often a webhook event is sent at most
    #[arg(long, value_name = "COUNT", default_value_t = DEFAULT_WEBHOOK_TRIES)]
    conekta_webhook_tries: u32,
}

impl ConektaFlags {
    /// The settings that they make.
    pub(crate) fn config(self) -> Conekta {
        Conekta {
            webhook_url: self.conekta_webhook_url,
            loopback_webhooks: self.conekta_loopback_webhooks,
            webhook_retry: Duration::from_millis(self.conekta_webhook_retry_ms),
            webhook_tries: self.conekta_webhook_tries,
            ..Conekta::default()
        }
    }
}
