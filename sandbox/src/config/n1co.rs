//! What can be set of the imitation of n1co.

use url::Url;

use super::{ConfigError, PublicUrl};

/// The client id, unless another is set.
pub const DEFAULT_CLIENT_ID: &str = "n1co_sandbox_client";
/// The client secret, unless another is set.
pub const DEFAULT_CLIENT_SECRET: &str = "n1co_sandbox_secret";
/// What webhooks are signed with, unless set otherwise.
pub const DEFAULT_WEBHOOK_SECRET: &str = "n1co_sandbox_webhook";
/// How long a bearer is good, unless set: what n1co's documentation shows.
pub const DEFAULT_BEARER_SECONDS: i64 = 3598;
/// The branches that charges may be made in, unless set.
pub const DEFAULT_LOCATIONS: [&str; 1] = ["ltc-001"];

/// Credentials that the sandbox takes begin with one of these: any other might be a live one.
const SANDBOX_PREFIXES: [&str; 2] = ["n1co_sandbox_", "n1co_test_"];

/// How the challenge page writes its message: both forms were seen of the real one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MessageFormat {
    /// As an object.
    #[default]
    Object,
    /// As a text that holds JSON.
    Text,
}

/// Where webhooks go.
#[derive(Clone)]
pub struct Webhook {
    /// An address of plain http.
    pub url: String,
    /// The key of their signature.
    pub secret: String,
}

/// Everything about n1co.
#[derive(Clone)]
pub struct N1co {
    /// Names the merchant's server.
    pub client_id: String,
    /// Proves that it is the merchant's server.
    pub client_secret: String,
    /// How long a bearer is good, in seconds.
    pub bearer_seconds: i64,
    /// The branches that a charge may name beside the one that it is in by default.
    pub locations: Vec<String>,
    /// Where browsers find the challenge page; unless set, the sandbox's port under another name,
    /// so that the page's origin is not the API's.
    pub challenge_url: Option<PublicUrl>,
    /// How the challenge page writes its message, unless its address says so.
    pub message_format: MessageFormat,
    /// Where webhooks go, if anywhere.
    pub webhook: Option<Webhook>,
}

impl Default for N1co {
    fn default() -> Self {
        Self {
            client_id: DEFAULT_CLIENT_ID.into(),
            client_secret: DEFAULT_CLIENT_SECRET.into(),
            bearer_seconds: DEFAULT_BEARER_SECONDS,
            locations: DEFAULT_LOCATIONS.map(Into::into).into(),
            challenge_url: None,
            message_format: MessageFormat::default(),
            webhook: None,
        }
    }
}

impl N1co {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        for (name, text) in [
            ("client id", &self.client_id),
            ("client secret", &self.client_secret),
        ] {
            if !SANDBOX_PREFIXES
                .iter()
                .any(|prefix| text.starts_with(prefix))
            {
                return Err(ConfigError::LiveCredential(name));
            }
        }
        if self.bearer_seconds < 1 {
            return Err(ConfigError::Lifetime("a bearer"));
        }
        let Some(webhook) = &self.webhook else {
            return Ok(());
        };
        PublicUrl::parse(&webhook.url)?;
        if !webhook.url.starts_with("http://") {
            return Err(ConfigError::Webhook(webhook.url.clone()));
        }
        if webhook.secret.is_empty() {
            return Err(ConfigError::NoWebhookSecret);
        }
        Ok(())
    }
}

/// The same port under the other name of this machine; an address elsewhere stays as it is.
pub(super) fn other_name(public_url: &PublicUrl) -> PublicUrl {
    let other = Url::parse(public_url.as_str()).ok().and_then(|mut url| {
        let host = match url.host_str()? {
            "localhost" => "127.0.0.1",
            "127.0.0.1" | "[::1]" => "localhost",
            _ => return None,
        };
        url.set_host(Some(host)).ok()?;
        PublicUrl::parse(url.as_str()).ok()
    });
    other.unwrap_or_else(|| public_url.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_page_has_an_origin_of_its_own() {
        let other = |text: &str| other_name(&PublicUrl::parse(text).unwrap()).0;
        assert_eq!(other("http://localhost:8081"), "http://127.0.0.1:8081");
        assert_eq!(other("http://127.0.0.1:9"), "http://localhost:9");
        assert_eq!(other("http://sandbox.test"), "http://sandbox.test");
    }

    #[test]
    fn what_might_be_live_or_cannot_work_is_refused_and_not_repeated() {
        let webhook = |url: &str, secret: &str| N1co {
            webhook: Some(Webhook {
                url: url.into(),
                secret: secret.into(),
            }),
            ..N1co::default()
        };
        let live = N1co {
            client_secret: "4Kd8~live".into(),
            ..N1co::default()
        };
        assert_eq!(
            live.check(),
            Err(ConfigError::LiveCredential("client secret"))
        );
        let short = N1co {
            bearer_seconds: 0,
            ..N1co::default()
        };
        assert_eq!(short.check(), Err(ConfigError::Lifetime("a bearer")));
        assert_eq!(webhook("http://localhost:1/hook", "s").check(), Ok(()));
        assert_eq!(
            webhook("http://localhost:1/hook", "").check(),
            Err(ConfigError::NoWebhookSecret)
        );
        assert!(webhook("https://localhost/hook", "s").check().is_err());
        assert!(webhook("http://api.n1co.com/hook", "s").check().is_err());
    }
}
