//! The flags about n1co.

use clap::{Args, ValueEnum};
use cobro_sandbox::PublicUrl;
use cobro_sandbox::config::{
    ConfigError, DEFAULT_BEARER_SECONDS, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET,
    DEFAULT_LOCATIONS, DEFAULT_WEBHOOK_SECRET, MessageFormat, N1co, Webhook,
};

/// What can be said about n1co.
#[derive(Args)]
pub(crate) struct N1coFlags {
    /// The client id of the merchant's server at n1co
    #[arg(long, value_name = "ID", default_value = DEFAULT_CLIENT_ID)]
    n1co_client_id: String,
    /// Its client secret
    #[arg(long, value_name = "SECRET", default_value = DEFAULT_CLIENT_SECRET)]
    n1co_client_secret: String,
    /// How long a bearer of n1co is good
    #[arg(long, value_name = "SECONDS", default_value_t = DEFAULT_BEARER_SECONDS)]
    n1co_bearer_seconds: i64,
    /// A branch that charges may name; can be repeated
    #[arg(long = "n1co-location", value_name = "CODE", default_values = DEFAULT_LOCATIONS)]
    n1co_locations: Vec<String>,
    /// Address of n1co's challenge page [default: http://127.0.0.1:PORT]
    #[arg(long, value_name = "URL")]
    n1co_challenge_url: Option<String>,
    /// How that page writes its message
    #[arg(long, value_enum, default_value_t = Format::Object)]
    n1co_message_format: Format,
    /// Where n1co's webhooks go: an address of plain http [default: nowhere]
    #[arg(long, value_name = "URL")]
    n1co_webhook_url: Option<String>,
    /// What they are signed with
    #[arg(long, value_name = "SECRET", default_value = DEFAULT_WEBHOOK_SECRET)]
    n1co_webhook_secret: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// An object
    Object,
    /// A text that holds JSON
    String,
}

impl N1coFlags {
    /// The settings that they make.
    pub(crate) fn config(self) -> Result<N1co, ConfigError> {
        let challenge_url = self.n1co_challenge_url.as_deref().map(PublicUrl::parse);
        let secret = self.n1co_webhook_secret;
        Ok(N1co {
            client_id: self.n1co_client_id,
            client_secret: self.n1co_client_secret,
            bearer_seconds: self.n1co_bearer_seconds,
            locations: self.n1co_locations,
            challenge_url: challenge_url.transpose()?,
            message_format: match self.n1co_message_format {
                Format::Object => MessageFormat::Object,
                Format::String => MessageFormat::Text,
            },
            webhook: self.n1co_webhook_url.map(|url| Webhook { url, secret }),
        })
    }
}
