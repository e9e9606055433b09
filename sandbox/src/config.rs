//! What can be set, and the refusal of everything that looks like the real world.

mod conekta;
mod n1co;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use url::Url;

pub use conekta::{
    Conekta, DEFAULT_WEBHOOK_RETRY_MS, DEFAULT_WEBHOOK_TRIES, DEVELOPMENT_WEBHOOK_KEYS,
};
pub use n1co::{
    DEFAULT_BEARER_SECONDS, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, DEFAULT_LOCATIONS,
    DEFAULT_WEBHOOK_SECRET, MessageFormat, N1co, Webhook,
};

use crate::random::Random;

/// Seconds since 1970-01-01T00:00:00Z, asked for anew at each use.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The private key, unless another is set.
pub const DEFAULT_PRIVATE_KEY: &str = "key_sandbox_private";
/// The public key, unless another is set.
pub const DEFAULT_PUBLIC_KEY: &str = "key_sandbox_public";
/// The key of `/_sandbox`, unless another is set.
pub const DEFAULT_CONTROL_KEY: &str = "key_sandbox_control";
/// How long a challenge stays open, unless set: ten minutes, as 3-D Secure has it.
pub const DEFAULT_CHALLENGE_SECONDS: i64 = 600;
/// How long a connection may stay open without a whole request head, unless set: longer than the
/// half minute to a minute for which clients keep an unused one.
pub const DEFAULT_IDLE_SECONDS: u64 = 75;

/// Keys that the sandbox takes begin with one of these. Conekta's own keys are `key_` and random
/// letters, in test and in production alike, so any of them might be a live one.
const SANDBOX_KEY_PREFIXES: [&str; 2] = ["key_sandbox_", "key_test_"];
/// Hosts of the real providers: an imitation must never stand where they are expected.
const REAL_HOSTS: [&str; 5] = [
    "conekta.com",
    "conekta.io",
    "n1co.com",
    "n1co.shop",
    "h4b.dev",
];

/// Everything that the sandbox needs to know.
#[derive(Clone)]
pub struct Config {
    /// The key of the merchant's server.
    pub private_key: String,
    /// The key of the merchant's page: it makes tokens and nothing else.
    pub public_key: String,
    /// The key of whoever steers the sandbox, at `/_sandbox`.
    pub control_key: String,
    /// Where browsers find the sandbox.
    pub public_url: PublicUrl,
    /// How long a challenge stays open, in seconds; afterwards its order is expired.
    pub challenge_seconds: i64,
    /// How long a caller may take for the head of a request, and keep a connection open without
    /// one.
    pub idle: Duration,
    /// Conekta's webhooks.
    pub conekta: Conekta,
    /// What is n1co's alone.
    pub n1co: N1co,
    /// The SQLite file that keeps all of it across restarts; only in memory without one.
    pub state: Option<PathBuf>,
    /// What time it is.
    pub clock: Clock,
    /// Where ids come from.
    pub random: Random,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            private_key: DEFAULT_PRIVATE_KEY.into(),
            public_key: DEFAULT_PUBLIC_KEY.into(),
            control_key: DEFAULT_CONTROL_KEY.into(),
            public_url: PublicUrl::default(),
            challenge_seconds: DEFAULT_CHALLENGE_SECONDS,
            idle: Duration::from_secs(DEFAULT_IDLE_SECONDS),
            conekta: Conekta::default(),
            n1co: N1co::default(),
            state: None,
            clock: Arc::new(system_clock),
            random: Random::system(),
        }
    }
}

/// The sandbox's address as browsers see it, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The address for a port of this machine.
    #[must_use]
    pub fn local(port: u16) -> Self {
        Self(format!("http://localhost:{port}"))
    }

    /// Reads an address.
    ///
    /// # Errors
    ///
    /// Where it is no http address, or one of a real provider.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let url = Url::parse(text).map_err(|_| ConfigError::Address(text.into()))?;
        let host = url.host_str().unwrap_or_default();
        if !matches!(url.scheme(), "http" | "https") || host.is_empty() {
            return Err(ConfigError::Address(text.into()));
        }
        let real = |name: &str| host == name || host.ends_with(&format!(".{name}"));
        if REAL_HOSTS.iter().any(|name| real(name)) {
            return Err(ConfigError::RealHost(host.into()));
        }
        Ok(Self(text.trim_end_matches('/').into()))
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What browsers send as `Host`.
    pub(crate) fn authority(&self) -> &str {
        let (_, rest) = self.0.split_once("://").unwrap_or_default();
        rest.split_once('/')
            .map_or(rest, |(authority, _)| authority)
    }
}

