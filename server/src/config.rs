//! Every setting of the server: what it is called, where it comes from, what it must be.
//!
//! [`keys`] documents each one, once; [`sources`] looks them up in the flags, the environment and
//! a TOML file; [`read`] turns texts into values and collects every complaint; [`check`] refuses
//! combinations that could lose money or leak a key. With no setting at all, the server expects
//! the sandbox on this machine.

mod check;
mod database;
mod events;
mod keys;
mod read;
mod reader;
mod secret;
mod sources;

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use cobro_wire::Locale;
use url::Url;

use crate::payment::LateMoney;

pub use database::{DatabaseAddress, DatabaseConfig};
pub use events::EventsConfig;
pub use keys::{KEYS, Key};
pub use read::ConfigError;
pub use secret::Secret;
pub use sources::{Source, Sources};

use crate::public_key::PublicKey;

/// All settings, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the server listens and what it serves.
    pub http: HttpConfig,
    /// Where it remembers.
    pub database: DatabaseConfig,
    /// The provider that charges.
    pub gateway: GatewayName,
    /// Conekta, whose component makes the tokens for every provider.
    pub conekta: ConektaConfig,
    /// n1co.
    pub n1co: N1coConfig,
    /// The rules of the checkout.
    pub checkout: CheckoutConfig,
    /// Who is told what happens to orders, if anybody is.
    pub events: Option<EventsConfig>,
    /// The Content-Security-Policy of the pages.
    pub csp: CspConfig,
    /// The log.
    pub log: LogConfig,
}

/// Where the server listens and what it serves.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// Address to listen on.
    pub host: IpAddr,
    /// Port to listen on.
    pub port: u16,
    /// Address that shoppers open, without a path.
    pub public_url: Url,
    /// Folder of the built front end.
    pub site: PathBuf,
}

impl HttpConfig {
    /// Whether shoppers come over TLS, so that cookies may insist on it.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// Where the bank's page sends a shopper back to, when it was opened in a tab of its own.
    #[must_use]
    pub fn return_url(&self, order: &cobro_wire::OrderId) -> Url {
        let mut url = self.public_url.clone();
        url.set_path("/checkout/return");
        url.query_pairs_mut().append_pair("order", order.as_str());
        url
    }
}

/// The provider.
#[derive(Debug, Clone)]
pub struct ConektaConfig {
    /// Base address of the API.
    pub api_url: Url,
    /// Key for the server's own calls.
    pub private_key: Secret,
    /// Key for the component in the browser.
    pub public_key: String,
    /// Address of the component's script.
    pub script_url: Url,
    /// Version of the API: `2.3.0`.
    pub api_version: String,
    /// When the bank is asked to authenticate the shopper.
    pub three_ds_mode: ThreeDsMode,
    /// Company of a holding that the calls are made for.
    pub child_company_id: Option<String>,
    /// Keys that webhooks are signed for, beside those in the database.
    pub webhook_public_keys: Vec<PublicKey>,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long a whole call may take. After it the outcome is unknown, not a decline.
    pub timeout: Duration,
    /// How long after a charge without an answer "no such order" is believed.
    pub absence: Duration,
}

impl ConektaConfig {
    /// Whether the API is the sandbox on this machine.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        check::is_loopback(&self.api_url)
    }

    /// Host that the component's script and frame come from.
    #[must_use]
    pub fn component_host(&self) -> String {
        let host = self.script_url.host_str().unwrap_or_default();
        match self.script_url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// Origin that the component's script and frame come from.
    #[must_use]
    pub fn component_origin(&self) -> String {
        self.script_url.origin().ascii_serialization()
    }
}

/// The provider that charges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GatewayName {
    /// Conekta.
    Conekta,
    /// n1co.
    N1co,
}

impl GatewayName {
    /// Its name in the configuration and in our records.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Conekta => crate::gateway::conekta::NAME,
            Self::N1co => crate::gateway::n1co::NAME,
        }
    }
}

/// n1co.
#[derive(Debug, Clone)]
pub struct N1coConfig {
    /// Base address of the API, without a final slash.
    pub api_url: Url,
    /// Who we are to n1co.
    pub client_id: String,
    /// The proof of it.
    pub client_secret: Secret,
    /// Branch that charges are made at.
    pub location_code: Option<String>,
    /// What webhooks are signed with.
    pub webhook_secret: Option<Secret>,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long a whole call may take.
    pub timeout: Duration,
}

/// When the bank is asked to authenticate the shopper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThreeDsMode {
    /// Not asked for: the order does not mention it.
    Omitted,
    /// Where the provider sees a risk.
    Smart,
    /// For every card.
    Strict,
    /// For every card; the company's setting decides what an attempt without success means.
    NotStrict,
}

impl ThreeDsMode {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Omitted, Self::Smart, Self::Strict, Self::NotStrict];

    /// Its name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Omitted => "omitted",
            Self::Smart => "smart",
            Self::Strict => "strict",
            Self::NotStrict => "not_strict",
        }
    }

    /// What an order says of it; none where it is not mentioned.
    #[must_use]
    pub fn as_sent(self) -> Option<&'static str> {
        (self != Self::Omitted).then(|| self.name())
    }
}

/// The rules of the checkout.
#[derive(Debug, Clone)]
pub struct CheckoutConfig {
    /// Exact origins that the bank's page may come from.
    pub challenge_origins: Vec<String>,
    /// How long a challenge may take.
    pub challenge_timeout: Duration,
    /// How long an order can be paid.
    pub order_lifetime: Duration,
    /// What is done with money that comes after that, from an attempt that had ended without.
    pub late_money: LateMoney,
    /// Language for a shopper whose browser prefers none of ours.
    pub default_locale: Locale,
    /// Whether a saved card's security code may be asked for and sent.
    pub cvc_for_saved_cards: bool,
    /// Months that a shopper may choose among to pay in, least first; none where that is not
    /// offered.
    pub installments: Vec<u8>,
}

/// The Content-Security-Policy of the pages.
#[derive(Debug, Clone)]
pub struct CspConfig {
    /// Whether breaches are only reported.
    pub report_only: bool,
    /// Where browsers report breaches.
    pub report_uri: Option<Url>,
}

/// The log.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// What is logged, in the directives of `tracing_subscriber::EnvFilter`.
    pub filter: String,
    /// How a line looks.
    pub format: LogFormat,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

impl Config {
    /// Whether the provider is the sandbox on this machine, where no money moves.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        match self.gateway {
            GatewayName::Conekta => self.conekta.is_sandbox(),
            GatewayName::N1co => check::is_loopback(&self.n1co.api_url),
        }
    }

    /// How long a call to the provider that charges may take.
    #[must_use]
    pub fn call_timeout(&self) -> Duration {
        match self.gateway {
            GatewayName::Conekta => self.conekta.connect_timeout + self.conekta.timeout,
            // A bearer, the charge, and both again where the bearer was refused.
            GatewayName::N1co => 4 * (self.n1co.connect_timeout + self.n1co.timeout),
        }
    }

    /// Reads every setting.
    ///
    /// # Errors
    /// All that is wrong with them, together.
    pub fn load(sources: &Sources) -> Result<Self, ConfigErrors> {
        read::config(sources).map_err(ConfigErrors)
    }
}

/// All that is wrong with the settings.
#[derive(Debug)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration is not right:")?;
        self.0
            .iter()
            .try_for_each(|error| write!(f, "\n  - {error}"))
    }
}

impl std::error::Error for ConfigErrors {}

#[cfg(test)]
mod tests;