impl Default for PublicUrl {
    fn default() -> Self {
        Self::local(8081)
    }
}

/// Why the sandbox does not start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A key that might be a live one. The key itself is not repeated.
    #[error(
        "the {0} key might be a live one: the sandbox takes keys that begin with key_sandbox_ or key_test_"
    )]
    LiveKey(&'static str),
    /// A credential of n1co that might be a live one. It is not repeated.
    #[error(
        "n1co's {0} might be a live one: the sandbox takes what begins with n1co_sandbox_ or n1co_test_"
    )]
    LiveCredential(&'static str),
    /// The two keys are the same.
    #[error("the private and the public key are the same")]
    SameKeys,
    /// The address belongs to a real provider.
    #[error("{0} belongs to a real provider")]
    RealHost(String),
    /// The address is no http address.
    #[error("{0:?} is not an http address")]
    Address(String),
    /// A lifetime of no time.
    #[error("{0} must last a second at least")]
    Lifetime(&'static str),
    /// Webhooks are sent over plain http only.
    #[error("{0:?} is not an address of plain http: webhooks of the sandbox go nowhere else")]
    Webhook(String),
    /// The file of the state cannot be used.
    #[error("the state in {path} cannot be used: {reason}")]
    State {
        /// Where it is.
        path: String,
        /// Why.
        reason: String,
    },
    /// Webhooks without a signature would teach nothing.
    #[error("webhooks need a secret to be signed with")]
    NoWebhookSecret,
}

impl Config {
    /// Refuses keys that might be live, and what cannot work.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), ConfigError> {
        let (private, public) = (&self.private_key, &self.public_key);
        let control = &self.control_key;
        for (name, key) in [
            ("private", private),
            ("public", public),
            ("control", control),
        ] {
            if !SANDBOX_KEY_PREFIXES
                .iter()
                .any(|prefix| key.starts_with(prefix))
            {
                return Err(ConfigError::LiveKey(name));
            }
        }
        if private == public {
            return Err(ConfigError::SameKeys);
        }
        if self.challenge_seconds < 1 {
            return Err(ConfigError::Lifetime("a challenge"));
        }
        self.conekta.check()?;
        self.n1co.check()
    }

    /// Where browsers find n1co's challenge page.
    #[must_use]
    pub fn n1co_challenge_url(&self) -> PublicUrl {
        let set = self.n1co.challenge_url.clone();
        set.unwrap_or_else(|| n1co::other_name(&self.public_url))
    }
}

fn system_clock() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_might_be_live_is_refused_and_not_repeated() {
        let config = Config {
            private_key: "key_eYvWV7gSDkNYXsmr".into(),
            ..Config::default()
        };
        let error = config.check().unwrap_err();
        assert_eq!(error, ConfigError::LiveKey("private"));
        assert!(!error.to_string().contains("eYvW"));
        assert_eq!(Config::default().check(), Ok(()));
    }

    #[test]
    fn the_public_key_cannot_be_the_private_one() {
        let config = Config {
            public_key: DEFAULT_PRIVATE_KEY.into(),
            ..Config::default()
        };
        assert_eq!(config.check(), Err(ConfigError::SameKeys));
    }

    #[test]
    fn the_address_of_a_real_provider_is_refused() {
        for host in [
            "api.conekta.io",
            "pay.conekta.com",
            "conekta.com",
            "front-3ds.n1co.com",
            "api-sandbox.n1co.shop",
            "front-3ds.h4b.dev",
        ] {
            let refused = PublicUrl::parse(&format!("https://{host}"));
            assert_eq!(refused, Err(ConfigError::RealHost(host.into())));
        }
        assert!(PublicUrl::parse("http://notconekta.com").is_ok());
        assert!(PublicUrl::parse("ftp://localhost").is_err());
        assert_eq!(
            PublicUrl::parse("http://localhost:1/").unwrap(),
            PublicUrl::local(1)
        );
    }
}
